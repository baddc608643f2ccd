"""Log a visit on a phone: one stop a screen, six big outcomes, counts by steppers, a receipt. Works without scripts."""

import secrets
from datetime import date, datetime
from typing import Any

from fastapi import Response

from models.contact_point import ContactPoint
from models.values import Level
from models.visit import OUTCOMES, Visit
from outreach.contact_points import label_for
from outreach.day_sheet import SheetStop
from outreach.local_time import local_day
from outreach.visits import CONSENTS, NOTE_MAX, SIGNS, TALLIES, correct_visit, log_visit, note_warnings, receipt
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm, NotThere
from review_ui.gather.places import find_place
from review_ui.own_key import own_sheet
from review_ui.page import Pages
from review_ui.pages.place import demand_area

pages = Pages()
MOST = 200
AFTER = (Level.GREEN.value, Level.YELLOW.value, Level.RED.value)


@pages.get("/routes/{route_id:int}/stops/{number:int}", Rule.PLAN)
def stop(desk: Desk, route_id: int, number: int) -> Response:
    """Show the form for one stop of a route."""
    stops = _stops(desk, route_id)
    if not 1 <= number <= len(stops):
        raise NotThere("error.no_route")
    here = stops[number - 1]
    point = desk.session.get(ContactPoint, here.contact_point_id)
    if point is None:
        raise NotThere("error.no_place")
    return _form(desk, point, here, route_id, len(stops))


@pages.get("/places/{token}/visit", Rule.PLAN)
def alone(desk: Desk, token: str) -> Response:
    """Show the form for a visit outside any route."""
    point = find_place(desk, token)
    demand_area(desk, point)
    return _form(desk, point, None, 0, 0)


def _stops(desk: Desk, route_id: int) -> tuple[SheetStop, ...]:
    return own_sheet(desk, route_id).stops


def _form(
    desk: Desk,
    point: ContactPoint,
    here: SheetStop | None,
    route_id: int,
    stops: int,
    *,
    warnings: list[str] | None = None,
    corrects: Visit | None = None,
) -> Response:
    typed = _as_typed(corrects) if corrects and desk.request.method == "GET" else {}
    return desk.page(
        "visit.html",
        status=200,
        path=f"/visits/{corrects.id}/correct" if corrects else f"/places/{point.token}/visit",
        corrects=corrects,
        point=point,
        label=label_for(point.place_type, point.city, desk.lang),
        stop=here,
        route_id=route_id,
        stops=stops,
        client_token=desk.field("client_token") or secrets.token_urlsafe(18),
        outcomes=OUTCOMES,
        tallies=TALLIES,
        signs=SIGNS,
        consents=CONSENTS,
        after=AFTER,
        most=MOST,
        note_max=NOTE_MAX,
        warnings=warnings or [],
        typed=typed or {key: value for key, value in desk.form.items() if isinstance(value, str)},
        ticked=corrects.signs if corrects and typed else [str(one) for one in desk.form.getlist("sign")],
    )


@pages.post("/places/{token}/visit", Rule.PLAN)
def log(desk: Desk, token: str) -> Response:
    """Store the visit once, whatever the network does; warn before a note with a number, name or diagnosis."""
    point = find_place(desk, token)
    demand_area(desk, point)
    route_id, number = desk.number_field("route", 0, 2**31, 0), desk.number_field("number", 0, 500, 0)
    here = None
    if route_id:
        stops = _stops(desk, route_id)
        here = next((one for one in stops if one.number == number and one.contact_point_id == point.id), None)
    note = desk.field("note")
    warnings = list(note_warnings(note)) if note else []
    if warnings and desk.field("keep_note") != "yes":
        return _form(desk, point, here, route_id, len(stops) if route_id else 0, warnings=warnings)
    visit = log_visit(
        desk.session,
        desk.actor,
        client_token=desk.field("client_token"),
        contact_point_id=point.id or 0,
        route_stop_id=here.stop_id if here else None,
        visited_at=_visited_at(desk),
        now=desk.now,
        **_fields(desk),
    )
    after = f"?route={route_id}&number={number}" if here else ""
    return desk.go(f"/visits/{visit.id}{after}")


