"""One yes of a second person is good for one file, of one route, in one format, for one purpose and one day. On SQLite."""

import json
import re
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from models.audit import AuditEntry
from models.figure import ExportApproval
from models.keys import KeyRing
from outreach.actor import Actor
from outreach.claims import claim
from outreach.errors import NotAllowed, NotFound, Refused, WrongField
from outreach.exports import answer_export, ask_export, export_route
from outreach.exports.guarded import PURPOSES
from outreach.local_time import local_day
from outreach.routes import make_route
from tests.conftest import ON_SQLITE

FORMAT, PURPOSE = "csv", "besøg"
DAY = timedelta(days=1)


# The rules are the same on both engines; what differs by engine has tests of its own.
pytestmark = ON_SQLITE


class Trip:
    """A worker with a route of real rows, and a colleague who may say yes."""

    def __init__(self, make, session: Session, keyring: KeyRing, now: datetime, real: int = 1, stops: int = 1) -> None:  # type: ignore[no-untyped-def]
        self.make, self.session, self.keyring, self.now = make, session, keyring, now
        self.actor: Actor = make.actor()
        self.colleague: Actor = make.actor(role="coordinator")
        self.points = [make.point(f"Vej {number}") for number in range(1, stops + 1)]
        for point in self.points[:real]:
            make.ad(contact_point_id=point.id, site="real-site", loopback=False)
        self.route = self.another()

    def another(self) -> int:
        route = make_route(
            self.session, self.actor, day=local_day(self.now) + DAY, team="A", start_label="Vejle", start_lat=55.7,
            start_lon=9.5, contact_point_ids=[point.id for point in self.points], now=self.now,
        )  # fmt: skip
        return route.id or 0

    def ask(self, **more: object) -> ExportApproval:
        values = {"purpose": PURPOSE, "now": self.now, **more}
        return ask_export(self.session, self.actor, self.route, FORMAT, **values)  # type: ignore[arg-type]

    def agreed(self, approved: bool = True) -> ExportApproval:
        return answer_export(self.session, self.colleague, self.ask().id or 0, approved, now=self.now)

    def take(self, **more: object) -> bytes:
        values = {
            "actor": self.actor,
            "route": self.route,
            "format": FORMAT,
            "purpose": PURPOSE,
            "now": self.now,
            **more,
        }
        actor, route, format, purpose, now = values.values()
        file = export_route(self.session, self.make.own(self.actor), actor, route, format, purpose=purpose, now=now)  # type: ignore[arg-type]
        return file.content

    def refused(self, **more: object) -> str:
        with pytest.raises(Refused) as refusal:
            self.take(**more)
        return refusal.value.code

    def acts(self) -> list[tuple[object, ...]]:
        rows = self.session.exec(
            select(AuditEntry).where(col(AuditEntry.act).like("export%")).order_by(col(AuditEntry.number))
        )
        return [(row.act, row.user_id, row.subject, row.purpose, row.details, row.at) for row in rows]


@pytest.fixture
def trip(make: object, session: Session, keyring: KeyRing, now: datetime) -> Trip:
    return Trip(make, session, keyring, now)


def test_the_whole_way_is_on_record_with_who_and_what_for(trip: Trip) -> None:
    asked = trip.ask()
    assert (asked.route_id, asked.format, asked.purpose, asked.asked_by) == (
        trip.route,
        FORMAT,
        PURPOSE,
        trip.actor.user_id,
    )
    assert (asked.asked_at, asked.expires_at, asked.answered_at) == (trip.now, trip.now + DAY, None)
    answered = answer_export(trip.session, trip.colleague, asked.id or 0, True, now=trip.now)
    assert (answered.answered_by, answered.answered_at, answered.approved) == (trip.colleague.user_id, trip.now, True)
    content = trip.take().decode("utf-8-sig")
    stamp = (
        f"{trip.actor.organisation_id}/{trip.actor.user_id}/{trip.colleague.user_id} · 2026-11-15 10:00 · 2026-11-16"
    )
    assert stamp in content
    subject = f"route {trip.route}"
    details = {"format": FORMAT, "rows": 1, "real_rows": 1}
    assert trip.acts() == [
        ("export asked", trip.actor.user_id, subject, PURPOSE, {}, trip.now),
        ("export approved", trip.colleague.user_id, subject, PURPOSE, {}, trip.now),
        ("export", trip.actor.user_id, subject, PURPOSE, details, trip.now),
    ]


def test_one_yes_is_one_file(trip: Trip) -> None:
    trip.agreed()
    trip.take()
    assert trip.refused() == "second_person_needed"
    # Two yeses are two files.
    trip.agreed(), trip.agreed()
    trip.take(), trip.take()
    assert trip.refused() == "second_person_needed"


def test_a_yes_is_for_this_route_format_purpose_person_and_day_only(trip: Trip) -> None:
    trip.agreed()
    other_route, mate = trip.another(), trip.make.actor()
    for more in (
        {"route": other_route},
        {"format": "gpx"},
        {"purpose": "kvalitet"},
        {"actor": mate},
        {"now": trip.now + DAY},
    ):
        assert trip.refused(**more) == "second_person_needed", more
    trip.take(now=trip.now + DAY - timedelta(seconds=1))


