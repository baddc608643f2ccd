"""Which stops, by which team, in which order: pure. Nine stops or fewer are solved exactly, more by search.

The plan's value is the sum of the scores of its stops; of equal plans the one that is home earlier is better.
"""

import time
from collections.abc import Callable, Sequence

from outreach.day_repair import repair
from outreach.exact_plan import MOST_STOPS, best_orders
from outreach.plan_problem import FORBIDDEN, NO_TIME, NO_VALUE, OUT_OF_REACH, LeftOut, Plan, PlannedRoute, PlanProblem
from outreach.schedule import NEVER, end_time, timed_route
from outreach.ticks import TickProblem, exact, in_ticks
from outreach.vrp_search import find_orders

MOST_TEAMS_EXACT = 6


def plan(
    problem: PlanProblem,
    *,
    seconds: float = 1.0,
    seed: int = 0,
    iterations: int | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Plan:
    """Plan the teams' days. Never fails for want of a solution: what does not fit is left out, with the reason.

    ``seconds`` bounds the search, ``iterations`` too where given; the same problem, seed and iterations give the same plan.
    """
    began = clock()
    ticks = in_ticks(problem)
    orders = _orders(ticks, seconds=seconds, seed=seed, iterations=iterations, clock=clock)
    chosen = [tuple(ticks.stop_index[index] for index in order) for order in orders]
    routes = tuple(_timed(problem, team, order) for team, order in enumerate(chosen))
    planned = {index for order in chosen for index in order}
    return Plan(
        routes=routes,
        left_out=tuple(left_out(problem, ticks, planned)),
        # Scores are decimals as written: their sum carries no trace of binary rounding.
        score=float(sum(exact(problem.stops[index].score) for index in planned)),
        seconds=round(clock() - began, 3),
    )


def _orders(
    ticks: TickProblem, *, seconds: float, seed: int, iterations: int | None, clock: Callable[[], float]
) -> Sequence[tuple[int, ...]]:
    if not ticks.stops or not ticks.teams:
        return [()] * len(ticks.teams)
    if len(ticks.stops) <= MOST_STOPS and len(ticks.teams) <= MOST_TEAMS_EXACT:
        return best_orders(ticks)
    orders = find_orders(ticks, seconds=seconds, seed=seed, iterations=iterations, clock=clock)
    fits = all(not order or end_time(ticks, ticks.teams[team], order) != NEVER for team, order in enumerate(orders))
    lunch = any(team.lunch for team in ticks.teams)
    return orders if fits and not lunch else repair(ticks, orders)


def _timed(problem: PlanProblem, team: int, order: tuple[int, ...]) -> PlannedRoute:
    timed = timed_route(problem, team, order)
    if timed is not None:
        return timed
    # Only a team without stops can be here: its break or its way home does not fit, so it stays where it is.
    start = problem.teams[team].shift_from
    return PlannedRoute(problem.teams[team].id, (), float(start))


def left_out(problem: PlanProblem, ticks: TickProblem, planned: set[int]) -> list[LeftOut]:
    """Say for every stop that is not planned why, in the order given."""
    position = {index: place for place, index in enumerate(ticks.stop_index)}
    reasons = []
    for index, stop in enumerate(problem.stops):
        if index in planned:
            continue
        if stop.forbidden:
            why = FORBIDDEN
        elif index not in position:
            why = NO_VALUE
        elif all(end_time(ticks, team, (position[index],)) == NEVER for team in ticks.teams):
            why = OUT_OF_REACH
        else:
            why = NO_TIME
        reasons.append(LeftOut(stop.id, why))
    return reasons
