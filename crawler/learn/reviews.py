"""Find customers' reviews on ad pages: repeated blocks that each hold some words and a date or a rating."""

import re
from dataclasses import dataclass

from lxml import html

from crawler.fields import Context
from crawler.learn.review_rules import LOOKS, RATED, inside_rules
from crawler.learn.review_words import DATE_SIGN
from crawler.learn.samples import Rule
from crawler.learn.slots import Slot, Slots
from crawler.parse import field_of_label, find_plain_phones, parse_date, parse_price_list, parse_rating, rating_in_class
from crawler.plain_text import element_text

_NAMES = re.compile(
    r"review|anmeld|comment|komment|bewert|omd[öo]m|recension|vurder|feedback|erfar|udtal|post|reply|svar|indl",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reviews:
    """Where reviews are: their slot (without the ad itself), how many elements before them are the ad, the rules inside one."""

    slot: Slot
    skip: int
    rules: dict[str, Rule]

    def part(self) -> dict[str, object]:
        """Return the ``reviews`` part of a definition."""
        skip: dict[str, object] = {"skip": self.skip} if self.skip else {}
        return {"each": self.slot.selector, **skip, "fields": dict(self.rules)}


def find_reviews(slots: Slots, context: Context, *, away: set[html.HtmlElement]) -> Reviews | None:
    """Return where the reviews are, or None. ``away`` are elements that link to other ads."""
    best: tuple[float, Slot] | None = None
    for slot in slots.distinct:
        if slot.single or slot.fill == 0:
            continue
        score = _score(slot, slots, context, away)
        if score > 0 and (best is None or score > best[0]):
            best = (score, slot)
    if best is None:
        return None
    slot, skip = best[1], 0
    if slot.fill >= 0.95 and _opens(slot, slots):
        # The first block of each page is the ad itself: a forum's first post.
        slot, skip = Slot(slot.selector, slot.rank, [found[1:] for found in slot.elements]), 1
    rules = inside_rules([element for found in slot.elements for element in found], context)
    return Reviews(slot, skip, rules) if "text" in rules and len(rules) > 1 else None


def _opens(slot: Slot, slots: Slots) -> bool:
    """Say whether the first blocks hold what ads hold (a number, prices, labels) and the others do not."""
    firsts = [found[0] for found in slot.elements if found]
    others = [element for found in slot.elements for element in found[1:]]
    told = sum(_tells(slots.text(element)) for element in firsts) / max(len(firsts), 1)
    rest = sum(_tells(slots.text(element)) for element in others[:60]) / max(len(others[:60]), 1)
    return told >= 1 and rest < 0.5 * told


def _tells(text: str) -> int:
    labels = {field_of_label(line.split(":")[0]) for line in text[:3000].split("\n") if ":" in line[:30]} - {
        None,
        "reviews",
        "rating",
        "text",
    }
    return bool(find_plain_phones(text[:3000])) + bool(parse_price_list(text[:3000])) + min(len(labels), 3)


def _score(slot: Slot, slots: Slots, context: Context, away: set[html.HtmlElement]) -> float:
    elements = [element for found in slot.elements for element in found]
    if len(elements) > 2000 or any(element in away for element in elements[:50]):
        return 0.0
    tags = {element.tag for element in elements}
    if tags & {"a", "p", "br", "img", "option", "b", "strong", "span", "dt", "dd", "td", "th", "time"}:
        return 0.0
    if _holds_the_ad(slot, slots):
        return 0.0
    sample = elements[:40]
    texts = [slots.text(element) for element in sample]
    if sum(len(text) >= 8 for text in texts) < 0.8 * len(texts) or max(map(len, texts)) > 5000:
        return 0.0
    dated = sum(_has_date(element, slots.text(element), context) for element in sample) / len(sample)
    rated = sum(_has_rating(element) for element in sample) / len(sample)
    if max(dated, rated) < 0.7:
        return 0.0
    length = sum(map(len, texts)) / len(texts)
    named = 1.0 if _NAMES.search(slot.selector) else 0.0
    heading = 0.7 if _under_heading(sample[0]) else 0.0
    # The outermost unit wins: it holds date, rating and words together.
    return (dated + rated + named + heading) * (1 + min(length, 300) / 300) - 0.05 * slot.rank


def _holds_the_ad(slot: Slot, slots: Slots) -> bool:
    """Say whether blocks are the page's own frame or the whole ad: one inside another, the same number on every page,
    a page's first heading or most of its words inside one of them that is not its first."""
    for found in slot.elements:
        here = set(found)
        if any(above in here for element in found for above in element.iterancestors()):
            return True
    counts = [len(found) for found in slot.elements]
    if len(counts) >= 4 and len(set(counts)) == 1 and counts[0] <= 3:
        return True
    for sample, found in zip(slots.samples, slot.elements, strict=True):
        heads = sample.tree.findall(".//h1")
        inside = {above for head in heads[:1] for above in head.iterancestors()}
        if any(element in inside for element in found[1:]):
            return True
    return False


def _under_heading(element: html.HtmlElement) -> bool:
    parent = element.getparent()
    for around in (element, parent):
        before = around.getprevious() if around is not None else None
        while before is not None and before.tag == element.tag:
            before = before.getprevious()
        if (
            before is not None
            and isinstance(before.tag, str)
            and field_of_label(element_text(before)[:40]) == "reviews"
        ):
            return True
    return False


def _has_date(element: html.HtmlElement, text: str, context: Context) -> bool:
    if element.xpath(".//time[@datetime] | .//*[@itemprop='datePublished']"):
        return True
    for line in (*text.split("\n"), text[:60], text[-40:]):
        if (
            len(line) <= 80
            and DATE_SIGN.search(line)
            and not RATED.match(line)
            and parse_date(line, now=context.now, languages=context.languages)
        ):
            return True
    return False


def _has_rating(element: html.HtmlElement) -> bool:
    for inner in element.iter(html.etree.Element if hasattr(html, "etree") else "*"):
        if any(_rating_of(str(value), attribute) for attribute, value in inner.attrib.items()):
            return True
        if (
            inner.text
            and len(inner.text) < 40
            and re.search(r"[★☆⭐♥]|\d\s*(?:/|af|von|of|av)\s*\d", inner.text)
            and parse_rating(inner.text) is not None
        ):
            return True
    return False


def _rating_of(value: str, attribute: str) -> bool:
    if attribute in LOOKS:
        return False
    if attribute == "class":
        return rating_in_class(value) is not None
    if attribute in ("aria-label", "title", "alt"):
        return parse_rating(value) is not None and bool(
            re.search(r"stjern|star|stern|stjärn|/|af|von|of|av|rating", value, re.IGNORECASE)
        )
    return bool(re.search(r"rating|score|stars", attribute)) and parse_rating(value) is not None
