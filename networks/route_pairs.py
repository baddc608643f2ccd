"""Which two routes are worth comparing: they share a step, and enough towns at one distance in time.

Counting is done on columns for all pairs at once; only the few pairs that can agree are looked at one by one (``co_movement``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from networks.ad_table import Bools, Floats, Ints
from networks.components import renumber

# Visits this many days apart from the lag still count as the same step.
SLACK_DAYS = 2.0
# Shorter routes are too common to say anything.
LEAST_VISITS = 4
LONGEST_LAG_DAYS = 120.0
# A step (town, town, days between) that more persons make than this blocks nothing: it is a common road.
MOST_SHARING = 60
# Two persons that share so many steps are compared; a step counts with the days between give or take two, so one that agrees
# well is enough.
LEAST_STEPS = 3
PAIRS_A_TIME = 20_000


@dataclass(slots=True)
class RouteColumns:
    """Routes one after the other: route ``i`` is the visits ``start[i]`` to ``start[i + 1]``; ``first`` in days."""

    start: Ints
    place: Ints
    first: Floats


def route_columns(routes: Sequence[Sequence[tuple[int, float]]]) -> RouteColumns:
    """Return routes, each a row of (town, first day), as columns."""
    visits = [visit for route in routes for visit in route]
    return RouteColumns(
        np.cumsum([0, *map(len, routes)]),
        np.array([place for place, _ in visits], dtype=np.int64),
        np.array([first for _, first in visits], dtype=np.float64),
    )


def pairs_to_compare(routes: RouteColumns) -> tuple[Ints, Ints]:
    """Return pairs of routes that share a step and enough visits at about one distance in time; sorted."""
    one, other = _sharing_steps(routes)
    good = np.zeros(len(one), dtype=bool)
    for begin in range(0, len(one), PAIRS_A_TIME):
        some = slice(begin, begin + PAIRS_A_TIME)
        good[some] = _may_agree(routes, one[some], other[some])
    return one[good], other[good]


def _sharing_steps(routes: RouteColumns) -> tuple[Ints, Ints]:
    """Return the pairs of routes that share enough steps (town to town in about the same number of days), sorted."""
    whose = np.repeat(np.arange(len(routes.start) - 1), np.diff(routes.start))
    step = np.flatnonzero(whose[1:] == whose[:-1])
    if not len(step):
        return step, step
    days = (routes.first[step + 1] - routes.first[step]) // 2
    near = np.concatenate([days + shift for shift in (-1, 0, 1)]).astype(np.int64)
    key = renumber(np.tile(routes.place[step], 3), np.tile(routes.place[step + 1], 3), near)
    who = np.tile(whose[step], 3)
    width = len(routes.start)
    both = np.unique(key * width + who)
    key, who = both // width, both % width
    sizes = np.diff(np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1], [True]))))
    small = np.repeat(sizes <= MOST_SHARING, sizes)
    key, who = key[small], who[small]
    found = [np.zeros(0, dtype=np.int64)]
    for apart in range(1, min(MOST_SHARING, len(key))):
        same = key[apart:] == key[:-apart]
        if not same.any():
            break
        found.append(who[:-apart][same] * width + who[apart:][same])
    pairs, steps = np.unique(np.concatenate(found), return_counts=True)
    pairs = pairs[steps >= LEAST_STEPS]
    return pairs // width, pairs % width


def _may_agree(routes: RouteColumns, one: Ints, other: Ints) -> Bools:
    """Tell for pairs of routes whether enough of their common visits lie at one distance in time, within the slack."""
    left, right = np.diff(routes.start)[one], np.diff(routes.start)[other]
    pair = np.repeat(np.arange(len(one)), left * right)
    inside = np.arange(len(pair)) - np.repeat(np.cumsum(left * right) - left * right, left * right)
    mine = routes.start[one][pair] + inside // right[pair]
    theirs = routes.start[other][pair] + inside % right[pair]
    lag = routes.first[theirs] - routes.first[mine]
    wanted = (routes.place[mine] == routes.place[theirs]) & (np.abs(lag) <= LONGEST_LAG_DAYS)
    pair, lag = pair[wanted], lag[wanted]
    order = np.lexsort((lag, pair))
    pair, lag = pair[order], lag[order]
    more = LEAST_VISITS - 1
    close = (pair[more:] == pair[: len(pair) - more]) & (lag[more:] <= lag[: len(pair) - more] + 2 * SLACK_DAYS)
    good = np.zeros(len(one), dtype=bool)
    good[pair[more:][close]] = True
    return good
