"""What a plan is made from and what it is: stops with value and opening hours, teams with a working day, travel times.

All times are minutes of one clock (for a day on the road: after local midnight). A stop's window limits when service may
START. A team waits when it is early.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# Why a stop was left out.
FORBIDDEN = "forbidden"
OUT_OF_REACH = "out_of_reach"
NO_TIME = "no_time"
NO_VALUE = "no_value"


@dataclass(frozen=True, slots=True)
class PlanStop:
    """A place that could be visited. ``place`` is its index in the travel matrix; ``score`` is what a visit is worth."""

    id: str
    score: float
    service: float
    opens: float
    closes: float
    place: int
    # Must be visited if at all possible, before anything else.
    pinned: bool = False
    # Must not be visited.
    forbidden: bool = False


@dataclass(frozen=True, slots=True)
class Lunch:
    """A break of ``minutes`` that starts between ``opens`` and ``closes``, taken before driving on."""

    minutes: float
    opens: float
    closes: float


@dataclass(frozen=True, slots=True)
class PlanTeam:
    """A team and its day: leaves ``start`` no earlier than ``shift_from``, is at ``end`` by ``shift_to``."""

    id: str
    start: int
    end: int
    shift_from: float
    shift_to: float
    lunch: Lunch | None = None


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """Everything the planner needs. ``travel[i][j]`` is minutes from place i to place j."""

    stops: tuple[PlanStop, ...]
    teams: tuple[PlanTeam, ...]
    travel: Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """When a team arrives, starts (after waiting) and leaves."""

    id: str
    arrive: float
    start: float
    leave: float


@dataclass(frozen=True, slots=True)
class PlannedRoute:
    """One team's day. ``lunch_at`` is when its break starts, None where none was asked for."""

    team: str
    stops: tuple[PlannedStop, ...]
    ends: float
    lunch_at: float | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stop that is not in the plan, and why (a reason code)."""

    id: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Routes in the order of the teams; a team without stops has an empty route. ``seconds`` is the time spent."""

    routes: tuple[PlannedRoute, ...]
    left_out: tuple[LeftOut, ...] = ()
    score: float = 0.0
    seconds: float = 0.0
