"""Slots: places that occur on several sample pages under one name, with what each page says there.

A slot whose words are the same everywhere is the site's own frame; one whose words differ may be a field of the ad.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import html

from crawler.hidden_text import is_hidden
from crawler.learn.naming import names
from crawler.learn.samples import Sample
from crawler.plain_text import UNSEEN, element_text

# Of one page; a hostile page holds more.
MOST_ELEMENTS = 4000


@dataclass
class Slot:
    """A named place: its elements on each sample (in sample order)."""

    selector: str
    rank: int
    elements: list[list[html.HtmlElement]] = field(default_factory=list)

    @property
    def fill(self) -> float:
        """Return the share of samples on which the place exists."""
        return sum(1 for found in self.elements if found) / len(self.elements)

    @property
    def single(self) -> bool:
        """Say whether no sample has it twice."""
        return all(len(found) <= 1 for found in self.elements)

    @property
    def firsts(self) -> list[html.HtmlElement | None]:
        """Return the first such element of each sample."""
        return [found[0] if found else None for found in self.elements]


class Slots:
    """All slots of a set of samples."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.samples = samples
        self._texts: dict[html.HtmlElement, str] = {}
        self.visible: list[list[html.HtmlElement]] = [visible_elements(sample, MOST_ELEMENTS) for sample in samples]
        self.by_selector: dict[str, Slot] = {}
        ranks: dict[str, int] = {}
        places: dict[str, dict[int, list[html.HtmlElement]]] = defaultdict(lambda: defaultdict(list))
        for number, elements in enumerate(self.visible):
            for element in elements:
                for name, rank in names(element):
                    ranks[name] = rank
                    places[name][number].append(element)
        for name, found in places.items():
            self.by_selector[name] = Slot(name, ranks[name], [found.get(number, []) for number in range(len(samples))])
        self.distinct = self._best_names()

    def _best_names(self) -> list[Slot]:
        """Return one slot for each set of elements: the one whose name is likeliest to last."""
        best: dict[tuple[tuple[int, ...], ...], Slot] = {}
        for slot in self.by_selector.values():
            key = tuple(tuple(id(element) for element in found) for found in slot.elements)
            known = best.get(key)
            if known is None or (slot.rank, len(slot.selector)) < (known.rank, len(known.selector)):
                best[key] = slot
        return list(best.values())

    def text(self, element: html.HtmlElement) -> str:
        """Return the element's visible words (kept)."""
        known = self._texts.get(element)
        if known is None:
            known = self._texts[element] = element_text(element)
        return known

    def texts(self, slot: Slot) -> list[str]:
        """Return the words of the slot's first element on each sample; "" where it is missing."""
        return [self.text(element) if element is not None else "" for element in slot.firsts]


def visible_elements(sample: Sample, most: int) -> list[html.HtmlElement]:
    """Return the elements a reader could see, in document order."""
    found: list[html.HtmlElement] = []
    body = sample.tree.find("body")
    stack = [body if body is not None else sample.tree]
    while stack and len(found) < most:
        element = stack.pop()
        if not isinstance(element.tag, str) or element.tag in UNSEEN or is_hidden(element):
            continue
        found.append(element)
        stack.extend(reversed(element))
    return found