def _fields(desk: Desk) -> dict[str, Any]:
    """Read what the form says of the visit itself. Raises BadForm when the outcome is missing."""
    if desk.field("outcome") not in OUTCOMES:
        raise BadForm("error.missing", field=desk.t("visit.outcome"))
    return {
        "outcome": desk.field("outcome"),
        "tallies": _tallies(desk),
        "signs": [str(one) for one in desk.form.getlist("sign") if one in SIGNS],
        "level_after": desk.field("level_after") or None,
        "cmm_contacted": desk.field("cmm") == "yes",
        "cmm_consent": desk.field("consent") or None,
        "note": desk.field("note") or None,
        "revisit_on": _revisit(desk),
    }


def _as_typed(visit: Visit) -> dict[str, str]:
    """Return a stored visit as its form would hold it."""
    typed = {name: str(count) for name, count in visit.tallies.items()} | {"outcome": visit.outcome}
    return typed | {
        "level_after": visit.level_after or "",
        "cmm": "yes" if visit.cmm_contacted else "",
        "consent": visit.cmm_consent or "",
        "note": visit.note or "",
        "revisit_on": visit.revisit_on.isoformat() if visit.revisit_on else "",
    }


@pages.get("/visits/{visit_id:int}/correct", Rule.PLAN)
def ask_correction(desk: Desk, visit_id: int) -> Response:
    """Show a visit of today again, filled in, to be corrected (US-10)."""
    visit = _own_visit(desk, visit_id)
    return _form(desk, desk.session.get_one(ContactPoint, visit.contact_point_id), None, 0, 0, corrects=visit)


@pages.post("/visits/{visit_id:int}/correct", Rule.PLAN)
def correct(desk: Desk, visit_id: int) -> Response:
    """Store the corrected visit beside the first, which then counts no more; on the same day only."""
    visit = _own_visit(desk, visit_id)
    warnings = list(note_warnings(desk.field("note")))
    if warnings and desk.field("keep_note") != "yes":
        point = desk.session.get_one(ContactPoint, visit.contact_point_id)
        return _form(desk, point, None, 0, 0, warnings=warnings, corrects=visit)
    newer = correct_visit(
        desk.session, desk.actor, visit_id, client_token=desk.field("client_token"), now=desk.now, **_fields(desk)
    )
    return desk.go(f"/visits/{newer.id}")


def _own_visit(desk: Desk, visit_id: int) -> Visit:
    visit = desk.session.get(Visit, visit_id)
    if visit is None or visit.organisation_id != desk.user.organisation_id:
        raise NotThere("error.no_place")
    return visit


def _tallies(desk: Desk) -> dict[str, int]:
    counts = {name: desk.number_field(name, 0, MOST, 0, said=desk.t(f"tally.{name}")) for name in TALLIES}
    return {name: value for name, value in counts.items() if value}


def _revisit(desk: Desk) -> date | None:
    written = desk.field("revisit_on")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise BadForm("error.date", field=desk.t("visit.revisit")) from None


def _visited_at(desk: Desk) -> datetime | None:
    """When the knock was, where the day-sheet says so because the log waited for coverage; else now."""
    written = desk.field("visited_at")
    try:
        at = datetime.fromisoformat(written) if written else None
    except ValueError:
        raise BadForm("error.date", field=desk.t("visit.title")) from None
    # A phone's clock that runs ahead must not lose a visit.
    return min(at, desk.now) if at is not None and at.tzinfo is not None else None


@pages.get("/visits/{visit_id:int}", Rule.PLAN)
def show_receipt(desk: Desk, visit_id: int) -> Response:
    """Show the receipt number and where to go next."""
    visit = _own_visit(desk, visit_id)
    point = desk.session.get(ContactPoint, visit.contact_point_id)
    route_id = desk.query_number("route")
    number = desk.query_number("number")
    stops = _stops(desk, route_id) if route_id else ()
    following = next((one.number for one in stops if one.number > number and not one.visited), None)
    return desk.page(
        "receipt.html",
        may_correct=local_day(visit.visited_at) == local_day(desk.now),
        visit=visit,
        point=point,
        receipt=receipt(visit),
        route_id=route_id,
        following=following,
    )
