"""Two or three who share rooms, each with a name and a number of her own, both there for long: friends, not a network.

Sharing rent is common among independents. What tells a controlled house apart is turnover: persons who come and go.
"""

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Bools, Ints
from networks.components import distinct_count
from networks.time_windows import Windows

MOST_FRIENDS = 3
# Stays shorter than this are turnover.
LONG_STAY_DAYS = 21.0
LONG_SHARE = 0.5


def shared_rooms(table: AdTable, houses: Windows, base: Ints, phones: Windows) -> dict[int, str]:
    """Return the cut reason of houses that a few independent people share; others are not in it."""
    if not len(houses):
        return {}
    reachable = np.zeros(len(table), dtype=bool)
    reachable[phones.ad] = True
    known = reachable[houses.ad] & (table.alias[houses.ad] != UNKNOWN)
    groups = distinct_count(houses.window, base[houses.ad], len(houses))
    named = distinct_count(houses.window[known], base[houses.ad[known]], len(houses))
    pair = (named >= 2) & (groups == MOST_FRIENDS - 1)
    together, turnover = _presence(table, houses, base)
    friends = np.flatnonzero((pair | ((named >= 2) & (groups == MOST_FRIENDS) & together)) & ~turnover)
    return dict.fromkeys(friends.tolist(), "address_of_friends")


def _presence(table: AdTable, houses: Windows, base: Ints) -> tuple[Bools, Bools]:
    """Tell for each house whether its groups were there together for long, and whether most stayed only shortly."""
    width = int(base.max()) + 1
    keys, inverse, counts = np.unique(houses.window * width + base[houses.ad], return_inverse=True, return_counts=True)
    first, last = np.full(len(keys), np.inf), np.full(len(keys), -np.inf)
    np.fmin.at(first, inverse, table.day[houses.ad])
    np.fmax.at(last, inverse, table.last_day[houses.ad])
    windows = keys // width
    latest, soonest = np.full(len(houses), -np.inf), np.full(len(houses), np.inf)
    np.maximum.at(latest, windows, first)
    np.minimum.at(soonest, windows, last)
    short = (counts >= 2) & (last - first < LONG_STAY_DAYS)
    seen = np.bincount(windows, minlength=len(houses))
    brief = np.bincount(windows[short], minlength=len(houses))
    # Within a short history a long stay can only be most of it.
    known = table.day[~np.isnan(table.day)]
    history = float(table.last_day[~np.isnan(table.day)].max() - known.min()) if len(known) else 0.0
    long_enough = min(LONG_STAY_DAYS, LONG_SHARE * history)
    return soonest - latest >= long_enough, (seen >= MOST_FRIENDS) & (brief * 2 > seen)
