"""Shared wordings at work: in which sentences the families of a wording stand together, for all texts at once."""

from collections.abc import Sequence
from itertools import product

import numpy as np

from classifier.batch import Ints, ranges, run_starts
from classifier.families import PARTS, Bits, Families, joined, parts
from classifier.rows import KINDS, Rows
from classifier.shared_file import SharedWording

# Words of one family looked at in one sentence, ways to combine them tried at most.
MOST_PLACES, MOST_WAYS = 8, 512
# Sentences looked at in one go: bounds the room a megabyte takes.
AT_ONCE = 4096


class SharedWordings:
    """The shared wordings one language has all families for."""

    def __init__(self, wordings: Sequence[SharedWording], families: Families) -> None:
        self.wordings = [
            one for one in wordings if all(any(name in families.masks for name in names) for names in one.elements)
        ]
        self.masks = [tuple(families.mask(*names) for names in one.elements) for one in self.wordings]
        self.negation = families.mask("negation")
        self.kind = np.array([KINDS.get(one.type or "", 0) for one in self.wordings], np.int64)
        self.counts = np.array(list(map(len, self.masks)), np.int64)
        self.one_clause, self.negatable, self.about_her = (
            np.array([getattr(one, name) for one in self.wordings], np.bool_)
            for name in ("one_clause", "negatable", "about_her")
        )
        self._tests = _Tests(self.masks, [families.mask(*one.forbidden) for one in self.wordings])

    def together(self, bits: Bits, sentences: Ints) -> tuple[Ints, Ints, Ints]:
        """Return (wording, begin, end) of wordings whose families stand together in a sentence, in the order of the sentences.

        The sentence is rows ``begin`` to ``end`` (exclusive).
        """
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

    def near(self, rows: Rows, wording: Ints, begin: Ints, end: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        """Return (wording, first row, last row, row of the last family) of those whose families stand near enough."""
        sizes = end - begin
        ideas = joined(rows.bits[:, ranges(begin, sizes)])
        found = []
        at = 0
        for number, row, size in zip(wording.tolist(), begin.tolist(), sizes.tolist(), strict=True):
            one = self.wordings[number]
            near = nearest(self.masks[number], ideas[at : at + size], one.within, ordered=one.ordered)
            if near is not None:
                found.append((number, row + min(near), row + max(near), row + near[-1]))
            at += size
        number, first, last, cue = np.array(found, np.int64).reshape(-1, 4).T
        return number, first, last, cue


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
