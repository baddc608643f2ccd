"""Inside one review: where its words are, and what of that place is not hers (the date, the score, a quotation, a signature)."""

import re
from collections import Counter
from collections.abc import Sequence

from lxml import html

from crawler.fields import Context
from crawler.learn.naming import own_names, position
from crawler.learn.samples import Rule
from crawler.parse import parse_date, parse_rating
from crawler.plain_text import element_text
from crawler.tree import select

LOOKED_AT = 80
MOST_INSIDE = 200
_NOT_WORDS = re.compile(
    r"sign|author|user|avatar|quot|cite|citat|meta|byline|poster|postdetails|header|head|foot|date|time|dato|rating|score|stars?\b|stjern|karakter|bewert|name|navn|like|reply|svar|button|action|badge",
    re.IGNORECASE,
)
_NEVER = frozenset(
    (
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "cite",
        "time",
        "button",
        "meter",
        "header",
        "footer",
        "form",
        "q",
    )
)
_RATED = re.compile(r"[★☆⭐]|^\D{0,20}\d(?:[.,]\d)?\s?(?:/|af|von|of|av|out of)\s?(?:5|10)\b")
_NAME_TAGS = frozenset(("b", "strong", "a", "em", "i", "span", "small", "div", "td", "th"))
# The score or the date before or after the words in the same place.
_SCORE_FIRST = r"(?s)^\s*(?:[^\n\d★☆⭐]{0,20}\d{1,2}(?:[.,]\d)?\s*(?:/|af|von|of|av|out of)\s*(?:5|10)|[★☆⭐✩]{1,10})(?:\s*\([^)\n]{0,20}\))?[\s.:,;|–—-]*(.+)$"
_FIRST_LINE = r"(?s)^[^\n]*\n\s*(.+)$"
_LAST_LINE = r"(?s)^(.+?)\n[^\n]*$"
# Some word or digit of a date must stand there.
DATE_SIGN = re.compile(r"\d|går|dag|gest|heute|yester|today", re.IGNORECASE)


def words_rule(elements: Sequence[html.HtmlElement], context: Context, taken: Sequence[str]) -> Rule | None:
    """Return the rule for the words of a review, learned from all blocks; ``taken`` are the places of date and rating."""
    blocks = list(elements[:LOOKED_AT])
    places = _places(blocks)
    best: tuple[float, float, Rule] | None = None
    for selector, found in places.items():
        if len(found) < 0.8 * len(blocks) or selector in taken:
            continue
        without = _unwanted(found, context)
        texts = [element_text(element, without=_all_of(element, without)) for element in found]
        rule: Rule = {"select": selector, **({"without": without} if without else {})}
        texts, pattern = _trimmed(texts, context)
        if pattern:
            rule["re"] = pattern
        clean = sum(bool(text) and not _says_field(text, context) for text in texts) / len(blocks)
        length = sum(map(len, texts)) / len(blocks)
        if clean < 0.75 or length < 3:
            continue
        standing = length * clean**2
        simple = -len(without) - 2 * bool(pattern) - 0.05 * len(selector) - (3 if selector.startswith("./") else 0)
        if best is None or standing > 1.03 * best[0] or (standing > 0.97 * best[0] and simple > best[1]):
            best = (max(standing, best[0] if best and standing > 0.97 * best[0] else 0), simple, rule)
    return best[2] if best else None


def _places(blocks: Sequence[html.HtmlElement]) -> dict[str, list[html.HtmlElement]]:
    """Return selector → the first such element of each block that has it ("" is the block itself)."""
    places: dict[str, list[html.HtmlElement]] = {"": list(blocks)}
    for block in blocks:
        here: dict[str, html.HtmlElement] = {}
        for inner in list(block.iterdescendants())[:MOST_INSIDE]:
            if isinstance(inner.tag, str) and inner.tag not in _NEVER and inner.tag not in ("a", "br", "img", "script"):
                for selector in names_inside(inner, block):
                    here.setdefault(selector, inner)
        for selector, element in here.items():
            places.setdefault(selector, []).append(element)
    return places


def names_inside(inner: html.HtmlElement, block: html.HtmlElement) -> list[str]:
    """Return the selectors that find an element inside its block."""
    selectors = [name for name, rank in own_names(inner) if rank <= 3] + [path_inside(inner, block)]
    if inner.tag not in ("div", "span", "p", "li", "td", "tr"):
        selectors.append(inner.tag)
    elif inner.tag == "p":
        selectors.insert(0, "p")
    return selectors


