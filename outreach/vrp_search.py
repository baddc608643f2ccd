"""Pick and order stops for larger problems with PyVRP: optional clients with prizes, windows and several teams.

PyVRP knows no lunch break: a team's day is shortened by it here, and ``outreach.planner`` works the break in exactly.
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from pyvrp import (
    Client,
    Depot,
    IteratedLocalSearchParams,
    Location,
    PenaltyParams,
    ProblemData,
    Solution,
    SolveParams,
    VehicleType,
)
from pyvrp.search import NeighbourhoodParams, PerturbationParams
from pyvrp.solve import solve

from outreach.ticks import TickProblem, TickTeam

# All prizes together must stay well inside 64 bits.
MOST_PRIZE = 1 << 58

Order = tuple[int, ...]
Clock = Callable[[], float]


def find_orders(
    problem: TickProblem, *, seconds: float, seed: int, iterations: int | None, clock: Clock = time.perf_counter
) -> list[Order]:
    """Return one order of stops per team; searches for ``seconds`` or for that many iterations, whichever ends first."""
    data, teams = as_vrp(problem)
    stop = _Stop(clock() + seconds, iterations, clock)
    best = solve(data, stop, seed, collect_stats=False, display=False, params=search_params()).best
    return orders_of(best, teams, len(problem.teams)) if best.is_feasible() else [()] * len(problem.teams)


class _Stop:
    """Ends the search at a time of the given clock or after a number of iterations."""

    def __init__(self, at: float, iterations: int | None, clock: Clock) -> None:
        self.at, self.left, self.clock = at, iterations, clock

    def __call__(self, best_cost: float) -> bool:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                return True
        return self.clock() >= self.at


def search_params() -> SolveParams:
    """Return the parameters measured best on the public orienteering instances (see docs/decisions)."""
    return SolveParams(
        ils=IteratedLocalSearchParams(num_iters_no_improvement=10_000, history_length=300),
        penalty=PenaltyParams(),
        neighbourhood=NeighbourhoodParams(num_neighbours=20),
        perturbation=PerturbationParams(max_perturbations=10),
    )


def as_vrp(problem: TickProblem) -> tuple[ProblemData, list[list[int]]]:
    """Translate into PyVRP's terms; also returns, by vehicle type, the indices of the teams that are alike."""
    alike: dict[TickTeam, list[int]] = {}
    for index, team in enumerate(problem.teams):
        alike.setdefault(team, []).append(index)
    ends = sorted({place for team in problem.teams for place in (team.start, team.end)})
    # A location of its own for every end and stop, so that two stops at one place stay two.
    places = ends + [stop.place for stop in problem.stops]
    travel: Any = np.array(problem.travel, dtype=np.int64)[np.ix_(places, places)]
    np.fill_diagonal(travel, 0)
    # A tick of travel must never outweigh a unit of value, however long the days.
    worth = 1 + sum(team.shift_to - team.shift_from for team in problem.teams)
    worth = max(min(worth, MOST_PRIZE // sum(stop.value for stop in problem.stops)), 1)
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
