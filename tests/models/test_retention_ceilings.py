"""T-25: stores filled at random, rows of all ages; after one night no row is older than its ceiling, and no younger one is lost.

The ceilings are written down here once more, as questions to the database: the program's own rules are not asked.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, text
from sqlmodel import Session, SQLModel, col, select

from models.ad import Ad, AdPhone, AdVersion
from models.audit import AuditEntry
from models.audit_chain import first_break, kept_from, record
from models.collecting import CollectJob
from models.contact_point import ContactPoint
from models.decision import LevelDecision, Mark
from models.expiry import run_retention
from models.figure import ExportApproval
from models.message import MessageEntry, WorkerDay
from models.people import User, UserSession
from models.request import DataRequest
from models.site import CrawlPass, PageMemory, SiteAlarm
from models.visit import Route, RouteStop, Visit
from models.watch import LookUpAlert, TrailSample
from tests.models.test_retention import make_ad, make_point, make_user

NOW = datetime(2026, 11, 15, 3, 0, tzinfo=UTC)
AGES = (0, 1, 2, 6, 7, 8, 29, 30, 31, 89, 90, 91, 179, 180, 181, 364, 365, 366, 539, 540, 541, 729, 730, 731, 1500)
# Table, column of its age, most days: rows at or beyond are too old, whatever else is true of them.
BY_AGE: tuple[tuple[str, str, int], ...] = (
    ("visit", "visited_at", 730),
    ("message_entry", "sent_at", 365),
    ("data_request", "asked_at", 365),
    ("user_session", "last_used_at", 30),
    ("crawl_pass", "started_at", 730),
    ("site_alarm", "raised_at", 730),
    ("collect_job", "asked_at", 730),
    ("page_memory", "checked_at", 730),
    ("ad_phone", "last_seen", 365),
    ("audit_entry", "at", 730),
    ("look_up_alert", "last_at", 730),
    ("trail_sample", "drawn_at", 730),
)
# The level in force at an ad's place, its most days, and for a place on a route.
MOST_DAYS = {"green": (30, 180), "not_assessed": (30, 180), "yellow": (90, 180), "red": (180, 180)}


def ago(draw: random.Random) -> datetime:
    """Return a time of the last years: often at the very edge of a ceiling."""
    return NOW - timedelta(
        days=draw.choice(AGES), seconds=draw.choice((-1, 0, 0, 1, 3600)) if draw.random() < 0.8 else 0
    )


class Filler:
    """Fills a store with rows of random age and counts them."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session, self.draw, self.made = session, random.Random(seed), 0
        self.user = make_user(session)
        self.kinds: tuple[Callable[[datetime], None], ...] = (
            self.ad, self.ad, self.place, self.route, self.visit, self.message, self.request, self.seat,
            self.collecting, self.page, self.trail,
        )  # fmt: skip

    def fill(self, rows: int) -> None:
        times = sorted(ago(self.draw) for _ in range(rows))
        # The trail is written as time goes by; all else comes in any order.
        for at in times:
            self.draw.choice(self.kinds)(at)
            self.made += 1
        self.session.commit()

    def add(self, *rows: SQLModel) -> None:
        self.session.add_all(rows)
        self.session.flush()

    def point(self, at: datetime) -> ContactPoint:
        return make_point(self.session, at, self.draw.choice(list(MOST_DAYS)), self.draw.choice(["clinic", "private"]))

    def ad(self, at: datetime) -> None:
        point = self.point(at)
        ad = make_ad(self.session, point, at)
        if self.draw.random() < 0.3:
            level = self.draw.choice(list(MOST_DAYS))
            self.add(LevelDecision(
                contact_point_id=point.id or 0, user_id=self.user.id or 0, level=level, proposed_level="green",
                decided_at=at, undone_at=at if self.draw.random() < 0.3 else None,
            ))  # fmt: skip
        for _ in range(self.draw.choice((0, 0, 1, 2, 5))):
            self.add(self.mark(point, "renew", at))
        for days in range(self.draw.choice((0, 0, 3))):
            earlier = at - timedelta(days=200 * days)
            self.add(AdVersion(ad_id=ad.id or 0, seen_from=earlier, content_hash="h", content_sealed=b"c"))

    def mark(self, point: ContactPoint, kind: str, at: datetime) -> Mark:
        return Mark(
            contact_point_id=point.id or 0, user_id=self.user.id or 0, organisation_id=self.user.organisation_id,
            kind=kind, made_at=at,
        )  # fmt: skip

    def place(self, at: datetime) -> None:
        point = self.point(at)
        if self.draw.random() < 0.2:
            self.add(self.mark(point, "minor_receipt", at))

    def route(self, at: datetime) -> None:
        point = self.point(at)
        if self.draw.random() < 0.5:
            make_ad(self.session, point, at)
        route = Route(
            organisation_id=self.user.organisation_id, user_id=self.user.id or 0, day=at.date(), team="A",
            start_label="Vejle", start_lat=55.7, start_lon=9.5, created_at=at,
        )  # fmt: skip
        self.add(route)
        self.add(
            RouteStop(route_id=route.id or 0, contact_point_id=point.id or 0, position=1),
            ExportApproval(
                route_id=route.id or 0, format="gpx", purpose="ruteplan", asked_by=self.user.id or 0, asked_at=at, expires_at=at
            ),
        )  # fmt: skip

    def visit(self, at: datetime) -> None:
        point = self.point(ago(self.draw))
        self.add(Visit(
            client_token=f"c{self.made}", contact_point_id=point.id or 0, organisation_id=self.user.organisation_id,
            user_id=self.user.id or 0, visited_at=at, outcome="let_in",
        ))  # fmt: skip

    def message(self, at: datetime) -> None:
        self.add(MessageEntry(
            keyed="k", contact_point_id=self.point(at).id, language="da", organisation_id=self.user.organisation_id,
            user_id=self.user.id or 0, sent_at=at, sent_on=at.date(),
        ))  # fmt: skip
        self.session.merge(WorkerDay(user_id=self.user.id or 0, day=at.date(), first_texts=1))

    def request(self, at: datetime) -> None:
        self.add(DataRequest(asked_at=at, language="da", done_at=at))

    def seat(self, at: datetime) -> None:
        self.add(UserSession(
            token_hash=f"t{self.made}", user_id=self.user.id or 0, csrf_token="c", created_at=at, last_used_at=at
        ))  # fmt: skip

    def collecting(self, at: datetime) -> None:
        one = CrawlPass(site="s", started_at=at, status="complete")
        self._site()
        self.add(one)
        self.add(
            SiteAlarm(site="s", crawl_pass_id=one.id if self.draw.random() < 0.5 else None, raised_at=at, reason="x")
        )
        self.add(CollectJob(kind="crawl", site="s", asked_at=at))

    def page(self, at: datetime) -> None:
        self._site()
        self.add(PageMemory(site="s", address=f"/{self.made}", reader="r", checked_at=at))

    def trail(self, at: datetime) -> None:
        who, where = self.user.id or 0, self.user.organisation_id
        self.add(LookUpAlert(
            pattern="night", user_id=who, organisation_id=where, first_at=at, last_at=at, times=2, raised_at=at
        ))  # fmt: skip
        self.add(TrailSample(month="2026-10", entry_number=10**6 + self.made, organisation_id=where, drawn_at=at))
        record(self.session, "record view", at=at, subject=f"place:{self.made}")

    def _site(self) -> None:
        from models.site import Site

        if self.session.get(Site, "s") is None:
            self.add(Site(name="s", title="S", start_url="http://127.0.0.1/"))


