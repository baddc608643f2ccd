"""The nightly job that carries out the retention rules: what expired is deleted, in one transaction, and counted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, select

from models.ad import Ad, AdPhone, AdVersion, Issue, Phone, Review
from models.audit_chain import record, trim
from models.collecting import CollectJob
from models.contact_point import ContactPoint
from models.decision import Assignment, LevelDecision, Mark
from models.display import PlaceDisplay
from models.figure import ExportApproval
from models.finding import Finding, TextReading
from models.message import MessageEntry, WorkerDay
from models.network import Link, LinkJudgement, Network
from models.people import PasskeyChallenge, UserSession
from models.request import DataRequest
from models.retention import DEFAULT, Retention, ad_keep_until, place_keep_until
from models.site import CrawlPass, PageMemory, SiteAlarm
from models.visit import Route, RouteStop, Visit
from models.watch import LookUpAlert, TrailSample

# Rows a statement names at a time: below the limit of bound values of both engines.
BATCH = 500
# What is left of a place that only old visits still name: its kind and region, for the counts.
FORGOTTEN: dict[str, object] = {
    "address_sealed": None,
    "postcode": None,
    "city": None,
    "municipality_code": None,
    "lat": None,
    "lon": None,
    "precision": "none",
    "label": "–",
    "access_note": None,
    "opening_hours": None,
}


@dataclass
class Expired:
    """How many rows of each kind one run removed."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, number: int) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + number


def run_retention(session: Session, *, now: datetime, rules: Retention = DEFAULT) -> Expired:
    """Delete all that has expired at ``now`` and write the count to the audit trail; the caller commits."""
    done = Expired()
    _expire_routes(session, now, rules, done)
    erase_ads(session, _expired_ads(session, now, rules), done)
    _expire_visits(session, now, rules, done)
    _expire_places(session, now, rules, done)
    _expire_minor_stubs(session, now, rules, done)
    _expire_history(session, now, rules, done)
    _expire_by_age(session, now, rules, done)
    done.add("audit_entries", trim(session, now - timedelta(days=rules.audit_days), now=now))
    record(session, "retention run", at=now, details=dict(done.counts))
    return done


def levels_in_force(session: Session, point_ids: Iterable[int]) -> dict[int, str]:
    """Return per contact point the person's last level that was not undone, else the proposal."""
    ids = list(point_ids)
    levels: dict[int, str] = {}
    for batch in _batches(ids):
        for point_id, proposed in session.exec(
            select(ContactPoint.id, ContactPoint.proposed_level).where(col(ContactPoint.id).in_(batch))
        ):
            levels[point_id or 0] = proposed
        decisions = (
            select(LevelDecision.contact_point_id, LevelDecision.level)
            .where(col(LevelDecision.contact_point_id).in_(batch), col(LevelDecision.undone_at).is_(None))
            .order_by(col(LevelDecision.decided_at), col(LevelDecision.id))
        )
        levels.update(dict(session.exec(decisions).all()))
    return levels


def _expired_ads(session: Session, now: datetime, rules: Retention) -> list[int]:
    """Return the ids of ads that are past their time."""
    oldest_kept = now - timedelta(days=rules.green_ad_days)
    candidates = session.exec(
        select(Ad.id, Ad.last_seen, Ad.contact_point_id).where(col(Ad.last_seen) <= oldest_kept)
    ).all()
    points = {point for _, _, point in candidates if point is not None}
    levels = levels_in_force(session, points)
    on_route = set(session.exec(select(RouteStop.contact_point_id).distinct()).all())
    renewals = _renewals(session, points)
    return [
        ad_id
        for ad_id, last_seen, point in candidates
        if ad_id is not None
        and now
        >= ad_keep_until(
            levels.get(point or 0, "green"),
            last_seen,
            on_route=point in on_route,
            renewals=renewals.get(point or 0, 0),
            rules=rules,
        )
    ]


def _renewals(session: Session, points: set[int]) -> dict[int, int]:
    counted = (
        select(Mark.contact_point_id, func.count())
        .where(Mark.kind == "renew", col(Mark.undone_at).is_(None))
        .group_by(col(Mark.contact_point_id))
    )
    return {point: number for point, number in session.exec(counted) if point in points}