def path_inside(inner: html.HtmlElement, root: html.HtmlElement) -> str:
    """Return the position of an element inside its block."""
    steps: list[str] = []
    while inner is not root:
        steps.insert(0, f"{inner.tag}[{position(inner)}]")
        inner = inner.getparent()
    return "./" + "/".join(steps)


def _all_of(element: html.HtmlElement, selectors: Sequence[str]) -> set[html.HtmlElement]:
    return {each for selector in selectors for each in select(selector, element) if not isinstance(each, str)}


def _unwanted(found: Sequence[html.HtmlElement], context: Context) -> list[str]:
    """Return selectors of what inside a place is not the words: by its tag, its name, what it reads as, or its sameness."""
    said: dict[str, list[str]] = {}
    order: dict[str, int] = {}
    for element in found:
        here: dict[str, str] = {}
        for number, inner in enumerate(list(element.iterdescendants())[:MOST_INSIDE]):
            if not isinstance(inner.tag, str) or inner.tag == "br" or not (text := element_text(inner)):
                continue
            name = next((name for name, rank in own_names(inner) if rank <= 3), None)
            selector = name or (
                inner.tag
                if inner.tag in _NEVER or inner.tag in ("b", "strong", "i", "em", "small")
                else path_inside(inner, element)
            )
            here.setdefault(selector, text)
            order.setdefault(selector, number)
        for selector, text in here.items():
            said.setdefault(selector, []).append(text)
    whole = sum(len(element_text(element)) for element in found)
    chosen = [
        selector
        for selector in sorted(said, key=lambda each: order[each])
        if _is_unwanted(selector, said[selector], len(found), whole, context)
    ]
    return chosen[:8]


def _is_unwanted(selector: str, texts: Sequence[str], blocks: int, whole: int, context: Context) -> bool:
    tag = re.split(r"[.#\[:]", selector.rsplit("/", 1)[-1], maxsplit=1)[0]
    if tag in _NEVER:
        return True
    if sum(map(len, texts)) > 0.6 * whole and not _NOT_WORDS.search(selector):
        return False
    read = sum(len(text) <= 60 and _says_field(text, context) for text in texts)
    if read >= 0.6 * len(texts):
        return True
    if tag in _NAME_TAGS and _are_names(texts) and whole > 3 * sum(map(len, texts)) and len(texts) >= 0.7 * blocks:
        return True
    commonest = Counter(texts).most_common(1)[0][1]
    if len(texts) >= 4 and commonest >= 0.5 * len(texts) and blocks >= 4:
        return True
    named = re.findall(r"[.#]([\w-]+)|=\"([^\"]+)\"", selector)
    return any(_NOT_WORDS.search(one or other) for one, other in named) and sum(map(len, texts)) < 0.6 * whole


def _are_names(texts: Sequence[str]) -> bool:
    """Say whether texts look like the names reviews are signed with: one to three words, no sentence."""
    return all(len(text) <= 30 and len(text.split()) <= 3 and not re.search(r"[!?]|\.\s*$", text) for text in texts)


def _says_field(text: str, context: Context) -> bool:
    """Say whether any line is a rating or a date: such a place holds more than the words."""
    for line in text.split("\n"):
        if len(line) > 60:
            continue
        if _RATED.search(line) and parse_rating(line) is not None:
            return True
        if len(line) <= 40 and DATE_SIGN.search(line) and re.search(r"\d", line) and _mostly_date(line, context):
            return True
    return False


def _mostly_date(line: str, context: Context) -> bool:
    """Say whether a line is a date with at most a name beside it: "Anna, 12. maj 2026"."""
    day = parse_date(line, now=context.now, languages=context.languages)
    return day is not None and len(re.findall(r"[^\W\d_]{2,}", line)) <= 5 and not re.search(r"[!?]|\.\s*$", line)


def _trimmed(texts: list[str], context: Context) -> tuple[list[str], str | None]:
    """Cut a score or date that opens or ends the words in most blocks; return the texts and the pattern that does it."""
    filled = [text for text in texts if text]
    if len(filled) < 2:
        return texts, None
    for pattern, share in ((_SCORE_FIRST, 0.7), (_FIRST_LINE, 0.7), (_LAST_LINE, 0.7)):
        fits = 0
        for text in filled:
            hit = re.search(pattern, text)
            if not hit:
                continue
            cut = text.replace(hit[1], "", 1) if pattern != _SCORE_FIRST else "4/5"
            fits += bool(cut.strip()) and len(cut) <= 80 and _says_field(cut.strip(), context)
        if fits >= share * len(filled):
            return [(hit[1] if (hit := re.search(pattern, text)) else "") for text in texts], pattern
    return texts, None