def stamps(session: Session, table: str, column: str) -> list[datetime]:
    model = SQLModel.metadata.tables[table]
    return list(session.execute(select(model.c[column])).scalars())


def level_of(session: Session, point_id: int) -> str:
    """Return the level in force, asked anew: the last decision that stands, else the proposal."""
    decided = session.exec(
        select(LevelDecision.level)
        .where(LevelDecision.contact_point_id == point_id, col(LevelDecision.undone_at).is_(None))
        .order_by(col(LevelDecision.decided_at).desc(), col(LevelDecision.id).desc())
    ).first()
    return decided or session.get_one(ContactPoint, point_id).proposed_level


def too_old(session: Session) -> list[str]:
    """Name every row that lives beyond its ceiling."""
    found = [
        f"{table} {NOW - at}"
        for table, column, days in BY_AGE
        for at in stamps(session, table, column)
        if at <= NOW - timedelta(days=days) and not (table == "audit_entry" and at == NOW)
    ]
    on_route = set(session.exec(select(RouteStop.contact_point_id)).all())
    for ad in session.exec(select(Ad)).all():
        level = level_of(session, ad.contact_point_id or 0)
        renewed = session.exec(
            select(func.count())
            .select_from(Mark)
            .where(Mark.kind == "renew", Mark.contact_point_id == ad.contact_point_id)
        ).one()
        plain, tied = MOST_DAYS[level]
        most = plain * (1 + min(renewed, 2)) if level == "red" else tied if ad.contact_point_id in on_route else plain
        if ad.last_seen <= NOW - timedelta(days=most):
            found.append(f"ad {level} {NOW - ad.last_seen}")
    for day in session.exec(select(Route.day)).all():
        if day < (NOW - timedelta(days=1)).date():
            found.append(f"route {day}")
    return found


