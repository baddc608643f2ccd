"""A plan problem in whole numbers, so that no window is ever broken by rounding.

Minutes become ticks. The tick is as fine as the decimals given (up to four); what is finer still is rounded to the safe
side: travel and service up, openings up, closings down. Final times are worked out again in exact fractions.
"""

from dataclasses import dataclass
from fractions import Fraction

from outreach.plan_problem import PlanProblem

MOST_DECIMALS = 4
# A pinned stop is worth more than all other stops together, times this.
PIN_FACTOR = 2


@dataclass(frozen=True, slots=True)
class TickStop:
    """A stop in ticks; ``value`` is its score in whole units."""

    place: int
    service: int
    opens: int
    closes: int
    value: int


@dataclass(frozen=True, slots=True)
class TickTeam:
    """A team in ticks; ``lunch`` is (length, opens, closes) or None."""

    start: int
    end: int
    shift_from: int
    shift_to: int
    lunch: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class TickProblem:
    """The stops that may be planned (``stop_index`` names them in the problem), in whole numbers."""

    stops: tuple[TickStop, ...]
    stop_index: tuple[int, ...]
    teams: tuple[TickTeam, ...]
    travel: list[list[int]]


def exact(number: float) -> Fraction:
    """Return the number as a person would read it: 0.1 is one tenth."""
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


def decimals(number: float) -> int:
    """Return how many decimals a number is written with (whole numbers: 0)."""
    text = repr(float(number))
    if "e-" in text:
        return MOST_DECIMALS
    fraction = text.partition(".")[2]
    return 0 if fraction in ("", "0") or "e" in text else len(fraction)


def _up(value: Fraction) -> int:
    return -((-value.numerator) // value.denominator)


def _down(value: Fraction) -> int:
    return value.numerator // value.denominator


def in_ticks(problem: PlanProblem) -> TickProblem:
    """Translate a problem; forbidden stops and those without value are not part of it."""
    times = [number for row in problem.travel for number in row]
    for stop in problem.stops:
        times += [stop.service, stop.opens, stop.closes]
    for team in problem.teams:
        times += [team.shift_from, team.shift_to]
    tick = 10 ** min(max((decimals(number) for number in set(times)), default=0), MOST_DECIMALS)
    worth = 10 ** min(max((decimals(stop.score) for stop in problem.stops), default=0), MOST_DECIMALS)
    up = {number: _up(exact(number) * tick) for number in set(times)}

    def down(number: float) -> int:
        return _down(exact(number) * tick)

    kept = [i for i, stop in enumerate(problem.stops) if not stop.forbidden and (stop.score > 0 or stop.pinned)]
    values = {i: max(_down(exact(problem.stops[i].score) * worth), 1) for i in kept}
    pin = PIN_FACTOR * sum(values.values()) + 1
    stops = []
    for i in kept:
        stop = problem.stops[i]
        value = values[i] + (pin if stop.pinned else 0)
        stops.append(TickStop(stop.place, up[stop.service], up[stop.opens], down(stop.closes), value))
    teams = []
    for team in problem.teams:
        rest = team.lunch
        lunch = (_up(exact(rest.minutes) * tick), _up(exact(rest.opens) * tick), down(rest.closes)) if rest else None
        teams.append(TickTeam(team.start, team.end, up[team.shift_from], down(team.shift_to), lunch))
    travel = [[up[number] for number in row] for row in problem.travel]
    return TickProblem(tuple(stops), tuple(kept), tuple(teams), travel)
