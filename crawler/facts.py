"""The facts a page states as label and value, however it lays them out: one reading for learning and for collecting.

Layouts read: dt/dd, table rows (with spacer cells between), a row of heads over a row of values, an element beside its
label, "<b>Label:</b> value", lines "Label: value" parted by bars, bullets or commas, "[Label] value", a label in an
attribute (``data-label``, ``aria-label``, ``alt``) or in the name of an icon. Pure; a page without facts gives none.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from crawler.fact_lines import line_facts
from crawler.hidden_text import is_hidden
from crawler.neighbours import (
    AT_END,
    ICON_TAGS,
    LABEL_ATTRIBUTES,
    LONGEST_LABEL,
    MOST_NEIGHBOURS,
    STRONG,
    facts_beside,
    named_facts,
    small_text,
)
from crawler.parse.labels import LABELS, normalise_label
from crawler.plain_text import BLOCKS, UNSEEN, element_text, tidy

LONGEST_VALUE = 6_000
MOST_ELEMENTS = 20_000
_AT_START = " \t\n\r\u00a0[(*<_"


@dataclass(slots=True)
class Facts:
    """What a page states: label as compared → values, those of the surest layout first; ``shown`` keeps the spelling."""

    values: dict[str, list[str]] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)

    def of(self, label: str) -> list[str]:
        """Return the values stated for a label; [] when the page does not have it."""
        return self.values.get(fact_key(label), [])


def fact_key(label: str) -> str:
    """Return a label as it is compared: lower case, one space between words, without the signs around it."""
    bare = " ".join(label.replace("\u00a0", " ").split()).strip(AT_END + "[]()<>*_.,;#").casefold()
    return bare or label.strip().casefold()


def read_facts(
    root: etree._Element, *, wanted: frozenset[str] | None = None, without: Collection[etree._Element] = ()
) -> Facts:
    """Return the facts of a page or of a part of it, but for those inside ``without`` (reviews, other ads).

    ``wanted`` are the only labels asked for (keys, see :func:`fact_key`): a crawl knows them, and looking at nothing
    else is ten times faster. Lines of text are read only for labels that no row, item or neighbour states.
    """
    found: list[tuple[int, str, str]] = []
    elements = list(_visible(root, without))
    taken: set[etree._Element] = set()
    openings = tuple({key.split(" ")[0] for key in wanted}) if wanted is not None else None
    if openings is not None:
        likely = [element for element in elements if _may_open(element, openings) or _may_name(element, openings)]
    else:
        likely = elements
    for element in likely:
        if element.tag in ("td", "th") and (row := element.getparent()) is not None and row not in taken:
            found.extend(_columns(row, taken))
    for element in likely:
        if element.tag == "dt":
            found.extend(_terms(element))
        elif element.tag in ("td", "th") and element not in taken:
            found.extend(_cell(element))
        if element.attrib:
            found.extend(named_facts(element, without))
        if element.tag not in _NO_LABELS and element not in taken:
            found.extend(facts_beside(element, without))
    facts = _gathered(found, wanted)
    if wanted is None or (wanted - facts.values.keys() and _says_any(root, wanted - facts.values.keys())):
        lines = [fact for element in elements if _is_line_block(element) for fact in line_facts(own_lines(element))]
        _add_lines(facts, lines, wanted)
    return facts


_NO_LABELS = frozenset(
    ("body", "html", "tr", "table", "tbody", "thead", "ul", "ol", "dl", "td", "th", "dt", "dd", "main", "br", "hr")
)


def _may_open(element: etree._Element, openings: tuple[str, ...]) -> bool:
    """Say whether an element's first words may begin a wanted label."""
    inner = element
    for _ in range(5):
        text = inner.text
        if text and (bare := text.strip(_AT_START)):
            return str(bare)[:LONGEST_LABEL].casefold().startswith(openings)
        if not len(inner):
            return False
        inner = inner[0]
        if not isinstance(inner.tag, str):
            return False
    return False


def _may_name(element: etree._Element, openings: tuple[str, ...]) -> bool:
    """Say whether an attribute of an element may be a wanted label."""
    if not element.attrib:
        return False
    for name in LABEL_ATTRIBUTES:
        said = element.get(name)
        if said and said.strip(_AT_START).casefold().startswith(openings):
            return True
    if element.tag not in ICON_TAGS or element.text:
        return False
    return any(token.casefold().startswith(openings) for token in (element.get("class") or "").split())


def _says_any(root: etree._Element, keys: Collection[str]) -> bool:
    whole = " ".join("".join(root.itertext()).split()).casefold()
    return any(key in whole for key in keys)


def _gathered(found: list[tuple[int, str, str]], wanted: frozenset[str] | None) -> Facts:
    facts = Facts()
    for _rank, label, said in sorted(found, key=lambda each: each[0]):
        _add(facts, label, said, wanted)
    return facts