def test_a_no_or_no_answer_opens_nothing(trip: Trip) -> None:
    trip.ask()
    assert trip.refused() == "second_person_needed"
    trip.agreed(approved=False)
    assert trip.refused() == "second_person_needed"
    assert [act[0] for act in trip.acts()] == ["export asked", "export asked", "export refused"]


def test_nobody_answers_twice_for_oneself_or_too_late(trip: Trip) -> None:
    asked = trip.ask()
    with pytest.raises(NotAllowed) as refusal:
        answer_export(trip.session, trip.actor, asked.id or 0, True, now=trip.now)
    assert refusal.value.code == "own_request"
    for number, now in ((asked.id or 0, trip.now + DAY), (999, trip.now)):
        with pytest.raises(NotFound) as gone:
            answer_export(trip.session, trip.colleague, number, True, now=now)
        assert gone.value.code == "request_gone"
    answer_export(trip.session, trip.colleague, asked.id or 0, False, now=trip.now + DAY - timedelta(seconds=1))
    with pytest.raises(NotFound):
        answer_export(trip.session, trip.colleague, asked.id or 0, True, now=trip.now)


def test_formats_and_purposes_there_are_not_are_refused_when_asking_and_when_taking(trip: Trip) -> None:
    assert trip.refused(format="docx") == "format_unknown"
    assert trip.refused(purpose="nysgerrig") == "purpose_unknown"
    with pytest.raises(WrongField, match="csv") as refusal:
        ask_export(trip.session, trip.actor, trip.route, "docx", purpose=PURPOSE, now=trip.now)
    assert refusal.value.code == "format_unknown" and ", " in str(refusal.value)
    with pytest.raises(WrongField) as refusal:
        trip.ask(purpose="nysgerrig")
    assert refusal.value.code == "purpose_unknown"
    assert trip.session.exec(select(ExportApproval)).all() == []


@pytest.mark.parametrize("role", ["screener", "analyst", "dpo", "administrator"])
def test_roles_that_plan_no_visits_take_no_file(trip: Trip, role: str) -> None:
    trip.agreed()
    wrong = Actor(trip.actor.user_id, trip.actor.organisation_id, role)
    assert trip.refused(actor=wrong) == "role_may_not_export"
    trip.take(actor=Actor(trip.actor.user_id, trip.actor.organisation_id, "coordinator"))


def test_fifty_real_rows_may_leave_and_fifty_one_may_not(
    make, session: Session, keyring: KeyRing, now: datetime
) -> None:  # type: ignore[no-untyped-def]
    fifty = Trip(make, session, keyring, now, real=50, stops=51)
    fifty.agreed()
    assert b"Vej 51" in fifty.take()
    make.ad(contact_point_id=fifty.points[50].id, site="real-site", loopback=False)
    fifty.agreed()
    with pytest.raises(NotAllowed, match="At most 50") as refusal:
        fifty.take()
    assert refusal.value.code == "too_many_rows"


def test_a_file_is_named_by_its_day_alone_and_says_what_it_is(
    make, session: Session, keyring: KeyRing, now: datetime
) -> None:  # type: ignore[no-untyped-def]
    trip = Trip(make, session, keyring, now, real=0)
    file = export_route(session, trip.make.own(trip.actor), trip.actor, trip.route, FORMAT, now=now)
    day = (local_day(now) + DAY).isoformat()
    assert re.fullmatch(rf"[a-zæøå-]+{day}\.csv", file.file_name) and file.mime_type.startswith("text/csv")


def test_these_are_the_purposes_and_no_others() -> None:
    """R-AUD-3: as they stand on record, word by word."""
    assert PURPOSES == ("ruteplan", "SMS-kontakt", "besøg", "kvalitet", "registreret beder om indsigt", "fejl")


def test_invented_rows_need_nobody_and_carry_no_stamp(make, session: Session, keyring: KeyRing, now: datetime) -> None:  # type: ignore[no-untyped-def]
    trip = Trip(make, session, keyring, now, real=0)
    content = trip.take().decode("utf-8-sig")
    assert "·" not in content and "Udleveret" not in content
    assert trip.acts()[0][4] == {"format": FORMAT, "rows": 1, "real_rows": 0}
    assert [one["properties"].get("note") for one in json.loads(trip.take(format="geojson"))["features"]] == [None, ""]


def test_a_stop_another_organisation_has_taken_meanwhile_stays_out_of_the_file(
    make,
    session: Session,
    keyring: KeyRing,
    now: datetime,  # type: ignore[no-untyped-def]
) -> None:
    trip = Trip(make, session, keyring, now, real=0, stops=2)
    assert {b"Vej 1" in trip.take(), b"Vej 2" in trip.take()} == {True}
    from outreach.claims import release

    release(session, trip.points[0].id or 0, trip.actor, now=now)
    claim(session, trip.points[0].id or 0, make.actor("Org B"), now=now)
    content = trip.take()
    assert b"Vej 1" not in content and b"Vej 2" in content
