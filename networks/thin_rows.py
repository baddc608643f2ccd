"""A second number on a single ad: a guest week at a clinic, a slip, a stranger's number. One such ad joins nobody.

Two numbers that stand together on one ad only, where that ad agrees with the one number's ads and with nothing of the
other's, are no evidence that one person answers both.
"""

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Bools, Floats, Ints
from networks.texts import Texts
from networks.time_windows import Windows

# Other ads of a number that an ad is compared with: those nearest in the list, which is sorted by time.
NEIGHBOURS = 4
ALIKE = 0.4
# Below this agreement (a name counts 2, a like text 2, age, town and house 1 each) an ad has nothing of a number's holder.
NOTHING_IN_COMMON = 1.5
# Of name, age and town so many must be known on both sides and differ.
LEAST_CONTRADICTIONS = 2
# Two numbers on so many ads together belong together.
OFTEN = 2


def thin_rows(table: AdTable, phones: Windows, texts: Texts, posts: Ints) -> Bools:
    """Tell for each row of ``phones`` whether it is such a second number; posts that seek workers list numbers rightly."""
    thin = np.zeros(len(phones.ad), dtype=bool)
    several = np.bincount(phones.ad, minlength=len(table))[phones.ad] >= 2
    rows = np.flatnonzero(several & ~np.isin(phones.ad, posts))
    if not len(rows):
        return thin
    agreement, others = _agreement(table, phones, texts, rows)
    strange = others & (agreement < NOTHING_IN_COMMON) & (_contradictions(table, phones, rows) >= LEAST_CONTRADICTIONS)
    order = np.lexsort((-agreement, phones.ad[rows]))
    rows, own, strange = rows[order], (~others | (agreement >= NOTHING_IN_COMMON))[order], strange[order]
    starts = np.flatnonzero(np.concatenate(([True], phones.ad[rows][1:] != phones.ad[rows][:-1])))
    pairs = _pairs_seen(table, phones)
    for start, stop in zip(starts.tolist(), [*starts[1:].tolist(), len(rows)], strict=True):
        windows = phones.window[rows[start:stop]].tolist()
        hers = [window for window, mine in zip(windows, own[start:stop].tolist(), strict=True) if mine]
        for row, window, alien in zip(rows[start:stop].tolist(), windows, strange[start:stop].tolist(), strict=True):
            seen = [pairs.get((min(one, window), max(one, window)), 0) for one in hers if one != window]
            thin[row] = alien and bool(seen) and max(seen) < OFTEN
    return thin


def _pairs_seen(table: AdTable, phones: Windows) -> dict[tuple[int, int], int]:
    """Return for each two windows on one ad how many ads show both."""
    several = np.flatnonzero(np.bincount(phones.ad, minlength=len(table))[phones.ad] >= 2)
    order = several[np.lexsort((phones.window[several], phones.ad[several]))]
    ads, windows = phones.ad[order], phones.window[order]
    found: dict[tuple[int, int], int] = {}
    for step in range(1, 6):
        same = np.flatnonzero(ads[step:] == ads[:-step])
        if not len(same):
            break
        for pair in zip(windows[same].tolist(), windows[same + step].tolist(), strict=True):
            found[pair] = found.get(pair, 0) + 1
    return found


def _agreement(table: AdTable, phones: Windows, texts: Texts, rows: Ints) -> tuple[Floats, Bools]:
    """Return for rows how much the ad agrees with other ads of that number (best of a few), and whether there are any."""
    order = np.lexsort((phones.ad, np.nan_to_num(table.day[phones.ad]), phones.window))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    steps = np.array([*range(-NEIGHBOURS, 0), *range(1, NEIGHBOURS + 1)])
    at = place[rows] + steps[:, None]
    inside = (at >= 0) & (at < len(order))
    other = order[np.where(inside, at, 0)]
    mine, theirs = phones.ad[rows], phones.ad[other]
    good = inside & (phones.window[other] == phones.window[rows]) & (table.ident[mine] != table.ident[theirs])
    whose = np.nonzero(good)[1]
    one, two = mine[whose], theirs[good]
    score = 2.0 * _same(table.alias, one, two) + _same(table.place, one, two) + _same(table.address, one, two)
    score += (table.age[one] >= 0) & (table.age[two] >= 0) & (np.abs(table.age[one] - table.age[two]) <= 1)
    score += 2.0 * (texts.similarities(one, two)[0] >= ALIKE)
    best = np.zeros(len(rows))
    np.maximum.at(best, whose, score)
    return best, good.any(axis=0)


def _same(column: Ints, one: Ints, other: Ints) -> Floats:
    same: Floats = ((column[one] != UNKNOWN) & (column[one] == column[other])).astype(np.float64)
    return same


def _contradictions(table: AdTable, phones: Windows, rows: Ints) -> Ints:
    """Return for rows in how many of name, age and town the ad differs from everything other ads of that number say."""
    total = np.zeros(len(rows), dtype=np.int64)
    for column, slack in ((table.alias, 0), (table.age, 1), (table.place, 0)):
        said = column[phones.ad]
        known = said != UNKNOWN
        width = int(column.max(initial=0)) + 3
        here, many = np.unique(phones.window[known] * width + said[known] + 1, return_counts=True)
        named = np.bincount(phones.window[known], minlength=len(phones))
        mine = phones.window[rows] * width + said[rows] + 1
        # The ad itself is among those counted.
        agrees = np.zeros(len(rows), dtype=np.int64)
        for step in range(-slack, slack + 1):
            place = np.minimum(np.searchsorted(here, mine + step), max(len(here) - 1, 0))
            if len(here):
                agrees += np.where(here[place] == mine + step, many[place], 0)
        total += known[rows] & (agrees <= 1) & (named[phones.window[rows]] >= 2)
    return total
