"""Routes: put contact points on a day, let the planner pick and order, move stops by hand, close the day.

Only the own organisation's routes are seen or changed here. All functions work in the caller's transaction.
``roads`` is what the installation drives by (outreach.road_engine); None estimates the driving times.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from models.visit import Route, RouteStop, Visit
from outreach.actor import Actor
from outreach.claims import claim, release
from outreach.errors import NotAllowed, NotFound, NotYours, WrongField
from outreach.local_time import day_start, local_day
from outreach.on_record import on_record
from outreach.plan_problem import Lunch
from outreach.route_planning import plan_routes
from outreach.route_sheet import route_sheet
from outreach.route_times import retime, set_times
from outreach.route_timing import DayFrame
from outreach.travel import Roads

__all__ = [
    "DayFrame", "add_stop", "close_route", "make_route", "move_stop", "own_route", "own_routes", "pin_stop", "plan_route",
    "plan_together", "remove_stop", "retime", "route_sheet", "set_times", "stops_of",
]  # fmt: skip

MOST_STOPS = 60


def make_route(
    session: Session,
    actor: Actor,
    *,
    day: date,
    team: str,
    start_label: str,
    start_lat: float,
    start_lon: float,
    now: datetime,
    contact_point_ids: Iterable[int] = (),
    starts_min: int = 540,
    ends_min: int = 960,
    lunch: Lunch | None = None,
    seed: int = 0,
    roads: Roads | None = None,
) -> Route:
    """Make a draft route with stops in the order given. Raises WrongField for a day that is over or an impossible shift."""
    if day < local_day(now):
        raise WrongField("day_over")
    if not 0 <= starts_min < ends_min <= 1440:
        raise WrongField("shift_backwards")
    route = Route(
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        day=day,
        team=team.strip()[:60] or "1",
        start_label=start_label,
        start_lat=start_lat,
        start_lon=start_lon,
        starts_min=starts_min,
        ends_min=ends_min,
        seed=seed,
        created_at=now,
    )
    if lunch is not None:
        route.lunch_min, route.lunch_from_min, route.lunch_until_min = map(
            round, (lunch.minutes, lunch.opens, lunch.closes)
        )
    session.add(route)
    session.flush()
    for contact_point_id in contact_point_ids:
        add_stop(session, actor, route.id or 0, contact_point_id, now=now, roads=roads)
    return route


def own_route(session: Session, actor: Actor, route_id: int, *, open_only: bool = False) -> Route:
    """Return a route of the actor's organisation. Raises NotFound, NotYours, or NotAllowed when it must be open."""
    route = session.get(Route, route_id)
    if route is None:
        raise NotFound("route_gone")
    if route.organisation_id != actor.organisation_id:
        raise NotYours("route_of_others")
    if open_only and route.status == "closed":
        raise NotAllowed("day_closed")
    return route


def own_routes(session: Session, actor: Actor, *, now: datetime) -> list[Route]:
    """Return the organisation's routes of today and later, the next first."""
    rows = select(Route).where(Route.organisation_id == actor.organisation_id, Route.day >= local_day(now))
    return list(session.exec(rows.order_by(col(Route.day), col(Route.id))))


def stops_of(session: Session, route_id: int) -> list[RouteStop]:
    """Return the stops of a route in order."""
    return list(session.exec(select(RouteStop).where(RouteStop.route_id == route_id).order_by(col(RouteStop.position))))


def add_stop(
    session: Session, actor: Actor, route_id: int, contact_point_id: int, *, now: datetime, roads: Roads | None = None
) -> RouteStop:
    """Put a contact point at the end of a route and claim it; one that is on it already stays where it is.

    Raises NotAllowed for a place not to be visited, one a colleague has taken, or a full route.
    """
    route = own_route(session, actor, route_id, open_only=True)
    stops = stops_of(session, route_id)
    for stop in stops:
        if stop.contact_point_id == contact_point_id:
            return stop
    if len(stops) >= MOST_STOPS:
        raise NotAllowed("route_full", most=MOST_STOPS)
    days = max((day_start(route.day) - now) / timedelta(days=1) + 1, 1)
    claim(session, contact_point_id, actor, now=now, days=days)
    stop = RouteStop(route_id=route_id, contact_point_id=contact_point_id, position=len(stops))
    session.add(stop)
    route.left_out = [entry for entry in route.left_out if entry["contact_point_id"] != contact_point_id]
    session.add(route)
    session.flush()
    retime(session, route, roads)
    return stop


