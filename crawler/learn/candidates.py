"""Where a field of an ad may be read from: labels, JSON-LD, microdata, data attributes, telling class names, patterns.

Each candidate is a rule of the definition format with what it gives on every sample. Nothing is decided here.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import html

from crawler.fields import Context, parse_field
from crawler.learn.samples import Rule, Sample, words_of
from crawler.learn.slots import Slot, Slots
from crawler.parse import (
    Place,
    field_of_label,
    find_city,
    find_plain_phones,
    parse_age,
    parse_date,
    parse_kind,
    parse_place,
    parse_price_list,
)
from crawler.parse.phones import phone_in_attribute

# How far a source is trusted before its values are compared: who names a field means it.
MACHINE, LABEL, DATA, NAMED, PATTERN, LOOSE = 6, 5, 4, 3, 2, 1
SCALARS = ("phones", "alias", "age", "city", "postcode", "address", "place", "kind", "prices", "posted_at", "image_count", "services", "languages", "opening_hours")  # fmt: skip
_AGE_UNIT = re.compile(r"år|year|yrs|y/?o\b|jahre|alder|age|alter", re.IGNORECASE)


@dataclass
class Candidate:
    """A rule for a field, what it gives on each sample (None where nothing), and how far its source is trusted."""

    name: str
    rule: Rule
    trust: int
    values: list[object] = field(default_factory=list)
    # Share of samples where the place exists and reads as this field.
    purity: float = 1.0
    # Letters of the words it reads, on average: a rule that reads half the page for one number is loose.
    length: float = 0.0
    # The smaller, the likelier the rule is to last.
    rank: int = 0

    @property
    def fill(self) -> float:
        """Return the share of samples on which it gives a value."""
        return sum(value is not None for value in self.values) / max(len(self.values), 1)

    @property
    def distinct(self) -> int:
        """Return how many different values it gives."""
        return len({repr(value) for value in self.values if value is not None})

    def agreement(self, other: "Candidate") -> tuple[int, int]:
        """Return on how many samples both give a value, and on how many of these the same."""
        both = [
            (mine, its)
            for mine, its in zip(self.values, other.values, strict=True)
            if mine is not None and its is not None
        ]
        return len(both), sum(same_value(self.name, mine, its) for mine, its in both)


def same_value(name: str, one: object, other: object) -> bool:
    """Say whether two readings of a field mean the same."""
    if name == "phones" and isinstance(one, list) and isinstance(other, list):
        return bool(set(map(str, one)) & set(map(str, other)))
    if name == "city":
        short, long = sorted((str(one).casefold(), str(other).casefold()), key=len)
        return long.startswith(short)
    if isinstance(one, str) and isinstance(other, str):
        return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
    return one == other


def all_candidates(slots: Slots, context: Context) -> list[Candidate]:
    """Return the candidates of every scalar field with their values on the samples."""
    found: list[Candidate] = []
    seen: set[str] = set()
    for candidate in _proposed(slots, context):
        key = candidate.name + json.dumps(candidate.rule, sort_keys=True, default=str)
        if key in seen:
            continue
        seen.add(key)
        if not candidate.values:
            fill_values(candidate, slots.samples, context)
        judge(candidate)
        if candidate.fill > 0:
            found.append(candidate)
    return found


def fill_values(candidate: Candidate, samples: Sequence[Sample], context: Context) -> None:
    """Read a candidate's rule on every sample."""
    words = [words_of(candidate.rule, sample.source()) for sample in samples]
    candidate.length = sum(len(word) for found in words for word in found) / max(sum(map(bool, words)), 1)
    parser = str(candidate.rule["parse"]) if candidate.rule.get("parse") else None
    values = [parse_field(candidate.name, parser, found, context) if found else None for found in words]
    candidate.values = [None if value in ([], "") else value for value in values]


def judge(candidate: Candidate) -> None:
    """Take back values that are not what the field means."""
    if candidate.name == "phones":
        candidate.values = [
            value if isinstance(value, list) and all(str(each).startswith("+") for each in value) else None
            for value in candidate.values
        ]
    if candidate.name in ("alias", "city", "address"):
        # What is itself a label is the next head cell of a table, not a value.
        candidate.values = [
            None if isinstance(value, str) and field_of_label(value) else value for value in candidate.values
        ]
    if candidate.name == "address":
        # A value with a postcode in it is a whole place.
        candidate.values = [
            None if value and re.search(r"(?<!\d)\d{4}(?!\d)", str(value)) else value for value in candidate.values
        ]
    if candidate.name == "place":
        candidate.values = [
            value if isinstance(value, Place) and (value.city or value.postcode or value.address) else None
            for value in candidate.values
        ]
    if candidate.name == "alias":
        candidate.values = [
            value if isinstance(value, str) and len(value) <= 40 and not find_plain_phones(value) else None
            for value in candidate.values
        ]


