"""An independent judge of plans in the contract's format: exact decimals, no code shared with the planner."""

from decimal import Decimal
from itertools import permutations
from typing import Any


def number(value: float) -> Decimal:
    return Decimal(repr(value))


def place_of(problem: dict[str, Any], stop_id: str) -> int:
    named = (problem.get("places") or {}).get(stop_id)
    if named is not None:
        return int(named)
    first = len(problem["travel"]) - len(problem["stops"])
    return first + [stop["id"] for stop in problem["stops"]].index(stop_id)


def way(problem: dict[str, Any], one: int, other: int) -> Decimal:
    return number(problem["travel"][one][other]) if one != other else Decimal(0)


def assert_valid(problem: dict[str, Any], plan: dict[str, Any]) -> None:
    """Fail unless the plan keeps every rule of the contract."""
    stops = {stop["id"]: stop for stop in problem["stops"]}
    seen: list[str] = []
    assert [route["team"] for route in plan["routes"]] == [team["id"] for team in problem["teams"]]
    for team, route in zip(problem["teams"], plan["routes"], strict=True):
        clock, place = number(team["shift"][0]), team["start"]
        lunch_at = route.get("lunch_at")
        for entry in route["stops"]:
            stop = stops[entry["id"]]
            seen.append(entry["id"])
            if lunch_at is not None and number(entry["arrive"]) >= number(lunch_at) + number(team["lunch"]["minutes"]):
                clock, lunch_at = number(lunch_at) + number(team["lunch"]["minutes"]), None
            clock += way(problem, place, place_of(problem, entry["id"]))
            place = place_of(problem, entry["id"])
            assert abs(number(entry["arrive"]) - clock) < Decimal("1e-9")
            clock = max(clock, number(stop["window"][0]))
            assert abs(number(entry["start"]) - clock) < Decimal("1e-9")
            assert number(entry["start"]) <= number(stop["window"][1])
            clock += number(stop["service"])
            assert abs(number(entry["leave"]) - clock) < Decimal("1e-9")
            assert not stop.get("forbidden")
        if lunch_at is not None:
            clock = number(lunch_at) + number(team["lunch"]["minutes"])
        if team.get("lunch") and route["stops"]:
            assert team["lunch"]["window"][0] <= route["lunch_at"] <= team["lunch"]["window"][1]
        assert not route["stops"] or clock + way(problem, place, team["end"]) <= number(team["shift"][1])
    left = [entry["id"] for entry in plan["left_out"]]
    assert sorted(seen + left) == sorted(stops)
    assert len(set(seen)) == len(seen)
    assert all(entry["why"] for entry in plan["left_out"])
    assert abs(sum(number(stops[i]["score"]) for i in seen) - number(plan["score"])) < Decimal("1e-6")


def brute_force_score(problem: dict[str, Any]) -> Decimal:
    """Return the best score by trying every order of every subset, for one team without lunch."""
    (team,) = problem["teams"]
    best = Decimal(0)
    for size in range(1, len(problem["stops"]) + 1):
        for order in permutations(problem["stops"], size):
            if feasible(problem, team, order):
                best = max(best, sum((number(stop["score"]) for stop in order), Decimal(0)))
    return best


def feasible(problem: dict[str, Any], team: dict[str, Any], order: tuple[dict[str, Any], ...]) -> bool:
    clock, place = number(team["shift"][0]), team["start"]
    for stop in order:
        clock = max(clock + way(problem, place, place_of(problem, stop["id"])), number(stop["window"][0]))
        place = place_of(problem, stop["id"])
        if clock > number(stop["window"][1]):
            return False
        clock += number(stop["service"])
    return clock + way(problem, place, team["end"]) <= number(team["shift"][1])
