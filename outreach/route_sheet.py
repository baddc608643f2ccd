"""Gather what a day-sheet shows from the store; opens the sealed address, and nothing else that is sealed."""

from sqlmodel import Session, col, select

from models.ad import Ad
from models.keys import KeyRing
from models.site import Site
from models.visit import Route, RouteStop, Visit
from outreach.actor import Actor
from outreach.contact_store import last_visits
from outreach.day_sheet import DaySheet, RouteHead, SheetStop
from outreach.errors import NotFound, NotYours
from outreach.route_times import end_of, points_by_id
from outreach.travel import ENGINE_NOTE, ESTIMATE_NOTE, PLACED_NOTE


def route_sheet(session: Session, keyring: KeyRing, actor: Actor, route_id: int) -> DaySheet:
    """Return the day-sheet of an own route. Raises NotFound or NotYours."""
    route = session.get(Route, route_id)
    if route is None:
        raise NotFound("route_gone")
    if route.organisation_id != actor.organisation_id:
        raise NotYours("route_of_others")
    rows = select(RouteStop).where(RouteStop.route_id == route_id).order_by(col(RouteStop.position))
    stops = list(session.exec(rows))
    left_ids = [entry["contact_point_id"] for entry in route.left_out]
    points = points_by_id(session, [*(stop.contact_point_id for stop in stops), *map(int, map(str, left_ids))])
    visited = set(session.exec(select(Visit.route_stop_id).where(col(Visit.route_stop_id).in_([s.id for s in stops]))))
    real = _from_real_sites(session, list(points))
    outcomes = {number: visit.outcome for number, visit in last_visits(session).items()}
    sheet_stops = []
    for number, stop in enumerate(stops, start=1):
        point = points[stop.contact_point_id]
        address = keyring.unseal(point.address_sealed, "contact_point.address") if point.address_sealed else None
        sheet_stops.append(
            SheetStop(
                number=number,
                stop_id=stop.id or 0,
                contact_point_id=stop.contact_point_id,
                token=point.token,
                label=point.label,
                place_type=point.place_type,
                address=address,
                postcode=point.postcode,
                city=point.city,
                access_note=point.access_note,
                opening_hours=point.opening_hours,
                lat=point.lat,
                lon=point.lon,
                precision=point.precision,
                service_min=stop.service_min,
                arrive_min=stop.arrive_min,
                leave_min=stop.leave_min,
                travel_min=stop.travel_min,
                by_ferry=stop.by_ferry,
                pinned=stop.pinned,
                last_outcome=outcomes.get(stop.contact_point_id),
                warning=stop.warning,
                visited=stop.id in visited,
                from_real_site=stop.contact_point_id in real,
            )
        )
    note = ESTIMATE_NOTE if route.times_estimated else ENGINE_NOTE
    if any(stop.precision != "address" for stop in sheet_stops):
        note = {lang: f"{words} {PLACED_NOTE[lang]}" for lang, words in note.items()}
    left = []
    for entry in route.left_out:
        number = int(str(entry["contact_point_id"]))
        left.append((number, points[number].label if number in points else "", str(entry["why"])))
    return DaySheet(_head(route, stops), tuple(sheet_stops), tuple(left), note)


def _head(route: Route, stops: list[RouteStop]) -> RouteHead:
    return RouteHead(
        id=route.id or 0,
        day=route.day,
        team=route.team,
        start_label=route.start_label,
        start_lat=route.start_lat,
        start_lon=route.start_lon,
        end_label=route.end_label or route.start_label,
        end_lat=end_of(route)[0],
        end_lon=end_of(route)[1],
        starts_min=route.starts_min,
        ends_min=route.ends_min,
        status=route.status,
        lunch_at_min=route.lunch_at_min,
        lunch_min=route.lunch_min,
        ready_min=route.ready_min,
        by_ferry=any(stop.by_ferry for stop in stops),
    )


def _from_real_sites(session: Session, contact_point_ids: list[int]) -> set[int]:
    """Return the contact points with an ad from any site that is not on this machine itself."""
    rows = session.exec(
        select(Ad.contact_point_id)
        .join(Site, col(Site.name) == Ad.site)
        .where(col(Ad.contact_point_id).in_(contact_point_ids), col(Site.is_loopback).is_(False))
    )
    return {number for number in rows if number is not None}
