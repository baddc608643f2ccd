"""Shared wordings at work: in which sentences the families of a wording stand together, for all texts at once."""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Ints, run_starts
from classifier.families import Bits, Families, parts
from classifier.family_file import SharedWording

# Words of one family looked at in one sentence, ways to combine them tried at most.
MOST_PLACES, MOST_WAYS = 8, 512


Test = tuple[tuple[int, np.uint64], ...]


class Together(NamedTuple):
    """A shared wording whose families all stand in the sentence of rows ``begin`` to ``end`` (exclusive)."""

    wording: int
    begin: int
    end: int


class SharedWordings:
    """The shared wordings one language has all families for."""

    def __init__(self, wordings: Sequence[SharedWording], families: Families) -> None:
        self.wordings = [
            one for one in wordings if all(any(name in families.masks for name in names) for names in one.elements)
        ]
        self.masks = [tuple(families.mask(*names) for names in one.elements) for one in self.wordings]
        self.negation = families.mask("negation")
        # What must stand there, then what may not; a mask is held against the parts of the bits in which it has any.
        self._tests = [
            (list(map(_test, masks)), _test(families.mask(*one.forbidden)))
            for one, masks in zip(self.wordings, self.masks, strict=True)
        ]

    def together(self, bits: Bits, sentences: Ints) -> list[Together]:
        """Return the wordings whose families stand together in a sentence, in the order of the sentences.

        Each wording narrows down the sentences family by family; what its first family leaves serves all that begin so.
        """
        if not len(sentences) or not self.wordings:
            return []
        starts = run_starts(sentences)
        here = np.bitwise_or.reduceat(bits, starts, axis=1)
        every = np.arange(len(starts))
        opened: dict[Test, Ints] = {}
        found: list[tuple[int, int]] = []
        for wording, (wanted, forbidden) in enumerate(self._tests):
            places = opened.get(wanted[0])
            if places is None:
                places = opened[wanted[0]] = every[_met(here, every, wanted[0])]
            for test in wanted[1:]:
                places = places[_met(here, places, test)]
            if forbidden:
                places = places[~_met(here, places, forbidden)]
            found += [(place, wording) for place in places.tolist()]
        begins, ends = starts.tolist(), [*starts[1:].tolist(), len(sentences)]
        return [Together(wording, begins[place], ends[place]) for place, wording in sorted(found)]


def _test(mask: int) -> Test:
    """Return a mask as (part, bits) of the parts in which it has any."""
    return tuple((part, np.uint64(bits)) for part, bits in enumerate(parts(mask)) if bits)


def _met(here: Bits, places: Ints, test: Test) -> NDArray[np.bool_]:
    """Say for some sentences whether they hold a word of any family of a mask."""
    met = np.zeros(len(places), np.bool_)
    for part, bits in test:
        met |= (here[part, places] & bits) != 0
    return met


def nearest(
    masks: Sequence[int], of_words: Sequence[int], within: int, *, ordered: bool = False
) -> tuple[int, ...] | None:
    """Return the words that meet each mask where they stand nearest together, None where that is too wide."""
    places = [[at for at, bits in enumerate(of_words) if bits & mask][:MOST_PLACES] for mask in masks]
    best: tuple[int, ...] | None = None
    width = within
    for tried, way in enumerate(product(*places)):
        if tried == MOST_WAYS:
            break
        first, last = min(way), max(way)
        if last - first >= width or len(set(way)) < len(way):
            continue
        if ordered and list(way) != sorted(way):
            continue
        best, width = way, last - first
    return best
