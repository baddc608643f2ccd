"""What lexicons find in the texts of a batch, and what negation, quotation or neighbours cancel there: side by side, as columns."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Flags, Ints, marked
from classifier.spans import TakenSpans

Names = NDArray[np.object_]


class Found(NamedTuple):
    """Wordings found: each is characters ``start`` to ``end`` of text ``text``, in sentence ``sentence``, of so many words of its
    own, and begins in row ``row``."""

    text: Ints
    indicator: Names
    rule: Names
    strength: NDArray[np.float64]
    start: Ints
    end: Ints
    sentence: Ints
    words: Ints
    row: Ints

    @classmethod
    def joined(cls, parts: Sequence["Found"]) -> "Found":
        """Return all that was found."""
        numbers, names = np.zeros(0, np.int64), np.zeros(0, np.object_)
        nothing = cls(numbers, names, names, np.zeros(0), *[numbers] * 5)
        return cls._make(map(np.concatenate, zip(nothing, *parts, strict=True)))

    def some(self, chosen: Ints | Flags) -> "Found":
        """Return some of it."""
        return Found._make(column[chosen] for column in self)


class Cancelled(NamedTuple):
    """Wordings that stand in texts but were cancelled: the model must not find them after all."""

    text: Ints
    indicator: Names
    start: Ints
    end: Ints

    @classmethod
    def joined(cls, parts: Sequence["Cancelled"]) -> "Cancelled":
        """Return all that was cancelled."""
        numbers = np.zeros(0, np.int64)
        nothing = cls(numbers, np.zeros(0, np.object_), numbers, numbers)
        return cls._make(map(np.concatenate, zip(nothing, *parts, strict=True)))

    def some(self, chosen: Ints | Flags) -> "Cancelled":
        """Return some of it."""
        return Cancelled._make(column[chosen] for column in self)


def without_cancelled(found: Found, cancelled: Cancelled) -> Found:
    """Leave out what shares characters with a wording of its indicator that was cancelled."""
    if not len(found.text) or not len(cancelled.text):
        return found
    places = list(zip(found.text.tolist(), found.indicator, strict=True))
    wanted, taken = set(places), defaultdict[tuple[int, str], TakenSpans](TakenSpans)
    near = cancelled.some(marked(int(max(found.text.max(), cancelled.text.max())) + 1, found.text)[cancelled.text])
    for text, indicator, start, end in zip(*(column.tolist() for column in near), strict=True):
        if (text, indicator) in wanted:
            taken[text, indicator].add(start, end)
    spans = zip(places, found.start.tolist(), found.end.tolist(), strict=True)
    return found.some(
        np.array([place not in taken or not taken[place].overlap(start, end) for place, start, end in spans], np.bool_)
    )
