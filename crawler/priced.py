"""Prices wherever a page writes them as durations with amounts: rows, list items, pairs of cells, lines. Pure."""

from collections.abc import Collection

from lxml import etree

from crawler.facts import Facts, own_lines
from crawler.hidden_text import is_hidden
from crawler.parse.prices import is_amount, is_duration, is_price_line, parse_price_list
from crawler.plain_text import BLOCKS, UNSEEN, element_text

# Their rows or items are looked at, one by one.
_OF_ROWS = frozenset(("table", "tbody", "thead", "ul", "ol", "body", "html"))
LONGEST = 400
MOST_LINES = 40


def price_lines(root: etree._Element, facts: Facts, *, without: Collection[etree._Element] = ()) -> list[str]:
    """Return the lines that say nothing but how long and how much; [] when the page has none.

    Lines inside the running text count only where no row, item or pair of cells gives a price.
    """
    pairs = [line for label, values in facts.values.items() for value in values[:1] if (line := _pair(label, value))]
    blocks = _blocks(root, without)
    lines = pairs if _count(pairs) >= _count(blocks) else blocks
    return list(dict.fromkeys(lines or _inside_text(root, without)))[:MOST_LINES]


def _count(lines: list[str]) -> int:
    return sum(1 for price in parse_price_list("\n".join(lines)) if price["minutes"])


def _pair(label: str, value: str) -> str:
    if is_duration(label) and is_amount(value):
        return f"{label}: {value}"
    return f"{value}: {label}" if is_amount(label) and is_duration(value) else ""


def _blocks(root: etree._Element, without: Collection[etree._Element]) -> list[str]:
    """Return the largest elements that are price lines, in page order."""
    found: list[str] = []
    stack = [root]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str) or element.tag in UNSEEN or _is_left_out(element, root, without):
            continue
        text = element_text(element) if element.tag not in _OF_ROWS and _is_small(element) else ""
        if text and len(text) <= LONGEST and is_price_line(" ".join(text.split())):
            joined = " ".join(text.split()) if element.tag in ("tr", "li", "p", "dl") else text
            found.append(joined)
            continue
        stack.extend(reversed(element))
    return found


def _is_left_out(element: etree._Element, root: etree._Element, without: Collection[etree._Element]) -> bool:
    return element is not root and (element in without or is_hidden(element))


def _is_small(element: etree._Element) -> bool:
    return sum(1 for _ in zip(element.iter(), range(60), strict=False)) < 60


def _inside_text(root: etree._Element, without: Collection[etree._Element]) -> list[str]:
    lines: list[str] = []
    for element in root.iter(etree.Element):
        if element.tag in BLOCKS and not any(
            _is_left_out(each, root, without) for each in (element, *element.iterancestors())
        ):
            lines.extend(line.strip() for line in own_lines(element).split("\n") if is_price_line(line))
    return lines
