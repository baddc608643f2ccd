"""Let the planner share out the stops of one or more routes, day by day, and store what it found."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from models.contact_point import ContactPoint
from models.visit import Route, RouteStop
from outreach.plan_problem import FORBIDDEN
from outreach.planner import plan
from outreach.route_times import frame_of, legs_between, points_by_id, retime, wish_of
from outreach.route_timing import problem_of
from outreach.travel import Roads

NO_PLACE = "no_place"
DO_NOT_VISIT = "do_not_visit"


def plan_routes(session: Session, routes: Sequence[Route], *, seconds: float, roads: Roads | None = None) -> None:
    """Plan all routes of each day together; stops no team has time for are offered to the next day."""
    by_day: dict[date, list[Route]] = defaultdict(list)
    for route in routes:
        by_day[route.day].append(route)
    carried: list[RouteStop] = []
    reasons: dict[int, str] = {}
    for day in sorted(by_day):
        teams = by_day[day]
        pool = carried + [stop for route in teams for stop in _candidates(session, route)]
        carried, reasons = _plan_day(session, teams, pool, seconds=seconds, roads=roads)
    last = by_day[max(by_day)][-1]
    last.left_out = [
        {"contact_point_id": stop.contact_point_id, "why": reasons[stop.contact_point_id]} for stop in carried
    ]
    for stop in carried:
        if stop.id is not None:
            session.delete(stop)
    session.flush()
    for route in routes:
        retime(session, route, roads)


def _candidates(session: Session, route: Route) -> list[RouteStop]:
    """Return a route's stops and those an earlier plan left out."""
    rows = select(RouteStop).where(RouteStop.route_id == route.id).order_by(col(RouteStop.position))
    stops = list(session.exec(rows))
    there = {stop.contact_point_id for stop in stops}
    for entry in route.left_out:
        number = entry["contact_point_id"]
        if isinstance(number, int) and number not in there:
            stops.append(RouteStop(route_id=route.id or 0, contact_point_id=number, position=len(stops)))
    route.left_out = []
    session.add(route)
    return stops


def _plan_day(
    session: Session, teams: Sequence[Route], pool: Sequence[RouteStop], *, seconds: float, roads: Roads | None
) -> tuple[list[RouteStop], dict[int, str]]:
    """Plan one day; returns the stops left over with the reason by contact point."""
    points = points_by_id(session, [stop.contact_point_id for stop in pool])
    ordered = [points[stop.contact_point_id] for stop in pool]
    weekday = teams[0].day.weekday()
    wishes = [wish_of(stop, point, weekday) for stop, point in zip(pool, ordered, strict=True)]
    legs = legs_between(teams, ordered, roads)
    travel = [[leg.minutes for leg in row] for row in legs]
    found = plan(problem_of(wishes, [frame_of(route) for route in teams], travel), seconds=seconds, seed=teams[0].seed)
    for route, planned in zip(teams, found.routes, strict=True):
        for position, entry in enumerate(planned.stops):
            stop = pool[int(entry.id)]
            stop.route_id, stop.position = route.id or 0, position
            session.add(stop)
        route.status = "planned"
        session.add(route)
    session.flush()
    left = [(int(entry.id), entry.why) for entry in found.left_out]
    return [pool[index] for index, _ in left], {pool[i].contact_point_id: _why(ordered[i], why) for i, why in left}


def _why(point: ContactPoint, why: str) -> str:
    """Say more than "forbidden" where the reason is known."""
    if why != FORBIDDEN:
        return why
    if point.do_not_visit:
        return DO_NOT_VISIT
    return NO_PLACE if point.lat is None else "closed_that_day"
