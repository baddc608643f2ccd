"""Every export format: the shared rules, and each file opened again by a real reader."""

import csv
import io
import json
import re
from datetime import datetime, timedelta

import gpxpy
import icalendar
import openpyxl
import pypdf
import pytest
from sqlmodel import Session, select

from models.audit import AuditEntry
from models.audit_chain import first_break
from models.errors import BadInput
from models.keys import KeyRing
from models.visit import Route, RouteStop
from outreach.actor import Actor
from outreach.errors import NotAllowed, NotYours
from outreach.exports import EXPORTERS, answer_export, ask_export, export_route
from outreach.exports.rows import COLUMNS, safe_cell
from outreach.local_time import local_day
from outreach.routes import make_route, plan_route

PHONE = "+4567001122"
FORMATS = list(EXPORTERS)


def planned(make, now: datetime, **ad: object) -> tuple[Actor, Route]:  # type: ignore[no-untyped-def]
    """A planned route of two stops with Danish, Romanian and dangerous letters in what people typed."""
    actor = make.actor()
    first = make.point(
        "Ærøvej 3", "7100", access_note="=HYPERLINK(1) Șoseaua ță", opening_hours="10-18", proposed_level="red"
    )
    second = make.point("+Torvet 5", "8000", proposed_level="yellow")
    make.phone(make.ad("Skjult annoncetekst", contact_point_id=first.id, alias="Bellamia", **ad), PHONE)
    route = make_route(
        make.session, actor, day=local_day(now) + timedelta(days=1), team="Hold 1", start_label="Fredericia",
        start_lat=55.5657, start_lon=9.7526, contact_point_ids=[first.id, second.id], now=now,
    )  # fmt: skip
    return actor, plan_route(make.session, actor, route.id or 0, now=now)


def text_of(format: str, content: bytes) -> str:
    """Return everything a reader of the file can see."""
    if format == "pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    if format == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        return repr([[cell.value for cell in row] for sheet in book for row in sheet.rows]) + repr(book.properties)
    return content.decode("utf-8-sig")


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_leaves_but_what_a_team_needs_at_the_door(
    make, session: Session, keyring: KeyRing, now: datetime, format: str
) -> None:  # type: ignore[no-untyped-def]
    actor, route = planned(make, now)
    text = text_of(format, export_route(session, make.own(actor), actor, route.id or 0, format, now=now).content)
    assert "Torvet 5" in text
    for secret in (
        "Skjult",
        "Bellamia",
        "67001122",
        "67 00 11 22",
        "yellow",
        "gul",
        "Bekymring",
        "level",
        keyring.key_phone(PHONE),
    ):
        assert secret not in text
    assert not re.search(r"\bred\b", text)


@pytest.mark.parametrize("format", FORMATS)
def test_each_export_is_on_record_with_purpose_and_rows(
    make, session: Session, keyring: KeyRing, now: datetime, format: str
) -> None:  # type: ignore[no-untyped-def]
    actor, route = planned(make, now)
    file = export_route(session, make.own(actor), actor, route.id or 0, format, now=now)
    assert file.file_name == EXPORTERS[format].file_name.format(day="2026-11-16")
    assert file.mime_type == EXPORTERS[format].mime_type
    entry = session.exec(select(AuditEntry).where(AuditEntry.act == "export")).one()
    assert (entry.purpose, entry.user_id, entry.details) == (
        "ruteplan",
        actor.user_id,
        {"format": format, "rows": 2, "real_rows": 0},
    )
    assert first_break(session) is None


@pytest.mark.parametrize("format", FORMATS)
def test_equal_sheets_give_equal_files(make, session: Session, keyring: KeyRing, now: datetime, format: str) -> None:  # type: ignore[no-untyped-def]
    actor, route = planned(make, now)
    first, second = (
        export_route(session, make.own(actor), actor, route.id or 0, format, now=now).content for _ in range(2)
    )
    assert first == second