def _add_lines(facts: Facts, lines: list[tuple[str, str]], wanted: frozenset[str] | None) -> None:
    """Add what lines of text state, for labels that nothing else states."""
    stated = set(facts.values)
    for label, said in lines:
        if fact_key(label) not in stated:
            _add(facts, label, said, wanted)


def _add(facts: Facts, label: str, said: str, wanted: frozenset[str] | None) -> None:
    if len(label) > LONGEST_LABEL:
        return
    key = fact_key(label)
    if wanted is not None and key not in wanted:
        return
    value = said.strip().strip("|•·").strip()[:LONGEST_VALUE]
    if not value or normalise_label(value) in LABELS:
        return
    known = facts.values.setdefault(key, [])
    facts.shown.setdefault(key, " ".join(label.split()).strip(AT_END))
    if value not in known:
        known.append(value)


def _visible(root: etree._Element, without: Collection[etree._Element]) -> Iterator[etree._Element]:
    body = root.find("body")
    stack = [body if body is not None else root]
    count = 0
    while stack and count < MOST_ELEMENTS:
        element = stack.pop()
        if not isinstance(element.tag, str) or (element.tag in UNSEEN and element.tag != "svg"):
            continue
        if element is not root and (element in without or is_hidden(element)):
            continue
        count += 1
        yield element
        if len(element) and element.tag != "svg":
            stack.extend(reversed(element))


def _terms(term: etree._Element) -> Iterator[tuple[int, str, str]]:
    """A dt with its dd, also where each pair has a wrapper; several dd of one dt are one value."""
    values: list[str] = []
    for following in islice(term.itersiblings(), MOST_NEIGHBOURS):
        if following.tag == "dd":
            values.append(element_text(following))
        elif following.tag == "dt" and values:
            break
    if values:
        yield STRONG, element_text(term), "\n".join(values)


def _row_cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _columns(row: etree._Element, taken: set[etree._Element]) -> Iterator[tuple[int, str, str]]:
    """A row of labels over a row of values. Rows read so are ``taken``: their cells are not labels of one another."""
    below = _row_below(row)
    if row.tag != "tr" or below is None:
        return
    cells, values = _row_cells(row), _row_cells(below)
    if len(cells) < 2 or len(cells) != len(values):
        return
    heads = [" ".join(small_text(cell).split()) for cell in cells]
    if not _are_heads(cells, heads):
        return
    texts = [element_text(cell) for cell in values]
    if sum(bool(text) for text in texts) < 0.5 * len(texts) or all(_exact(text) for text in texts if text):
        return
    taken.update((*row.iter(), *below.iter()))
    yield from ((STRONG, head, text) for head, text in zip(heads, texts, strict=True) if head and text)


def _row_below(row: etree._Element) -> etree._Element | None:
    below = row.getnext()
    if below is not None and below.tag == "tr":
        return below
    section = row.getparent()
    following = section.getnext() if section is not None and section.tag == "thead" else None
    return following.find("tr") if following is not None and following.tag == "tbody" else None


def _are_heads(cells: list[etree._Element], heads: list[str]) -> bool:
    named = sum(_exact(head) for head in heads if head)
    filled = [head for head in heads if head]
    if len(filled) < 2 or len(set(filled)) < len(filled):
        return False
    if all(cell.tag == "th" for cell in cells):
        return True
    return named >= 2 and named >= 0.6 * len(filled)


def _exact(text: str) -> bool:
    return normalise_label(text) in LABELS


def _cell(cell: etree._Element) -> Iterator[tuple[int, str, str]]:
    """A label cell and the next cell of its row that says something (empty ones part them)."""
    label = " ".join(small_text(cell).split())
    if not label:
        return
    before = list(islice(cell.itersiblings("td", "th", preceding=True), MOST_NEIGHBOURS))
    if len(before) == MOST_NEIGHBOURS or sum(bool(element_text(each)) for each in before) % 2:
        return
    for following in islice(cell.itersiblings("td", "th"), MOST_NEIGHBOURS):
        if text := element_text(following):
            yield STRONG, label, text
            return


def _is_line_block(element: etree._Element) -> bool:
    if element.tag not in BLOCKS and element.tag != "body" and element.getparent() is not None:
        return False
    pieces = [element.text, *(child.tail for child in element)]
    return any(piece and piece.strip() for piece in pieces) or any(
        isinstance(child.tag, str) and child.tag not in BLOCKS for child in element
    )


def own_lines(element: etree._Element) -> str:
    """Return an element's own words, inline marks included and inner blocks left out, one line a break."""
    pieces = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag == "br":
            pieces.append("\n")
        elif isinstance(child.tag, str) and child.tag not in BLOCKS and child.tag not in UNSEEN:
            pieces.append("" if is_hidden(child) else own_lines(child))
        elif isinstance(child.tag, str) and child.tag in BLOCKS:
            pieces.append("\n")
        pieces.append(child.tail or "")
    text = "".join(pieces)
    return tidy(text) if element.tag in BLOCKS else text
