"""Several persons on the same route: the same towns in the same order, at a steady distance in time.

Many travel, and popular towns follow each other by chance. So each common visit counts by how rare that town is among
all visits, only visits at one steady lag count, and the sum must beat what the number of compared pairs would give by luck.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import comb, log2

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Ints
from networks.route_pairs import LEAST_VISITS, LONGEST_LAG_DAYS, SLACK_DAYS, pairs_to_compare, route_columns

# Bits of surprise above log2(number of pairs compared) that a common route of two must show; of three persons who pairwise
# share a route each pair may show less, because three agree by luck far more rarely than two.
MARGIN_BITS = 0.0
MARGIN_BITS_OF_THREE = -7.0


@dataclass(frozen=True, slots=True)
class Visit:
    """A person's stay in a town; days since 1970."""

    place: int
    first: float
    last: float


@dataclass(frozen=True, slots=True)
class CommonRoute:
    """Two persons on one route: ``lag`` days apart, over ``visits`` towns, ``bits`` above chance."""

    one: int
    other: int
    lag: float
    visits: int
    bits: float


def visits_of(table: AdTable, rows: Ints) -> list[Visit]:
    """Return the stays of one person in order: ads of the same town in a row are one stay."""
    known = rows[(table.place[rows] != UNKNOWN) & ~np.isnan(table.day[rows])]
    stays: list[Visit] = []
    for row in known[np.argsort(table.day[known], kind="stable")].tolist():
        place, day, last = int(table.place[row]), float(table.day[row]), float(table.last_day[row])
        if stays and stays[-1].place == place:
            stays[-1] = Visit(place, stays[-1].first, max(stays[-1].last, last))
        else:
            stays.append(Visit(place, day, last))
    return stays


def routes(table: AdTable, person: Ints) -> dict[int, list[Visit]]:
    """Return the routes of persons that were seen in enough towns; ads of person -1 are left out."""
    known = (person != UNKNOWN) & (table.place != UNKNOWN) & ~np.isnan(table.day)
    rows = np.flatnonzero(known)
    order = rows[np.lexsort((rows, table.day[rows], person[rows]))]
    whose = person[order]
    moved = (table.place[order][1:] != table.place[order][:-1]) & (whose[1:] == whose[:-1])
    moves = np.bincount(whose[1:][moved], minlength=int(person.max()) + 1 if len(person) else 0)
    wanted = moves[whose] >= LEAST_VISITS - 1
    order, whose = order[wanted], whose[wanted]
    starts = np.flatnonzero(np.concatenate(([True], whose[1:] != whose[:-1]))) if len(whose) else np.zeros(0, int)
    found = {}
    for part in np.split(order, starts[1:]) if len(whose) else []:
        stays = visits_of(table, part)
        if len({stay.place for stay in stays}) >= LEAST_VISITS - 1 and len(stays) >= LEAST_VISITS:
            found[int(person[part[0]])] = stays
    return found


def common_routes(found: dict[int, list[Visit]]) -> list[CommonRoute]:
    """Return the pairs of persons whose routes agree beyond chance, sorted."""
    seen = Counter(stay.place for stays in found.values() for stay in stays)
    total = max(sum(seen.values()), 1)
    rarity = {place: -log2(count / total) for place, count in seen.items()}
    chance = log2(max(len(found) * (len(found) - 1) / 2, 1))
    good = []
    for one, other in _pairs(found):
        route = _best_lag(one, other, found[one], found[other], rarity)
        if route and route.visits >= LEAST_VISITS and route.bits >= chance + MARGIN_BITS_OF_THREE:
            good.append(route)
    beside: dict[int, set[int]] = defaultdict(set)
    for route in good:
        beside[route.one].add(route.other)
        beside[route.other].add(route.one)
    return [r for r in good if r.bits >= chance + MARGIN_BITS or beside[r.one] & beside[r.other]]


def _pairs(found: dict[int, list[Visit]]) -> list[tuple[int, int]]:
    """Return the pairs of persons that can agree beyond chance, sorted."""
    persons = sorted(found)
    columns = route_columns([[(stay.place, stay.first) for stay in found[person]] for person in persons])
    first, second = pairs_to_compare(columns)
    return [(persons[one], persons[other]) for one, other in zip(first.tolist(), second.tolist(), strict=True)]


def _best_lag(
    one: int, other: int, left: list[Visit], right: list[Visit], rarity: dict[int, float]
) -> CommonRoute | None:
    """Return the lag at which most (and the rarest) visits of two routes agree."""
    lags = sorted(
        (theirs.first - mine.first, number)
        for number, mine in enumerate(left)
        for theirs in right
        if mine.place == theirs.place and abs(theirs.first - mine.first) <= LONGEST_LAG_DAYS
    )
    best: CommonRoute | None = None
    # Each distance in time that is tried is one more chance, and so is each choice of the visits that agree.
    tried = log2(max(len(lags), 1))
    for start, (lag, _) in enumerate(lags):
        visits: set[int] = set()
        for later, number in lags[start:]:
            if later > lag + 2 * SLACK_DAYS:
                break
            visits.add(number)
        # The first common visit fixes the lag, so it is no evidence; each other one must fall into the slack by chance.
        luck = log2(max((right[-1].first - right[0].first) / (2 * SLACK_DAYS) / len(right), 1.0))
        worth = sorted(rarity[left[number].place] + luck for number in visits)
        ways = log2(comb(len(left) - 1, len(visits) - 1))
        bits = sum(worth[1:]) - ways - tried
        if best is None or (bits, -abs(lag)) > (best.bits, -abs(best.lag)):
            best = CommonRoute(one, other, lag, len(visits), bits)
    return best
