"""The nightly job, rule by rule: what only ages, and what is counted. On SQLite; both engines in test_retention."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from models.ad import Ad, AdPhone, AdVersion, Phone
from models.audit import AuditEntry
from models.audit_chain import record
from models.collecting import CollectJob
from models.expiry import run_retention
from models.figure import ExportApproval
from models.message import MessageEntry, WorkerDay
from models.people import PasskeyChallenge, User, UserSession
from models.request import DataRequest
from models.site import CrawlPass, PageMemory, SiteAlarm
from models.visit import Route, RouteStop, Visit
from models.watch import LookUpAlert, TrailSample
from tests.conftest import ON_SQLITE
from tests.models.expiring import DAY, NOW, SECOND, count, counted, keep, route_of, text_sent, visit
from tests.models.test_retention import make_ad, make_point, make_user

pytestmark = ON_SQLITE


@pytest.fixture
def user(session: Session) -> User:
    return make_user(session)


def test_yesterdays_route_is_gone_with_its_stops_and_requests_and_todays_stays(session: Session, user: User) -> None:
    point = make_point(session, NOW)
    for days in (0, 1, 2, 3):
        route_of(session, user, point, NOW - days * DAY)
    done = run_retention(session, now=NOW)
    assert counted(done)["routes"] == 2
    assert count(session, Route, RouteStop, ExportApproval) == [2, 2, 2]
    assert min(session.exec(select(Route.day))) == (NOW - DAY).date()


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
