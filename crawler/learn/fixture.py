"""A fixture of the learned site that holds nothing anyone wrote: the structure of an ad page with invented words.

Every text and attribute that differs between sample pages is replaced; what all pages share (labels, frame) stays, as
the rules need it. Values of fields become invented values of the same kind and form.
"""

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree, html

from crawler.definition import read_definition
from crawler.extract import extract_ad
from crawler.learn.samples import Sample
from crawler.page import Page
from crawler.parse import field_of_label

_WORDS = [
    "rolig",
    "lys",
    "stue",
    "gade",
    "aftale",
    "besked",
    "venlig",
    "time",
    "ro",
    "dag",
    "sted",
    "have",
    "plads",
    "vindue",
    "trappe",
    "kaffe",
]
PAGE_NAME = "page.html"
# A number of a Danish range that no operator holds.
NUMBER = "71748050"
_KEPT_ATTRIBUTES = frozenset(
    {"class", "id", "itemprop", "itemtype", "itemscope", "rel", "type", "colspan", "rowspan", "role", "name", "lang"}
)


@dataclass(frozen=True, slots=True)
class Fixture:
    """A page with invented content and what the definition must read on it."""

    page_name: str
    page: str
    expected: dict[str, Any]


def synthetic_fixture(definition: Mapping[str, Any], samples: Sequence[Sample], now: datetime) -> Fixture | None:
    """Return the fixture made from the fullest sample, or None when there is no HTML page to make it from."""
    pages = [sample for sample in samples if sample.text.lstrip()[:1] == "<"]
    if not pages or definition.get("ad", {}).get("format") == "json":
        return None
    checked = read_definition(dict(definition), "fixture")
    fullest = max(pages, key=lambda sample: len(vars_of(extract_ad(Page(sample.url, sample.text), checked, now=now))))
    shared = _shared_texts(pages)
    tree = copy.deepcopy(fullest.tree)
    _invent(tree, shared)
    page = "<!doctype html>\n" + html.tostring(tree, encoding="unicode")
    item = extract_ad(Page("http://127.0.0.1/fixture/1", page), checked, now=now)
    return Fixture(PAGE_NAME, page, {"now": now.isoformat(), "item": vars_of(item)})


def vars_of(item: Any) -> dict[str, Any]:
    """Return an item's filled fields as JSON values."""
    names = (
        "title",
        "text",
        "phones",
        "alias",
        "age",
        "city",
        "postcode",
        "address",
        "kind",
        "prices",
        "languages",
        "services",
        "opening_hours",
        "posted_at",
        "image_count",
    )
    found: dict[str, Any] = {}
    for name in names:
        value = getattr(item, name)
        if value not in (None, [], ""):
            found[name] = value.isoformat() if hasattr(value, "isoformat") else value
    if item.reviews:
        found["reviews"] = [
            {
                "text": review.text,
                "posted_at": review.posted_at.isoformat() if review.posted_at else None,
                "rating": review.rating,
            }
            for review in item.reviews
        ]
    return found


def _shared_texts(pages: Sequence[Sample]) -> set[str]:
    """Return the texts of the site's frame: those on most sample pages, when there are enough pages to tell."""
    counts: dict[str, int] = {}
    for page in pages:
        for text in {piece.strip() for piece in page.tree.itertext() if piece.strip()}:
            counts[text] = counts.get(text, 0) + 1
    enough = max(2, 0.8 * len(pages))
    return {text for text, count in counts.items() if count >= enough and len(text) <= 60}


def _invent(tree: html.HtmlElement, shared: set[str]) -> None:
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "noscript", "template", "iframe"):
            parent = element.getparent()
            if parent is not None:
                element.drop_tree() if hasattr(element, "drop_tree") else parent.remove(element)
            continue
        if element.text and element.text.strip():
            element.text = _replaced(element.text, shared)
        if element.tail and element.tail.strip():
            element.tail = _replaced(element.tail, shared)
        for name, value in list(element.attrib.items()):
            if name not in _KEPT_ATTRIBUTES and value:
                element.set(name, _attribute(name, value))


def _attribute(name: str, value: str) -> str:
    if name in ("href", "src", "data-src", "action"):
        return re.sub(
            r"\d",
            "1",
            "tel:" + NUMBER
            if value.startswith("tel:")
            else "/".join(
                re.sub(r"\w*\d\w*|[^/]{16,}", "1", step) for step in value.split("?", maxsplit=1)[0].split("/")
            ),
        )
    return _invented(value) if len(value) < 200 else "…"


def _replaced(text: str, shared: set[str]) -> str:
    if text.strip() in shared:
        return text
    label, colon, rest = text.partition(":")
    if colon and field_of_label(label):
        return f"{label}:{_invented(rest)}"
    return _invented(text)


def _invented(text: str) -> str:
    """Return words of the same form: numbers keep their length and signs, words are invented."""
    if re.search(r"(?:\d[\s.-]?){8,}", text) and not re.search(r"\d{4}-\d\d-\d\d|\d[./-]\d\d?[./-]\d", text):
        return re.sub(r"\+?(?:\d[\s.-]?){8,}", NUMBER, text)
    counter = iter(range(10_000))

    def word(hit: re.Match[str]) -> str:
        given = hit[0]
        if len(given) <= 3 or given.lower() in _KEEP:
            return given
        made = _WORDS[(next(counter) * 7 + len(given)) % len(_WORDS)]
        return made.capitalize() if given[0].isupper() else made

    return re.sub(r"[^\W\d_]+", word, text)


_KEEP = frozenset(
    [
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
        "time",
        "timer",
        "minutter",
        "minutes",
        "hour",
        "hours",
        "stunde",
        "stunden",
        "timme",
        "timmar",
        "klinik",
        "privat",
        "escort",
        "andet",
        "clinic",
        "private",
        "other",
        "eskort",
        "studio",
        "siden",
        "sedan",
        "gestern",
        "heute",
        "yesterday",
        "today",
        "euro",
        "years",
        "jahre",
    ]
)
_ = etree  # lxml's etree is imported for its side effect of typing elements
