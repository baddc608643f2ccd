"""No row outlives its ceiling, and nothing in use is lost, on both engines."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func
from sqlmodel import Session, SQLModel, col, select

from models.ad import Ad, AdPhone, AdVersion, Phone, Review
from models.audit import AuditEntry
from models.contact_point import ContactPoint
from models.decision import LevelDecision, Mark
from models.expiry import run_retention
from models.finding import Finding
from models.network import Link, Network
from models.people import Organisation, PasskeyChallenge, User
from models.retention import ad_keep_until
from models.site import Site
from models.visit import Route, RouteStop, Visit

NUMBERS = itertools.count(1)


def make_point(session: Session, seen: datetime, level: str = "green", place_type: str = "private") -> ContactPoint:
    number = next(NUMBERS)
    point = ContactPoint(
        token=f"t{number}",
        basis="place",
        basis_key=f"k{number}",
        label="Privat i Ribe",
        place_type=place_type,
        city="Ribe",
        postcode="6760",
        lat=55.3,
        lon=8.8,
        address_sealed=b"x",
        first_seen=seen,
        last_seen=seen,
        proposed_level=level,
    )
    session.add(point)
    session.flush()
    return point


def make_ad(session: Session, point: ContactPoint, seen: datetime) -> Ad:
    if session.get(Site, "s") is None:
        session.add(Site(name="s", title="S", start_url="http://127.0.0.1/"))
        session.flush()
    number = next(NUMBERS)
    ad = Ad(
        site="s",
        external_id=str(number),
        url="u",
        first_seen=seen,
        last_seen=seen,
        content_hash="h",
        content_sealed=b"c",
        contact_point_id=point.id,
    )
    session.add(ad)
    session.flush()
    assert ad.id is not None
    phone = Phone(keyed=f"p{number}", epoch="2026", sealed=b"p", tail="34")
    session.add(phone)
    session.flush()
    assert phone.id is not None
    session.add(AdPhone(ad_id=ad.id, phone_id=phone.id, first_seen=seen, last_seen=seen))
    session.add(AdVersion(ad_id=ad.id, seen_from=seen, content_hash="h", content_sealed=b"c"))
    review = Review(ad_id=ad.id, external_id="1", text_sealed=b"r", first_seen=seen)
    session.add(review)
    session.flush()
    session.add(
        Finding(
            ad_id=ad.id,
            review_id=review.id,
            indicator="youth",
            direction="concern",
            strength=1,
            rule="r",
            found_at=seen,
        )
    )
    return ad


def make_user(session: Session) -> User:
    organisation = Organisation(name="AmiAmi")
    session.add(organisation)
    session.flush()
    assert organisation.id is not None
    user = User(login="anna", password_hash="x", organisation_id=organisation.id, role="outreach")
    session.add(user)
    session.flush()
    return user


def count(session: Session, table: type[SQLModel]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


@pytest.mark.parametrize(("level", "days"), [("green", 30), ("not_assessed", 30), ("yellow", 90), ("red", 180)])
def test_an_ad_goes_on_the_day_its_level_says_with_all_that_hangs_on_it(
    session: Session, now: datetime, level: str, days: int
) -> None:
    point = make_point(session, now, level)
    make_ad(session, point, now)
    session.commit()
    run_retention(session, now=now + timedelta(days=days) - timedelta(seconds=1))
    assert count(session, Ad) == 1
    run_retention(session, now=now + timedelta(days=days))
    session.commit()
    assert [count(session, table) for table in (Ad, AdVersion, Review, Finding, AdPhone, Phone)] == [0] * 6


def test_a_persons_level_counts_not_the_machines(session: Session, now: datetime) -> None:
    user, point = make_user(session), make_point(session, now, "green")
    make_ad(session, point, now)
    assert user.id is not None and point.id is not None
    session.add(
        LevelDecision(contact_point_id=point.id, user_id=user.id, level="red", proposed_level="green", decided_at=now)
    )
    session.commit()
    run_retention(session, now=now + timedelta(days=179))
    assert count(session, Ad) == 1


def test_a_red_ad_is_renewed_twice_at_most(session: Session, now: datetime) -> None:
    assert ad_keep_until("red", now, on_route=False, renewals=9) == now + timedelta(days=540)


def test_links_and_empty_networks_go_with_their_ads(session: Session, now: datetime) -> None:
    point = make_point(session, now)
    first, second = make_ad(session, point, now), make_ad(session, point, now)
    network = Network(token="n", ads=2, phones=2, places=1, first_seen=now, last_seen=now, updated_at=now)
    session.add(network)
    session.flush()
    first.network_id = second.network_id = network.id
    assert first.id is not None and second.id is not None
    session.add(Link(ad_a=first.id, ad_b=second.id, why="shared_phone", strength=0.9))
    session.commit()
    run_retention(session, now=now + timedelta(days=31))
    session.commit()
    assert (count(session, Link), count(session, Network)) == (0, 0)


def test_a_route_is_gone_the_day_after_but_its_visit_stays(session: Session, now: datetime) -> None:
    user, point = make_user(session), make_point(session, now, place_type="clinic")
    assert user.id is not None and point.id is not None
    route = Route(
        organisation_id=user.organisation_id,
        user_id=user.id,
        day=now.date(),
        team="A",
        start_label="Vejle",
        start_lat=55.7,
        start_lon=9.5,
        created_at=now,
    )
    session.add(route)
    session.flush()
    assert route.id is not None
    session.add(RouteStop(route_id=route.id, contact_point_id=point.id, position=1))
    session.add(
        Visit(
            client_token="c",
            contact_point_id=point.id,
            organisation_id=user.organisation_id,
            user_id=user.id,
            visited_at=now,
            outcome="let_in",
            region_code="1083",
        )
    )
    session.commit()
    run_retention(session, now=now)
    assert count(session, Route) == 1
    run_retention(session, now=now + timedelta(days=2))
    session.commit()
    assert (count(session, Route), count(session, RouteStop), count(session, Visit)) == (0, 0, 1)


def test_a_home_is_forgotten_after_90_days_even_when_visited(session: Session, now: datetime) -> None:
    user, point = make_user(session), make_point(session, now, place_type="private")
    assert user.id is not None and point.id is not None
    session.add(
        Visit(
            client_token="c",
            contact_point_id=point.id,
            organisation_id=user.organisation_id,
            user_id=user.id,
            visited_at=now + timedelta(days=80),
            outcome="let_in",
        )
    )
    session.add(
        Mark(
            contact_point_id=point.id,
            user_id=user.id,
            organisation_id=user.organisation_id,
            kind="note",
            value="x",
            made_at=now,
        )
    )
    session.commit()
    run_retention(session, now=now + timedelta(days=90))
    session.commit()
    session.expire_all()
    kept = session.exec(select(ContactPoint)).one()
    assert (kept.address_sealed, kept.city, kept.postcode, kept.lat, kept.lon) == (None, None, None, None, None)
    assert (count(session, Visit), count(session, Mark)) == (1, 0)
    run_retention(session, now=now + timedelta(days=80 + 730))
    session.commit()
    assert (count(session, Visit), count(session, ContactPoint)) == (0, 0)


def test_each_run_is_counted_in_the_audit_trail(session: Session, now: datetime) -> None:
    make_ad(session, make_point(session, now), now)
    session.commit()
    run_retention(session, now=now + timedelta(days=30))
    session.commit()
    entry = session.exec(select(AuditEntry).where(col(AuditEntry.act) == "retention run")).one()
    assert entry.details["ads"] == 1


LEVELS = st.sampled_from(["green", "yellow", "red", "not_assessed"])


@given(LEVELS, st.booleans(), st.integers(0, 5), st.datetimes(timezones=st.just(UTC)).filter(lambda at: at.year < 9000))
def test_no_ad_outlives_the_highest_ceiling(level: str, on_route: bool, renewals: int, seen: datetime) -> None:
    kept = (ad_keep_until(level, seen, on_route=on_route, renewals=renewals) - seen).days
    assert kept <= {"red": 540}.get(level, 180)
    if not on_route and level in ("green", "not_assessed"):
        assert kept == 30


def test_what_a_passkey_was_asked_goes_the_next_night(session: Session, now: datetime) -> None:
    for hours in (0, 2):
        asked = PasskeyChallenge(
            challenge_hash=f"h{hours}", bound_to="log-in:1", act="prove", made_at=now - timedelta(hours=hours)
        )
        session.add(asked)
    session.flush()
    run_retention(session, now=now)
    assert [left.challenge_hash for left in session.exec(select(PasskeyChallenge))] == ["h0"]
