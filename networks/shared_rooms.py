"""When a house speaks for a network: not of two or three friends, not of a hotel's guests, not of one tenant after another.

Sharing rent is common among independents; strangers pass through a hotel without meeting. What tells a controlled house
apart is several persons together, or turnover: persons who come and go one after another.
"""

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Ints
from networks.components import distinct_count, renumber
from networks.house_stays import MOST_FRIENDS, several_houses, stays_in
from networks.time_windows import Windows

# Where people follow each other this fast (median days between arrivals), an emptiness of so many days is part of it.
FAST_ARRIVALS_DAYS, FAST_EMPTY_DAYS = 12.0, 30.0
# An empty house after which only new people come begins anew: soon where people stay for days (a hotel), late where they
# stay for weeks.
GUEST_STAY_DAYS = 10.0
GUESTS_EMPTY_DAYS, TENANTS_EMPTY_DAYS = 14.0, 180.0


def house_windows(table: AdTable, base: Ints) -> Windows:
    """Return the houses, each split where it stood empty for long and nobody came back."""
    ad = np.flatnonzero(table.address != UNKNOWN)
    if not len(ad):
        return Windows(ad, ad, ad)
    ad = ad[np.lexsort((ad, table.day[ad], table.address[ad]))]
    house, group = table.address[ad], renumber(base[ad])
    begins = np.concatenate(([True], house[1:] != house[:-1]))
    gap = table.day[ad[1:]] - _until(table, ad, house)[:-1]
    limit = _empty_days(table, ad, house, group)
    quiet = np.flatnonzero(~begins[1:] & (gap >= limit[1:])) + 1
    starts, stops = np.searchsorted(house, house[quiet]), np.searchsorted(house, house[quiet], side="right")
    for place, start, stop in zip(quiet.tolist(), starts.tolist(), stops.tolist(), strict=True):
        if not np.isin(group[start:place], group[place:stop]).any():
            begins[place] = True
    return Windows(ad, np.cumsum(begins) - 1, house[begins])


def _until(table: AdTable, ad: Ints, house: Ints) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return for each row the last day anybody was seen in the house so far."""
    apart = 1e6
    until: np.ndarray[tuple[int], np.dtype[np.float64]] = (
        np.maximum.accumulate(np.nan_to_num(table.last_day[ad]) + house * apart) - house * apart
    )
    return until


def _empty_days(table: AdTable, ad: Ints, house: Ints, group: Ints) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return for each row after how many empty days its house begins anew: by the usual (median) stay there."""
    stay = renumber(house, group)
    first, last = np.full(int(stay.max()) + 1, np.inf), np.full(int(stay.max()) + 1, -np.inf)
    np.fmin.at(first, stay, table.day[ad])
    np.fmax.at(last, stay, table.last_day[ad])
    where = np.zeros(len(first), dtype=np.int64)
    where[stay] = house
    seen = np.isfinite(first)
    lengths = np.zeros(len(first))
    lengths[seen] = last[seen] - first[seen]
    order = np.lexsort((lengths, where))
    begin = np.searchsorted(where[order], np.arange(int(house.max()) + 2))
    middle = np.minimum((begin[:-1] + begin[1:]) // 2, len(order) - 1)
    usual = lengths[order][middle]
    limit = np.where(usual < GUEST_STAY_DAYS, GUESTS_EMPTY_DAYS, TENANTS_EMPTY_DAYS)
    dated = np.flatnonzero(np.isfinite(first))
    order = dated[np.lexsort((first[dated], where[dated]))]
    same = np.flatnonzero(where[order][1:] == where[order][:-1])
    between, whose = first[order][same + 1] - first[order][same], where[order][same]
    order = np.lexsort((between, whose))
    begin = np.searchsorted(whose[order], np.arange(int(house.max()) + 2))
    some = begin[1:] > begin[:-1]
    arrivals = np.full(len(limit), np.inf)
    arrivals[some] = between[order][((begin[:-1] + begin[1:]) // 2)[some]]
    return np.where(arrivals <= FAST_ARRIVALS_DAYS, np.maximum(limit, FAST_EMPTY_DAYS), limit)[house]


def shared_rooms(table: AdTable, houses: Windows, base: Ints, phones: Windows) -> dict[int, str]:
    """Return the cut reason of houses that a few independent people share; others are not in it."""
    if not len(houses):
        return {}
    reachable = np.zeros(len(table), dtype=bool)
    reachable[phones.ad] = True
    known = reachable[houses.ad] & (table.alias[houses.ad] != UNKNOWN)
    groups = distinct_count(houses.window, base[houses.ad], len(houses))
    stays = stays_in(table, houses, base)
    named = distinct_count(houses.window[known], base[houses.ad[known]], len(houses))
    pair = groups < MOST_FRIENDS
    friends = (named >= 2) & (pair | ((groups == MOST_FRIENDS) & stays.together)) & ~stays.turnover
    friends[several_houses(table, houses, base, friends)] = False
    return dict.fromkeys(np.flatnonzero(friends).tolist(), "address_of_friends")
