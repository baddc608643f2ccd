"""Plan the coming days from the ranking: who is worth a visit in an area, by which team, on which day, in which order.

The planner chooses among the highest ranked contact points; only those it takes are put on routes and claimed. Deterministic:
the same store, wish and seed give the same routes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from models.contact_point import ContactPoint
from models.decision import Mark
from models.visit import Route, RouteStop, Visit
from outreach.actor import Actor
from outreach.claims import KIND as CLAIM
from outreach.claims import claim
from outreach.contact_points import presence_chances
from outreach.errors import NotAllowed, WrongField
from outreach.local_time import day_start, local_day
from outreach.plan_problem import Lunch
from outreach.planner import plan
from outreach.priority import presence_weight
from outreach.route_times import frame_of, legs_between, retime, wish_for
from outreach.route_timing import problem_of
from outreach.routes import make_route
from outreach.travel import Point, Roads

# As many candidates as a search of seconds orders well; the ranking has put the rest further down.
MOST_CANDIDATES = 80
MOST_TEAMS, MOST_DAYS = 4, 5
# What was left out is shown from the top: a list of everything not visited today helps nobody.
LEFT_OUT_SHOWN = 15
# A place somebody stood at this week is not proposed again, however high it ranks.
REST_DAYS = 7


@dataclass(frozen=True, slots=True)
class Place:
    """A named spot on the map."""

    label: str
    spot: Point


@dataclass(frozen=True, slots=True)
class DayWish:
    """What a coordinator asks for. Times are minutes after local midnight; no ``municipalities`` means the whole area."""

    days: tuple[date, ...]
    teams: tuple[str, ...]
    start: Place
    end: Place
    regions: tuple[str, ...]
    municipalities: tuple[str, ...] = ()
    levels: tuple[str, ...] = ("red", "yellow", "green", "not_assessed")
    starts_min: int = 540
    ends_min: int = 960
    lunch: Lunch | None = None
    service_min: int = 30
    seed: int = 0


def plan_days(
    session: Session, actor: Actor, wish: DayWish, *, now: datetime, seconds: float = 2.0, roads: Roads | None = None
) -> list[Route]:
    """Make one route for each team and day and fill it with the best contact points that fit.

    Raises WrongField for a wish that cannot be, NotAllowed where nothing in the area can be planned.
    """
    check_wish(wish, now=now)
    pool = candidates(session, actor, wish, now=now)
    if not pool:
        raise NotAllowed("nothing_to_plan")
    everywhere = list(session.exec(select(ContactPoint)))
    this_week = presence_chances(everywhere, now=now)
    routes: list[Route] = []
    for day in sorted(set(wish.days)):
        teams = [_empty_route(session, actor, wish, day, team, now=now) for team in wish.teams]
        that_day = presence_chances(everywhere, now=now, ahead_days=(day - local_day(now)).days)
        worth = {number: presence_weight(that_day[number]) / presence_weight(this_week[number]) for number in that_day}
        taken, left = _fill(session, actor, teams, pool, wish, worth=worth, now=now, seconds=seconds, roads=roads)
        pool = [point for point in pool if point.id not in taken]
        teams[-1].left_out = left[:LEFT_OUT_SHOWN]
        session.add(teams[-1])
        routes += teams
    session.flush()
    return routes


def check_wish(wish: DayWish, *, now: datetime) -> None:
    """Raise WrongField where the wish cannot be planned."""
    if not wish.days or len(set(wish.days)) > MOST_DAYS:
        raise WrongField("too_many_days", most=MOST_DAYS)
    if not wish.teams or len(wish.teams) > MOST_TEAMS:
        raise WrongField("too_many_teams", most=MOST_TEAMS)
    if min(wish.days) < local_day(now):
        raise WrongField("day_over")
    if not 0 <= wish.starts_min < wish.ends_min <= 1440:
        raise WrongField("shift_backwards")


def candidates(session: Session, actor: Actor, wish: DayWish, *, now: datetime) -> list[ContactPoint]:
    """Return the highest ranked contact points that a team may be sent to, best first.

    Not among them: do-not-visit, gone, of unknown place, visited within a week, on an open route, held by a colleague.
    """
    busy = _busy(session, actor, now)
    rows = (
        select(ContactPoint)
        .where(
            col(ContactPoint.region_code).in_(wish.regions),
            col(ContactPoint.do_not_visit).is_(False),
            col(ContactPoint.gone_at).is_(None),
            col(ContactPoint.lat).is_not(None),
            col(ContactPoint.rank_score) > 0,
        )
        .order_by(col(ContactPoint.rank_score).desc(), col(ContactPoint.id))
    )
    if wish.municipalities:
        rows = rows.where(col(ContactPoint.municipality_code).in_(wish.municipalities))
    found: list[ContactPoint] = []
    for point in session.exec(rows):
        if point.id not in busy and _level(point) in wish.levels:
            found.append(point)
        if len(found) == MOST_CANDIDATES:
            break
    return found


def _level(point: ContactPoint) -> str:
    """Return the level the ranking went by: a person's where there is one."""
    for reason in point.rank_reasons:
        if reason.get("code") in ("decided", "evidence"):
            return str(reason["value"])
    return point.proposed_level


