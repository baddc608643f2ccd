"""Find an ad's title and running text: what differs from page to page and reads as prose, outside all fields.

Text: for each place, the letters of prose in it minus those of anything else; the best sum over all samples wins.
"""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import html

from crawler.learn.samples import Rule
from crawler.learn.slots import Slot, Slots
from crawler.parse import field_of_label, find_plain_phones, parse_price_list
from crawler.plain_text import BLOCKS, tidy

_HEADINGS = {"h1": 3.0, "h2": 1.6, "h3": 0.8, "h4": 0.4}
_TITLE_NAMES = re.compile(r"title|titel|headline|heading|overskrift|rubrik|subject|emne|ämne|betreff", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?…]|\w+ \w+ \w+ \w+ \w+")


def find_title(slots: Slots) -> Rule | None:
    """Return the rule for the title, or None."""
    best: tuple[float, float, Slot] | None = None
    titles = ["".join(sample.tree.xpath("string(//title)")).strip() for sample in slots.samples]
    for slot in slots.distinct:
        if slot.fill < 0.7:
            continue
        texts = slots.texts(slot)
        score = _title_score(slot, texts, titles, slots)
        if score > 0 and (best is None or (score, -slot.rank - 0.01 * len(slot.selector)) > best[:2]):
            best = (score, -slot.rank - 0.01 * len(slot.selector), slot)
    if best and best[0] >= 2:
        return {"select": best[2].selector}
    for fallback in ("meta[property='og:title']::attr(content)",):
        values = [sample.node.css(fallback).get() for sample in slots.samples]
        if sum(bool(value) for value in values) >= 0.7 * len(values) and len(set(values)) > 1:
            return {"select": fallback}
    return _document_title(titles) or ({"select": best[2].selector} if best else None)


def _title_score(slot: Slot, texts: list[str], titles: list[str], slots: Slots) -> float:
    filled = [text for text in texts if text]
    if not filled or not all(2 <= len(text) <= 160 and "\n" not in text for text in filled):
        return 0.0
    count = len(texts)
    different = len(set(filled)) / len(filled)
    if count > 2 and different < 0.5:
        return 0.0
    element = next(element for element in slot.firsts if element is not None)
    score = _HEADINGS.get(element.tag, 0.0) + (1.0 if _TITLE_NAMES.search(slot.selector.rsplit(" ", 1)[-1]) else 0.0)
    score += 0.6 if 'itemprop="name"' in slot.selector or 'itemprop="headline"' in slot.selector else 0.0
    score += (
        3
        * sum(bool(text) and _same(text, sample.link_text) for text, sample in zip(texts, slots.samples, strict=True))
        / count
    )
    score += (
        2
        * sum(
            bool(text) and len(text) > 3 and _flat(text) in _flat(title)
            for text, title in zip(texts, titles, strict=True)
        )
        / count
    )
    score -= 2 if any(field_of_label(text.split(":")[0]) for text in filled if ":" in text) else 0
    return score * (0.5 + 0.5 * slot.fill) * (0.4 + 0.6 * different) - (0.5 if not slot.single else 0)


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()


def _same(one: str, other: str) -> bool:
    return bool(other) and _flat(one) == _flat(other)


def _document_title(titles: list[str]) -> Rule | None:
    if sum(map(bool, titles)) < 0.7 * len(titles) or len(set(titles)) < 2:
        return None
    common = titles[0]
    for title in titles[1:]:
        while common and not title.endswith(common):
            common = common[1:]
    rule: Rule = {"select": "//title"}
    if common.strip(" ") and re.match(r"\s*[|–—\-:»·]", common):
        rule["re"] = f"^(.*?){re.escape(common)}$"
    return rule