def _proposed(slots: Slots, context: Context) -> Iterator[Candidate]:
    yield from labels(slots)
    yield from line_labels(slots)
    yield from unknown_labels(slots, context)
    yield from column_heads(slots)
    yield from bracket_labels(slots)
    yield from json_ld(slots.samples)
    yield from attributes(slots)
    yield from named_slots(slots)
    yield from patterns(slots, context)
    yield from fact_lines(slots)


def labels(slots: Slots) -> Iterator[Candidate]:
    """Propose a label rule for every label-like text that names a field."""
    counted: dict[tuple[str, str], int] = {}
    for elements in slots.visible:
        here = {found for element in elements for found in _labels_in(element)}
        for each in here:
            counted[each] = counted.get(each, 0) + 1
    for (label, name), _count in sorted(counted.items(), key=lambda entry: -entry[1]):
        for wanted in fields_of(name):
            yield Candidate(wanted, {"label": label}, LABEL)
        if name in ("place", "kind", "services", "title"):
            # "Sted: Privat" is a kind of place, "Kategorie: Aalborg" a town; the values tell.
            yield Candidate("kind", {"label": label}, NAMED)


def column_heads(slots: Slots) -> Iterator[Candidate]:
    """Propose the cell under a head cell: a row of labels over a row of values, whose columns differ from page to page."""
    found: dict[str, str] = {}
    for elements in slots.visible:
        for row in elements:
            below = row.getnext() if row.tag == "tr" else None
            cells = (
                [cell for cell in row if cell.tag in ("th", "td")] if below is not None and below.tag == "tr" else []
            )
            heads = [" ".join(slots.text(cell).split()) for cell in cells]
            named = {head: name for head in heads if len(head) <= 30 and (name := field_of_label(head))}
            if (
                len(named) >= 2
                and len(named) >= 0.6 * len(heads)
                and below is not None
                and len([cell for cell in below if cell.tag in ("th", "td")]) == len(heads)
            ):
                found.update(named)
    for head, name in found.items():
        if "'" in head:
            continue
        cell = f"//tr/*[normalize-space(.)='{head}']"
        rule: Rule = {
            "select": f"{cell}/parent::tr/following-sibling::tr[1]/*[position()=count({cell}[1]/preceding-sibling::*)+1]"
        }
        for wanted in fields_of(name):
            yield Candidate(wanted, rule, LABEL, rank=-1)
        if name in ("place", "services"):
            yield Candidate("kind", rule, NAMED)


_BRACKETED = re.compile(r"(?:^|\n)\s*[\[(<*_]{1,2}\s*([^\]\[()<>*_:\n]{2,30}?)\s*:?\s*[\])>*_]{1,2}\s*:?\s*([^\n\[]+)")


def bracket_labels(slots: Slots) -> Iterator[Candidate]:
    """Propose "[Label] value" lines, as people write them in forums."""
    for slot in slots.distinct:
        if slot.rank > 9 or slot.fill < 0.3:
            continue
        found: dict[str, tuple[str, str]] = {}
        for text in slots.texts(slot):
            for hit in _BRACKETED.finditer(text[:3000]):
                name = field_of_label(hit[1])
                if name:
                    found[hit[1]] = (name, hit[0].strip()[: hit[0].strip().index(hit[1]) + len(hit[1])])
        for label, (name, _written) in found.items():
            pattern = rf"(?m)^\s*[\[(<*_]{{1,2}}\s*{re.escape(label)}\s*:?\s*[\])>*_]{{1,2}}\s*:?\s*([^\n\[]+)"
            for wanted in fields_of(name):
                yield Candidate(wanted, {"select": slot.selector, "re": pattern}, LABEL, rank=slot.rank)


def unknown_labels(slots: Slots, context: Context) -> Iterator[Candidate]:
    """Propose labels of unknown words for the field their values read as, when nearly all of them do."""
    counted: dict[str, int] = {}
    for elements in slots.visible:
        here = set()
        for element in elements:
            own = " ".join((element.text or "").split())
            label = own.rstrip(":").strip()
            marked = own.endswith(":") or element.tag in ("dt", "th")
            if marked and 1 < len(label) <= 25 and not re.search(r"\d", label) and field_of_label(label) is None:
                here.add(label)
        for label in here:
            counted[label] = counted.get(label, 0) + 1
    for label, count in counted.items():
        if count < max(2, 0.25 * len(slots.samples)):
            continue
        rule: Rule = {"label": label}
        texts = [words[0] for sample in slots.samples if (words := words_of(rule, sample.source()))]
        if len(set(texts)) < 2:
            continue
        for name, reads, limit in readers(context):
            purity = sum(len(text) <= limit and reads(text) for text in texts) / len(texts)
            if purity >= 0.9:
                yield Candidate(name, rule, NAMED, purity=purity)
                break


