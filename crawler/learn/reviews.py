"""Find customers' reviews on ad pages: repeated blocks that each hold some words and a date or a rating."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import html

from crawler.facts import read_facts
from crawler.fields import Context, parse_field
from crawler.learn.review_words import names_inside, words_rule
from crawler.learn.samples import Rule
from crawler.learn.slots import Slot, Slots
from crawler.parse import field_of_label, find_plain_phones, parse_date, parse_price_list, parse_rating, rating_in_class
from crawler.parse.labels import LABELS
from crawler.plain_text import element_text

_NAMES = re.compile(
    r"review|anmeld|comment|komment|bewert|omd[öo]m|recension|vurder|feedback|erfar|udtal|post|reply|svar|indl",
    re.IGNORECASE,
)
# "4/5" is a rating, though it also reads as the fourth of May.
_RATED = re.compile(r"^\D{0,20}\d(?:[.,]\d)?\s*/\s*(?:5|10)\D{0,12}$")
# How an element looks or what it is called is no rating and no date.
_LOOKS = frozenset(
    [
        "border",
        "width",
        "height",
        "cellpadding",
        "cellspacing",
        "colspan",
        "rowspan",
        "size",
        "color",
        "bgcolor",
        "align",
        "valign",
        "id",
        "href",
        "src",
        "tabindex",
        "maxlength",
        "rows",
        "cols",
        "start",
    ]
)
_NO_FIELD = tuple(end for name in sorted(_LOOKS) for end in (f"::attr({name})", f"/@{name}"))
_IGNORED = re.compile(
    r"^\W*(?:"
    + "|".join(word.replace("_", r"[\s_-]") for word, field in LABELS.items() if field == "ignore" and len(word) > 3)
    + r")\b\W*[:：]?\s",
    re.IGNORECASE,
)
_DATE_SIGN = re.compile(r"\d|går|dag|gest|heute|yester|today", re.IGNORECASE)


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
            and _DATE_SIGN.search(line)
            and not _RATED.match(line)
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
    if attribute in _LOOKS:
        return False
    if attribute == "class":
        return rating_in_class(value) is not None
    if attribute in ("aria-label", "title", "alt"):
        return parse_rating(value) is not None and bool(
            re.search(r"stjern|star|stern|stjärn|/|af|von|of|av|rating", value, re.IGNORECASE)
        )
    return bool(re.search(r"rating|score|stars", attribute)) and parse_rating(value) is not None


def inside_rules(elements: Sequence[html.HtmlElement], context: Context) -> dict[str, Rule]:
    """Return the rules for words, date and rating inside one block, learned from all blocks."""
    places: dict[str, list[str]] = {}
    for element in elements[:200]:
        for selector, words in _inside(element).items():
            places.setdefault(selector, []).append(words)
    count = len(elements[:200])
    rules: dict[str, Rule] = {}
    for name in ("posted_at", "rating"):
        best = max(
            (
                (_reading(name, words, count, context, selector=selector), -len(selector), selector)
                for selector, words in places.items()
            ),
            default=(0.0, 0, ""),
        )
        if best[0] >= 0.5:
            rules[name] = _rule(best[2])
    for name in ("posted_at", "rating"):
        if name not in rules and (labelled := _labelled(name, elements[:200], context)):
            rules[name] = labelled
    text = words_rule(elements, context, [str(rule.get("select")) for rule in rules.values()])
    if text is not None:
        rules["text"] = text
    return rules


def _labelled(name: str, elements: Sequence[html.HtmlElement], context: Context) -> Rule | None:
    """Return the label that names this field inside the blocks: "Karakter: 4/5"."""
    counted: Counter[str] = Counter()
    for element in elements:
        for key, values in read_facts(element).values.items():
            counted[key] += any(parse_field(name, None, [value], context) is not None for value in values[:1])
    fitting = [
        (count, key)
        for key, count in counted.items()
        if count >= 0.5 * len(elements) and field_of_label(key) in (name, "reviews")
    ]
    return {"label": max(fitting)[1]} if fitting else None


def _rule(selector: str) -> Rule:
    return {"select": selector, "all": True} if selector == "./text()" else {"select": selector}


def _reading(name: str, words: list[str], count: int, context: Context, *, selector: str) -> float:
    """Return the share of blocks in which a place reads as this field, less where its words are longer than needed."""
    if selector.endswith(_NO_FIELD) or (name == "rating" and selector.endswith("::attr(datetime)")):
        return 0.0
    if any(_IGNORED.match(value) for value in words):
        # "Joined: 5 Jan 2024" beside a reply is no date of the reply.
        return 0.0
    good = [
        value
        for value in words
        if len(value) <= 60
        and (name != "posted_at" or (_DATE_SIGN.search(value) and not _RATED.match(value)))
        and (
            name != "rating" or re.search(r"[★☆⭐]", value) or not re.search(r"\d[./-]\d+[./-]|\d{4}|siden|ago", value)
        )
    ]
    read = sum(parse_field(name, None, [value], context) is not None for value in good)
    tight = 1 - min(sum(map(len, good)) / max(len(good), 1), 60) / 300
    machine = 0.05 if selector.endswith(("::attr(datetime)", "::attr(data-rating)", "::attr(content)")) else 0.0
    return read / count * tight + (machine if read else 0.0)


def _inside(element: html.HtmlElement) -> dict[str, str]:
    """Return selector → words for every place inside one block (the block itself is "")."""
    found: dict[str, str] = {"": element_text(element)}
    own = [piece.strip() for piece in (element.text or "", *(child.tail or "" for child in element)) if piece.strip()]
    if own and len(element):
        found["./text()"] = "\n".join(own)
    for attribute, value in element.attrib.items():
        found.setdefault(f"::attr({attribute})", value)
    for inner in list(element.iterdescendants())[:300]:
        if not isinstance(inner.tag, str):
            continue
        selectors = names_inside(inner, element)
        words = element_text(inner)
        for selector in selectors:
            found.setdefault(selector, words)
            for attribute in (
                "datetime",
                "content",
                "class",
                "title",
                "aria-label",
                "data-rating",
                "data-score",
                "data-stars",
                "data-date",
                "data-value",
                "style",
                "value",
                "alt",
            ):
                if inner.get(attribute):
                    if selector.startswith("./"):
                        found.setdefault(f"{selector}/@{attribute}", str(inner.get(attribute)))
                    else:
                        found.setdefault(f"{selector}::attr({attribute})", str(inner.get(attribute)))
    return found
