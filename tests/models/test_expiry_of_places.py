"""What is left of a place nobody visited, of a home, of a clinic, and where a minor was suspected. On SQLite; both engines in test_retention."""

import pytest
from sqlmodel import Session, select

from models.ad import Ad
from models.contact_point import ContactPoint
from models.decision import Assignment, LevelDecision, Mark
from models.expiry import run_retention
from models.message import MessageEntry
from models.people import User
from models.visit import RouteStop, Visit
from tests.conftest import ON_SQLITE
from tests.models.expiring import (
    DAY,
    NOTHING_LEFT,
    NOW,
    SECOND,
    assignment,
    count,
    counted,
    decision,
    forgotten,
    keep,
    mark,
    route_of,
    text_sent,
    told_all,
    visit,
)
from tests.models.test_retention import make_ad, make_point, make_user

pytestmark = ON_SQLITE


@pytest.fixture
def user(session: Session) -> User:
    return make_user(session)


def test_a_place_nobody_visited_goes_wholly_with_what_was_said_about_it(session: Session, user: User) -> None:
    old, young = make_point(session, NOW - 90 * DAY), make_point(session, NOW - 90 * DAY + SECOND)
    for point in (old, young):
        keep(session, decision(user, point, "red", NOW), mark(user, point, "note", NOW), assignment(user, point))
        keep(session, text_sent(user, point))
    done = counted(run_retention(session, now=NOW))
    assert done == {"places": 1}
    assert list(session.exec(select(ContactPoint.id))) == [young.id]
    assert count(session, LevelDecision, Mark, Assignment, MessageEntry) == [1, 1, 1, 1]


@pytest.mark.parametrize("tie", ["ad", "stop"])
def test_a_place_an_ad_or_a_route_names_stays_as_it_is(session: Session, user: User, tie: str) -> None:
    point = make_point(session, NOW - 400 * DAY)
    if tie == "ad":
        make_ad(session, point, NOW)
    else:
        route_of(session, user, point, NOW)
    # One that is passed over ends nothing: the next is still looked at.
    old = make_point(session, NOW - 400 * DAY)
    assert counted(run_retention(session, now=NOW)) == {"places": 1}
    assert (session.get(ContactPoint, old.id), session.get_one(ContactPoint, point.id).city) == (None, "Ribe")


def test_of_a_visited_home_only_kind_and_region_are_left_and_its_neighbour_is_untouched(
    session: Session, user: User
) -> None:
    home, clinic = told_all(session, NOW - 90 * DAY), told_all(session, NOW - 90 * DAY, "clinic")
    for point in (home, clinic):
        keep(session, visit(user, point, NOW - DAY), mark(user, point, "note", NOW))
    before = forgotten(session, clinic)
    assert counted(run_retention(session, now=NOW)) == {"places_forgotten": 1}
    assert forgotten(session, home) == NOTHING_LEFT | {"place_type": "private", "region_code": "1083"}
    assert forgotten(session, clinic) == before
    assert count(session, Mark, Visit) == [1, 2]
    # Forgotten once is forgotten: the next night has nothing to do.
    assert counted(run_retention(session, now=NOW)) == {}


@pytest.mark.parametrize(
    "known",
    [
        {"address_sealed": b"x"}, {"postcode": "6760"}, {"city": "Ribe"}, {"municipality_code": "561"}, {"lat": 55.3},
        {"lon": 8.8}, {"precision": "city"}, {"label": "Ribe"}, {"access_note": "2. th"}, {"opening_hours": "10-22"},
    ],
)  # fmt: skip
def test_whatever_single_thing_is_known_of_an_old_home_is_forgotten(
    session: Session, user: User, known: dict[str, object]
) -> None:
    home = make_point(session, NOW - 90 * DAY)
    for name, value in (NOTHING_LEFT | known).items():
        setattr(home, name, value)
    keep(session, home, visit(user, home, NOW))
    assert counted(run_retention(session, now=NOW)) == {"places_forgotten": 1}
    assert forgotten(session, home) == NOTHING_LEFT | {"place_type": "private", "region_code": None}


def test_a_visit_lengthens_the_life_of_a_clinic_and_an_older_one_does_not_shorten_it(
    session: Session, user: User
) -> None:
    visited, seen = (make_point(session, NOW - days * DAY, place_type="clinic") for days in (1000, 729))
    keep(session, visit(user, visited, NOW - 729 * DAY), visit(user, seen, NOW - 729 * DAY - 2 * SECOND))
    keep(session, visit(user, visited, NOW - 729 * DAY - 3 * SECOND))
    run_retention(session, now=NOW + DAY - SECOND)
    assert [point.city for point in session.exec(select(ContactPoint))] == ["Ribe", "Ribe"]
    run_retention(session, now=NOW + DAY)
    assert count(session, ContactPoint) == [0]


def test_where_a_minor_was_suspected_nothing_is_left_a_week_after_the_receipt(session: Session, user: User) -> None:
    due, visited, other = (told_all(session, NOW) for _ in range(3))
    keep(session, visit(user, visited, NOW))
    for point, at in ((due, NOW), (visited, NOW), (other, NOW + SECOND)):
        make_ad(session, point, NOW)
        route_of(session, user, point, NOW + 30 * DAY)
        keep(session, decision(user, point, "red", NOW), assignment(user, point), text_sent(user, point))
        keep(session, mark(user, point, "minor_receipt", at), mark(user, point, "note", NOW))
    # A receipt is one kind of note: other old notes start no clock.
    keep(session, mark(user, other, "minor", NOW - 30 * DAY))
    assert counted(run_retention(session, now=NOW + 7 * DAY - SECOND)) == {}
    done = counted(run_retention(session, now=NOW + 7 * DAY))
    assert done == {"ads": 2, "numbers": 2, "minor_stubs": 2}
    assert forgotten(session, visited).items() >= NOTHING_LEFT.items()
    assert forgotten(session, other)["city"] == "Ribe"
    assert session.get(ContactPoint, due.id) is None
    for kind in (RouteStop, LevelDecision, Assignment, MessageEntry):
        assert list(session.exec(select(kind.contact_point_id))) == [other.id]  # type: ignore[attr-defined]
    assert set(session.exec(select(Mark.contact_point_id))) == {other.id}
    assert list(session.exec(select(Ad.contact_point_id))) == [other.id]