def line_labels(slots: Slots) -> Iterator[Candidate]:
    """Propose "Label: value" lines amid other lines of one element, which a plain label rule cannot part."""
    for slot in slots.distinct:
        if slot.rank > 9 or slot.fill < 0.3:
            continue
        element = next(element for element in slot.firsts if element is not None)
        if len(element) < 2 or not any(child.tag == "br" for child in element):
            continue
        found: dict[str, str] = {}
        for text in slots.texts(slot):
            for line in re.split(r"[\n|•·]", text[:3000]):
                head, colon, rest = line.partition(":")
                name = field_of_label(head.strip()) if colon and rest.strip() and 1 < len(head.strip()) <= 30 else None
                if name:
                    found[head.strip()] = name
        for label, name in found.items():
            for wanted in fields_of(name):
                pattern = rf"(?m)(?:^|[|•·] ?){re.escape(label)} ?: ?([^\n|•·]+)"
                yield Candidate(wanted, {"select": slot.selector, "re": pattern}, LABEL, rank=slot.rank)


def _labels_in(element: html.HtmlElement) -> Iterator[tuple[str, str]]:
    for text in _own_lines(element):
        head, colon, _rest = text.partition(":")
        if not colon and element.tag not in (
            "dt",
            "th",
            "td",
            "b",
            "strong",
            "label",
            "h2",
            "h3",
            "h4",
            "h5",
            "span",
            "em",
            "small",
            "div",
        ):
            continue
        label = head.strip()
        name = field_of_label(label) if 1 < len(label) <= 30 else None
        if name:
            yield label, name


def _own_lines(element: html.HtmlElement) -> Iterator[str]:
    pieces = [element.text, *(child.tail for child in element)]
    for piece in pieces:
        if piece and piece.strip():
            yield " ".join(piece.split())


def fields_of(name: str) -> tuple[str, ...]:
    """Return the fields to try for a label: a place label may give the town, a town label a whole place."""
    if name in ("place", "city"):
        return ("place", "city")
    if name == "address":
        return ("address", "place")
    if name == "postcode":
        return ("postcode", "place")
    return (name,) if name in SCALARS else ()


def json_ld(samples: Sequence[Sample]) -> Iterator[Candidate]:
    """Propose the paths of the pages' JSON-LD whose keys name a field."""
    paths: dict[str, None] = {}
    for sample in samples:
        for thing in things(sample):
            for path in _paths(thing):
                paths[path] = None
    for path in paths:
        keys = [key for key in path.split(".") if key != "*" and not key.isdigit()]
        if not keys or any(
            key
            in (
                "review",
                "reviews",
                "publisher",
                "author",
                "itemReviewed",
                "breadcrumb",
                "isPartOf",
                "seller",
                "provider",
            )
            for key in keys[:-1]
        ):
            continue
        name = _json_ld_field(keys)
        if name:
            for wanted in fields_of(name):
                yield Candidate(wanted, {"jsonld": path}, MACHINE, rank=len(keys))


_JSON_LD = {"price": None, "pricecurrency": None, "offers": "prices", "makesoffer": "prices", "hasoffercatalog": "prices", "telephone": "phones", "additionaltype": "kind",
            "@type": None, "category": "kind", "address": "address", "image": "image_count", "addresslocality": "city", "streetaddress": "address", "postalcode": "postcode"}  # fmt: skip


def _json_ld_field(keys: list[str]) -> str | None:
    last = keys[-1].lower()
    if last in _JSON_LD:
        return _JSON_LD[last]
    if last == "name":
        return "alias" if len(keys) == 1 else None
    if len(keys) > 1 and keys[-2].lower() in ("offers", "aggregaterating", "geo"):
        return None
    return field_of_label(keys[-1])


def things(sample: Sample) -> list[dict[str, object]]:
    """Return the JSON-LD objects of a page."""
    found: list[dict[str, object]] = []
    for text in sample.tree.xpath("//script[contains(@type, 'ld+json')]/text()"):
        try:
            content = json.loads(text)
        except ValueError:
            continue
        graph = content.get("@graph", [content]) if isinstance(content, dict) else content
        found.extend(thing for thing in graph if isinstance(thing, dict)) if isinstance(graph, list) else None
    return found


