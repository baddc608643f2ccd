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
# Sentences looked at in one go: bounds the room a megabyte takes.
AT_ONCE = 4096


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
        self._tests = _Tests(self.masks, [families.mask(*one.forbidden) for one in self.wordings])

    def together(self, bits: Bits, sentences: Ints) -> tuple[Ints, Ints, Ints]:
        """Return the wordings whose families stand together in a sentence, in the order of the sentences: see Together."""
        if not len(sentences) or not self.wordings:
            nothing = np.zeros(0, np.int64)
            return nothing, nothing, nothing
        starts = run_starts(sentences)
        here = np.bitwise_or.reduceat(bits, starts, axis=1)
        pairs = [
            (wording, place + begin)
            for begin in range(0, len(starts), AT_ONCE)
            for place, wording in [self._tests.met_by(here[:, begin : begin + AT_ONCE])]
        ]
        wording, place = (np.concatenate(column) for column in zip(*pairs, strict=True))
        return wording, starts[place], np.append(starts[1:], len(sentences))[place]


class _Tests:
    """What each wording asks of a sentence, as columns: families that must stand there, and those that may not."""

    def __init__(self, wanted: Sequence[Sequence[int]], forbidden: Sequence[int]) -> None:
        # Many wordings name the same families: each mask is held against a sentence once. The first mask is always met, the
        # second never.
        numbers: dict[int, int] = {}
        for mask in (*(mask for masks in wanted for mask in masks), *forbidden):
            numbers.setdefault(mask, len(numbers) + 2)
        self._masks: Bits = np.array([parts(mask) for mask in numbers], np.uint64).reshape(-1, PARTS).T
        most = max(map(len, wanted), default=0)
        self._wanted = np.array(
            [[numbers[mask] for mask in masks] + [0] * (most - len(masks)) for masks in wanted], np.int64
        ).reshape(len(wanted), most)
        self._forbidden = np.array([numbers[mask] if mask else 1 for mask in forbidden], np.int64)

    def met_by(self, here: Bits) -> tuple[Ints, Ints]:
        """Return (sentence, wording) of each wording that sentences hold all of, sentence by sentence."""
        met = np.zeros((self._masks.shape[1] + 2, here.shape[1]), np.bool_)
        met[0] = True
        for part, masks in zip(here, self._masks, strict=True):
            met[2:] |= (part[None, :] & masks[:, None]) != 0
        stand = ~met[self._forbidden]
        for column in self._wanted.T:
            stand &= met[column]
        place, wording = np.nonzero(stand.T)
        return place, wording


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