def test_the_paper_is_a4_accessible_and_says_when_to_shred(
    make, session: Session, keyring: KeyRing, now: datetime
) -> None:  # type: ignore[no-untyped-def]
    actor, route = planned(make, now)
    for lang, header in (("da", "Makuleres samme dag"), ("en", "Shred the same day")):
        reader = pypdf.PdfReader(
            io.BytesIO(export_route(session, make.own(actor), actor, route.id or 0, "pdf", now=now, lang=lang).content)
        )
        page = reader.pages[0]
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)
        text = page.extract_text()
        assert header in text and "Ærøvej 3" in text and "Șoseaua ță" in text
        assert all(f"{number}." in text for number in (1, 2))
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_gpx_names_the_stops_in_driving_order(make, session: Session, keyring: KeyRing, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor, route = planned(make, now)
    gpx = gpxpy.parse(export_route(session, make.own(actor), actor, route.id or 0, "gpx", now=now).content.decode())
    assert [point.name[:2] for point in gpx.waypoints] == ["1.", "2."]
    assert [point.name for point in gpx.routes[0].points][0::3] == ["Fredericia", "Fredericia"]


def test_calendar_entries_have_danish_times_and_stay_private(
    make, session: Session, keyring: KeyRing, now: datetime
) -> None:  # type: ignore[no-untyped-def]
    actor, route = planned(make, now)
    calendar = icalendar.Calendar.from_ical(
        export_route(session, make.own(actor), actor, route.id or 0, "ics", now=now).content
    )
    events = calendar.walk("VEVENT")
    assert [str(event["summary"]) for event in events] == ["Stop 1", "Stop 2"]
    assert all(
        str(event["class"]) == "PRIVATE" and event["dtstart"].dt.utcoffset() == timedelta(hours=1) for event in events
    )
    assert events[0]["dtstart"].dt < events[0]["dtend"].dt <= events[1]["dtstart"].dt
    assert events[0]["dtstart"].dt.hour >= 9


def test_calendar_and_paper_name_the_same_minutes(make, session: Session, keyring: KeyRing, now: datetime) -> None:  # type: ignore[no-untyped-def]
    """A drive is estimated in parts of a minute: what is printed is rounded, and so is the calendar."""
    actor, route = planned(make, now)
    for stop in session.exec(select(RouteStop).where(RouteStop.route_id == route.id)):
        assert stop.arrive_min is not None
        stop.arrive_min, stop.leave_min = int(stop.arrive_min) + 0.6, int(stop.arrive_min) + 30.6
        session.add(stop)
    session.flush()

    def file(format: str) -> bytes:
        return export_route(session, make.own(actor), actor, route.id or 0, format, now=now).content

    printed = list(csv.reader(io.StringIO(file("csv").decode("utf-8-sig"), newline=""), delimiter=";"))[1:]
    events = icalendar.Calendar.from_ical(file("ics")).walk("VEVENT")
    times = [[f"{event[name].dt:%H:%M}" for name in ("dtstart", "dtend")] for event in events]
    assert times == [row[1:3] for row in printed]


def test_csv_and_workbook_hold_the_same_text_and_no_formula(
    make, session: Session, keyring: KeyRing, now: datetime
) -> None:  # type: ignore[no-untyped-def]
    actor, route = planned(make, now)
    content = export_route(session, make.own(actor), actor, route.id or 0, "csv", now=now).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))
    book = openpyxl.load_workbook(
        io.BytesIO(export_route(session, make.own(actor), actor, route.id or 0, "xlsx", now=now).content)
    )
    cells = [[cell.value or "" for cell in row] for row in book.active.rows]
    assert rows == cells
    assert rows[0] == [words["da"] for words in COLUMNS.values()]
    assert all(cell.data_type != "f" for row in book.active.rows for cell in row)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_geojson_holds_points_and_the_line_between_them(
    make, session: Session, keyring: KeyRing, now: datetime
) -> None:  # type: ignore[no-untyped-def]
    actor, route = planned(make, now)
    content = json.loads(export_route(session, make.own(actor), actor, route.id or 0, "geojson", now=now).content)
    kinds = [feature["geometry"]["type"] for feature in content["features"]]
    assert kinds == ["Point", "Point", "LineString"]
    assert content["features"][2]["geometry"]["coordinates"][0] == [9.7526, 55.5657]


def test_a_colleagues_route_an_unknown_format_and_a_wrong_role_are_refused(
    make, session: Session, keyring: KeyRing, now: datetime
) -> None:  # type: ignore[no-untyped-def]
    actor, route = planned(make, now)
    with pytest.raises(NotYours):
        export_route(session, make.own(actor), make.actor("Org B"), route.id or 0, "csv", now=now)
    with pytest.raises(BadInput, match="format"):
        export_route(session, make.own(actor), actor, route.id or 0, "docx", now=now)
    with pytest.raises(BadInput, match="purpose"):
        export_route(session, make.own(actor), actor, route.id or 0, "csv", now=now, purpose="nysgerrig")
    with pytest.raises(NotAllowed, match="role"):
        export_route(
            session,
            make.own(actor),
            Actor(actor.user_id, actor.organisation_id, "analyst"),
            route.id or 0,
            "csv",
            now=now,
        )
    assert session.exec(select(AuditEntry).where(AuditEntry.act == "export")).all() == []


def test_rows_from_a_real_site_need_a_second_person_for_each_file(
    make, session: Session, keyring: KeyRing, now: datetime
) -> None:  # type: ignore[no-untyped-def]
    actor, route = planned(make, now, site="real-site", loopback=False)
    with pytest.raises(NotAllowed, match="second person"):
        export_route(session, make.own(actor), actor, route.id or 0, "pdf", now=now)
    asked = ask_export(session, actor, route.id or 0, "pdf", purpose="ruteplan", now=now)
    with pytest.raises(NotAllowed, match="Another person"):
        answer_export(session, actor, asked.id or 0, True, now=now)
    answer_export(session, make.actor(), asked.id or 0, True, now=now)
    file = export_route(session, make.own(actor), actor, route.id or 0, "pdf", now=now)
    assert f"{actor.organisation_id}/{actor.user_id}/" in text_of("pdf", file.content)
    with pytest.raises(NotAllowed, match="second person"):
        export_route(session, make.own(actor), actor, route.id or 0, "pdf", now=now)


def test_more_than_fifty_real_rows_never_leave(make, session: Session, keyring: KeyRing, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    points = []
    for number in range(51):
        point = make.point(f"Vej {number + 1}")
        make.ad(contact_point_id=point.id, site="real-site", loopback=False)
        points.append(point.id)
    route = make_route(
        session,
        actor,
        day=local_day(now),
        team="A",
        start_label="x",
        start_lat=55.5,
        start_lon=9.7,
        contact_point_ids=points,
        now=now,
    )
    with pytest.raises(NotAllowed, match="At most 50"):
        export_route(session, make.own(actor), actor, route.id or 0, "csv", now=now)


def test_formats_have_distinct_names_and_a_title_in_both_languages() -> None:
    assert len({exporter.file_name for exporter in EXPORTERS.values()}) == len(EXPORTERS)
    assert all(set(exporter.title) == {"da", "en"} for exporter in EXPORTERS.values())


@pytest.mark.parametrize("start", ["=1", "+1", "-1", "@x", "\t=1", "  =1", "＝1", "\r=1"])
def test_a_cell_that_would_run_gets_a_quote(start: str) -> None:
    assert safe_cell(start).startswith("'")
    assert safe_cell("Nørregade 1-3") == "Nørregade 1-3"
