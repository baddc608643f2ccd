"""A plan problem in PyVRP's terms, and its solutions back in ours."""

from typing import Any

import numpy as np
from pyvrp import Client, Depot, Location, ProblemData, Route, Solution, VehicleType

from outreach.ticks import TickProblem, TickTeam

# All prizes together must stay well inside 64 bits.
MOST_PRIZE = 1 << 58
# A stop of mean value is worth this many drives to a near neighbour.
DRIVES_PER_STOP = 10
NEAR = 5

Order = tuple[int, ...]


def lexicographic_prize(problem: TickProblem) -> int:
    """Return the prize of one unit of value that no amount of driving outweighs."""
    return _inside(problem, 1 + sum(team.shift_to - team.shift_from for team in problem.teams))


def mild_prize(problem: TickProblem) -> int:
    """Return a prize at which driving still counts: the search moves more freely, and finds more value.

    The best solution is chosen by value alone, so this changes how it is sought, not what is wanted.
    """
    places = [stop.place for stop in problem.stops]
    travel: Any = np.array(problem.travel, dtype=np.int64)[np.ix_(places, places)]
    np.fill_diagonal(travel, np.iinfo(np.int64).max // 4)
    near = np.sort(travel, axis=1)[:, : min(NEAR, max(len(places) - 1, 1))].mean()
    values = sorted(stop.value for stop in problem.stops)
    middle = values[len(values) // 2]
    return _inside(problem, max(round(DRIVES_PER_STOP * float(near) / middle), 1))


def _inside(problem: TickProblem, worth: int) -> int:
    return max(min(worth, MOST_PRIZE // sum(stop.value for stop in problem.stops)), 1)


def as_vrp(problem: TickProblem, worth: int) -> tuple[ProblemData, list[list[int]]]:
    """Translate a problem; ``worth`` is the prize of one unit of value.

    Also returns, by vehicle type, the indices of the teams that are alike.
    """
    alike: dict[TickTeam, list[int]] = {}
    for index, team in enumerate(problem.teams):
        alike.setdefault(team, []).append(index)
    ends = sorted({place for team in problem.teams for place in (team.start, team.end)})
    # A location of its own for every end and stop, so that two stops at one place stay two.
    places = ends + [stop.place for stop in problem.stops]
    travel: Any = np.array(problem.travel, dtype=np.int64)[np.ix_(places, places)]
    np.fill_diagonal(travel, 0)
    clients = [
        Client(
            len(ends) + index,
            service_duration=stop.service,
            tw_early=stop.opens,
            tw_late=max(stop.closes, stop.opens),
            prize=stop.value * worth,
            required=False,
        )
        for index, stop in enumerate(problem.stops)
    ]
    vehicles = [
        VehicleType(
            num_available=len(same),
            start_depot=ends.index(team.start),
            end_depot=ends.index(team.end),
            tw_early=team.shift_from,
            tw_late=max(team.shift_to - (team.lunch[0] if team.lunch else 0), team.shift_from),
        )
        for team, same in alike.items()
    ]
    depots = [Depot(index) for index in range(len(ends))]
    locations = [Location(0, 0) for _ in places]
    return ProblemData(locations, clients, depots, vehicles, [travel], [travel]), list(alike.values())


def again(data: ProblemData, solution: Solution) -> Solution:
    """Return the same routes in another translation of the same problem."""
    routes = [
        Route(data, [visit.idx for visit in route.schedule() if visit.is_client()], route.vehicle_type())
        for route in solution.routes()
    ]
    return Solution(data, routes)


def orders_of(solution: Solution, teams: list[list[int]], count: int) -> list[Order]:
    """Read one order per team out of a solution; among like teams the routes go in a fixed order."""
    orders: list[Order] = [()] * count
    free = [list(same) for same in teams]
    routes = [
        (route.vehicle_type(), tuple(visit.idx for visit in route.schedule() if visit.is_client()))
        for route in solution.routes()
    ]
    for kind, order in sorted(routes):
        orders[free[kind].pop(0)] = order
    return orders
