"""Candidates that a machine was meant to read: JSON-LD, microdata, data attributes, links, telling class names."""

import json
import re
from collections.abc import Iterator, Sequence

from crawler.learn.candidates import (
    DATA,
    MACHINE,
    NAMED,
    PATTERN,
    Candidate,
    fields_of,
)
from crawler.learn.samples import Rule, Sample
from crawler.learn.slots import Slot, Slots
from crawler.parse import (
    field_of_label,
)
from crawler.parse.phones import phone_in_attribute

# What an attribute is called where it is called anything.
NAME = re.compile(r"[\w:.-]+")


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
                    # A broken page may hold names that no selector can say and the parser does not find again.
                    if key not in best and NAME.fullmatch(attribute):
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
