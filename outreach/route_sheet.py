"""Gather what a day-sheet shows from the store; opens addresses with the organisation's own key, and nothing else that is sealed."""

from sqlmodel import Session, col, select

from models.ad import Ad
from models.own_key import OwnKey
from models.own_view import open_addresses
from models.site import Site
from models.visit import Route, RouteStop, Visit
from outreach.actor import Actor
from outreach.contact_store import last_visits
from outreach.day_sheet import DaySheet, RouteHead, SheetStop
from outreach.errors import NotFound, NotYours
from outreach.route_times import end_of, points_by_id
from outreach.travel import ENGINE_NOTE, ESTIMATE_NOTE, PLACED_NOTE

# Said where an address is known but cannot be opened: the key file is away, or it is not sealed for this organisation yet.
CLOSED_NOTE = {
    "da": "Adresser er lukket: organisationens nøglefil er ikke her, eller de er endnu ikke forseglet til den.",
    "en": "Addresses are closed: the organisation's key file is not here, or they are not sealed for it yet.",
}


def route_sheet(session: Session, own: OwnKey | None, actor: Actor, route_id: int) -> DaySheet:
    """Return the day-sheet of an own route; without the organisation's key its addresses are left out, and the note says so.

    Raises NotFound or NotYours; SealBroken where the key is another one.
    """
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
    addresses = open_addresses(session, own, [stop.contact_point_id for stop in stops]) if own else {}
    closed = False
    sheet_stops = []
    for number, stop in enumerate(stops, start=1):
        point = points[stop.contact_point_id]
        address = addresses.get(stop.contact_point_id)
        closed = closed or (address is None and point.address_sealed is not None)
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
    if closed:
        note = {lang: f"{CLOSED_NOTE[lang]} {words}" for lang, words in note.items()}
    left = []
    for entry in route.left_out:
        number = int(str(entry["contact_point_id"]))
        left.append((number, points[number].label if number in points else "", str(entry["why"])))
    return DaySheet(_head(route, stops), tuple(sheet_stops), tuple(left), note, closed)


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
