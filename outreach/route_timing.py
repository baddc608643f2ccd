"""Times of a route whose order people chose: exact where the order works, honest warnings where it does not. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach.plan_problem import Lunch, PlanProblem, PlanStop, PlanTeam
from outreach.schedule import timed_route

# A team does not stand before a closed door for longer than this.
LONGEST_WAIT_MIN = 60.0


@dataclass(frozen=True, slots=True)
class StopWish:
    """A stop as the planner sees it. ``window`` is minutes after midnight or None where nothing is known."""

    contact_point_id: int
    score: float
    service_min: float
    window: tuple[float, float] | None
    pinned: bool = False
    forbidden: bool = False


@dataclass(frozen=True, slots=True)
class DayFrame:
    """One team's day, minutes after midnight."""

    starts_min: float
    ends_min: float
    lunch: Lunch | None


@dataclass(frozen=True, slots=True)
class TimedStop:
    """When a stop begins and ends; ``warning`` is outside_hours, after_end or None."""

    arrive: float
    leave: float
    warning: str | None


@dataclass(frozen=True, slots=True)
class TimedDay:
    """A day in the order given."""

    stops: tuple[TimedStop, ...]
    ready: float
    lunch_at: float | None


def problem_of(wishes: Sequence[StopWish], days: Sequence[DayFrame], travel: Sequence[Sequence[float]]) -> PlanProblem:
    """Put stops and teams into a plan problem: places are the teams' starts, their ends, then the stops."""
    stops = []
    for index, wish in enumerate(wishes):
        opens, closes = wish.window or (0.0, 1440.0)
        # A visit ends before closing time: the window of the plan limits its start.
        latest = max(closes - wish.service_min, opens)
        place = 2 * len(days) + index
        stops.append(
            PlanStop(
                str(index),
                wish.score,
                wish.service_min,
                opens,
                latest,
                place,
                wish.pinned,
                wish.forbidden or closes <= opens,
            )
        )
    teams = [PlanTeam(str(i), i, len(days) + i, day.starts_min, day.ends_min, day.lunch) for i, day in enumerate(days)]
    return PlanProblem(tuple(stops), tuple(teams), travel)


def time_in_order(wishes: Sequence[StopWish], day: DayFrame, travel: Sequence[Sequence[float]]) -> TimedDay:
    """Time the stops in the order given; place 0 of ``travel`` is the start, place 1 the end, then come the stops."""
    planned = timed_route(problem_of(wishes, [day], travel), 0, range(len(wishes)))
    if planned is not None and not any(wish.window is not None and wish.window[1] <= wish.window[0] for wish in wishes):
        stops = tuple(TimedStop(stop.start, stop.leave, None) for stop in planned.stops)
        return TimedDay(stops, planned.ends, planned.lunch_at)
    return _with_warnings(wishes, day, travel)


def _with_warnings(wishes: Sequence[StopWish], day: DayFrame, travel: Sequence[Sequence[float]]) -> TimedDay:
    clock, place, lunch_at = float(day.starts_min), 0, None
    stops = []
    for index, wish in enumerate(wishes):
        if day.lunch and lunch_at is None and clock >= day.lunch.opens:
            lunch_at, clock = clock, clock + day.lunch.minutes
        clock += travel[place][index + 2]
        place = index + 2
        if wish.window and clock < wish.window[0] <= clock + LONGEST_WAIT_MIN:
            clock = wish.window[0]
        leave = clock + wish.service_min
        warning = None
        if wish.window and not wish.window[0] <= clock <= leave <= wish.window[1]:
            warning = "outside_hours"
        if leave + travel[place][1] > day.ends_min:
            warning = "after_end"
        stops.append(TimedStop(round(clock, 1), round(leave, 1), warning))
        clock = leave
    return TimedDay(tuple(stops), round(clock + travel[place][1], 1), lunch_at)
