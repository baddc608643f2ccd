"""The facts a page states as label and value, however it lays them out: one reading for learning and for collecting.

Layouts read: dt/dd, table rows (with spacer cells between), a row of heads over a row of values, an element beside its
label, "<b>Label:</b> value", lines "Label: value" parted by bars, bullets or commas, "[Label] value", a label in an
attribute (``data-label``, ``aria-label``, ``alt``) or in the name of an icon. Pure; a page without facts gives none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from crawler.fact_lines import SEPARATORS, line_facts
from crawler.hidden_text import is_hidden
from crawler.parse.labels import LABELS, field_of_label, normalise_label
from crawler.plain_text import BLOCKS, UNSEEN, element_text, tidy

LONGEST_LABEL = 40
LONGEST_VALUE = 6_000
MOST_INSIDE_LABEL = 8
MOST_ELEMENTS = 20_000
_LABEL_ATTRIBUTES = ("data-label", "data-title", "data-th", "aria-label", "title", "alt")
_ICONS = ("i", "span", "svg", "img", "use", "em", "b")
_AT_END = " \t\n:：=–—-·•|"
STRONG, MIDDLE, WEAK = 0, 1, 2


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
    bare = " ".join(label.replace("\u00a0", " ").split()).strip(_AT_END + "[]()<>*_.,;#").casefold()
    return bare or label.strip().casefold()


def read_facts(root: etree._Element) -> Facts:
    """Return the facts of a page or of a part of it."""
    found: list[tuple[int, str, str]] = []
    elements = list(_visible(root))
    taken: set[etree._Element] = set()
    for element in elements:
        if element.tag == "table":
            found.extend(_columns(element, taken))
    for element in elements:
        if element.tag == "dl":
            found.extend(_terms(element))
        elif element.tag == "tr" and element not in taken:
            found.extend(_cells(element))
        if element.tag not in ("body", "html", "tr", "table", "tbody", "ul", "ol", "dl") and element not in taken:
            found.extend(_beside(element))
    for element in elements:
        if _is_line_block(element):
            found.extend((WEAK, label, value) for label, value in line_facts(own_lines(element)))
    return _gathered(found)


def _gathered(found: list[tuple[int, str, str]]) -> Facts:
    facts = Facts()
    for _rank, label, value in sorted(found, key=lambda each: each[0]):
        value = value.strip().strip("|•·").strip()[:LONGEST_VALUE]
        if not value or len(label) > LONGEST_LABEL or normalise_label(value) in LABELS:
            continue
        key = fact_key(label)
        known = facts.values.setdefault(key, [])
        facts.shown.setdefault(key, " ".join(label.split()).strip(_AT_END))
        if value not in known:
            known.append(value)
    return facts


def _visible(root: etree._Element) -> Iterator[etree._Element]:
    body = root.find("body")
    stack = [body if body is not None else root]
    count = 0
    while stack and count < MOST_ELEMENTS:
        element = stack.pop()
        if not isinstance(element.tag, str) or (element.tag in UNSEEN and element.tag != "svg"):
            continue
        if element is not root and is_hidden(element):
            continue
        count += 1
        yield element
        if element.tag != "svg":
            stack.extend(reversed(element))


def _small_text(element: etree._Element) -> str:
    """Return the words of an element small enough to be a label, else nothing."""
    if sum(1 for _ in zip(element.iter(), range(MOST_INSIDE_LABEL), strict=False)) == MOST_INSIDE_LABEL:
        return ""
    text = element_text(element)
    return text if len(text) <= LONGEST_LABEL + 2 and "\n" not in text else ""


def _terms(element: etree._Element) -> Iterator[tuple[int, str, str]]:
    """dt/dd, also with a wrapper around each pair; several dd of one dt are one value."""
    label, values = "", list[str]()
    for child in element.iter("dt", "dd"):
        if child.tag == "dd" and next(child.iterancestors("dd", "dl")).tag == "dd":
            continue  # not closed: its words are those of the one around it
        if child.tag == "dt":
            if label and values:
                yield STRONG, label, "\n".join(values)
            label, values = element_text(child), []
        else:
            values.append(element_text(child))
    if label and values:
        yield STRONG, label, "\n".join(values)


def _row_cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _columns(table: etree._Element, taken: set[etree._Element]) -> Iterator[tuple[int, str, str]]:
    """A row of labels over a row of values. Rows read so are ``taken``: their cells are not labels of one another."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    for row, below in zip(rows, rows[1:], strict=False):
        cells, values = _row_cells(row), _row_cells(below)
        heads = [" ".join(_small_text(cell).split()) for cell in cells]
        if len(cells) < 2 or len(cells) != len(values) or not _are_heads(cells, heads):
            continue
        texts = [element_text(cell) for cell in values]
        if sum(bool(text) for text in texts) < 0.5 * len(texts) or all(_exact(text) for text in texts if text):
            continue
        taken.update((row, *row.iter(), below))
        yield from ((STRONG, head, text) for head, text in zip(heads, texts, strict=True) if head and text)