class Prose:
    """The blocks of text on each sample, each weighed: prose counts for a place, anything else against it."""

    def __init__(self, slots: Slots, fields: set[html.HtmlElement], apart: set[html.HtmlElement]) -> None:
        """``fields`` and ``apart`` are elements that are fields, or reviews and other repeated blocks."""
        self.slots = slots
        self._blocks = [self._blocks_of(elements) for elements in slots.visible]
        seen = Counter(text for blocks in self._blocks for text in {text for _, text in blocks})
        count = len(slots.samples)
        self.frame = {text for text, times in seen.items() if count > 2 and times >= max(3, 0.6 * count)}
        self.weights: list[dict[html.HtmlElement, float]] = []
        for blocks in self._blocks:
            weights: dict[html.HtmlElement, float] = {}
            for element, text in blocks:
                weight = self._weight(element, text, fields, apart)
                for above in (element, *element.iterancestors()):
                    weights[above] = weights.get(above, 0.0) + weight
            self.weights.append(weights)

    def _blocks_of(self, elements: list[html.HtmlElement]) -> list[tuple[html.HtmlElement, str]]:
        """Return each innermost block with words of its own (line breaks and inline marks are part of it)."""
        found = []
        for element in elements:
            if (
                (element.tag in BLOCKS and element.tag not in ("br", "hr"))
                or element.tag == "body"
                or element.getparent() is None
            ):
                own = tidy("".join(_own_words(element)))
                if own:
                    found.append((element, own))
        return found

    def _weight(
        self, element: html.HtmlElement, text: str, fields: set[html.HtmlElement], apart: set[html.HtmlElement]
    ) -> float:
        length = min(len(text), 2000)
        around = (element, *element.iterancestors())
        if any(each in apart for each in around):
            return -1.5 * length
        if text in self.frame or element.tag in ("h1", "h2", "dt", "th", "nav", "footer", "button", "form"):
            return -1.2 * length - 8
        if any(each in fields for each in around[:3]) and length < 200:
            return -1.2 * length
        if any(each.tag in ("nav", "footer", "form", "a", "button", "header") for each in around):
            return -0.8 * length
        if (
            not (element.text or "").strip()
            and not any((child.tail or "").strip() for child in element)
            and sum(
                bool("".join(child.itertext()).strip() if isinstance(child.tag, str) else False) for child in element
            )
            > 1
        ):
            # Only marked pieces side by side, no words of its own: facts, not prose.
            return -1.0 * length
        return sum(_line_weight(line, element.tag) for line in text.split("\n"))

    def score(self, slot: Slot, *, every: bool = False) -> float:
        """Return the sum of prose minus the rest over the samples, for the first or for every element of the slot."""
        total = 0.0
        for weights, found in zip(self.weights, slot.elements, strict=True):
            total += sum(weights.get(element, 0.0) for element in (found if every else found[:1]))
        return total

    def labelled(self, label: str) -> float:
        """Return the sum of prose in the values of a label over the samples."""
        total = 0.0
        for sample in self.slots.samples:
            for value in sample.facts.of(label)[:1]:
                total += 0.0 if value in self.frame else sum(_line_weight(line, "p") for line in value.split("\n"))
        return total


def _line_weight(line: str, tag: str) -> float:
    """Return how much a line speaks for (letters of prose) or against a place."""
    length = len(line)
    if re.match(r"[\[(*]{1,2}[^\]\[()*\n]{2,30}[\])*]{1,2}", line) and length < 90:
        return -1.0 * length
    label = field_of_label(line.split(":", maxsplit=1)[0]) if ":" in line[:30] else None
    if label and label != "text" and length < 90:
        return -1.0 * length
    words = re.findall(r"[^\W\d_]{2,}", line)
    if length < 70 and (parse_price_list(line) or find_plain_phones(line)) and len(words) < 8:
        return -0.6 * length
    if len(words) >= 4 or (len(words) >= 2 and _SENTENCE.search(line)):
        return float(length)
    return 0.0 if tag in ("p", "li", "div", "td") and words and not re.search(r"\d", line) else -0.6 * length


def _own_words(element: html.HtmlElement) -> list[str]:
    words = [element.text or ""]
    for child in element:
        if (
            isinstance(child.tag, str)
            and child.tag not in BLOCKS
            and child.tag not in ("script", "style", "select", "textarea", "a", "button")
        ):
            words.extend(_own_words(child))
        elif child.tag == "br":
            words.append("\n")
        words.append(child.tail or "")
    return words


def find_text(slots: Slots, prose: Prose) -> Rule | None:
    """Return the rule for the running text, or None."""
    best: tuple[float, float, Rule] | None = None
    for score, lasting, rule in _text_options(slots, prose):
        weighed = (round(score * 1.0005**lasting, 3), lasting)
        if score > 0 and (best is None or weighed > best[:2]):
            best = (*weighed, rule)
    return best[2] if best else None


def _text_options(slots: Slots, prose: Prose) -> Iterator[tuple[float, float, Rule]]:
    """Yield (letters of prose, how likely the name is to last, rule) for every place that may hold the text."""
    for slot in slots.distinct:
        element = next((element for element in slot.firsts if element is not None), None)
        if element is None or slot.fill < 0.3 or element.tag in ("html", "body", "a"):
            continue
        lasting = -slot.rank - 0.01 * len(slot.selector) - (0 if slot.single else 1)
        yield prose.score(slot), lasting, {"select": slot.selector}
        if not slot.single and element.tag in ("p", "li"):
            yield prose.score(slot, every=True) * 0.98, lasting, {"select": slot.selector, "all": True}
    labels = {shown for sample in slots.samples for shown in sample.facts.shown.values()}
    for label in labels:
        if field_of_label(label) == "text":
            yield prose.labelled(label), -2.0, {"label": label}
