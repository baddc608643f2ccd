"""A number that comes back after a silence with somebody new: given up and recycled, or handed on within a network?

Whoever gives a number up had it as her number, and whoever gets it next has no other. A number that is used beside another
one, before the silence and after it, was nobody's own on either side: it is passed from hand to hand.
"""

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Bools, Floats, Ints
from networks.components import renumber
from networks.time_windows import Windows

# Seen on fewer ads of a person than this, another number may be a slip of the finger.
LEAST_ADS = 2
# A person has few numbers: each use is compared with so many that begin next.
NUMBERS_COMPARED = 5


def handed_on(table: AdTable, phones: Windows, person: Ints, own: Bools) -> tuple[Ints, Ints]:
    """Return rows (ad, key) of ads on either side of a silence on a number that both sides use beside another.

    ``person`` is who an ad seems to speak for under whatever number (UNKNOWN: nobody); ``own`` tells for each window whether
    it is a number that a person can have for herself: no hub, no business, no site.
    """
    none = np.zeros(0, dtype=np.int64)
    rows = np.flatnonzero(own[phones.window] & (person[phones.ad] != UNKNOWN) & ~np.isnan(table.day[phones.ad]))
    if not len(rows):
        return none, none
    beside = _used_beside(table, phones, person, rows)
    # Windows of one number follow each other in time.
    good = np.flatnonzero(np.isin(np.arange(len(phones)), phones.window[rows[beside]]))
    pairs = good[:-1][(good[1:] == good[:-1] + 1) & (phones.thing[good[1:]] == phones.thing[good[:-1]])]
    speaks = np.full(len(phones), UNKNOWN, dtype=np.int64)
    speaks[phones.window[rows[beside]][::-1]] = phones.ad[rows[beside]][::-1]
    return np.concatenate((speaks[pairs], speaks[pairs + 1])), np.concatenate((pairs, pairs))


def _used_beside(table: AdTable, phones: Windows, person: Ints, rows: Ints) -> Bools:
    """Tell for each of ``rows`` whether its person uses another number within the time she uses this one, or around it."""
    use = renumber(person[phones.ad[rows]], phones.window[rows])
    uses = int(use.max()) + 1
    first, last = np.full(uses, np.inf), np.full(uses, -np.inf)
    np.minimum.at(first, use, table.day[phones.ad[rows]])
    np.maximum.at(last, use, table.last_day[phones.ad[rows]])
    whose, thing = np.empty(uses, dtype=np.int64), np.empty(uses, dtype=np.int64)
    whose[use], thing[use] = person[phones.ad[rows]], phones.thing[phones.window[rows]]
    ads = np.bincount(use, minlength=uses)
    alone = np.bincount(use[np.bincount(phones.ad)[phones.ad[rows]] == 1], minlength=uses)
    # What stands only once, and with her own number on the same ad, may be a stranger's.
    counts = (ads >= LEAST_ADS) | (alone > 0)
    order = np.lexsort((first, whose))
    beside = np.zeros(uses, dtype=bool)
    for step in range(1, NUMBERS_COMPARED + 1):
        one, other = order[:-step], order[step:]
        meet = (whose[one] == whose[other]) & (thing[one] != thing[other]) & _overlap(first, last, one, other)
        beside[one[meet & (ads[other] >= LEAST_ADS)]] = True
        beside[other[meet & (ads[one] >= LEAST_ADS)]] = True
    found: Bools = (beside & counts)[use]
    return found


def _overlap(first: Floats, last: Floats, one: Ints, other: Ints) -> Bools:
    overlap: Bools = (first[one] <= last[other]) & (first[other] <= last[one])
    return overlap
