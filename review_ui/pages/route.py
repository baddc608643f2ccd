"""One route: plan it, reorder by buttons, see what was left out, take the day-sheet."""

from urllib.parse import quote

from fastapi import Response
from sqlalchemy import select
from sqlmodel import col

from models.contact_point import ContactPoint
from models.gazetteer import ATTRIBUTION
from models.keys import SealBroken
from outreach.contact_points import label_for
from outreach.errors import NotAllowed
from outreach.exports import EXPORTERS, export_route
from outreach.maps import MapPoint, draw_map
from outreach.routes import move_stop, pin_stop, plan_route, remove_stop
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm, KeyAway
from review_ui.own_key import own_key, own_sheet
from review_ui.page import Pages
from review_ui.purposes import outreach_purpose

pages = Pages()
FORMATS = ("pdf", "gpx", "ics", "csv", "xlsx")
STEPS = {"up": -1, "down": 1}


@pages.get("/routes/{route_id:int}", Rule.PLAN)
def show(desk: Desk, route_id: int) -> Response:
    """Show the stops in order with times, the map, and what was left out."""
    sheet = own_sheet(desk, route_id)
    ids = [stop.contact_point_id for stop in sheet.stops] + [point for point, *_ in sheet.left_out]
    rows = desk.session.execute(select(ContactPoint).where(col(ContactPoint.id).in_(ids))).scalars()
    labels = {point.id: label_for(point.place_type, point.city, desk.lang) for point in rows}
    here = [stop for stop in sheet.stops if stop.lat is not None and stop.lon is not None]
    spots = [(stop.lat or 0.0, stop.lon or 0.0) for stop in here]
    start = (sheet.route.start_lat, sheet.route.start_lon)
    svg = draw_map(
        [
            MapPoint(lat, lon, f"{stop.number}. {labels[stop.contact_point_id]}", number=stop.number)
            for stop, (lat, lon) in zip(here, spots, strict=True)
        ],
        [start, *spots, (sheet.route.end_lat, sheet.route.end_lon)] if spots else None,
        lang=desk.lang,
        height=420,
    )
    return desk.page(
        "route.html",
        sheet=sheet,
        labels=labels,
        map_svg=svg,
        attribution=ATTRIBUTION,
        estimate=sheet.travel_note[desk.lang],
        formats=[(name, EXPORTERS[name].title[desk.lang]) for name in FORMATS],
    )


@pages.post("/routes/{route_id:int}/plan", Rule.PLAN)
def plan(desk: Desk, route_id: int) -> Response:
    """Order the stops, leave out what does not fit."""
    plan_route(desk.session, desk.actor, route_id, now=desk.now, roads=desk.office.roads)
    return desk.go(f"/routes/{route_id}?done=planned")


@pages.post("/routes/{route_id:int}/stop", Rule.PLAN)
def change_stop(desk: Desk, route_id: int) -> Response:
    """Move a stop up or down, pin it, or take it off the route."""
    stop_id, deed = desk.number_field("stop", 1, 2**31), desk.field("act")
    if deed in STEPS:
        move_stop(desk.session, desk.actor, stop_id, STEPS[deed], now=desk.now, roads=desk.office.roads)
        return desk.go(f"/routes/{route_id}?done=moved#stop-{stop_id}")
    if deed in ("pin", "unpin"):
        pin_stop(desk.session, desk.actor, stop_id, deed == "pin", now=desk.now)
        return desk.go(f"/routes/{route_id}#stop-{stop_id}")
    if deed == "remove":
        remove_stop(desk.session, desk.actor, stop_id, now=desk.now, roads=desk.office.roads)
        return desk.go(f"/routes/{route_id}?done=removed")
    raise BadForm("error.act")


@pages.post("/routes/{route_id:int}/file", Rule.PLAN)
def take_file(desk: Desk, route_id: int) -> Response:
    """Hand out the day-sheet in one format, for a stated purpose; audited by ``outreach``."""
    name, purpose = desk.field("format"), desk.field("purpose")
    if name not in FORMATS:
        raise BadForm("error.act")
    written = outreach_purpose(purpose)
    if written is None:
        raise BadForm("error.purpose")
    desk.demand_fresh_proof(f"/routes/{route_id}")
    try:
        file = export_route(
            desk.session, own_key(desk), desk.actor, route_id, name, purpose=written, now=desk.now, lang=desk.lang
        )
    except SealBroken:
        raise KeyAway("error.own_key") from None
    except NotAllowed as refused:
        if refused.code != "second_person_needed":
            raise
        return desk.go(f"/exports?route={route_id}&format={name}&purpose={purpose}")
    return Response(
        file.content,
        media_type=file.mime_type,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.file_name)}"},
    )
