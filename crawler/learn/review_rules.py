"""Words, date and rating inside one review: which of its places and labels give them, learned from all reviews. Pure."""

import re
from collections import Counter
from collections.abc import Sequence

from lxml import html

from crawler.facts import read_facts
from crawler.fields import Context, parse_field
from crawler.learn.review_words import DATE_SIGN, names_inside, words_rule
from crawler.learn.samples import Rule
from crawler.parse import field_of_label
from crawler.parse.labels import LABELS
from crawler.plain_text import element_text

# "4/5" is a rating, though it also reads as the fourth of May.
RATED = re.compile(r"^\D{0,20}\d(?:[.,]\d)?\s*/\s*(?:5|10)\D{0,12}$")
# How an element looks or what it is called is no rating and no date.
LOOKS = frozenset(
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
_NO_FIELD = tuple(end for name in sorted(LOOKS) for end in (f"::attr({name})", f"/@{name}"))
_IGNORED = re.compile(
    r"^\W*(?:"
    + "|".join(word.replace("_", r"[\s_-]") for word, field in LABELS.items() if field == "ignore" and len(word) > 3)
    + r")\b\W*[:：]?\s",
    re.IGNORECASE,
)


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
        and (name != "posted_at" or (DATE_SIGN.search(value) and not RATED.match(value)))
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
