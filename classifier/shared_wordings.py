"""Shared wordings at work: in which sentences the families of a wording stand together, for all texts at once."""

import re
from collections.abc import Sequence
from itertools import pairwise, starmap

import numpy as np

from classifier.batch import Ints, ranges, run_starts
from classifier.families import PARTS, Bits, Families, by_family, one_by_one, parts
from classifier.nearest import nearest
from classifier.rows import KINDS, Rows, share
from classifier.shared_file import SharedWording

# Sentences, and rows of sentences, looked at in one go: bounds the room a megabyte takes.
AT_ONCE, ROWS_AT_ONCE = 4096, 20_000


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
        # What cancels a wording where it finds any of its words; nothing for most.
        self.unless = [re.compile(one.unless, re.IGNORECASE) for one in self.wordings]
        self.has_unless = np.array([bool(one.unless) for one in self.wordings], np.bool_)
        most = int(self.counts.max(initial=1))
        # The masks as ``[element, part, wording]``.
        padded = [[parts(mask) for mask in (*masks, *[0] * most)[:most]] for masks in self.masks]
        self._masks: Bits = np.ascontiguousarray(
            np.array(padded, np.uint64).reshape(-1, most, PARTS).transpose(1, 2, 0)
        )
        self._within = np.array([one.within for one in self.wordings], np.int64)
        self._ordered = np.array([one.ordered for one in self.wordings], np.bool_)
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
        starts = run_starts(np.cumsum(end - begin) // ROWS_AT_ONCE).tolist()
        at = np.concatenate(
            [
                np.zeros((self._masks.shape[0], 0), np.int64),
                *(
                    self._nearest(rows, wording[some], begin[some], end[some])
                    for some in starmap(slice, pairwise([*starts, len(wording)]))
                ),
            ],
            axis=1,
        )
        found = np.flatnonzero(at[0] >= 0)
        at = at[:, found]
        return wording[found], at.min(axis=0), at.max(axis=0), at[-1]

    def _nearest(self, rows: Rows, wording: Ints, begin: Ints, end: Ints) -> Ints:
        """Return the rows where the families of wordings stand nearest together, see :func:`nearest`."""
        sizes = end - begin
        of_row, run = ranges(begin, sizes), np.repeat(np.arange(len(wording)), sizes)
        # Columns are taken ten times as fast as they are indexed.
        ideas, wanted = rows.bits.take(of_row, axis=1), wording.take(run)
        meets = [share(ideas, masks.take(wanted, axis=1)) for masks in self._masks]
        at = nearest(meets, run, self.counts[wording], self._within[wording], self._ordered[wording])
        return np.where(at >= 0, of_row[at], -1)


class _Tests:
    """What each wording asks of a sentence, as columns: families that must stand there, and those that may not.

    Asked of eight sentences at once: each is one bit of an octet.
    """

    def __init__(self, wanted: Sequence[Sequence[int]], forbidden: Sequence[int]) -> None:
        # Many wordings name the same families: each mask is held against a sentence once. The first mask is always met, the
        # second never.
        numbers: dict[int, int] = {}
        for mask in (*(mask for masks in wanted for mask in masks), *forbidden):
            numbers.setdefault(mask, len(numbers) + 2)
        self._count = len(numbers) + 2
        # The families of the masks: the first of each mask, then the second of those that have one, and so on.
        mask_of, family = np.nonzero(
            one_by_one(np.array([parts(mask) for mask in numbers], np.uint64).reshape(-1, PARTS).T)
        )
        counts = np.bincount(mask_of, minlength=len(numbers))
        rank = ranges(np.zeros_like(counts), counts)
        self._steps: list[tuple[Ints, Ints]] = [
            (mask_of[rank == step] + 2, family[rank == step]) for step in range(int(counts.max(initial=0)))
        ]
        most = max(map(len, wanted), default=0)
        self._wanted = np.array(
            [[numbers[mask] for mask in masks] + [0] * (most - len(masks)) for masks in wanted], np.int64
        ).reshape(len(wanted), most)
        self._forbidden = np.array([numbers[mask] if mask else 1 for mask in forbidden], np.int64)

    def met_by(self, here: Bits) -> tuple[Ints, Ints]:
        """Return (sentence, wording) of each wording that sentences hold all of, sentence by sentence."""
        stand_in = by_family(here)
        met = np.zeros((self._count, stand_in.shape[1]), np.uint8)
        met[0] = 0xFF
        for masks, families in self._steps:
            met[masks] |= stand_in[families]
        stand = ~met[self._forbidden]
        for column in self._wanted.T:
            stand &= met[column]
        # Few octets have any bit set.
        wording, octet = np.nonzero(stand)
        at, bit = np.nonzero(np.unpackbits(stand[wording, octet][:, None], axis=1))
        place, wording = octet[at] * 8 + bit, wording[at]
        order = np.argsort(place, kind="stable")
        # Where a wording wants nothing, the last octet goes beyond the sentences.
        order = order[: np.searchsorted(place[order], here.shape[1])]
        return place[order], wording[order]
