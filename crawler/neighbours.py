"""A label and what stands beside it: the rest of its line, the next element, its wrapper's neighbour, its attribute. Pure."""

from collections.abc import Collection, Iterator
from itertools import islice

from lxml import etree

from crawler.fact_lines import SEPARATORS
from crawler.hidden_text import is_hidden
from crawler.parse.labels import LABELS, field_of_label, normalise_label
from crawler.plain_text import BLOCKS, UNSEEN, element_text, tidy

LONGEST_LABEL = 40
MOST_INSIDE_LABEL = 8
# A row or list of facts is not longer; looking further for each would cost its length squared.
MOST_NEIGHBOURS = 60
LABEL_ATTRIBUTES = ("data-label", "data-title", "data-th", "aria-label", "title", "alt")
ICON_TAGS = ("i", "span", "svg", "img", "use", "em", "b")
AT_END = " \t\n:：=–—-·•|"
STRONG, MIDDLE, WEAK = 0, 1, 2


def small_text(element: etree._Element) -> str:
    """Return the words of an element small enough to be a label, else nothing."""
    if sum(1 for _ in zip(element.iter(), range(MOST_INSIDE_LABEL), strict=False)) == MOST_INSIDE_LABEL:
        return ""
    text = element_text(element)
    return text if len(text) <= LONGEST_LABEL + 2 and "\n" not in text else ""


def named_facts(element: etree._Element, without: Collection[etree._Element]) -> Iterator[tuple[int, str, str]]:
    """Labels that stand in an attribute or in the name of an icon."""
    for name in LABEL_ATTRIBUTES:
        said = element.get(name)
        if said and len(said) <= LONGEST_LABEL and element.tag not in ("a", "button", "input", "table", "body"):
            inside = element_text(element) if element.tag not in ("img", "svg") else ""
            if inside and inside != said:
                yield MIDDLE, said, inside
            elif not inside and (value := _following(element, without)):
                yield MIDDLE, said, value
    if element.tag in ICON_TAGS and not (element.text or "").strip() and not small_text(element):
        for token in (element.get("class") or "").split():
            if field_of_label(_icon_word(token)) and (value := _following(element, without)):
                yield MIDDLE, token, value


def facts_beside(element: etree._Element, without: Collection[etree._Element]) -> Iterator[tuple[int, str, str]]:
    """An element that is a label, with what follows it."""
    if element.tag in ("a", "button", "option"):
        return
    yield from _before_its_value(element)
    text = small_text(element)
    if text and any(sign.isalpha() for sign in text) and ":" not in text.rstrip(AT_END):
        value = _following(element, without)
        if value:
            yield (MIDDLE if text.endswith(":") or field_of_label(text) else WEAK), text, value


def _before_its_value(element: etree._Element) -> Iterator[tuple[int, str, str]]:
    """Words that are a label, and an element after them in the same block: "<li>Alder <b>25</b></li>"."""
    own = " ".join((element.text or "").split())
    if not own or len(own) > LONGEST_LABEL or not len(element) or normalise_label(own) not in LABELS:
        return
    whole = _flat(element)
    if len(whole) <= 200 and whole.startswith(own) and (value := whole[len(own) :].strip(AT_END)):
        yield MIDDLE, own, value


def _flat(element: etree._Element) -> str:
    return " ".join(element_text(element).split())


def _icon_word(token: str) -> str:
    for start in ("fa-", "icon-", "bi-", "ico-", "i-", "glyphicon-", "mdi-", "ti-", "la-", "ic-", "icon_", "ico_"):
        if token.startswith(start):
            return token[len(start) :]
    return ""


def _following(element: etree._Element, without: Collection[etree._Element]) -> str:
    """Return what comes after a label: the rest of its line, the next element with words, or that of its wrapper."""
    current = element
    for _ in range(4):
        value = _rest(current, without)
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
    before = list(islice(child.itersiblings(preceding=True), MOST_NEIGHBOURS))
    return len(before) == MOST_NEIGHBOURS or any(
        (each.tail or "").strip() or (isinstance(each.tag, str) and element_text(each)) for each in before
    )


def _rest(element: etree._Element, without: Collection[etree._Element]) -> str:
    """Return the inline rest after an element, or its next sibling that has words."""
    pieces: list[str] = [element.tail or ""]
    block_label = element.tag in BLOCKS
    for following in islice(element.itersiblings(), MOST_NEIGHBOURS):
        if not isinstance(following.tag, str) or following.tag in UNSEEN or following in without:
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
    return tidy(" ".join(text.split(" "))).lstrip(AT_END).rstrip(" \t\n|•·") if text else ""
