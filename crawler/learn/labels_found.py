"""Candidates from labels on the page: "Alder: 25", dt/dd, heads of columns, "[Alder] 25", and labels of unknown words."""

import re
from collections.abc import Iterator

from lxml import html

from crawler.fields import Context
from crawler.learn.candidates import (
    LABEL,
    NAMED,
    Candidate,
    fields_of,
)
from crawler.learn.patterns import readers
from crawler.learn.samples import Rule, words_of
from crawler.learn.slots import Slots
from crawler.parse import (
    field_of_label,
)


def labels(slots: Slots) -> Iterator[Candidate]:
    """Propose a label rule for every label-like text that names a field."""
    counted: dict[tuple[str, str], int] = {}
    for elements in slots.visible:
        here = {found for element in elements for found in _labels_in(element)}
        for each in here:
            counted[each] = counted.get(each, 0) + 1
    for (label, name), _count in sorted(counted.items(), key=lambda entry: -entry[1]):
        for wanted in fields_of(name):
            yield Candidate(wanted, {"label": label}, LABEL)
        if name in ("place", "kind", "services", "title"):
            # "Sted: Privat" is a kind of place, "Kategorie: Aalborg" a town; the values tell.
            yield Candidate("kind", {"label": label}, NAMED)


def column_heads(slots: Slots) -> Iterator[Candidate]:
    """Propose the cell under a head cell: a row of labels over a row of values, whose columns differ from page to page."""
    found: dict[str, str] = {}
    for elements in slots.visible:
        for row in elements:
            below = row.getnext() if row.tag == "tr" else None
            cells = (
                [cell for cell in row if cell.tag in ("th", "td")] if below is not None and below.tag == "tr" else []
            )
            heads = [" ".join(slots.text(cell).split()) for cell in cells]
            named = {head: name for head in heads if len(head) <= 30 and (name := field_of_label(head))}
            if (
                len(named) >= 2
                and len(named) >= 0.6 * len(heads)
                and below is not None
                and len([cell for cell in below if cell.tag in ("th", "td")]) == len(heads)
            ):
                found.update(named)
    for head, name in found.items():
        if "'" in head:
            continue
        cell = f"//tr/*[normalize-space(.)='{head}']"
        rule: Rule = {
            "select": f"{cell}/parent::tr/following-sibling::tr[1]/*[position()=count({cell}[1]/preceding-sibling::*)+1]"
        }
        for wanted in fields_of(name):
            yield Candidate(wanted, rule, LABEL, rank=-1)
        if name in ("place", "services"):
            yield Candidate("kind", rule, NAMED)


_BRACKETED = re.compile(r"(?:^|\n)\s*[\[(<*_]{1,2}\s*([^\]\[()<>*_:\n]{2,30}?)\s*:?\s*[\])>*_]{1,2}\s*:?\s*([^\n\[]+)")


def bracket_labels(slots: Slots) -> Iterator[Candidate]:
    """Propose "[Label] value" lines, as people write them in forums."""
    for slot in slots.distinct:
        if slot.rank > 9 or slot.fill < 0.3:
            continue
        found: dict[str, tuple[str, str]] = {}
        for text in slots.texts(slot):
            for hit in _BRACKETED.finditer(text[:3000]):
                name = field_of_label(hit[1])
                if name:
                    found[hit[1]] = (name, hit[0].strip()[: hit[0].strip().index(hit[1]) + len(hit[1])])
        for label, (name, _written) in found.items():
            pattern = rf"(?m)^\s*[\[(<*_]{{1,2}}\s*{re.escape(label)}\s*:?\s*[\])>*_]{{1,2}}\s*:?\s*([^\n\[]+)"
            for wanted in fields_of(name):
                yield Candidate(wanted, {"select": slot.selector, "re": pattern}, LABEL, rank=slot.rank)


def unknown_labels(slots: Slots, context: Context) -> Iterator[Candidate]:
    """Propose labels of unknown words for the field their values read as, when nearly all of them do."""
    counted: dict[str, int] = {}
    for elements in slots.visible:
        here = set()
        for element in elements:
            own = " ".join((element.text or "").split())
            label = own.rstrip(":").strip()
            marked = own.endswith(":") or element.tag in ("dt", "th")
            if marked and 1 < len(label) <= 25 and not re.search(r"\d", label) and field_of_label(label) is None:
                here.add(label)
        for label in here:
            counted[label] = counted.get(label, 0) + 1
    for label, count in counted.items():
        if count < max(2, 0.25 * len(slots.samples)):
            continue
        rule: Rule = {"label": label}
        texts = [words[0] for sample in slots.samples if (words := words_of(rule, sample.source()))]
        if len(set(texts)) < 2:
            continue
        for name, reads, limit in readers(context):
            purity = sum(len(text) <= limit and reads(text) for text in texts) / len(texts)
            if purity >= 0.9:
                yield Candidate(name, rule, NAMED, purity=purity)
                break


def line_labels(slots: Slots) -> Iterator[Candidate]:
    """Propose "Label: value" lines amid other lines of one element, which a plain label rule cannot part."""
    for slot in slots.distinct:
        if slot.rank > 9 or slot.fill < 0.3:
            continue
        element = next(element for element in slot.firsts if element is not None)
        if len(element) < 2 or not any(child.tag == "br" for child in element):
            continue
        found: dict[str, str] = {}
        for text in slots.texts(slot):
            for line in re.split(r"[\n|•·]", text[:3000]):
                head, colon, rest = line.partition(":")
                name = field_of_label(head.strip()) if colon and rest.strip() and 1 < len(head.strip()) <= 30 else None
                if name:
                    found[head.strip()] = name
        for label, name in found.items():
            for wanted in fields_of(name):
                pattern = rf"(?m)(?:^|[|•·] ?){re.escape(label)} ?: ?([^\n|•·]+)"
                yield Candidate(wanted, {"select": slot.selector, "re": pattern}, LABEL, rank=slot.rank)


def _labels_in(element: html.HtmlElement) -> Iterator[tuple[str, str]]:
    for text in _own_lines(element):
        head, colon, _rest = text.partition(":")
        if not colon and element.tag not in (
            "dt",
            "th",
            "td",
            "b",
            "strong",
            "label",
            "h2",
            "h3",
            "h4",
            "h5",
            "span",
            "em",
            "small",
            "div",
        ):
            continue
        label = head.strip()
        name = field_of_label(label) if 1 < len(label) <= 30 else None
        if name:
            yield label, name


def _own_lines(element: html.HtmlElement) -> Iterator[str]:
    pieces = [element.text, *(child.tail for child in element)]
    for piece in pieces:
        if piece and piece.strip():
            yield " ".join(piece.split())
