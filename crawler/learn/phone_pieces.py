"""Numbers that stand in a page, but not as such: split over two attributes, inside a button's own script."""

import re
from collections.abc import Iterator
from itertools import permutations

from lxml import html
from parsel.csstranslator import HTMLTranslator

from crawler.hidden_text import is_hidden
from crawler.learn.candidates import DATA, Candidate
from crawler.learn.naming import own_names
from crawler.learn.samples import Rule
from crawler.learn.slots import Slot, Slots
from crawler.parse import find_plain_phones
from crawler.plain_text import element_text

_PIECE = re.compile(r"[+\d][\d\s().-]{0,14}")
_WRITTEN = r"(\+?\d[\d\s()./-]{6,18}\d)"
_SCRIPTED = re.compile(r"^(?:on\w+|data-\w[\w-]*|value|href|title|aria-label|x-on:\w+|@click|v-on:\w+)$")
MOST_PIECES = 4
DECODINGS = (None, "reverse", "base64")


def phone_pieces(slots: Slots) -> Iterator[Candidate]:
    """Propose rules that join the attributes of one element, or find the number inside an attribute."""
    for slot in slots.distinct:
        element = next((each for each in slot.firsts if each is not None), None)
        if element is None or not element.attrib or slot.rank > 9 or slot.fill < 0.3:
            continue
        yield from _inside(slot)
        yield from _joined(slot)


def hidden_numbers(slots: Slots) -> Iterator[Candidate]:
    """Propose elements that nobody sees yet and that hold nothing but a number: a template, a hidden span or input."""
    counted: dict[str, set[str]] = {}
    for sample in slots.samples:
        for selector, text in _unseen(sample.tree):
            counted.setdefault(selector, set()).add(text)
    for selector, texts in counted.items():
        if len(texts) > 1 and all(len(text) <= 30 and find_plain_phones(text) for text in texts):
            yield Candidate("phones", {"select": selector}, DATA, rank=1)


def _unseen(tree: html.HtmlElement) -> Iterator[tuple[str, str]]:
    for element in tree.iter("template", "input", "span", "div", "p", "noscript", "data", "output", "meta"):
        if element.tag == "input" and element.get("type") == "hidden" and element.get("name"):
            yield f'input[name="{element.get("name")}"]::attr(value)', element.get("value") or ""
        elif element.tag in ("template", "noscript"):
            yield element.tag, " ".join(element.itertext()).strip()
        elif is_hidden(element):
            name = next(
                (name for name, rank in own_names(element) if rank <= 2),
                f"{element.tag}[hidden]" if element.get("hidden") is not None else "",
            )
            if name:
                yield name, element_text(element)


def _values(slot: Slot, attribute: str) -> list[str]:
    return [str(element.get(attribute) or "") for element in slot.firsts if element is not None]


def _inside(slot: Slot) -> Iterator[Candidate]:
    element = next(each for each in slot.firsts if each is not None)
    for attribute in element.attrib:
        if not _SCRIPTED.match(attribute):
            continue
        values = [value for value in _values(slot, attribute) if value]
        found = [
            hit[1] for value in values if len(value) <= 400 and (hit := re.search(_WRITTEN, value)) and hit[1] != value
        ]
        if len(set(found)) > 1 and len(found) >= 0.8 * len(values) and all(find_plain_phones(each) for each in found):
            yield Candidate(
                "phones", {"select": f"{slot.selector}::attr({attribute})", "re": _WRITTEN}, DATA, rank=slot.rank
            )


def _joined(slot: Slot) -> Iterator[Candidate]:
    element = next(each for each in slot.firsts if each is not None)
    names = [name for name in element.attrib if name.startswith("data-") and _PIECE.fullmatch(str(element.get(name)))]
    if not 2 <= len(names) <= MOST_PIECES:
        return
    path = slot.selector if slot.selector.startswith("/") else HTMLTranslator().css_to_xpath(slot.selector, prefix="//")
    for order in permutations(names):
        joined = ["".join(str(each.get(name) or "") for name in order) for each in slot.firsts if each is not None]
        for decode in (None, "reverse"):
            read = [each[::-1] if decode else each for each in joined]
            if len(set(read)) > 1 and all(find_plain_phones(each) for each in read):
                where = ", ".join(f"({path})[1]/@{name}" for name in order)
                rule: Rule = {"select": f"concat({where})", **({"decode": decode} if decode else {})}
                yield Candidate("phones", rule, DATA, rank=slot.rank)
                return