def erase_ads(session: Session, ad_ids: list[int], done: Expired) -> None:
    """Delete ads with everything that hangs on them, then numbers and networks that nothing names any more."""
    for batch in _batches(ad_ids):
        session.execute(delete(Finding).where(col(Finding.ad_id).in_(batch)))
        session.execute(delete(TextReading).where(col(TextReading.ad_id).in_(batch)))
        for pair in (Link, LinkJudgement):
            session.execute(delete(pair).where(or_(col(pair.ad_a).in_(batch), col(pair.ad_b).in_(batch))))
        for part in (Review, AdVersion, AdPhone, Issue):
            session.execute(delete(part).where(col(part.ad_id).in_(batch)))
        of_these = exists().where(
            col(Ad.id).in_(batch), col(Ad.site) == PageMemory.site, col(Ad.external_id) == PageMemory.external_id
        )
        session.execute(delete(PageMemory).where(of_these))
        session.execute(delete(Ad).where(col(Ad.id).in_(batch)))
    done.add("ads", len(ad_ids))
    done.add("numbers", _delete(session, Phone, _on_no_ad()))
    done.add("networks", _delete(session, Network, ~exists().where(col(Ad.network_id) == col(Network.id))))


def _on_no_ad() -> ColumnElement[bool]:
    """Numbers no ad shows. Asked number by number: a list of all of a million ads' numbers is searched for hours."""
    return ~exists().where(col(AdPhone.phone_id) == col(Phone.id))


def _expire_routes(session: Session, now: datetime, rules: Retention, done: Expired) -> None:
    """Routes end 24 h after their day is over."""
    last_day = (now - timedelta(days=rules.route_days)).date()
    old = session.exec(select(Route.id).where(col(Route.day) < last_day)).all()
    ids = [number for number in old if number is not None]
    for batch in _batches(ids):
        for part in (RouteStop, ExportApproval):
            session.execute(delete(part).where(col(part.route_id).in_(batch)))
        session.execute(delete(Route).where(col(Route.id).in_(batch)))
    done.add("routes", len(ids))


def _expire_visits(session: Session, now: datetime, rules: Retention, done: Expired) -> None:
    before = now - timedelta(days=rules.visit_days)
    done.add("visits", _delete(session, Visit, col(Visit.visited_at) <= before))


def _expire_places(session: Session, now: datetime, rules: Retention, done: Expired) -> None:
    """Forget where an expired place is; delete it wholly once no ad, route or visit names it."""
    last_visits = dict(
        session.exec(
            select(Visit.contact_point_id, func.max(Visit.visited_at)).group_by(col(Visit.contact_point_id))
        ).all()
    )
    with_ads = set(session.exec(select(Ad.contact_point_id).distinct()).all())
    with_stops = set(session.exec(select(RouteStop.contact_point_id).distinct()).all())
    forgotten: list[int] = []
    unused: list[int] = []
    for point in session.exec(select(ContactPoint)):
        if point.id is None or point.id in with_ads or point.id in with_stops:
            continue
        # Visits lengthen the life of a clinic, not of somebody's home.
        visited = last_visits.get(point.id) if point.place_type == "clinic" else None
        if now >= place_keep_until(point.place_type, max(point.last_seen, visited or point.last_seen), rules):
            (forgotten if point.id in last_visits else unused).append(point.id)
    done.add("places_forgotten", _forget_places(session, forgotten))
    for batch in _batches(unused):
        for part in (LevelDecision, Mark, Assignment, MessageEntry):
            session.execute(delete(part).where(col(part.contact_point_id).in_(batch)))
        session.execute(delete(ContactPoint).where(col(ContactPoint.id).in_(batch)))
    done.add("places", len(unused))


def _forget_places(session: Session, point_ids: list[int]) -> int:
    """Blank address, position and notes of places that only old visits still name. Returns how many changed."""
    changed = 0
    # Any of them is enough: an address may be known where its town is not.
    known = or_(*(getattr(ContactPoint, name).is_distinct_from(value) for name, value in FORGOTTEN.items()))
    for batch in _batches(point_ids):
        result = session.execute(update(ContactPoint).where(col(ContactPoint.id).in_(batch), known).values(**FORGOTTEN))
        changed += result.rowcount  # type: ignore[attr-defined]  # a cursor result, since this is DML
        for part in (Mark, PlaceDisplay):
            session.execute(delete(part).where(col(part.contact_point_id).in_(batch)))
    return changed


