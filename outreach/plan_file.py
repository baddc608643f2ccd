"""The contract's plan format: a problem as a JSON object in, a plan as a JSON object out. Reads no store, no network.

Everything wrong with a problem is said in one sentence that names the field.
"""

from collections.abc import Mapping
from typing import Any

from models.errors import BadInput
from outreach.plan_problem import Lunch, Plan, PlanProblem, PlanStop, PlanTeam
from outreach.planner import plan

MOST_STOPS = 2000
MOST_TEAMS = 100
# Minutes or points: about two years, and far inside what whole numbers hold.
MOST = 1e6


def plan_json(problem: dict[str, Any], seconds: float = 2.0, seed: int = 0) -> dict[str, Any]:
    """Plan a problem given in the contract's format.

    Raises BadInput with one sentence naming the field where the problem cannot be read.
    """
    if not _is_number(seconds) or seconds < 0:
        raise BadInput("The plan's seconds must be a number of at least 0.")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise BadInput("The plan's seed must be a whole number of at least 0.")
    return as_json(plan(read_problem(problem), seconds=seconds, seed=seed % 2**32))


def as_json(result: Plan) -> dict[str, Any]:
    """Write a plan in the contract's format; a lunch break is an extra key of its route."""
    routes = []
    for route in result.routes:
        stops = [
            {"id": stop.id, "arrive": stop.arrive, "start": stop.start, "leave": stop.leave} for stop in route.stops
        ]
        lunch = {} if route.lunch_at is None else {"lunch_at": route.lunch_at}
        routes.append({"team": route.team, "stops": stops, "ends": route.ends, **lunch})
    left = [{"id": stop.id, "why": stop.why} for stop in result.left_out]
    return {"routes": routes, "left_out": left, "score": result.score, "seconds": result.seconds}


def read_problem(problem: object) -> PlanProblem:
    """Check a problem and turn it into the planner's terms. Raises BadInput."""
    if not isinstance(problem, dict):
        raise BadInput("The plan problem must be a JSON object with stops, teams and travel.")
    stops, teams = _list(problem, "stops", MOST_STOPS), _list(problem, "teams", MOST_TEAMS)
    travel = _travel(problem)
    names = problem.get("places") or {}
    if not isinstance(names, dict):
        raise BadInput("places must be an object that gives each name its index in travel.")
    places = {str(name): _index(index, f"places.{name}", len(travel)) for name, index in names.items()}
    # Without names the stops stand in order at the end of the matrix, after the start and end places.
    first = len(travel) - len(stops)
    ids: set[str] = set()
    read = []
    for number, stop in enumerate(stops):
        identity = _id(stop, f"stops[{number}]", ids)
        place = places.get(identity, first + number)
        if place < 0:
            raise BadInput(f"travel has {len(travel)} places, which is too few for {len(stops)} stops.")
        read.append(_stop(stop, f"stops[{number}]", identity, place))
    team_ids: set[str] = set()
    crews = tuple(
        _team(team, f"teams[{n}]", _id(team, f"teams[{n}]", team_ids), places, len(travel))
        for n, team in enumerate(teams)
    )
    return PlanProblem(tuple(read), crews, travel)


def _list(problem: Mapping[str, Any], field: str, most: int) -> list[Any]:
    value = problem.get(field)
    if not isinstance(value, list):
        raise BadInput(f"{field} must be a list.")
    if len(value) > most:
        raise BadInput(f"{field} has {len(value)} entries; at most {most} can be planned at once.")
    return value


def _is_number(value: object) -> bool:
    # The comparison is false for NaN and true for no whole number too large to be a float.
    return isinstance(value, int | float) and not isinstance(value, bool) and -MOST <= value <= MOST


def _number(value: object, field: str, *, least: float | None = None) -> float:
    if not isinstance(value, int | float) or not _is_number(value):
        raise BadInput(f"{field} must be a number of at most {MOST:,.0f}.")
    if least is not None and value < least:
        raise BadInput(f"{field} must be at least {least:g}.")
    return value


def _travel(problem: Mapping[str, Any]) -> list[list[float]]:
    rows = problem.get("travel")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise BadInput("travel must be a list of rows, each a list of minutes.")
    for i, row in enumerate(rows):
        if len(row) != len(rows):
            raise BadInput(f"travel[{i}] has {len(row)} entries, but travel has {len(rows)} rows: it must be square.")
        for j, minutes in enumerate(row):
            _number(minutes, f"travel[{i}][{j}]", least=0)
    return rows


def _id(entry: object, field: str, taken: set[str]) -> str:
    if not isinstance(entry, dict):
        raise BadInput(f"{field} must be an object.")
    identity = entry.get("id")
    if isinstance(identity, bool) or not isinstance(identity, str | int):
        raise BadInput(f"{field}.id must be a text.")
    if str(identity) in taken:
        raise BadInput(f"{field}.id is used twice.")
    taken.add(str(identity))
    return str(identity)


def _index(value: object, field: str, size: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < size:
        raise BadInput(f"{field} must be an index of travel (0 to {size - 1}).")
    return value


def _span(value: object, field: str) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise BadInput(f"{field} must be a pair [from, to] of minutes.")
    opens, closes = _number(value[0], f"{field}[0]"), _number(value[1], f"{field}[1]")
    if closes < opens:
        raise BadInput(f"{field} ends before it begins.")
    return opens, closes


def _flag(entry: Mapping[str, Any], name: str, field: str) -> bool:
    value = entry.get(name) or False
    if not isinstance(value, bool):
        raise BadInput(f"{field}.{name} must be true or false.")
    return value


def _stop(stop: Mapping[str, Any], field: str, identity: str, place: int) -> PlanStop:
    opens, closes = _span(stop["window"], f"{field}.window") if stop.get("window") is not None else (-MOST, MOST)
    return PlanStop(
        id=identity,
        score=_number(stop.get("score"), f"{field}.score"),
        service=_number(stop.get("service") or 0, f"{field}.service", least=0),
        opens=opens,
        closes=closes,
        place=place,
        pinned=_flag(stop, "pinned", field),
        forbidden=_flag(stop, "forbidden", field),
    )


def _team(team: Mapping[str, Any], field: str, identity: str, places: Mapping[str, int], size: int) -> PlanTeam:
    start, end = (_place(team, end, field, places, size) for end in ("start", "end"))
    shift = _span(team.get("shift"), f"{field}.shift")
    lunch = team.get("lunch")
    if lunch is not None and not isinstance(lunch, dict):
        raise BadInput(f"{field}.lunch must be an object with minutes and window.")
    if lunch is None:
        return PlanTeam(identity, start, end, *shift)
    window = _span(lunch.get("window"), f"{field}.lunch.window")
    minutes = _number(lunch.get("minutes"), f"{field}.lunch.minutes", least=0)
    return PlanTeam(identity, start, end, *shift, Lunch(minutes, *window))


def _place(team: Mapping[str, Any], which: str, field: str, places: Mapping[str, int], size: int) -> int:
    value = team.get(which)
    if isinstance(value, str):
        if value not in places:
            raise BadInput(f"{field}.{which} names a place that is not in places.")
        return places[value]
    return _index(value, f"{field}.{which}", size)
