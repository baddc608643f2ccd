"""Facts inside a line of text: "Alder: 25 | By: Odense", "[Alter] 30", "📞 12 34 56 78", "Age: 30, Town: Odense". Pure."""

import re
from collections.abc import Iterator

from crawler.parse.labels import ICONS, LABELS, normalise_label

SEPARATORS = ("|", "•", "·", "¦", "║", "⋅", "★", "►", "»")
LONGEST_LINE = 1_500
MOST_LINES = 400
_WORD = r"[^\W\d_][^\n:=|•·¦\[\]{}<>,;]{0,34}"
# A label opens the line or stands after a bar; after a comma, a slash or a gap only a word that is known to be a label.
_LABEL = re.compile(
    rf"(?P<before>^|[|•·¦║⋅★►»]|[,;/]|\s-\s|\s–\s|\s)\s*(?P<label>{_WORD}?)\s*(?P<end>[:：=]|\s[–—]\s)(?!//)"
)
_BRACKETED = re.compile(
    r"(?:^|[|•·])\s*(?:[\[(<*_]{1,2}|【|«)\s*(?P<label>[^\]\[()<>*_:\n【】«»]{2,30}?)\s*:?\s*(?:[\])>*_]{1,2}|】|»)\s*:?\s*"
    r"(?P<value>[^\n\[|•·【]+)"
)
_ICON = re.compile(
    "(?P<label>" + "|".join(map(re.escape, ICONS)) + ")\ufe0f?\\s*:?\\s*(?P<value>[^\n|•·" + "".join(ICONS) + "]+)"
)


def line_facts(text: str) -> Iterator[tuple[str, str]]:
    """Yield (label, value) for every label in these lines."""
    for line in text.split("\n")[:MOST_LINES]:
        if not line.strip() or len(line) > LONGEST_LINE:
            continue
        yield from ((hit["label"].strip(), hit["value"].strip()) for hit in _BRACKETED.finditer(line))
        if any(icon in line for icon in ICONS):
            yield from ((hit["label"], hit["value"].strip()) for hit in _ICON.finditer(line))
        yield from _labelled(line)


def _labelled(line: str) -> Iterator[tuple[str, str]]:
    hits = list(_labels(line))
    for place, (label, _start, end) in enumerate(hits):
        stop = hits[place + 1][1] if place + 1 < len(hits) else len(line)
        value = line[end:stop].strip().strip("|•·¦║⋅★►»").rstrip(",;/").strip()
        if value:
            yield label, _up_to_bar(value)


def _up_to_bar(value: str) -> str:
    """Cut at a bar: what comes after it is a fact of its own, with or without a label."""
    return re.split(r"\s*[|¦║]\s*", value, maxsplit=1)[0].strip()


def _labels(line: str) -> Iterator[tuple[str, int, int]]:
    place = 0
    opened = False
    while place < len(line):
        hit = _LABEL.search(line, place)
        if hit is None:
            return
        label = hit["label"].strip()
        strong = hit["before"] == "" or hit["before"] in SEPARATORS
        known = _known_end(label)
        if strong and len(label.split()) <= 4 and hit["end"].strip() in (":", "：", "="):
            opened = opened or normalise_label(label) in LABELS
            yield label, hit.start(), hit.end()
            place = hit.end()
        elif (
            known
            and (opened or hit["before"].strip())
            and known[0].isupper()
            and hit["end"].strip() in (":", "：", "=")
        ):
            yield known, hit.end("label") - len(known), hit.end()
            place = hit.end()
        elif strong and normalise_label(label) in LABELS and hit["before"] == "":
            opened = True
            yield label, hit.start(), hit.end()
            place = hit.end()
        else:
            place = max(hit.start("label") + 1, place + 1)
            nearest = re.compile(r"[\s|•·,;/]").search(line, place)
            place = nearest.start() if nearest else len(line)


def _known_end(label: str) -> str:
    """Return the last one to three words of a text when they are a known label."""
    words = label.split()
    for size in (3, 2, 1):
        part = " ".join(words[-size:])
        if len(words) >= size and part and normalise_label(part) in LABELS:
            return part
    return ""