def _are_heads(cells: list[etree._Element], heads: list[str]) -> bool:
    named = sum(field_of_label(head) is not None for head in heads if head)
    filled = [head for head in heads if head]
    if len(filled) < 2 or len(set(filled)) < len(filled):
        return False
    if all(cell.tag == "th" for cell in cells):
        return True
    return named >= 2 and named >= 0.6 * len(filled)


def _exact(text: str) -> bool:
    return normalise_label(text) in LABELS


def _cells(row: etree._Element) -> Iterator[tuple[int, str, str]]:
    """Label cell and value cell, once or several times in a row, empty cells between them left out."""
    cells = [(cell, text) for cell in _row_cells(row) if (text := element_text(cell))]
    for place in range(0, len(cells) - 1, 2):
        label = " ".join(cells[place][1].split())
        if len(label) <= LONGEST_LABEL:
            yield STRONG, label, cells[place + 1][1]


def _beside(element: etree._Element) -> Iterator[tuple[int, str, str]]:
    """An element that is a label, with what follows it; and labels that stand in attributes or icon names."""
    for name in _LABEL_ATTRIBUTES:
        said = element.get(name)
        if said and len(said) <= LONGEST_LABEL and element.tag not in ("a", "button", "input"):
            inside = element_text(element) if element.tag not in ("img", "svg") else ""
            if inside and inside != said:
                yield MIDDLE, said, inside
            elif not inside and (value := _following(element)):
                yield MIDDLE, said, value
    if element.tag in _ICONS and not (element.text or "").strip() and not _small_text(element):
        for token in (element.get("class") or "").split():
            if field_of_label(_icon_word(token)) and (value := _following(element)):
                yield MIDDLE, token, value
        return
    if element.tag in ("td", "th", "dt", "dd", "a", "button", "option") and element.tag not in ("dt",):
        return
    yield from _before_its_value(element)
    text = _small_text(element)
    if text and any(sign.isalpha() for sign in text) and ":" not in text.rstrip(_AT_END):
        value = _following(element)
        if value:
            yield (MIDDLE if text.endswith(":") or field_of_label(text) else WEAK), text, value


def _before_its_value(element: etree._Element) -> Iterator[tuple[int, str, str]]:
    """Words that are a label, and an element after them in the same block: "<li>Alder <b>25</b></li>"."""
    own = " ".join((element.text or "").split())
    if not own or len(own) > LONGEST_LABEL or not len(element) or normalise_label(own) not in LABELS:
        return
    whole = _flat(element)
    if len(whole) <= 200 and whole.startswith(own) and (value := whole[len(own) :].strip(_AT_END)):
        yield MIDDLE, own, value


def _flat(element: etree._Element) -> str:
    return " ".join(element_text(element).split())


def _icon_word(token: str) -> str:
    for start in ("fa-", "icon-", "bi-", "ico-", "i-", "glyphicon-", "mdi-", "ti-", "la-", "ic-", "icon_", "ico_"):
        if token.startswith(start):
            return token[len(start) :]
    return ""


def _following(element: etree._Element) -> str:
    """Return what comes after a label: the rest of its line, the next element with words, or that of its wrapper."""
    current = element
    for _ in range(4):
        value = _rest(current)
        if value:
            return value
        parent = current.getparent()
        if parent is None or parent.tag in ("body", "html", "main", "table", "tbody", "ul", "ol"):
            return ""
        if _words_before(current, parent):
            return ""
        current = parent
    return ""


def _words_before(child: etree._Element, parent: etree._Element) -> bool:
    """Say whether the wrapper says anything before the label: then what follows the wrapper is not the label's."""
    if (parent.text or "").strip():
        return True
    return any(
        (before.tail or "").strip() or (isinstance(before.tag, str) and element_text(before))
        for before in child.itersiblings(preceding=True)
    )


def _rest(element: etree._Element) -> str:
    """Return the inline rest after an element, or its next sibling that has words."""
    pieces: list[str] = [element.tail or ""]
    block_label = element.tag in BLOCKS
    for following in element.itersiblings():
        if not isinstance(following.tag, str) or following.tag in UNSEEN:
            pieces.append(following.tail or "")
            continue
        said = _bare("".join(pieces))
        if following.tag in BLOCKS or block_label:
            if said:
                break
            if following.tag == "br":
                pieces.append(following.tail or "")
                continue
            text = "" if is_hidden(following) else element_text(following)
            if text:
                return _bare(text)
            pieces.append(following.tail or "")
            continue
        if said and _same_kind(following, element):
            break
        text = "" if is_hidden(following) else element_text(following)
        pieces.extend((text, following.tail or ""))
        if text and not said and not (following.tail or "").strip():
            break
    return _first_part(_bare("".join(pieces)))


def _same_kind(one: etree._Element, other: etree._Element) -> bool:
    return bool(one.tag == other.tag and one.get("class") == other.get("class"))


def _first_part(text: str) -> str:
    """Return what stands before a bar that parts this fact from the next."""
    for sign in SEPARATORS:
        head, found, rest = text.partition(sign)
        if found and ":" in rest:
            return head.strip()
    return text


def _bare(text: str) -> str:
    return tidy(" ".join(text.split(" "))).lstrip(_AT_END).rstrip(" \t\n|•·") if text else ""


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