def lost_young(before: dict[str, list[datetime]], after: dict[str, list[datetime]]) -> list[str]:
    """Name tables that lost a row younger than its ceiling for no other reason than age."""
    alone = {
        "visit",
        "data_request",
        "user_session",
        "crawl_pass",
        "site_alarm",
        "collect_job",
        "page_memory",
        "look_up_alert",
        "trail_sample",
    }
    return [
        table
        for table, _, days in BY_AGE
        if table in alone
        and sorted(at for at in before[table] if at > NOW - timedelta(days=days)) != sorted(after[table])
    ]


def one_night(session: Session, seed: int, rows: int) -> int:
    """Fill, run one night, and check; returns how many rows there were to judge."""
    filler = Filler(session, seed)
    filler.fill(rows)
    before = {table: stamps(session, table, column) for table, column, _ in BY_AGE}
    young_ads = {
        ad.id for ad in session.exec(select(Ad)).all() if ad.last_seen > NOW - timedelta(days=30)
    } - minors(session)  # fmt: skip
    run_retention(session, now=NOW)
    session.commit()
    session.expire_all()
    assert too_old(session) == []
    assert lost_young(before, {table: stamps(session, table, column) for table, column, _ in BY_AGE}) == []
    assert young_ads <= set(session.exec(select(Ad.id)).all())
    assert first_break(session) is None
    again = run_retention(session, now=NOW)
    assert {kind: number for kind, number in again.counts.items() if number} == {}
    return filler.made


def minors(session: Session) -> set[int | None]:
    due = select(Mark.contact_point_id).where(Mark.kind == "minor_receipt")
    return set(session.exec(select(Ad.id).where(col(Ad.contact_point_id).in_(due))).all())


@pytest.mark.parametrize("seed", range(5))
def test_after_a_night_no_row_is_older_than_its_ceiling_and_no_younger_one_is_lost(
    sqlite_store: Engine, seed: int
) -> None:
    with Session(sqlite_store, expire_on_commit=False) as session:
        assert one_night(session, seed, 200) == 200


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(40))
def test_after_a_night_no_row_of_20000_is_older_than_its_ceiling(sqlite_store: Engine, seed: int) -> None:
    with Session(sqlite_store, expire_on_commit=False) as session:
        assert one_night(session, 100 + seed, 500) == 500


def test_one_night_on_each_engine(session: Session) -> None:
    assert one_night(session, 99, 150) == 150


def test_the_trail_lets_go_of_two_years_and_still_verifies(session: Session) -> None:
    for days in (800, 760, 731, 730, 700, 1):
        record(session, "record view", at=NOW - timedelta(days=days), subject=f"place:{days}")
    session.commit()
    run_retention(session, now=NOW)
    session.commit()
    assert [row.subject for row in session.exec(select(AuditEntry).order_by(col(AuditEntry.number)))][:2] == [
        "place:700",
        "place:1",
    ]
    assert (kept_from(session).through, first_break(session)) == (4, None)
    session.execute(text("DELETE FROM audit_entry WHERE number = 5"))
    assert first_break(session) == 5


def test_what_an_ad_said_long_ago_goes_but_what_still_held_a_year_ago_stays(session: Session) -> None:
    point = make_point(session, NOW, "red")
    ad = make_ad(session, point, NOW)
    for days in (900, 500, 400, 300, 10):
        session.add(
            AdVersion(
                ad_id=ad.id or 0, seen_from=NOW - timedelta(days=days), content_hash=f"v{days}", content_sealed=b"c"
            )
        )
    session.commit()
    run_retention(session, now=NOW)
    session.commit()
    kept = session.exec(select(AdVersion.content_hash).order_by(col(AdVersion.seen_from))).all()
    assert list(kept) == ["v400", "v300", "v10", "h"]
    assert session.exec(select(func.count()).select_from(AdPhone)).one() == 1


def test_an_erased_ad_leaves_no_page_in_the_collectors_memory(session: Session) -> None:
    ads = [make_ad(session, make_point(session, NOW), NOW - timedelta(days=days)) for days in (31, 1)]
    for ad in ads:
        session.add(
            PageMemory(
                site="s", address=f"/ad/{ad.external_id}", reader="r", external_id=ad.external_id, checked_at=NOW
            )
        )
    session.add(PageMemory(site="s", address="/list", reader="r", checked_at=NOW))
    session.commit()
    run_retention(session, now=NOW)
    session.commit()
    assert sorted(session.exec(select(PageMemory.address)).all()) == sorted(["/list", f"/ad/{ads[1].external_id}"])


def test_a_user_and_what_a_night_may_not_touch_stay(session: Session) -> None:
    make_user(session)
    session.commit()
    run_retention(session, now=NOW + timedelta(days=4000))
    assert session.exec(select(func.count()).select_from(User)).one() == 1