def _busy(session: Session, actor: Actor, now: datetime) -> set[int]:
    """Return contact points that are spoken for: visited this week, on an open route, or held by a colleague."""
    visited = select(Visit.contact_point_id).where(col(Visit.visited_at) > now - timedelta(days=REST_DAYS))
    planned = (
        select(RouteStop.contact_point_id)
        .join(Route, col(Route.id) == col(RouteStop.route_id))
        .where(col(Route.status) != "closed", col(Route.day) >= local_day(now))
    )
    held = select(Mark.contact_point_id).where(
        Mark.kind == CLAIM,
        col(Mark.undone_at).is_(None),
        col(Mark.until) > now,
        col(Mark.organisation_id) != actor.organisation_id,
    )
    return {number for rows in (visited, planned, held) for number in session.exec(rows)}


def _empty_route(session: Session, actor: Actor, wish: DayWish, day: date, team: str, *, now: datetime) -> Route:
    route = make_route(
        session, actor, day=day, team=team, start_label=wish.start.label, start_lat=wish.start.spot[0],
        start_lon=wish.start.spot[1], starts_min=wish.starts_min, ends_min=wish.ends_min, lunch=wish.lunch,
        seed=wish.seed, now=now,
    )  # fmt: skip
    route.end_label, (route.end_lat, route.end_lon) = wish.end.label, wish.end.spot
    session.add(route)
    return route


def _fill(
    session: Session,
    actor: Actor,
    teams: Sequence[Route],
    pool: Sequence[ContactPoint],
    wish: DayWish,
    *,
    worth: Mapping[int, float],
    now: datetime,
    seconds: float,
    roads: Roads | None,
) -> tuple[set[int], list[dict[str, object]]]:
    """Plan one day; returns the contact points taken and what was left out with the reason, best first.

    ``worth`` turns each rank, which counts on the coming week, into one that counts on this very day.
    """
    weekday = teams[0].day.weekday()
    plain = [wish_for(point, weekday, service_min=wish.service_min) for point in pool]
    wishes = [replace(one, score=round(one.score * worth[one.contact_point_id], 2)) for one in plain]
    legs = legs_between(teams, pool, roads)
    travel = [[leg.minutes for leg in row] for row in legs]
    found = plan(problem_of(wishes, [frame_of(team) for team in teams], travel), seconds=seconds, seed=wish.seed)
    taken: set[int] = set()
    for route, planned in zip(teams, found.routes, strict=True):
        numbers = [pool[int(entry.id)].id or 0 for entry in planned.stops]
        _take(session, actor, route, numbers, service_min=wish.service_min, now=now)
        taken.update(numbers)
        retime(session, route, roads)
        route.status = "planned"
        session.add(route)
    left = sorted(int(entry.id) for entry in found.left_out)
    why = {int(entry.id): entry.why for entry in found.left_out}
    return taken, [{"contact_point_id": pool[index].id, "why": why[index]} for index in left]


def _take(
    session: Session, actor: Actor, route: Route, numbers: Sequence[int], *, service_min: int, now: datetime
) -> None:
    """Claim contact points and put them on a route in this order."""
    days = max((day_start(route.day) - now) / timedelta(days=1) + 1, 1)
    for position, number in enumerate(numbers):
        claim(session, number, actor, now=now, days=days)
        session.add(
            RouteStop(route_id=route.id or 0, contact_point_id=number, position=position, service_min=service_min)
        )
    session.flush()
