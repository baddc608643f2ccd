"""Shared wordings at work: in which sentences the families of a wording stand together, for all texts at once."""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from classifier.batch import Ints, run_starts
from classifier.families import PARTS, Bits, Families, parts
from classifier.family_file import SharedWording

# Words of one family looked at in one sentence, ways to combine them tried at most.
MOST_PLACES, MOST_WAYS = 8, 512


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
        needed: dict[int, int] = {}
        picked: list[int] = []
        self._begins: list[int] = []
        for one, masks in zip(self.wordings, self.masks, strict=True):
            self._begins.append(len(picked))
            forbidden = families.mask(*one.forbidden)
            picked += [needed.setdefault(mask, len(needed)) for mask in masks]
            # What may not stand there: the sign says so.
            picked += [needed.setdefault(-forbidden, len(needed))] if forbidden else []
        self._picked = np.array(picked, np.int64)
        self._parts = np.array([parts(abs(mask)) for mask in needed], np.uint64).reshape(-1, PARTS).T
        self._wanted = np.array([mask > 0 for mask in needed], np.bool_)

    def together(self, bits: Bits, sentences: Ints) -> list[Together]:
        """Return the wordings whose families stand together in a sentence, in the order of the sentences."""
        if not len(sentences) or not self.wordings:
            return []
        starts = run_starts(sentences)
        here = np.bitwise_or.reduceat(bits, starts, axis=1)
        met = ((here[:, :, None] & self._parts[:, None, :]) != 0).any(axis=0)
        met = (met == self._wanted)[:, self._picked]
        held = np.logical_and.reduceat(met, self._begins, axis=1)
        places, wordings = np.nonzero(held)
        ends = np.append(starts[1:], len(sentences))
        return [
            Together(wording, begin, end)
            for wording, begin, end in zip(
                wordings.tolist(), starts[places].tolist(), ends[places].tolist(), strict=True
            )
        ]


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
