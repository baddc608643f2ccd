"""Numbers that a page shows only when a button is pressed: find the address the button asks, and how to name it.

Tried in this order: an attribute that holds the address; an id in an attribute or in the page's own address, put into
the address that the browser was seen to ask when the button was pressed.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from lxml import html

from crawler.json_paths import as_text, paths
from crawler.learn.looks import Rendered
from crawler.learn.naming import own_names
from crawler.learn.samples import Rule, Sample, words_of
from crawler.learn.slots import Slots, visible_elements
from crawler.parse import find_plain_phones
from crawler.plain_text import element_text

_REVEALS = re.compile(
    r"\b(?:vis|se|få|show|reveal|view|get|anzeigen|zeigen|visa|click|klik|klicka|ring|call|anrufen|kontakt|contact)\b.*|"
    r".*(?:nummer|number|telefon|phone|tlf|mobil|kontakt|contact|•|xx|\*\*).*",
    re.IGNORECASE,
)
Get = Callable[[str], Sample | None]
TRIED = 4


def find_reveal(
    samples: Sequence[Sample], get: Get, browse: Callable[[str, str], Rendered | None] | None = None
) -> Rule | None:
    """Return the rule that reveals the numbers, or None; the bodies it needs are kept in each sample's ``fetched``."""
    slots = Slots(samples)
    for rule in _by_attribute(slots):
        if _works(rule, samples, get):
            return rule
    if browse is None:
        return None
    for selector in reveal_buttons(slots):
        for rule in _by_pressing(selector, samples, browse):
            if _works(rule, samples, get):
                return rule
    return None


def _by_attribute(slots: Slots) -> Iterator[Rule]:
    seen: set[str] = set()
    for slot in sorted(slots.distinct, key=lambda each: each.rank):
        if slot.fill < 0.5 or slot.rank > 9:
            continue
        element = next(each for each in slot.firsts if each is not None)
        for attribute, value in element.attrib.items():
            if not re.match(r"^(?:/|\?|https?://|[\w-]+\.\w+\?|api/|ajax/)[^\s]*$", str(value)) or attribute in (
                "src",
                "srcset",
                "data-src",
                "action",
            ):
                continue
            if attribute == "href" and not _REVEALS.fullmatch(element_text(element) or ""):
                continue
            values = {each.get(attribute) for each in slot.firsts if each is not None}
            selector = f"{slot.selector}::attr({attribute})"
            if (len(values) < 2 and len(slots.samples) > 1) or str(sorted(map(str, values))) in seen:
                continue
            seen.add(str(sorted(map(str, values))))
            yield {"select": selector, "fetch": True}


def _works(rule: Rule, samples: Sequence[Sample], get: Get) -> bool:
    """Fetch what the rule asks on a few samples; when numbers come, fetch all, and name the JSON path of the number."""
    path: str | None = None
    numbers = []
    for number, sample in enumerate(samples):
        address = words_of({key: value for key, value in rule.items() if key not in ("fetch", "json")}, sample.source())
        if not address:
            continue
        url = urljoin(sample.url, address[0])
        if urlsplit(url).netloc != urlsplit(sample.url).netloc:
            return False
        answer = get(url)
        found = _number_in(answer.text) if answer else None
        if number < TRIED and found is None:
            return False
        if answer is None or found is None:
            continue
        sample.fetched[url] = answer.text
        path = path or found[1]
        numbers.append(found[0])
    if len(numbers) < 2 or len(set(numbers)) < 2:
        return False
    if path:
        rule["json"] = path
    return True


def _number_in(text: str) -> tuple[str, str | None] | None:
    """Return the number in an answer and its JSON path (None for other text)."""
    if text.lstrip()[:1] in "{[":
        try:
            content = json.loads(text)
        except ValueError:
            return None
        for path, value in paths(content):
            found = (
                find_plain_phones(as_text(value))
                if isinstance(value, str | int) and not isinstance(value, bool)
                else []
            )
            if found and "*" not in path:
                return found[0], path
        return None
    found = find_plain_phones(text)
    return (found[0], None) if len(text) < 20_000 and found else None


def reveal_buttons(slots: Slots) -> Iterator[str]:
    """Yield selectors of buttons that seem to reveal something, on most samples."""
    for slot in sorted(slots.distinct, key=lambda each: (each.rank, len(each.selector))):
        element = next((each for each in slot.firsts if each is not None), None)
        if element is None or slot.fill < 0.5 or element.tag not in ("button", "a", "span", "div", "input"):
            continue
        said = element_text(element) or str(element.get("value") or "")
        if (
            len(said) <= 40
            and _REVEALS.fullmatch(said)
            and (
                element.tag == "button"
                or element.get("onclick")
                or element.get("role") == "button"
                or str(element.get("href") or "#").startswith(("#", "javascript:"))
            )
        ):
            yield slot.selector


def _by_pressing(
    button: str, samples: Sequence[Sample], browse: Callable[[str, str], Rendered | None]
) -> Iterator[Rule]:
    sample = samples[0]
    shown = browse(sample.url, button)
    for answer in shown.answers if shown else []:
        if _number_in(answer.text) is None or answer.method != "GET":
            continue
        parts = urlsplit(answer.url)
        asked = parts.path + (f"?{parts.query}" if parts.query else "")
        for source, value in _ids(sample):
            hits = list(re.finditer(rf"(?<![\w]){re.escape(value)}(?![\w])", asked))
            if hits:
                yield {**source, "into": asked[: hits[-1].start()] + "{value}" + asked[hits[-1].end() :], "fetch": True}


def _ids(sample: Sample) -> Iterator[tuple[Rule, str]]:
    """Yield what on a page may be the id in such an address, with the rule that finds it."""
    for hit in re.finditer(r"\w*\d\w*", urlsplit(sample.url).path + "?" + urlsplit(sample.url).query):
        pattern = r"(\d+)(?=\D*$)" if hit[0].isdigit() else r"([\w]*\d[\w]*)(?=[^\d]*$)"
        found = re.search(pattern, sample.url)
        if found and found[1] == hit[0]:
            yield {"url": True, "re": pattern}, hit[0]
    for element in visible_elements(sample, 8000):
        yield from _attribute_ids(element)


def _attribute_ids(element: html.HtmlElement) -> Iterator[tuple[Rule, str]]:
    for attribute, value in element.attrib.items():
        if (attribute.startswith("data-") or attribute in ("id", "value")) and re.fullmatch(r"[\w-]{1,40}", str(value)):
            for name, rank in own_names(element):
                if rank <= 2:
                    yield {"select": f"{name}::attr({attribute})"}, str(value)
                    break
