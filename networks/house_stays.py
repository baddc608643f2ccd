"""Who stayed in a house, and how: together as friends do, one after another, in turns, or as visitors from elsewhere."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Bools, Ints
from networks.time_windows import Windows

MOST_FRIENDS = 3
# Stays shorter than this are turnover.
LONG_STAY_DAYS = 21.0
# Together for so long, or most of a short history; with fewer ads each there is nothing to tell it by.
TOGETHER_DAYS = 7.0
LONG_SHARE = 0.5
LEAST_ADS_EACH = 2
# Three who live together are seen in any order. When so many changes in a row fall on whoever was away longest, they take turns.
LEAST_TURNS = 6


@dataclass(frozen=True, slots=True)
class Stays:
    """By house window: whether its people were there together (or too seldom seen to tell), whether there was turnover."""

    together: Bools
    turnover: Bools


def stays_in(table: AdTable, houses: Windows, base: Ints) -> Stays:
    """Return how the groups of ``base`` stayed in each house."""
    width = int(base.max()) + 1
    keys, inverse, counts = np.unique(houses.window * width + base[houses.ad], return_inverse=True, return_counts=True)
    first, last = np.full(len(keys), np.inf), np.full(len(keys), -np.inf)
    np.fmin.at(first, inverse, table.day[houses.ad])
    np.fmax.at(last, inverse, table.last_day[houses.ad])
    windows = keys // width
    latest, soonest = np.full(len(houses), -np.inf), np.full(len(houses), np.inf)
    np.maximum.at(latest, windows, first)
    np.minimum.at(soonest, windows, last)
    fewest = np.full(len(houses), np.iinfo(np.int64).max)
    np.minimum.at(fewest, windows, counts)
    # Where strangers came and went before or after, a single night says nothing: that is a hotel.
    once = np.bincount(houses.thing)[houses.thing] == 1
    visits = once[windows] & _from_elsewhere(table, houses, base, keys)
    short = ((counts >= 2) | visits) & (last - first < LONG_STAY_DAYS)
    seen = np.bincount(windows, minlength=len(houses))
    brief = np.bincount(windows[short], minlength=len(houses))
    turnover: Bools = (seen >= MOST_FRIENDS) & (brief * 2 > seen)
    # Within a short history a long stay can only be most of it.
    known = table.day[~np.isnan(table.day)]
    history = float(table.last_day[~np.isnan(table.day)].max() - known.min()) if len(known) else 0.0
    together: Bools = (soonest - latest >= min(TOGETHER_DAYS, LONG_SHARE * history)) | (fewest < LEAST_ADS_EACH)
    return Stays(together, turnover | _in_turns(table, houses, base, seen == MOST_FRIENDS))


def _from_elsewhere(table: AdTable, houses: Windows, base: Ints, keys: Ints) -> Bools:
    """Tell for each stay (window and group in one number) whether that group is seen in another town at least as often."""
    width = int(base.max()) + 1
    placed = table.place != UNKNOWN
    places = int(table.place.max(initial=0)) + 1
    here, ads = np.unique(base[placed] * places + table.place[placed], return_counts=True)
    of_group = np.bincount(base[placed], minlength=width)
    town = np.full(len(houses), UNKNOWN, dtype=np.int64)
    said = placed[houses.ad]
    town[houses.window[said]] = table.place[houses.ad[said]]
    group, where = keys % width, town[keys // width]
    wanted = group * places + where
    at = np.minimum(np.searchsorted(here, wanted), max(len(here) - 1, 0))
    in_town = np.where(here[at] == wanted, ads[at], 0) if len(here) else np.zeros(len(keys), dtype=np.int64)
    elsewhere: Bools = (where != UNKNOWN) & (of_group[group] - in_town >= np.maximum(in_town, 1))
    return elsewhere


def _in_turns(table: AdTable, houses: Windows, base: Ints, three: Bools) -> Bools:
    """Tell for houses of three whether they take turns: after a change it is always the one away longest who comes."""
    found = np.zeros(len(houses), dtype=bool)
    rows = np.flatnonzero(three[houses.window] & ~np.isnan(table.day[houses.ad]))
    rows = rows[np.lexsort((houses.ad[rows], table.day[houses.ad[rows]], houses.window[rows]))]
    seen: dict[int, list[int]] = defaultdict(list)
    for window, group in zip(houses.window[rows].tolist(), base[houses.ad[rows]].tolist(), strict=True):
        if not seen[window] or seen[window][-1] != group:
            seen[window].append(group)
    for window, order in seen.items():
        turns = [len({*order[place - 2 : place + 1]}) == MOST_FRIENDS for place in range(2, len(order))]
        found[window] = len(turns) >= LEAST_TURNS - 1 and all(turns)
    return found


def several_houses(table: AdTable, houses: Windows, base: Ints, shared: Bools) -> Ints:
    """Return those of the shared houses whose people share another one at the same time: friends share the one they live in."""
    rows = np.flatnonzero(shared[houses.window] & ~np.isnan(table.day[houses.ad]))
    spans: dict[int, tuple[float, float]] = {}
    people: dict[int, set[int]] = defaultdict(set)
    for window, ad in zip(houses.window[rows].tolist(), houses.ad[rows].tolist(), strict=True):
        first, last = spans.get(window, (np.inf, -np.inf))
        spans[window] = min(first, float(table.day[ad])), max(last, float(table.last_day[ad]))
        people[window].add(int(base[ad]))
    by_pair: dict[tuple[int, int], list[int]] = defaultdict(list)
    for window, groups in people.items():
        for pair in combinations(sorted(groups), 2):
            by_pair[pair].append(window)
    found: set[int] = set()
    for windows in by_pair.values():
        for one, other in combinations(windows, 2):
            apart = houses.thing[one] != houses.thing[other]
            if apart and spans[one][0] <= spans[other][1] and spans[other][0] <= spans[one][1]:
                found |= {one, other}
    return np.array(sorted(found), dtype=np.int64)