def _paths(value: object, path: str = "", depth: int = 0) -> Iterator[str]:
    if path:
        yield path
    if depth > 5:
        return
    if isinstance(value, dict):
        for key, inner in list(value.items())[:60]:
            if "." not in str(key):
                yield from _paths(inner, f"{path}.{key}" if path else str(key), depth + 1)
    elif isinstance(value, list):
        for inner in value[:20]:
            if isinstance(inner, dict):
                yield from (found for found in _paths(inner, f"{path}.*", depth + 1) if found != f"{path}.*")


def attributes(slots: Slots) -> Iterator[Candidate]:
    """Propose attributes that carry a field: data-age, itemprop with content, datetime, tel: links, encoded numbers."""
    best: dict[tuple[str, str], tuple[int, str, str]] = {}
    for slot in slots.by_selector.values():
        for found in slot.elements:
            for element in found[:2]:
                for attribute in element.attrib:
                    key = (slot.selector, attribute)
                    if key not in best:
                        best[key] = (slot.rank, slot.selector, attribute)
    for rank, selector, attribute in best.values():
        if rank > 5:
            continue
        yield from _attribute(slots.by_selector[selector], attribute, rank)


def _attribute(slot: Slot, attribute: str, rank: int) -> Iterator[Candidate]:
    values = [str(element.get(attribute) or "") for element in slot.firsts if element is not None]
    rule: Rule = {"select": f"{slot.selector}::attr({attribute})"}
    if attribute.startswith("data-") and slot.selector.endswith(f"[{attribute}]"):
        for wanted in fields_of(field_of_label(attribute[5:]) or ""):
            yield Candidate(wanted, rule, DATA, rank=rank)
    if attribute == "datetime" or (attribute == "title" and any(re.search(r"\d{4}", value) for value in values)):
        yield Candidate("posted_at", rule, DATA if attribute == "datetime" else PATTERN, rank=rank)
    if attribute == "content":
        prop = next((element.get("itemprop") for element in slot.firsts if element is not None), None)
        for wanted in fields_of(field_of_label(prop or "") or ""):
            yield Candidate(wanted, rule, MACHINE, rank=rank)
    if any(phone_in_attribute(attribute, value) for value in values) or _always_a_number(attribute, values):
        for decode in (None, "base64", "reverse", "url", "hex"):
            yield Candidate("phones", {**rule, **({"decode": decode} if decode else {})}, DATA, rank=rank)


_NO_PHONE_NAMES = re.compile(
    r"(?:^|-)(?:id|key|ref|ts|time|date|stamp|user|ad|item|post|lat|lng|price|order|src|srcset|alt|width|height|index)(?:$|-)",
    re.IGNORECASE,
)


def _always_a_number(attribute: str, values: Sequence[str]) -> bool:
    """Say whether a data attribute of any name holds a different phone number, plain or encoded, wherever it is."""
    if not attribute.startswith("data-") or _NO_PHONE_NAMES.search(attribute[5:]):
        return False
    return len(set(values)) > 1 and all(phone_in_attribute("data-phone", value) for value in values)


def named_slots(slots: Slots) -> Iterator[Candidate]:
    """Propose elements whose itemprop, id, class or test mark names a field."""
    for slot in slots.distinct:
        if slot.rank > 3:
            continue
        for name in _names_field(slot):
            prop = "itemprop=" in slot.selector.rsplit(" ", 1)[-1]
            for wanted in fields_of(name):
                many = wanted in ("prices", "services", "phones") and not slot.single
                rule: Rule = {"select": slot.selector, **({"all": True} if many else {})}
                yield Candidate(wanted, rule, MACHINE if prop else NAMED, rank=slot.rank)


def _names_field(slot: Slot) -> set[str]:
    last = slot.selector.rsplit(" ", 1)[-1]
    tokens = (
        re.findall(r'(?:itemprop|data-[\w-]+|name|role)="([^"]+)"', last)
        + re.findall(r"[.#]([\w-]+)", last)
        + re.findall(r"\[(data-[\w-]+)\]", last)
    )
    found = {field_of_label(token.removeprefix("data-")) for token in tokens}
    return {name for name in found if name and name != "ignore"}


