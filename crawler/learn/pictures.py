"""How many pictures an ad shows: counted from markup, from what the page says, never fetched."""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import html

from crawler.learn.candidates import MACHINE, NAMED, PATTERN, Candidate
from crawler.learn.naming import shared_start
from crawler.learn.slots import Slots

_SOURCES = (
    "data-src",
    "data-lazy",
    "data-original",
    "data-lazy-src",
    "data-image",
    "data-bg",
    "src",
    "data-srcset",
    "srcset",
    "style",
)
_IN_STYLE = re.compile(r"url\([\"']?([^\"')]+)")
_TEXT = re.compile(r"\b\d{1,3}\s*(?:billeder?|fotos?|photos?|images?|pictures?|bilder?)\b", re.IGNORECASE)


def picture_counts(slots: Slots, away: set[html.HtmlElement]) -> Iterator[Candidate]:
    """Propose rules that count an ad's pictures. ``away`` are elements that belong to other ads."""
    counts: dict[str, list[int]] = {}
    sources = Counter(
        source
        for elements in slots.visible
        for source in {_source(element) for element in elements if _is_picture(element)}
    )
    shared = {
        source
        for source, times in sources.items()
        if source and times > 0.5 * len(slots.samples) and len(slots.samples) > 2
    }
    own = [
        [
            element
            for element in elements
            if _is_picture(element) and _source(element) not in shared and element not in away
        ]
        for elements in slots.visible
    ]
    for slot in slots.distinct:
        if slot.rank > 6 or not any(_pictures(element) for found in slot.elements for element in found[:1]):
            continue
        if all(element.tag in ("img", "picture", "figure") for found in slot.elements for element in found):
            counts[slot.selector] = [len(found) for found in slot.elements]
        elif slot.single:
            counts[f"{slot.selector} img"] = [
                sum(len(element.findall(".//img")) for element in found) for found in slot.elements
            ]
    prefix = _prefix([_source(image) for images in own for image in images])
    if prefix:
        for attribute in _SOURCES:
            selector = f'img[{attribute}^="{prefix}"]'
            counts[selector] = [
                sum((element.get(attribute) or "").startswith(prefix) for element in elements if element.tag == "img")
                for elements in slots.visible
            ]
        in_style = f'[style*="url({prefix}"], [style*="url(\'{prefix}"]'
        counts[in_style] = [sum(_is_picture(image) and image.tag != "img" for image in images) for images in own]
    wanted = [len(images) for images in own]
    for selector, found in counts.items():
        exact = sum(one == other for one, other in zip(found, wanted, strict=True)) / len(wanted)
        if sum(found) and exact >= 0.9:
            named = bool(re.search(r"galler|photo|foto|billed|image|pics|bild", selector))
            yield Candidate(
                "image_count",
                {"count": selector},
                NAMED if named else PATTERN,
                values=list(found),
                purity=exact,
                rank=len(selector) // 10,
            )
    yield from _said(slots)


def _is_picture(element: html.HtmlElement) -> bool:
    return element.tag == "img" or "url(" in (element.get("style") or "") or bool(element.get("data-bg"))


def _source(element: html.HtmlElement) -> str:
    for name in _SOURCES:
        value = str(element.get(name) or "")
        if name == "style":
            hit = _IN_STYLE.search(value)
            value = hit[1] if hit else ""
        if value and not value.startswith("data:"):
            return value
    return ""


def _pictures(element: object) -> bool:
    return element.tag == "img" or element.find(".//img") is not None  # type: ignore[attr-defined]


def _prefix(sources: list[str]) -> str:
    named = [source for source in sources if source and not source.startswith("data:")]
    if not named:
        return ""
    common = shared_start(named)
    common = common[: common.rfind("/") + 1]
    return common if len(common) > 1 and '"' not in common else ""


def _said(slots: Slots) -> Iterator[Candidate]:
    for slot in slots.distinct:
        texts = [text for text in slots.texts(slot) if text]
        if texts and max(map(len, texts)) <= 40 and all(_TEXT.search(text) for text in texts):
            yield Candidate("image_count", {"select": slot.selector, "re": r"\d{1,3}"}, MACHINE, rank=slot.rank)
