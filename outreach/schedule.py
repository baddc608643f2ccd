"""When a team is where, for a given order of stops: earliest times, waiting where early, lunch where it costs least.

Works on whole ticks and on exact fractions alike. With lunch two clocks run side by side, before and after the break;
being earlier is never worse, so the earliest time of each is all that must be kept.
"""

from collections.abc import Sequence
from fractions import Fraction

from outreach.plan_problem import PlannedRoute, PlannedStop, PlanProblem
from outreach.ticks import TickProblem, TickStop, TickTeam, exact

# A clock that stands for "cannot be done".
NEVER = 1 << 60
# (clock of a team that has not had its lunch, clock of one that has); without lunch only the second counts.
Clocks = tuple[int, int]


def at_start(team: TickTeam) -> Clocks:
    """Return the clocks of a team about to leave."""
    if team.lunch is None:
        return NEVER, team.shift_from
    return team.shift_from, _after_lunch(team.shift_from, team.lunch)


def after_stop(problem: TickProblem, team: TickTeam, clocks: Clocks, place: int, stop: TickStop) -> Clocks:
    """Return the clocks after driving from ``place`` and serving a stop; NEVER where its window is missed."""
    way = problem.travel[place][stop.place] if place != stop.place else 0
    hungry, fed = _served(clocks[0], way, stop), _served(clocks[1], way, stop)
    return (hungry, min(fed, _after_lunch(hungry, team.lunch))) if team.lunch else (NEVER, fed)


def back_home(problem: TickProblem, team: TickTeam, clocks: Clocks, place: int) -> int:
    """Return when a team that leaves ``place`` now is at its end, NEVER where that is after its day."""
    way = problem.travel[place][team.end] if place != team.end else 0
    return clocks[1] + way if clocks[1] + way <= team.shift_to else NEVER


def end_time(problem: TickProblem, team: TickTeam, order: Sequence[int]) -> int:
    """Return when the team is back after these stops in this order, NEVER where it cannot be done."""
    clocks, place = at_start(team), team.start
    for index in order:
        stop = problem.stops[index]
        clocks, place = after_stop(problem, team, clocks, place, stop), stop.place
    return back_home(problem, team, clocks, place)


def _served(clock: int, way: int, stop: TickStop) -> int:
    start = max(clock + way, stop.opens)
    return start + stop.service if start <= stop.closes else NEVER


def _after_lunch(clock: int, lunch: tuple[int, int, int]) -> int:
    start = max(clock, lunch[1])
    return start + lunch[0] if start <= lunch[2] else NEVER


def timed_route(problem: PlanProblem, team_index: int, order: Sequence[int]) -> PlannedRoute | None:
    """Work out exact times for stops (indices in the problem) in this order; None where it cannot be done.

    Lunch is tried in every gap; the one that brings the team home first is taken.
    """
    team = problem.teams[team_index]
    if team.lunch is None:
        found = _timed(problem, team_index, order, None)
        return found[1] if found else None
    options = (_timed(problem, team_index, order, gap) for gap in range(len(order) + 1))
    best = min((option for option in options if option), key=lambda option: option[0], default=None)
    return best[1] if best else None


def _timed(
    problem: PlanProblem, team_index: int, order: Sequence[int], lunch_after: int | None
) -> tuple[Fraction, PlannedRoute] | None:
    team = problem.teams[team_index]
    clock, place = exact(team.shift_from), team.start
    lunch_at: Fraction | None = None
    planned: list[PlannedStop] = []
    for position in range(len(order) + 1):
        if position == lunch_after and team.lunch is not None:
            lunch_at = max(clock, exact(team.lunch.opens))
            if lunch_at > exact(team.lunch.closes):
                return None
            clock = lunch_at + exact(team.lunch.minutes)
        if position == len(order):
            break
        stop = problem.stops[order[position]]
        arrive = clock + (exact(problem.travel[place][stop.place]) if place != stop.place else 0)
        start = max(arrive, exact(stop.opens))
        if start > exact(stop.closes):
            return None
        clock, place = start + exact(stop.service), stop.place
        planned.append(PlannedStop(stop.id, float(arrive), float(start), float(clock)))
    home = clock + (exact(problem.travel[place][team.end]) if place != team.end else 0)
    if home > exact(team.shift_to):
        return None
    lunch = None if lunch_at is None else float(lunch_at)
    return home, PlannedRoute(team.id, tuple(planned), float(home), lunch)
