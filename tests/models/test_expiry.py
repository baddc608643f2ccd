"""The nightly job, rule by rule: what goes with what, what stays beside it, and what is counted. On SQLite; both engines in test_retention."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, SQLModel, col, func, select

from models.ad import Ad, AdPhone, AdVersion, Issue, Phone, Review
from models.audit import AuditEntry
from models.audit_chain import record
from models.collecting import CollectJob
from models.contact_point import ContactPoint
from models.decision import Assignment, LevelDecision, Mark
from models.expiry import Expired, erase_ads, levels_in_force, run_retention
from models.figure import ExportApproval
from models.finding import Finding, TextReading
from models.message import MessageEntry, WorkerDay
from models.network import Link, LinkJudgement, Network
from models.people import PasskeyChallenge, User, UserSession
from models.request import DataRequest
from models.site import CrawlPass, PageMemory, SiteAlarm
from models.visit import Route, RouteStop, Visit
from models.watch import LookUpAlert, TrailSample
from tests.conftest import ON_SQLITE
from tests.models.test_retention import make_ad, make_point, make_user

pytestmark = ON_SQLITE
NOW = datetime(2026, 11, 15, 3, 0, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def user(session: Session) -> User:
    return make_user(session)


def keep(session: Session, *rows: SQLModel) -> None:
    session.add_all(rows)
    session.flush()


def count(session: Session, *tables: type[SQLModel]) -> list[int]:
    return [session.exec(select(func.count()).select_from(table)).one() for table in tables]


def counted(done: Expired) -> dict[str, int]:
    return {kind: number for kind, number in done.counts.items() if number}


def visit(user: User, point: ContactPoint, at: datetime) -> Visit:
    return Visit(
        client_token=f"c{point.id}{at}", contact_point_id=point.id or 0, organisation_id=user.organisation_id,
        user_id=user.id or 0, visited_at=at, outcome="let_in",
    )  # fmt: skip


def mark(user: User, point: ContactPoint, kind: str, at: datetime, **more: object) -> Mark:
    return Mark(
        contact_point_id=point.id or 0, user_id=user.id or 0, organisation_id=user.organisation_id, kind=kind,
        made_at=at, **more,
    )  # fmt: skip


def decision(user: User, point: ContactPoint, level: str, at: datetime, **more: object) -> LevelDecision:
    return LevelDecision(
        contact_point_id=point.id or 0, user_id=user.id or 0, level=level, proposed_level="green", decided_at=at, **more
    )


def assignment(user: User, point: ContactPoint) -> Assignment:
    return Assignment(
        contact_point_id=point.id or 0, from_user_id=user.id or 0, from_organisation_id=user.organisation_id,
        to_organisation_id=user.organisation_id, reason="x", made_at=NOW, until=NOW,
    )  # fmt: skip


def text_sent(user: User, point: ContactPoint | None, at: datetime = NOW) -> MessageEntry:
    return MessageEntry(
        keyed="k", contact_point_id=point.id if point else None, language="da", organisation_id=user.organisation_id,
        user_id=user.id or 0, sent_at=at, sent_on=at.date(),
    )  # fmt: skip


def route_of(session: Session, user: User, point: ContactPoint, at: datetime) -> Route:
    route = Route(
        organisation_id=user.organisation_id, user_id=user.id or 0, day=at.date(), team="A", start_label="Vejle",
        start_lat=55.7, start_lon=9.5, created_at=at,
    )  # fmt: skip
    keep(session, route)
    asked = ExportApproval(
        route_id=route.id or 0, format="gpx", purpose="ruteplan", asked_by=user.id or 0, asked_at=at, expires_at=at
    )
    keep(session, RouteStop(route_id=route.id or 0, contact_point_id=point.id or 0, position=1), asked)
    return route


def remembered(ad: Ad) -> PageMemory:
    return PageMemory(site=ad.site, address=f"/{ad.id}", reader="r", external_id=ad.external_id, checked_at=NOW)


def test_the_level_in_force_is_the_last_persons_that_was_not_undone_else_the_proposal(
    session: Session, user: User
) -> None:
    proposed, once, twice, undone, same_time, not_asked = (make_point(session, NOW, "yellow") for _ in range(6))
    keep(session, decision(user, once, "red", NOW))
    keep(session, decision(user, twice, "green", NOW), decision(user, twice, "red", NOW - DAY))
    keep(session, decision(user, undone, "red", NOW, undone_at=NOW), decision(user, undone, "green", NOW - DAY))
    keep(session, decision(user, same_time, "red", NOW))
    keep(session, decision(user, same_time, "green", NOW), decision(user, not_asked, "red", NOW))
    asked = [point.id or 0 for point in (proposed, once, twice, undone, same_time)]
    found = levels_in_force(session, iter(asked))
    assert found == dict(zip(asked, ["yellow", "red", "green", "green", "green"], strict=True))


def test_levels_of_more_places_than_one_statement_names_are_all_found(session: Session) -> None:
    points = [make_point(session, NOW, "red").id or 0 for _ in range(501)]
    assert levels_in_force(session, points) == dict.fromkeys(points, "red")


def test_an_erased_ad_takes_all_that_hangs_on_it_and_nothing_of_its_neighbour(session: Session, user: User) -> None:
    point = make_point(session, NOW)
    gone, stays, third = (make_ad(session, point, NOW) for _ in range(3))
    networks = [
        Network(token=name, ads=1, phones=1, places=1, first_seen=NOW, last_seen=NOW, updated_at=NOW) for name in "ab"
    ]
    keep(session, *networks)
    gone.network_id, stays.network_id = networks[0].id, networks[1].id
    ids = [gone.id or 0, stays.id or 0, third.id or 0]
    for ad in (gone, stays):
        keep(session, remembered(ad), Issue(ad_id=ad.id, field="price", reason="x", seen_at=NOW))
        keep(session, TextReading(
            ad_id=ad.id or 0, content_hash="h", lang="da", level="green", reader_version="1", read_at=NOW
        ))  # fmt: skip
    keep(session, PageMemory(site="s", address="/list", reader="r", checked_at=NOW))
    for a, b in ((0, 1), (1, 0), (1, 2)):
        keep(session, Link(ad_a=ids[a], ad_b=ids[b], why="shared_phone", strength=0.9))
        keep(session, LinkJudgement(ad_a=ids[a], ad_b=ids[b], same=True, user_id=user.id or 0, judged_at=NOW))
    done = Expired()
    erase_ads(session, [gone.id or 0], done)
    assert done.counts == {"ads": 1, "numbers": 1, "networks": 1}
    assert set(session.exec(select(Ad.id))) == {stays.id, third.id}
    two_each = (Finding, Review, AdVersion, AdPhone, Phone)
    assert count(session, *two_each) == [2] * 5
    assert count(session, Issue, TextReading, Link, LinkJudgement, Network) == [1] * 5
    assert {*session.exec(select(PageMemory.address))} == {f"/{stays.id}", "/list"}
    for kind in (Issue, TextReading, Finding, Review, AdVersion, AdPhone):
        assert gone.id not in set(session.exec(select(kind.ad_id)))  # type: ignore[attr-defined]


def test_the_page_of_the_same_number_on_another_site_stays_remembered(session: Session) -> None:
    ad = make_ad(session, make_point(session, NOW), NOW)
    other = remembered(ad)
    other.site = "t"
    keep(session, type(session.get_one(_site(), "s"))(name="t", title="T", start_url="http://127.0.0.1/"))
    keep(session, other)
    erase_ads(session, [ad.id or 0], Expired())
    assert count(session, PageMemory) == [1]


def _site() -> type[SQLModel]:
    from models.site import Site

    return Site


def test_a_number_another_ad_shows_and_a_network_another_ad_is_in_stay(session: Session) -> None:
    point = make_point(session, NOW)
    gone, stays = make_ad(session, point, NOW), make_ad(session, point, NOW)
    shared = session.exec(select(AdPhone).where(AdPhone.ad_id == gone.id)).one().phone_id
    keep(session, AdPhone(ad_id=stays.id or 0, phone_id=shared, first_seen=NOW, last_seen=NOW))
    network = Network(token="n", ads=2, phones=1, places=1, first_seen=NOW, last_seen=NOW, updated_at=NOW)
    keep(session, network)
    gone.network_id = stays.network_id = network.id
    session.flush()
    done = Expired()
    erase_ads(session, [gone.id or 0], done)
    assert done.counts == {"ads": 1, "numbers": 0, "networks": 0}
    assert count(session, Phone, Network) == [2, 1]


def test_more_ads_than_one_statement_names_go_too(session: Session) -> None:
    point = make_point(session, NOW)
    ids = [make_ad(session, point, NOW).id or 0 for _ in range(501)]
    done = Expired()
    erase_ads(session, ids, done)
    assert (count(session, Ad, Phone), done.counts["ads"]) == ([0, 0], 501)


@pytest.mark.parametrize(
    ("marks", "days"),
    [
        ((), 180),
        (("renew",), 360),
        (("renew", "renew"), 540),
        (("renew",) * 3, 540),
        (("note",), 180),
        (("undone",), 180),
    ],
)
def test_a_red_ad_lives_as_long_as_it_was_renewed(
    session: Session, user: User, marks: tuple[str, ...], days: int
) -> None:
    point = make_point(session, NOW, "red")
    make_ad(session, point, NOW)
    for kind in marks:
        undone = {"undone_at": NOW} if kind == "undone" else {}
        keep(session, mark(user, point, "renew" if undone else kind, NOW, **undone))
    # Somebody renewed another place: that is another place.
    keep(session, mark(user, make_point(session, NOW, "red"), "renew", NOW))
    run_retention(session, now=NOW + days * DAY - SECOND)
    assert count(session, Ad) == [1]
    assert counted(run_retention(session, now=NOW + days * DAY))["ads"] == 1
    assert count(session, Ad) == [0]


def test_an_ad_of_no_place_and_a_place_on_somebodys_route_have_their_own_times(session: Session, user: User) -> None:
    homeless, planned = make_ad(session, make_point(session, NOW), NOW), make_point(session, NOW, "yellow")
    homeless.contact_point_id = None
    on_route = make_ad(session, planned, NOW)
    route_of(session, user, planned, NOW + 400 * DAY)
    run_retention(session, now=NOW + 30 * DAY)
    assert set(session.exec(select(Ad.id))) == {on_route.id}
    run_retention(session, now=NOW + 180 * DAY - SECOND)
    assert count(session, Ad) == [1]
    run_retention(session, now=NOW + 180 * DAY)
    assert count(session, Ad) == [0]


def test_yesterdays_route_is_gone_with_its_stops_and_requests_and_todays_stays(session: Session, user: User) -> None:
    point = make_point(session, NOW)
    for days in (0, 1, 2, 3):
        route_of(session, user, point, NOW - days * DAY)
    done = run_retention(session, now=NOW)
    assert counted(done)["routes"] == 2
    assert count(session, Route, RouteStop, ExportApproval) == [2, 2, 2]
    assert min(session.exec(select(Route.day))) == (NOW - DAY).date()


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


def forgotten(session: Session, point: ContactPoint) -> dict[str, object]:
    session.expire_all()
    names = (
        "address_sealed postcode city municipality_code lat lon precision label access_note opening_hours "
        "place_type region_code"
    )
    return {name: getattr(session.get_one(ContactPoint, point.id), name) for name in names.split()}


NOTHING_LEFT = dict.fromkeys(
    ("address_sealed", "postcode", "city", "municipality_code", "lat", "lon", "access_note", "opening_hours")
) | {"precision": "none", "label": "–"}


def told_all(session: Session, seen: datetime, place_type: str = "private") -> ContactPoint:
    point = make_point(session, seen, place_type=place_type)
    point.municipality_code, point.precision, point.region_code = "561", "address", "1083"
    point.access_note, point.opening_hours = "2. th", "10-22"
    keep(session, point)
    return point


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


def test_a_sighting_goes_after_a_year_and_its_number_with_the_last_one(session: Session) -> None:
    ad = make_ad(session, make_point(session, NOW, "red"), NOW)
    link = session.exec(select(AdPhone)).one()
    link.last_seen = NOW - 365 * DAY + SECOND
    keep(session, link)
    assert counted(run_retention(session, now=NOW)) == {}
    assert counted(run_retention(session, now=NOW + SECOND)) == {"sightings": 1, "numbers": 1}
    assert (session.get(Ad, ad.id), count(session, AdPhone, Phone)) == (ad, [0, 0])


def test_of_two_wordings_of_one_moment_the_later_written_holds(session: Session) -> None:
    ad, other = (make_ad(session, make_point(session, NOW, "red"), NOW) for _ in range(2))
    year_ago = NOW - 365 * DAY
    for name, of, at in (("first", ad, year_ago), ("second", ad, year_ago), ("lone", other, year_ago - DAY)):
        keep(session, AdVersion(ad_id=of.id or 0, seen_from=at, content_hash=name, content_sealed=b"c"))
    assert counted(run_retention(session, now=NOW)) == {"versions": 1}
    assert sorted(session.exec(select(AdVersion.content_hash))) == ["h", "h", "lone", "second"]


def test_every_kind_that_only_ages_goes_at_its_limit_and_not_a_second_earlier(session: Session, user: User) -> None:
    make_ad(session, make_point(session, NOW, "red"), NOW)
    who, where = user.id or 0, user.organisation_id
    limits = {"two years": 730 * DAY, "one year": 365 * DAY, "a month": 30 * DAY, "an hour": timedelta(hours=1)}
    for name, limit in limits.items():
        for number, at in enumerate((NOW - limit, NOW - limit + SECOND)):
            mark_of = f"{name} {number}"
            if name == "two years":
                one = CrawlPass(site="s", started_at=at, status="complete")
                keep(session, one, SiteAlarm(site="s", raised_at=at, reason="x"))
                keep(session, CollectJob(kind="crawl", site="s", asked_at=at))
                keep(session, PageMemory(site="s", address=mark_of, reader="r", checked_at=at))
                keep(session, visit(user, make_point(session, NOW, place_type="clinic"), at))
                keep(session, LookUpAlert(
                    pattern="night", user_id=who, organisation_id=where, first_at=at, last_at=at, times=2, raised_at=at
                ))  # fmt: skip
                record(session, "record view", at=at)
            elif name == "one year":
                keep(session, text_sent(user, None, at), DataRequest(asked_at=at, language="da", done_at=at))
            elif name == "a month":
                keep(session, UserSession(
                    token_hash=mark_of, user_id=who, csrf_token="c", created_at=at, last_used_at=at
                ))  # fmt: skip
            else:
                keep(session, PasskeyChallenge(
                    challenge_hash=mark_of, bound_to="log-in:1", act="prove", made_at=at
                ))  # fmt: skip
    for entry in session.exec(select(AuditEntry)):
        keep(session, TrailSample(
            entry_number=entry.number or 0, organisation_id=where, month="2024-11", drawn_at=entry.at
        ))  # fmt: skip
    for days in (365, 366):
        keep(session, WorkerDay(user_id=who, day=(NOW - days * DAY).date(), first_texts=1))
    done = counted(run_retention(session, now=NOW))
    assert done.pop("worker_days") == 2
    assert done == dict.fromkeys(
        ["alarms", "passes", "jobs", "page_memories", "visits", "messages", "requests", "look_up_alerts", "samples", "challenges", "sessions", "audit_entries"], 1,
    )  # fmt: skip
    assert count(session, SiteAlarm, CrawlPass, CollectJob, PageMemory, Visit, MessageEntry, DataRequest) == [1] * 7
    assert count(session, LookUpAlert, TrailSample, UserSession, PasskeyChallenge) == [1] * 4


def test_the_night_is_on_record_with_every_count_noughts_too(session: Session) -> None:
    make_ad(session, make_point(session, NOW - 90 * DAY), NOW - 30 * DAY)
    done = run_retention(session, now=NOW)
    entry = session.exec(select(AuditEntry).order_by(col(AuditEntry.number).desc())).first()
    assert entry is not None and (entry.act, entry.at) == ("retention run", NOW)
    assert entry.details == done.counts
    assert set(done.counts) == {
        "routes",
        "ads",
        "numbers",
        "networks",
        "visits",
        "places_forgotten",
        "places",
        "minor_stubs",
        "sightings",
        "versions",
        "alarms",
        "passes",
        "jobs",
        "page_memories",
        "messages",
        "worker_days",
        "requests",
        "look_up_alerts",
        "samples",
        "challenges",
        "sessions",
        "audit_entries",
    }
    assert counted(done) == {"ads": 1, "numbers": 1, "places": 1}
