"""What a word can be for the phrases of a language: every element has a number, and a word satisfies some of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Ints, among, ranges, run_starts
from classifier.phrases import Element, Number, Words
from classifier.stems import Stems
from classifier.word_columns import WordColumns
from classifier.words import WordTable

Bits = NDArray[np.uint64]
# The number of an element that every word satisfies; no list of phrases has so many others.
ANY = (1 << 20) - 1


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

    def of_words(self, folded: Sequence[str]) -> tuple[Ints, Ints]:
        """Return (place, element) of the elements that words satisfy, in order and once each."""
        if self._stems is None:
            self._stems = Stems(self.stems)
        exact = self.exact
        found = [(place, exact[word]) for place, word in enumerate(folded) if word in exact]
        found += [(place, numbers) for place, values in self._stems.of(folded).items() for numbers in values]
        if self.ranges:
            found += [(place, self._of_number(word)) for place, word in enumerate(folded) if word.isdecimal()]
        places, counts = np.array([(place, len(numbers)) for place, numbers in found], np.int64).reshape(-1, 2).T
        elements = np.array(list(chain.from_iterable(numbers for _, numbers in found)), np.int64)
        place, element = np.divmod(np.unique(np.repeat(places, counts) * self.count + elements), max(self.count, 1))
        return place, element

    def _of_number(self, digits: str) -> list[int]:
        """Return the elements that a number in digits satisfies; one of ten digits and more is none."""
        value = int(digits) if len(digits) < 10 else -1
        return [number for number, low, high in self.ranges if low <= value <= high]


def element_bits(elements: Ints) -> Bits:
    """Return one of 64 bits for each element; several elements share a bit."""
    bits: Bits = np.uint64(1) << (elements * 0x9E3779B1 >> 7 & 63).astype(np.uint64)
    return bits


class Meanings:
    """What the words of one table satisfy, worked out once for each word: elements, and rough bits of them."""

    def __init__(self, elements: Elements, hanging: Callable[[Ints, Ints], tuple[Ints, Ints]]) -> None:
        """``hanging`` returns (word, sequence) for the sequences that hang on elements of words: see :meth:`Sequences.on`."""
        self._elements, self._hanging = elements, hanging
        # Of each word its bits, and its place in the order in which words were learned.
        self._columns = WordColumns(np.zeros(0, np.uint64), np.zeros(0, np.int64))
        self._element_bits = element_bits(np.arange(elements.count))
        self._start()

    def _start(self) -> None:
        self._words = 0
        # (word as learned) * elements + element, ascending.
        self._keys = np.zeros(0, np.int64)
        # The sequences that hang on the elements of each word, element by element; ``_first[word]`` is where a word's begin.
        self._hung = np.zeros(0, np.int64)
        self._first = np.zeros(1, np.int64)

    def learn(self, table: WordTable, numbers: Ints) -> None:
        """Work out the words not met before."""
        if self._columns.table is not table:
            self._start()
        new = self._columns.new(table, numbers)
        if not len(new):
            return
        word, elements = self._elements.of_words([table.names[number] for number in new.tolist()])
        bits, learned = self._columns.columns
        learned[new] = np.arange(self._words, self._words + len(new))
        self._keys = np.concatenate([self._keys, (self._words + word) * self._elements.count + elements])
        starts = run_starts(word)
        if len(starts):
            bits[new[word[starts]]] = np.bitwise_or.reduceat(self._element_bits[elements], starts)
        word, hung = self._hanging(word, elements)
        self._hung = np.concatenate([self._hung, hung])
        self._first = np.concatenate([self._first, self._first[-1] + np.cumsum(np.bincount(word, minlength=len(new)))])
        self._words += len(new)

    def of(self, numbers: Ints) -> "Meant":
        """Return what the words of rows satisfy."""
        bits, learned = self._columns.columns
        return Meant(bits[numbers], learned[numbers] * self._elements.count, self._keys, self._element_bits)

    def hung_on(self, numbers: Ints) -> tuple[Ints, Ints]:
        """Return (row, sequence) for every sequence that hangs on the words of these rows, row by row."""
        learned = self._columns.columns[1][numbers]
        first = self._first[learned]
        counts = self._first[learned + 1] - first
        return np.repeat(np.arange(len(numbers)), counts), self._hung[ranges(first, counts)]


class Meant(NamedTuple):
    """What the words of rows satisfy: of each word the ``bits`` of its elements, all together, and where its ``keys`` begin."""

    bits: Bits
    key: Ints
    keys: Ints
    element_bits: Bits

    def satisfy(self, rows: Ints, elements: Ints) -> NDArray[np.bool_]:
        """Say for the word of each row whether it satisfies the element beside it."""
        fits: NDArray[np.bool_] = elements == ANY
        rough = (self.bits.take(rows) & self.element_bits.take(elements, mode="clip")).nonzero()[0]
        wanted = self.key.take(rows.take(rough)) + elements.take(rough)
        fits[rough[among(self.keys, wanted)]] = True
        return fits
