"""Where the words stand nearest together that meet the elements of a wording, for many sentences at once."""

from collections.abc import Sequence

import numpy as np

from classifier.batch import Flags, Ints, ranges

# Words looked at for one element of one sentence, ways to combine them tried at most.
MOST_PLACES, MOST_WAYS = 8, 512
_NEVER = np.iinfo(np.int64).max


def nearest(meets: Sequence[Flags], run: Ints, elements: Ints, within: Ints, ordered: Flags) -> Ints:
    """Return ``rows[element, run]``: of each run the rows that meet its elements nearest together, -1 where that is too wide.

    ``meets[element][row]`` says whether a row meets an element of its run ``run[row]``. A run has so many ``elements`` (one more
    than it has repeats the last), each met by a row of its own; they stand closer than ``within``, or in their order where
    ``ordered``. Of several ways the first of the narrowest counts.
    """
    at_of, begins, counts = list[Ints](), list[Ints](), list[Ints]()
    for flags in meets:
        at = np.flatnonzero(flags)
        met = np.bincount(run[at], minlength=len(elements))
        at_of.append(at)
        begins.append(np.cumsum(met) - met)
        counts.append(np.where(len(counts) < elements, np.minimum(met, MOST_PLACES), 1))
    ways = np.minimum(np.prod(counts, axis=0), MOST_WAYS)
    who = np.repeat(np.arange(len(elements)), ways)
    way = ranges(np.zeros_like(ways), ways)
    rows, fits = np.zeros((len(meets), len(who)), np.int64), np.ones(len(who), np.bool_)
    # Ways count up with the last element fastest.
    faster = np.cumprod([np.ones_like(ways), *counts[:0:-1]], axis=0)[::-1]
    for element, at in enumerate(at_of):
        rows[element] = rows[element - 1]
        mine = np.flatnonzero(element < elements[who])
        run_of = who[mine]
        rows[element, mine] = at[
            begins[element][run_of] + way[mine] // faster[element][run_of] % counts[element][run_of]
        ]
        fits[mine] &= (rows[:element, mine] != rows[element, mine]).all(axis=0)
        if element:
            fits[mine] &= ~ordered[run_of] | (rows[element - 1, mine] < rows[element, mine])
    width = rows.max(axis=0) - rows.min(axis=0)
    fits &= width < within[who]
    found = np.full((len(meets), len(elements)), -1, np.int64)
    some = np.flatnonzero(ways)
    if len(some):
        starts = np.cumsum(ways[some]) - ways[some]
        best = np.minimum.reduceat(np.where(fits, width * MOST_WAYS + way, _NEVER), starts)
        narrow = best < _NEVER
        found[:, some[narrow]] = rows[:, (starts + best % MOST_WAYS)[narrow]]
    return found