def patterns(slots: Slots, context: Context) -> Iterator[Candidate]:
    """Propose unnamed places whose words read as a field on most samples that have them."""
    for slot in slots.distinct:
        for rule, texts in _readings(slot, slots):
            longest = max(map(len, texts), default=0)
            several = "all" in rule
            for name, reads, limit in readers(context):
                if longest > limit * 3:
                    continue
                purity = sum(reads(text) for text in texts if len(text) <= limit * (2 if several else 1)) / len(texts)
                if name == "kind" and not several and len(set(texts)) > max(6, 0.4 * len(texts)):
                    # A kind is one of a few words; texts that only happen to hold such a word differ more.
                    continue
                if purity >= 0.3:
                    tight = purity >= 0.8 and (longest <= limit / 2 or several)
                    yield Candidate(
                        name,
                        rule,
                        PATTERN if tight and (slot.single or several) else LOOSE,
                        purity=purity,
                        rank=slot.rank + 2 * several,
                    )


def _readings(slot: Slot, slots: Slots) -> Iterator[tuple[Rule, list[str]]]:
    """Yield a place's words as a rule would give them: of its first element, and of all when they are a few short facts."""
    texts = [text for text in slots.texts(slot) if text]
    if texts and (len(texts) >= 2 or len(slots.samples) <= 2):
        yield {"select": slot.selector}, texts
    if not slot.single and all(len(found) <= 10 for found in slot.elements):
        joined = ["\n".join(slots.text(element) for element in found) for found in slot.elements if found]
        if len(joined) >= 2 and max(map(len, joined)) <= 500:
            yield {"select": slot.selector, "all": True}, joined


_PART = r"\s*(?:[,·|•–—/]|\s-\s)\s*"
_LONE_AGE = rf"(?:^|{_PART}|\()(\d{{2}})(?=$|{_PART}|\))"
_FIRST_NAME = rf"^([^\W\d_][\w'’. -]{{1,24}}?)(?={_PART}|\s*\(\d)"


def fact_lines(slots: Slots) -> Iterator[Candidate]:
    """Propose the parts of a short line of facts without labels, "Lina, 34 · 5000 Odense C": a lone age, a name first.

    A name counts only when most ads also use it elsewhere, in their title or text.
    """
    pages = [slots.text(elements[0]) if elements else "" for elements in slots.visible]
    for slot in slots.distinct:
        texts = slots.texts(slot)
        filled = [text for text in texts if text]
        if len(filled) < max(2, 0.5 * len(texts)) or max(map(len, filled)) > 90 or any("\n" in text for text in filled):
            continue
        ages = [hit[1] for text in filled if (hit := re.search(_LONE_AGE, text))]
        if len(ages) >= 0.7 * len(filled) and all(16 <= int(age) <= 80 for age in ages) and len(set(ages)) > 1:
            yield Candidate("age", {"select": slot.selector, "re": _LONE_AGE}, PATTERN, purity=len(ages) / len(filled), rank=slot.rank)
        names = [(hit[1], page) for text, page in zip(texts, pages, strict=True) if (hit := re.search(_FIRST_NAME, text)) and _is_name(hit[1])]
        used = sum(len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", page)) >= 2 for name, page in names)
        if len(names) >= 0.7 * len(filled) and used >= 0.6 * len(names) and len({name for name, _ in names}) > 1:
            yield Candidate("alias", {"select": slot.selector, "re": _FIRST_NAME}, PATTERN, purity=len(names) / len(filled), rank=slot.rank)


def _is_name(words: str) -> bool:
    return words[:1].isupper() and len(words.split()) <= 2 and find_city(words) is None and parse_kind(words) is None


def _reads_place(text: str) -> bool:
    place = parse_place(text)
    return bool(place.city or place.postcode)


def _reads_priced(text: str) -> bool:
    prices = parse_price_list(text)
    return any(price["minutes"] for price in prices) or bool(prices and re.search(r"kr|dkk|€|eur|,-|sek", text.lower()))


_READERS: tuple[tuple[str, Callable[[str], bool], int], ...] = (
    ("age", lambda text: parse_age(text) is not None and bool(_AGE_UNIT.search(text) or re.fullmatch(r"\(?\d\d\)?", text.strip())), 90),
    ("place", _reads_place, 90),
    ("kind", lambda text: parse_kind(text) is not None, 50),
    ("prices", _reads_priced, 500),
    ("phones", lambda text: bool(find_plain_phones(text)), 80),
)  # fmt: skip


def readers(context: Context) -> tuple[tuple[str, Callable[[str], bool], int], ...]:
    """Return (field, does this text read as it, longest text) for the fields that can be told by form alone."""

    def reads_date(text: str) -> bool:
        if not re.search(r"\d|går|dag|nu|day|gest|heute", text) or _RATING_ONLY.match(text):
            return False
        return parse_date(text, now=context.now, languages=context.languages) is not None

    return (*_READERS, ("posted_at", reads_date, 70))


_RATING_ONLY = re.compile(r"^\D{0,20}\d(?:[.,]\d)?\s*/\s*(?:5|10)\D{0,12}$")
