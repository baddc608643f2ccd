"""What a word can be for the phrases of a language: every element has a number, and a word satisfies some of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Ints, marked, ranges
from classifier.phrases import Element, Number, Words
from classifier.stems import Stems
from classifier.words import WordTable

Bits = NDArray[np.uint64]


@dataclass
class Elements:
    """The elements of all phrases; exact words and stems lead to the numbers of the elements they satisfy."""

    count: int = 0
    exact: dict[str, list[int]] = field(default_factory=dict)
    stems: dict[str, dict[str, list[int]]] = field(default_factory=lambda: {"begins": {}, "ends": {}, "contains": {}})
    # (element, low, high) of each element that is a number in digits.
    ranges: list[tuple[int, int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, elements: Iterable[Element]) -> "Elements":
        """Number the elements in the order given; no element comes twice."""
        made = cls()
        for number, element in enumerate(elements):
            made.count += 1
            if isinstance(element, Number):
                made.ranges.append((number, element.low, element.high))
            elif isinstance(element, Words):
                for word in sorted(element.exact):
                    made.exact.setdefault(word, []).append(number)
                for kind, letters in sorted(element.stems):
                    made.stems[kind].setdefault(letters, []).append(number)
        return made

    def as_data(self) -> dict[str, Any]:
        """Return everything as lists, texts and numbers."""
        return {"count": self.count, "exact": self.exact, "stems": self.stems, "ranges": self.ranges}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Elements":
        """Return what :meth:`as_data` gave."""
        return cls(data["count"], data["exact"], data["stems"], [(one, low, high) for one, low, high in data["ranges"]])

    def __post_init__(self) -> None:
        self._stems: Stems[list[int]] | None = None

    def of_word(self, folded: str) -> list[int]:
        """Return the elements a word satisfies, in order."""
        if self._stems is None:
            self._stems = Stems(self.stems)
        found: list[int] = []
        found += self.exact.get(folded, ())
        for numbers in self._stems.of(folded):
            found += numbers
        if folded.isdecimal() and len(folded) < 10:
            value = int(folded)
            found += [number for number, low, high in self.ranges if low <= value <= high]
        return sorted(set(found)) if len(found) > 1 else found


def element_bits(elements: Ints) -> Bits:
    """Return one of 64 bits for each element; several elements share a bit."""
    bits: Bits = np.uint64(1) << (elements * 0x9E3779B1 >> 7 & 63).astype(np.uint64)
    return bits


class Meanings:
    """What the words of one table satisfy, worked out once for each word: elements, and rough bits of them."""

    def __init__(self, elements: Elements) -> None:
        self._elements = elements
        self._table: WordTable | None = None

    def _start(self, table: WordTable) -> None:
        self._table = table
        self.bits: Bits = np.zeros(0, np.uint64)
        # Words in the order they were learned; -1 where a word was not.
        self._learned = np.zeros(0, np.int64)
        self._words = 0
        # (word as learned) * elements + element, ascending; ``_first[word]`` is where a word's begin.
        self._keys = np.zeros(0, np.int64)
        self._first = np.zeros(1, np.int64)

    def learn(self, table: WordTable, numbers: Ints) -> None:
        """Work out the words not met before."""
        if self._table is not table:
            self._start(table)
        if len(self._learned) < len(table):
            more = 2 * len(table) - len(self._learned)
            self.bits = np.concatenate([self.bits, np.zeros(more, np.uint64)])
            self._learned = np.concatenate([self._learned, np.full(more, -1, np.int64)])
        new = numbers[self._learned[numbers] < 0]
        if not len(new):
            return
        # Sorted and once each.
        new = np.flatnonzero(marked(len(table), new))
        names = table.names
        found = [self._elements.of_word(names[number]) for number in new.tolist()]
        counts = np.array(list(map(len, found)), np.int64)
        elements = np.array([element for of_word in found for element in of_word], np.int64)
        self._learned[new] = np.arange(self._words, self._words + len(new))
        self._keys = np.concatenate(
            [self._keys, np.repeat(self._learned[new], counts) * self._elements.count + elements]
        )
        self._first = np.concatenate([self._first, self._first[-1] + np.cumsum(counts)])
        self._words += len(new)
        some = counts > 0
        starts = (np.cumsum(counts) - counts)[some]
        if len(starts):
            self.bits[new[some]] = np.bitwise_or.reduceat(element_bits(elements), starts)

    def elements_of(self, numbers: Ints) -> tuple[Ints, Ints]:
        """Return (row, element) for every element that the words of these rows satisfy, row by row in order."""
        learned = self._learned[numbers]
        counts = self._first[learned + 1] - self._first[learned]
        elements = self._keys[ranges(self._first[learned], counts)] % max(1, self._elements.count)
        return np.repeat(np.arange(len(numbers)), counts), elements

    def satisfy(self, numbers: Ints, elements: Ints) -> NDArray[np.bool_]:
        """Say for each word whether it satisfies the element beside it."""
        fits: NDArray[np.bool_] = (self.bits[numbers] & element_bits(elements)) != 0
        some = np.flatnonzero(fits)
        wanted = self._learned[numbers[some]] * self._elements.count + elements[some]
        at = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        fits[some] = self._keys[at] == wanted if len(self._keys) else False
        return fits