def remove_stop(
    session: Session, actor: Actor, stop_id: int, *, now: datetime, roads: Roads | None = None, keep_claim: bool = False
) -> Route:
    """Take a stop off its route, free its claim unless that has another reason, and time the rest anew."""
    stop, route = _own_stop(session, actor, stop_id)
    session.delete(stop)
    session.flush()
    if not keep_claim:
        release(session, stop.contact_point_id, actor, now=now)
    _renumber(session, stops_of(session, route.id or 0))
    retime(session, route, roads)
    return route


def pin_stop(session: Session, actor: Actor, stop_id: int, pinned: bool, *, now: datetime) -> RouteStop:
    """Say that a stop must stay in the plan, or lift that."""
    stop, _ = _own_stop(session, actor, stop_id)
    stop.pinned = pinned
    session.add(stop)
    session.flush()
    return stop


def move_stop(
    session: Session, actor: Actor, stop_id: int, step: int, *, now: datetime, roads: Roads | None = None
) -> Route:
    """Move a stop up (negative) or down by so many places; at the ends it stays. The route is timed anew at once."""
    stop, route = _own_stop(session, actor, stop_id)
    stops = stops_of(session, route.id or 0)
    here = next(place for place, other in enumerate(stops) if other.id == stop.id)
    stops.insert(min(max(here + step, 0), len(stops) - 1), stops.pop(here))
    _renumber(session, stops)
    retime(session, route, roads)
    return route


def plan_route(
    session: Session, actor: Actor, route_id: int, *, now: datetime, seconds: float = 1.0, roads: Roads | None = None
) -> Route:
    """Pick and order the stops of one route; what does not fit goes to ``left_out`` with the reason."""
    return plan_together(session, actor, [route_id], now=now, seconds=seconds, roads=roads)[0]


def plan_together(
    session: Session,
    actor: Actor,
    route_ids: Sequence[int],
    *,
    now: datetime,
    seconds: float = 1.0,
    roads: Roads | None = None,
) -> list[Route]:
    """Plan several teams and days at once: their stops are shared out, earlier days first.

    ``seconds`` is the search time for each day. What no team takes stays with the last route as left out.
    """
    routes = [own_route(session, actor, route_id, open_only=True) for route_id in route_ids]
    plan_routes(session, routes, seconds=seconds, roads=roads)
    return routes


def close_route(session: Session, actor: Actor, route_id: int, *, now: datetime) -> int:
    """Close the day: frees the claims, returns how many stops were not visited. Closing twice changes nothing."""
    route = own_route(session, actor, route_id)
    stops = stops_of(session, route_id)
    ids = [stop.id for stop in stops]
    seen = set(session.exec(select(Visit.route_stop_id).where(col(Visit.route_stop_id).in_(ids))))
    if route.status != "closed":
        for stop in stops:
            release(session, stop.contact_point_id, actor, now=now)
        route.status, route.closed_at = "closed", now
        session.add(route)
        on_record(
            session,
            actor,
            "day closed",
            now=now,
            subject=f"route {route_id}",
        )
    return sum(stop.id not in seen for stop in stops)


def _own_stop(session: Session, actor: Actor, stop_id: int) -> tuple[RouteStop, Route]:
    stop = session.get(RouteStop, stop_id)
    if stop is None:
        raise NotFound("stop_gone")
    return stop, own_route(session, actor, stop.route_id, open_only=True)


def _renumber(session: Session, stops: Sequence[RouteStop]) -> None:
    for position, stop in enumerate(stops):
        stop.position = position
        session.add(stop)
    session.flush()
