"""Read a route's day from the store and write its times back; the arithmetic is in ``route_timing``."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.contact_point import ContactPoint
from models.visit import Route, RouteStop
from outreach.opening_hours import window_on
from outreach.plan_problem import Lunch
from outreach.route_timing import DayFrame, StopWish, TimedDay, time_in_order
from outreach.travel import EstimatedRoads, Leg, Point, Roads

# A contact point of unknown place is somewhere in its town at best; without coordinates it cannot be driven to.
LEAST_SCORE = 0.1


def frame_of(route: Route) -> DayFrame:
    """Return a route's working day."""
    lunch = Lunch(route.lunch_min, route.lunch_from_min, route.lunch_until_min) if route.lunch_min else None
    return DayFrame(route.starts_min, route.ends_min, lunch)


def wish_of(stop: RouteStop, point: ContactPoint, weekday: int) -> StopWish:
    """Return what the planner needs of a stop."""
    return wish_for(point, weekday, service_min=stop.service_min, pinned=stop.pinned)


def wish_for(point: ContactPoint, weekday: int, *, service_min: int, pinned: bool = False) -> StopWish:
    """Return what the planner needs of a contact point; one not to be visited is forbidden whatever it is worth."""
    return StopWish(
        contact_point_id=point.id or 0,
        score=max(round(point.rank_score, 2), LEAST_SCORE),
        service_min=service_min,
        window=window_on(point.opening_hours, weekday),
        pinned=pinned,
        forbidden=point.do_not_visit or point.lat is None,
    )


def points_by_id(session: Session, ids: Sequence[int]) -> dict[int, ContactPoint]:
    """Return contact points by id."""
    rows = session.exec(select(ContactPoint).where(col(ContactPoint.id).in_(ids)))
    return {point.id: point for point in rows if point.id is not None}


def start_of(route: Route) -> Point:
    """Return where a team's day begins."""
    return route.start_lat, route.start_lon


def end_of(route: Route) -> Point:
    """Return where a team's day ends: where it began unless another place was named."""
    if route.end_lat is None or route.end_lon is None:
        return start_of(route)
    return route.end_lat, route.end_lon


def legs_between(
    routes: Sequence[Route], points: Sequence[ContactPoint], roads: Roads | None = None
) -> list[list[Leg]]:
    """Return the drives between all starts, all ends and the contact points; an unknown place counts as the first start."""
    depots = [*map(start_of, routes), *map(end_of, routes)]
    places = [
        (point.lat, point.lon) if point.lat is not None and point.lon is not None else depots[0] for point in points
    ]
    return (roads or EstimatedRoads()).legs([*depots, *places])


def retime(session: Session, route: Route, roads: Roads | None = None) -> TimedDay:
    """Work out the times of a route in its present order and store them; stops that break a rule are still timed."""
    stops = list(
        session.exec(select(RouteStop).where(RouteStop.route_id == route.id).order_by(col(RouteStop.position)))
    )
    points = points_by_id(session, [stop.contact_point_id for stop in stops])
    ordered = [points[stop.contact_point_id] for stop in stops]
    roads = roads or EstimatedRoads()
    legs = legs_between([route], ordered, roads)
    route.times_estimated = roads.estimated
    wishes = [wish_of(stop, point, route.day.weekday()) for stop, point in zip(stops, ordered, strict=True)]
    timed = time_in_order(wishes, frame_of(route), [[leg.minutes for leg in row] for row in legs])
    set_times(session, route, stops, timed, legs)
    return timed


def set_times(
    session: Session, route: Route, stops: Sequence[RouteStop], timed: TimedDay, legs: Sequence[Sequence[Leg]]
) -> None:
    """Write times to a route and its stops; ``legs`` is between the start, the end, then the stops in order."""
    for index, (stop, times) in enumerate(zip(stops, timed.stops, strict=True)):
        leg = legs[index + 1 if index else 0][index + 2]
        stop.arrive_min, stop.leave_min, stop.warning = times.arrive, times.leave, times.warning
        stop.travel_min, stop.by_ferry = leg.minutes, leg.ferry
        session.add(stop)
    route.ready_min, route.lunch_at_min = timed.ready, timed.lunch_at
    session.add(route)
    session.flush()
