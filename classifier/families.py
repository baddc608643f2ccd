"""Word families at work: for every word the ideas it can stand for ("she", "money", "to take"), as bits.

A language has at most 192 families; a word carries three numbers of 64 bits. What a word stands for is worked out once and
remembered, so a text costs the same however long the lists are.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import islice
from operator import or_

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Ints
from classifier.phrases import Words as Element
from classifier.stems import Stems
from classifier.word_columns import WordColumns
from classifier.words import WordTable

Bits = NDArray[np.uint64]
PARTS, PART = 3, 64
MOST_FAMILIES = PARTS * PART
_ONES = (1 << PART) - 1


class Families:
    """The families of one language; ``masks[name]`` is the bit of a family, as a whole number."""

    def __init__(self, families: Mapping[str, Element]) -> None:
        self.masks = {name: 1 << place for place, name in enumerate(sorted(families))}
        self._exact: dict[str, int] = {}
        stems: dict[str, dict[str, int]] = {"begins": {}, "ends": {}, "contains": {}}
        for name, element in families.items():
            mask = self.masks[name]
            for word in element.exact:
                self._exact[word] = self._exact.get(word, 0) | mask
            for kind, letters in element.stems:
                stems[kind][letters] = stems[kind].get(letters, 0) | mask
        self._stems = Stems(stems)
        # Words have few different sets of families: of each word the number of its set, and the sets' bits.
        self._columns = WordColumns(np.zeros(0, np.int32))
        self._start()

    def _start(self) -> None:
        self._sets = {0: 0}
        self._bits: Bits = np.zeros((PARTS, 1), np.uint64)

    def mask(self, *names: str) -> int:
        """Return the bits of some families together; a family this language does not have counts as none."""
        joined = 0
        for name in names:
            joined |= self.masks.get(name, 0)
        return joined

    def of_words(self, folded: Sequence[str]) -> dict[int, int]:
        """Return by place the bits of folded words; most stand for nothing."""
        exact = self._exact
        found = {place: exact[word] for place, word in enumerate(folded) if word in exact}
        for place, masks in self._stems.of(folded).items():
            found[place] = reduce(or_, masks, found.get(place, 0))
        return found

    def bits(self, table: WordTable, numbers: Ints) -> Bits:
        """Return for rows of words (places in ``table``) their bits, the lowest 64 first: ``bits[part, row]``."""
        if self._columns.table is not table:
            self._start()
        new = self._columns.new(table, numbers)
        set_of = self._columns.columns[0]
        if len(new):
            found = self.of_words([table.names[number] for number in new.tolist()])
            set_of[new[list(found)]] = [self._sets.setdefault(mask, len(self._sets)) for mask in found.values()]
            unknown = list(islice(self._sets, self._bits.shape[1], None))
            if unknown:
                self._bits = np.concatenate([self._bits, np.array(list(map(parts, unknown)), np.uint64).T], axis=1)
        return self._bits.take(set_of.take(numbers), axis=1)

    def present(self, table: WordTable, numbers: Ints, sizes: Ints, names: Sequence[str]) -> NDArray[np.bool_]:
        """Return which families ``names`` stand in runs of ``sizes`` words each, one run after the other."""
        here = np.bitwise_or.reduceat(self.bits(table, numbers), np.cumsum(sizes) - sizes, axis=1)
        every = one_by_one(here).view(np.bool_)
        places = [self.masks[name].bit_length() - 1 if name in self.masks else -1 for name in names]
        known = np.array(places, np.int64)
        # Columns picked by index come out turned round, and whatever is done with them then is slow.
        found: NDArray[np.bool_] = every.take(known, axis=1)
        found[:, known < 0] = False
        return found


def parts(mask: int) -> tuple[int, ...]:
    """Return a mask 64 bits at a time, the lowest first."""
    return tuple(mask >> PART * place & _ONES for place in range(PARTS))


def one_by_one(bits: Bits) -> NDArray[np.uint8]:
    """Return ``flags[row, family]``, 0 or 1, of rows of bits."""
    octets = np.ascontiguousarray(bits.T).astype("<u8", copy=False).view(np.uint8)
    return np.unpackbits(octets, axis=1, bitorder="little")


def by_family(bits: Bits) -> NDArray[np.uint8]:
    """Return ``octets[family, n]``: whether a family is among the bits of each of eight columns, the first one's bit highest.

    Turned round octet by octet, then bit by bit: thirty times as fast as turning flags round.
    """
    octets = np.ascontiguousarray(bits).astype("<u8", copy=False).view(np.uint8).reshape(len(bits), -1, 8)
    turned = np.ascontiguousarray(octets.transpose(0, 2, 1)).reshape(len(bits) * 8, 1, -1)
    each = turned & (1 << np.arange(8, dtype=np.uint8))[:, None]
    return np.packbits(each.reshape(len(bits) * PART, -1), axis=1)
