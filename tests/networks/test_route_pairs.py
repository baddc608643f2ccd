"""Of all pairs of routes only those that cannot agree are left out: a plain look at every pair says the same."""

import random
from itertools import combinations, pairwise

import pytest

from networks.route_pairs import LEAST_VISITS, LONGEST_LAG_DAYS, SLACK_DAYS, pairs_to_compare, route_columns

Route = list[tuple[int, float]]


def steps_of(route: Route) -> set[tuple[int, int, int]]:
    return {
        (one, other, int((later - earlier) // 2) + shift)
        for (one, earlier), (other, later) in pairwise(route)
        for shift in (-1, 0, 1)
    }


def agree(one: Route, other: Route) -> bool:
    lags = sorted(
        theirs - mine for place, mine in one for town, theirs in other
        if place == town and abs(theirs - mine) <= LONGEST_LAG_DAYS
    )  # fmt: skip
    return any(sum(low <= lag <= low + 2 * SLACK_DAYS for lag in lags) >= LEAST_VISITS for low in lags)


@pytest.mark.parametrize("seed", range(12))
def test_the_pairs_are_those_that_a_look_at_every_pair_finds(seed: int) -> None:
    rng = random.Random(seed)
    towns, routes = rng.randint(3, 12), []
    for _ in range(30):
        begin = rng.uniform(0, 60)
        routes.append([(rng.randrange(towns), begin + 5 * leg + rng.uniform(0, 2)) for leg in range(rng.randint(4, 9))])
    plain = [
        pair
        for pair in combinations(range(len(routes)), 2)
        if len(steps_of(routes[pair[0]]) & steps_of(routes[pair[1]])) >= 3 and agree(routes[pair[0]], routes[pair[1]])
    ]
    one, other = pairs_to_compare(route_columns(routes))
    assert list(zip(one.tolist(), other.tolist(), strict=True)) == plain
    assert plain


@pytest.mark.parametrize("routes", [[], [[(1, 0.0)]], [[(1, 0.0), (2, 5.0)]] * 2])
def test_few_or_short_routes_make_no_pair(routes: list[Route]) -> None:
    assert len(pairs_to_compare(route_columns(routes))[0]) == 0
