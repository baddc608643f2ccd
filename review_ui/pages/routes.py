"""Routes of the own organisation, and the form for a new one."""

import re
from datetime import date, timedelta

from fastapi import Response

from models.gazetteer import postcodes, towns
from outreach.contact_points import label_for
from outreach.errors import WrongField
from outreach.local_time import local_day
from outreach.routes import make_route, own_routes, stops_of
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm
from review_ui.gather.places import find_place
from review_ui.page import Pages
from review_ui.pages.place import demand_area

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5]?[0-9])")
pages = Pages()


@pages.get("/routes", Rule.PLAN)
def show(desk: Desk) -> Response:
    """Show today's and later routes."""
    routes = [
        (route, len(stops_of(desk.session, route.id or 0)))
        for route in own_routes(desk.session, desk.actor, now=desk.now)
    ]
    return desk.page("routes.html", routes=routes)


@pages.get("/routes/new", Rule.PLAN)
def ask(desk: Desk) -> Response:
    """Show the form; ``place`` names a first stop."""
    return _form(desk)


def _form(desk: Desk, *, wrong: str = "", wrong_start: bool = False) -> Response:
    token = desk.query("place") or desk.field("place")
    point = find_place(desk, token) if token else None
    return desk.page(
        "route_new.html",
        status=400 if wrong else 200,
        wrong=wrong,
        wrong_start=wrong_start,
        point=point,
        label=label_for(point.place_type, point.city, desk.lang) if point else "",
        typed={name: desk.field(name) for name in ("day", "team", "start", "starts", "ends")},
        tomorrow=(local_day(desk.now) + timedelta(days=1)).isoformat(),
        today=local_day(desk.now).isoformat(),
        start=(point.city if point and point.city else ""),
    )


@pages.post("/routes", Rule.PLAN)
def make(desk: Desk) -> Response:
    """Make a draft route, with its first stop when one was named."""
    found = find_start(desk.field("start"))
    if found is None:
        return _form(desk, wrong=desk.t("routes.unknown_start"), wrong_start=True)
    token = desk.field("place")
    point = find_place(desk, token) if token else None
    if point is not None:
        demand_area(desk, point)
    try:
        route = make_route(
            desk.session,
            desk.actor,
            day=read_day(desk, "day", desk.t("routes.day")),
            team=desk.field("team")[:60] or "1",
            start_label=found[0],
            start_lat=found[1],
            start_lon=found[2],
            contact_point_ids=[point.id or 0] if point else [],
            starts_min=read_clock(desk, "starts", desk.t("routes.from")),
            ends_min=read_clock(desk, "ends", desk.t("routes.to")),
            now=desk.now,
            roads=desk.office.roads,
        )
    except WrongField as problem:
        return _form(desk, wrong=problem.sentence(desk.lang))
    desk.session.flush()
    return desk.go(f"/routes/{route.id}?done=made")


def find_start(written: str) -> tuple[str, float, float] | None:
    """Return (name, lat, lon) of a town or postcode, or None."""
    known = postcodes().get(written[:4]) if written[:4].isdecimal() else None
    if known:
        return f"{known.postcode} {known.name}", known.lat, known.lon
    name = written.casefold()
    for town in towns():
        if name and name in {town.name.casefold(), *(other.casefold() for other in town.other_names)}:
            return town.name, town.lat, town.lon
    for code in postcodes().values():
        if name and code.name.casefold() == name:
            return f"{code.postcode} {code.name}", code.lat, code.lon
    return None


def read_day(desk: Desk, name: str, word: str) -> date:
    """Read a date field. Raises BadForm."""
    try:
        return date.fromisoformat(desk.field(name))
    except ValueError:
        raise BadForm("error.date", field=word) from None


def read_clock(desk: Desk, name: str, word: str) -> int:
    """Read a time of day as minutes after midnight. Raises BadForm."""
    hit = _CLOCK.fullmatch(desk.field(name))
    if hit is None:
        raise BadForm("error.clock", field=word)
    return int(hit[1]) * 60 + int(hit[2])