def _expire_minor_stubs(session: Session, now: datetime, rules: Retention, done: Expired) -> None:
    """Places where a minor was suspected keep nothing a week after the authority's receipt, whatever came since."""
    before = now - timedelta(days=rules.minor_stub_days)
    due = set(
        session.exec(
            select(Mark.contact_point_id).where(Mark.kind == "minor_receipt", col(Mark.made_at) <= before)
        ).all()
    )
    erase_ads(
        session,
        [number for batch in _batches(sorted(due)) for number in _ads_at(session, batch)],
        done,
    )
    _forget_places(session, sorted(due))
    visited = set(session.exec(select(Visit.contact_point_id).where(col(Visit.contact_point_id).in_(due))).all())
    for point_id in due:
        for part in (RouteStop, LevelDecision, Mark, Assignment, MessageEntry):
            session.execute(delete(part).where(col(part.contact_point_id) == point_id))
        if point_id not in visited:
            session.execute(delete(ContactPoint).where(col(ContactPoint.id) == point_id))
    done.add("minor_stubs", len(due))


def _ads_at(session: Session, point_ids: list[int]) -> list[int]:
    rows = session.exec(select(Ad.id).where(col(Ad.contact_point_id).in_(point_ids))).all()
    return [number for number in rows if number is not None]


def _expire_history(session: Session, now: datetime, rules: Retention, done: Expired) -> None:
    """Where a number stood and what an ad said too long ago; what still held at the limit is kept."""
    before = now - timedelta(days=rules.history_days)
    done.add("sightings", _delete(session, AdPhone, col(AdPhone.last_seen) <= before))
    newer = aliased(AdVersion)
    followed = exists().where(
        newer.ad_id == AdVersion.ad_id,  # type: ignore[arg-type]  # a column of the alias, not a value
        col(newer.seen_from) <= before,
        or_(
            col(newer.seen_from) > col(AdVersion.seen_from),
            (col(newer.seen_from) == col(AdVersion.seen_from)) & (col(newer.id) > col(AdVersion.id)),
        ),
    )
    done.add("versions", _delete(session, AdVersion, followed))
    done.add("numbers", _delete(session, Phone, _on_no_ad()))


def _expire_by_age(session: Session, now: datetime, rules: Retention, done: Expired) -> None:
    """Rows whose only rule is their age."""
    passes_before = now - timedelta(days=rules.crawl_pass_days)
    done.add("alarms", _delete(session, SiteAlarm, col(SiteAlarm.raised_at) <= passes_before))
    done.add("passes", _delete(session, CrawlPass, col(CrawlPass.started_at) <= passes_before))
    done.add("jobs", _delete(session, CollectJob, col(CollectJob.asked_at) <= passes_before))
    done.add("page_memories", _delete(session, PageMemory, col(PageMemory.checked_at) <= passes_before))
    messages_before = now - timedelta(days=rules.message_days)
    done.add("messages", _delete(session, MessageEntry, col(MessageEntry.sent_at) <= messages_before))
    done.add("worker_days", _delete(session, WorkerDay, col(WorkerDay.day) <= messages_before.date()))
    requests_before = now - timedelta(days=rules.request_days)
    done.add("requests", _delete(session, DataRequest, col(DataRequest.asked_at) <= requests_before))
    trail_before = now - timedelta(days=rules.audit_days)
    done.add("look_up_alerts", _delete(session, LookUpAlert, col(LookUpAlert.last_at) <= trail_before))
    done.add("samples", _delete(session, TrailSample, col(TrailSample.drawn_at) <= trail_before))
    # Each is good for minutes; the next one asked for takes these away too, where anybody asks.
    done.add(
        "challenges", _delete(session, PasskeyChallenge, col(PasskeyChallenge.made_at) <= now - timedelta(hours=1))
    )
    sessions_before = now - timedelta(days=rules.session_days)
    done.add("sessions", _delete(session, UserSession, col(UserSession.last_used_at) <= sessions_before))


def _delete(session: Session, table: type[SQLModel], condition: object) -> int:
    result = session.execute(delete(table).where(condition))  # type: ignore[arg-type]
    return int(result.rowcount)  # type: ignore[attr-defined]  # a cursor result, since this is DML


def _batches(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
