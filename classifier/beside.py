"""What stands beside a sentence in its text: the sentence before and after, and the best of all the others.

An indicator seldom stands alone: where the rest of a text tells of a boss, one more sentence about money is rather believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Ints, run_starts

Floats = NDArray[np.float64]
# A sentence is weighed in its surroundings: so many sentences on either side, as many as a short text has. However long
# a text is, no sentence drowns in it.
REACH = 2


@dataclass(frozen=True, slots=True)
class Units:
    """Sentences side by side, those of one text together: the ``text`` of each, its ``words``, whether it is of an ad."""

    text: Ints
    words: Ints
    ads: NDArray[np.bool_]

    def of(self, some: slice) -> "Units":
        """Return some of the units: all of each text they are of."""
        return Units(self.text[some], self.words[some], self.ads[some])

    def per_text(self) -> Ints:
        """Return for each unit how many its text has."""
        starts = run_starts(self.text)
        sizes = np.diff(np.append(starts, len(self.text)))
        counts: Ints = np.repeat(sizes, sizes)
        return counts


def best_elsewhere(values: Floats, text: Ints, nothing: float) -> Floats:
    """Return for each unit and column the highest value in the other units of its text, ``nothing`` where it has no other."""
    starts = run_starts(text)
    if not len(starts):
        return values.copy()
    sizes = np.diff(np.append(starts, len(text)))
    highest = np.repeat(np.maximum.reduceat(values, starts, axis=0), sizes, axis=0)
    top = values == highest
    several = np.repeat(np.add.reduceat(top.astype(np.int64), starts, axis=0), sizes, axis=0) > 1
    others = np.maximum.reduceat(np.where(top, nothing, values), starts, axis=0)
    best: Floats = np.where(top & ~several, np.repeat(others, sizes, axis=0), highest)
    return best


def any_elsewhere(flags: Floats, text: Ints) -> Floats:
    """Return for each unit and column 1 where a flag (0 or 1) is set in another unit of its text, else 0."""
    starts = run_starts(text)
    if not len(starts):
        return flags.copy()
    in_text = np.repeat(np.add.reduceat(flags, starts, axis=0), np.diff(np.append(starts, len(text))), axis=0)
    return (in_text > flags).astype(np.float64)


def neighbours(values: Floats, text: Ints, nothing: float) -> tuple[Floats, Floats]:
    """Return for each unit the values of the unit before and of the one after in its text, ``nothing`` at its ends."""
    before, after = np.empty_like(values), np.empty_like(values)
    before[1:], after[:-1] = values[:-1], values[1:]
    starts = run_starts(text)
    before[starts] = nothing
    # Before the first text ends the last one.
    after[starts - 1] = nothing
    return before, after


def near(values: Floats, text: Ints, nothing: float) -> Floats:
    """Return for each unit and column the highest value in its surroundings: the unit and those up to REACH before and after it."""
    highest = values
    for _ in range(REACH):
        highest = np.maximum(highest, np.maximum(*neighbours(highest, text, nothing)))
    return highest


def sums_near(values: Floats, text: Ints) -> Floats:
    """Return for each unit and column the sum over its surroundings; ``values`` are whole numbers, so that sums are exact."""
    starts = run_starts(text)
    sizes = np.diff(np.append(starts, len(text)))
    places = np.arange(len(text))
    begin = np.maximum(places - REACH, np.repeat(starts, sizes))
    end = np.minimum(places + REACH + 1, np.repeat(starts + sizes, sizes))
    so_far = np.zeros((len(values) + 1, values.shape[1]))
    np.cumsum(values, axis=0, out=so_far[1:])
    near: Floats = so_far.take(end, axis=0)
    near -= so_far.take(begin, axis=0)
    return near


def others_of(values: Floats, columns: Sequence[int]) -> Floats:
    """Return for each row and column the sum over ``columns``, the column itself left out.

    Added column by column: the same sum alone and among others, to the last bit.
    """
    total = np.zeros(len(values))
    for column in columns:
        total = total + values[:, column]
    sums = np.repeat(total[:, None], values.shape[1], axis=1)
    for column in columns:
        sums[:, column] = total - values[:, column]
    return sums
