"""Plans: checked by an independent judge, against brute force, and for repeatability."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.day_repair import repair
from outreach.exact_plan import best_orders
from outreach.plan_file import plan_json, read_problem
from outreach.planner import plan
from outreach.schedule import NEVER, end_time
from outreach.ticks import in_ticks
from outreach.vrp_search import find_orders
from tests.outreach.plan_checker import assert_valid, brute_force_score, number


def make_problem(seed: int, stops: int, teams: int = 1, decimals: int = 1, lunch: bool = False) -> dict[str, Any]:
    """A day in a town: stops in a square of 60 minutes, windows within 9 to 17, decimal minutes."""
    dice = random.Random(seed)
    spots = [(dice.uniform(0, 60), dice.uniform(0, 60)) for _ in range(stops + 1)]
    travel = [[round(abs(a - c) + abs(b - d) * 0.7, decimals) for c, d in spots] for a, b in spots]
    made = []
    for index in range(stops):
        opens = dice.randrange(540, 800, 10)
        window = [opens, opens + dice.randrange(30, 240, 5) + 0.5]
        made.append(
            {"id": f"s{index}", "score": dice.randint(1, 9), "service": dice.choice([15, 22.5, 30]), "window": window}
        )
    crews = [
        {"id": f"t{n}", "start": 0, "end": 0, "shift": [540, 780 if stops < 10 else 900]}
        | ({"lunch": {"minutes": 30, "window": [660, 750]}} if lunch else {})
        for n in range(teams)
    ]
    return {"stops": made, "teams": crews, "travel": travel}


@pytest.mark.parametrize("seed", range(12))
def test_small_problems_reach_what_brute_force_finds(seed: int) -> None:
    problem = make_problem(seed, stops=3 + seed % 4)
    result = plan_json(problem, 1.0, seed)
    assert_valid(problem, result)
    assert number(result["score"]) == brute_force_score(problem)


@pytest.mark.parametrize("seed", range(4))
def test_the_search_finds_what_the_exact_method_proves(seed: int) -> None:
    ticks = in_ticks(read_problem(make_problem(seed, stops=9, teams=2)))
    exact = sum(ticks.stops[i].value for order in best_orders(ticks) for i in order)
    searched = find_orders(ticks, seconds=20, seed=seed, iterations=300)
    assert sum(ticks.stops[i].value for order in searched for i in order) == exact


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    stops=st.integers(0, 14),
    teams=st.integers(1, 3),
    decimals=st.integers(0, 6),
    lunch=st.booleans(),
)
def test_no_window_is_broken_and_no_stop_planned_twice(
    seed: int, stops: int, teams: int, decimals: int, lunch: bool
) -> None:
    problem = make_problem(seed, stops, teams, decimals, lunch)
    result = plan(read_problem(problem), seconds=20, seed=1, iterations=40)
    from outreach.plan_file import as_json

    assert_valid(problem, as_json(result))


@pytest.mark.parametrize("lunch", [False, True])
def test_the_same_seed_and_iterations_give_the_same_plan(lunch: bool) -> None:
    problem = read_problem(make_problem(5, stops=30, teams=2, lunch=lunch))
    first, second = (plan(problem, seconds=60, seed=3, iterations=150) for _ in range(2))
    assert first.routes == second.routes
    assert first.left_out == second.left_out


def test_a_window_that_fits_to_the_last_tenth_is_kept_and_one_tick_less_is_left_out() -> None:
    def problem(closes: float) -> dict[str, Any]:
        stop = {"id": "a", "score": 1, "service": 10, "window": [540, closes]}
        return {
            "stops": [stop],
            "teams": [{"id": "t", "start": 0, "end": 0, "shift": [540, 600]}],
            "travel": [[0, 20.3], [20.3, 0]],
        }

    assert plan_json(problem(560.3))["routes"][0]["stops"][0]["start"] == 560.3
    late = plan_json(problem(560.29))
    assert late["left_out"] == [{"id": "a", "why": "out_of_reach"}]


def test_pinned_stops_come_before_all_others_and_forbidden_ones_never() -> None:
    problem = make_problem(2, stops=14)
    problem["stops"][0] |= {"pinned": True, "score": 0, "window": [540, 780]}
    problem["stops"][1] |= {"forbidden": True, "score": 1000}
    result = plan(read_problem(problem), seconds=20, seed=0, iterations=100)
    planned = {stop.id for route in result.routes for stop in route.stops}
    assert "s0" in planned and "s1" not in planned
    assert ("s1", "forbidden") in {(stop.id, stop.why) for stop in result.left_out}


def test_left_out_stops_say_whether_reach_or_time_was_missing() -> None:
    problem = make_problem(1, stops=8)
    problem["stops"][3]["window"] = [100, 200]
    reasons = {entry["id"]: entry["why"] for entry in plan_json(problem)["left_out"]}
    assert reasons["s3"] == "out_of_reach"
    assert set(reasons.values()) <= {"out_of_reach", "no_time"}
    assert "no_time" in reasons.values()


def test_places_may_name_where_each_stop_stands() -> None:
    problem = make_problem(4, stops=5)
    plain = plan_json(problem)
    turned = {**problem, "stops": problem["stops"][::-1], "places": {f"s{i}": i + 1 for i in range(5)} | {"home": 0}}
    turned["teams"] = [{**problem["teams"][0], "start": "home", "end": "home"}]
    assert plan_json(turned)["score"] == plain["score"]


def test_lunch_is_taken_within_its_window_or_the_team_stays_at_home() -> None:
    problem = make_problem(3, stops=6, lunch=True)
    result = plan_json(problem)
    assert_valid(problem, result)
    assert 660 <= result["routes"][0]["lunch_at"] <= 750
    problem["teams"][0]["lunch"]["window"] = [100, 200]
    assert plan_json(problem)["routes"][0]["stops"] == []


def test_repair_makes_an_overfull_day_fit_and_loses_no_more_than_it_must() -> None:
    ticks = in_ticks(read_problem(make_problem(6, stops=12, lunch=True)))
    (order,) = repair(ticks, [tuple(range(12))])
    assert order
    assert end_time(ticks, ticks.teams[0], order) != NEVER


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"stops": None}, "stops must be a list."),
        ({"travel": [[0, 1], [1]]}, "travel[1] has 1 entries, but travel has 2 rows: it must be square."),
        ({"travel": [[0, -1], [1, 0]]}, "travel[0][1] must be at least 0."),
        ({"travel": [[0, float("nan")], [1, 0]]}, "travel[0][1] must be a number of at most 1,000,000."),
        ({"travel": [[0, 10**400], [1, 0]]}, "travel[0][1] must be a number of at most 1,000,000."),
        (
            {"stops": [{"id": "a", "score": "x", "window": [0, 1]}]},
            "stops[0].score must be a number of at most 1,000,000.",
        ),
        ({"stops": [{"id": "a", "score": 1, "window": [5, 1]}]}, "stops[0].window ends before it begins."),
        ({"stops": [{"score": 1}]}, "stops[0].id must be a text."),
        ({"stops": [{"id": "a", "score": 1}] * 2}, "stops[1].id is used twice."),
        (
            {"teams": [{"id": "t", "start": 7, "end": 0, "shift": [0, 9]}]},
            "teams[0].start must be an index of travel (0 to 1).",
        ),
        (
            {"teams": [{"id": "t", "start": "hq", "end": 0, "shift": [0, 9]}]},
            "teams[0].start names a place that is not in places.",
        ),
        ({"teams": [{"id": "t", "start": 0, "end": 0}]}, "teams[0].shift must be a pair [from, to] of minutes."),
        ({"places": {"a": 9}}, "places.a must be an index of travel (0 to 1)."),
    ],
)
def test_a_bad_problem_is_one_sentence_that_names_the_field(change: dict[str, Any], sentence: str) -> None:
    from models.errors import BadInput

    good = {
        "stops": [{"id": "a", "score": 1, "service": 5, "window": [0, 100]}],
        "teams": [{"id": "t", "start": 0, "end": 0, "shift": [0, 100]}],
        "travel": [[0, 10], [10, 0]],
    }
    assert plan_json(good)["score"] == 1
    with pytest.raises(BadInput) as caught:
        plan_json(good | change)
    assert str(caught.value) == sentence
