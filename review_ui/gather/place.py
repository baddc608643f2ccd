"""All that is gathered about one contact point beyond its card: ads with marked words, timeline, visits, who looked."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlmodel import col

from models.ad import Ad, AdPhone, AdVersion, Phone, Review
from models.audit import AuditEntry
from models.contact_point import ContactPoint
from models.decision import LevelDecision, Mark
from models.finding import Finding
from models.network import Network
from models.people import Organisation, User
from models.policy import load_policy
from models.visit import Visit
from review_ui.desk import Desk
from review_ui.gather.evidence import Piece, marked_text

WEEKS = 12
MOST_EVENTS = 60


@dataclass(frozen=True)
class ShownAd:
    """One ad with its text cut into marked and plain pieces; None while it has not been read."""

    ad: Ad
    title: list[Piece] | None
    text: list[Piece] | None
    reviews: list[tuple[Review, list[Piece] | None]]


@dataclass(frozen=True)
class Event:
    """One dot on the timeline. ``code`` is worded by the page; values fill the words."""

    at: datetime
    code: str
    values: dict[str, object]


@dataclass(frozen=True)
class Looked:
    """Who has seen this: organisation and role, never a colleague's name."""

    at: datetime
    organisation: str
    role: str
    act: str


def shown_ads(desk: Desk, ads: list[Ad], reviews: list[Review], findings: list[Finding]) -> list[ShownAd]:
    """Cut every ad and review into pieces with the evidence marked."""
    policy = load_policy()
    of_ad: dict[int, list[Finding]] = defaultdict(list)
    of_review: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        (of_review[finding.review_id] if finding.review_id is not None else of_ad[finding.ad_id]).append(finding)

    def pieces(text: str | None, findings: list[Finding]) -> list[Piece] | None:
        return None if text is None else marked_text(text, findings, policy, desk.lang)

    by_ad: dict[int, list[tuple[Review, list[Piece] | None]]] = defaultdict(list)
    for review in reviews:
        by_ad[review.ad_id].append((review, pieces(review.text_masked, of_review[review.id or 0])))
    return [
        ShownAd(
            ad,
            pieces(ad.title_masked, of_ad[ad.id or 0]),
            pieces(ad.text_masked, of_ad[ad.id or 0]),
            by_ad[ad.id or 0],
        )
        for ad in ads
    ]


def timeline(desk: Desk, point: ContactPoint) -> list[Event]:
    """Return what happened here, newest first: ads came, changed, went; visits; levels set by people."""
    events = [*_ad_events(desk, point), *_visit_events(desk, point), *_decision_events(desk, point)]
    return sorted(events, key=lambda event: event.at, reverse=True)[:MOST_EVENTS]


# Read from their newest end: a place may have had hundreds of ads, and the timeline shows sixty dots.
_CAME = select(col(Ad.first_seen), col(Ad.gone_at), col(Ad.site)).where(col(Ad.contact_point_id) == bindparam("point"))
_CHANGES = (
    select(col(AdVersion.seen_from), col(Ad.site), AdVersion.changed)  # type: ignore[call-overload]
    .join(Ad, col(Ad.id) == col(AdVersion.ad_id))
    .where(col(Ad.contact_point_id) == bindparam("point"), col(AdVersion.seen_from) > col(Ad.first_seen))
    .order_by(col(AdVersion.seen_from).desc())
    .limit(MOST_EVENTS)
)


def _ad_events(desk: Desk, point: ContactPoint) -> list[Event]:
    events = []
    for first_seen, gone_at, site in desk.session.execute(_CAME, {"point": point.id}):
        events.append(Event(first_seen, "ad_new", {"site": site}))
        if gone_at:
            events.append(Event(gone_at, "ad_gone", {"site": site}))
    changes = desk.session.execute(_CHANGES, {"point": point.id})
    return events + [
        Event(seen_from, "ad_changed", {"site": site, "fields": fields})
        for seen_from, site, fields in changes
        if fields
    ]


def _visit_events(desk: Desk, point: ContactPoint) -> list[Event]:
    return [
        Event(visit.visited_at, "visit", {"who": who, "outcome": visit.outcome}) for visit, who in visits(desk, point)
    ]


def _decision_events(desk: Desk, point: ContactPoint) -> list[Event]:
    rows = desk.session.execute(
        select(LevelDecision, col(Organisation.name))
        .join(User, col(User.id) == LevelDecision.user_id)
        .join(Organisation, col(Organisation.id) == User.organisation_id)
        .where(col(LevelDecision.contact_point_id) == point.id, col(LevelDecision.undone_at).is_(None))
    )
    return [
        Event(decision.decided_at, "level", {"who": who, "level": decision.level, "reason": decision.reason})
        for decision, who in rows
    ]


def visits(desk: Desk, point: ContactPoint) -> list[tuple[Visit, str]]:
    """Return all visits with the organisation that made them, newest first; a corrected one only as corrected."""
    rows = desk.session.execute(
        select(Visit, col(Organisation.name))
        .join(Organisation, col(Organisation.id) == Visit.organisation_id)
        .where(col(Visit.contact_point_id) == point.id)
        .order_by(col(Visit.visited_at).desc())
    ).all()
    corrected = {visit.corrects_visit_id for visit, _ in rows}
    return [(visit, who) for visit, who in rows if visit.id not in corrected]


def notes(desk: Desk, point: ContactPoint) -> list[tuple[Mark, str]]:
    """Return notes and labels with the organisation that wrote them, newest first."""
    rows = desk.session.execute(
        select(Mark, col(Organisation.name))
        .join(Organisation, col(Organisation.id) == Mark.organisation_id)
        .where(
            col(Mark.contact_point_id) == point.id,
            col(Mark.kind).in_(["note", "label", "duplicate"]),
            col(Mark.undone_at).is_(None),
        )
        .order_by(col(Mark.made_at).desc())
    )
    return [(mark, who) for mark, who in rows]


def looked(desk: Desk, point: ContactPoint, most: int = 20) -> list[Looked]:
    """Return who has seen this, newest first."""
    rows = desk.session.execute(
        select(AuditEntry, col(Organisation.name), col(User.role))
        .outerjoin(Organisation, col(Organisation.id) == AuditEntry.organisation_id)
        .outerjoin(User, col(User.id) == AuditEntry.user_id)
        .where(col(AuditEntry.subject) == f"place:{point.token}")
        .order_by(col(AuditEntry.number).desc())
        .limit(most)
    )
    return [Looked(entry.at, who or "–", role or "–", entry.act) for entry, who, role in rows]


def networks_of(desk: Desk, ads: list[Ad]) -> list[Network]:
    """Return the possible networks these ads belong to."""
    ids = {ad.network_id for ad in ads if ad.network_id is not None}
    return list(desk.session.execute(select(Network).where(col(Network.id).in_(ids))).scalars())


@dataclass(frozen=True)
class PhoneWeeks:
    """Where one number was seen: a row a town, a column a week (Monday), cells count ads."""

    tail: str
    kind: str
    phone_id: int
    weeks: list[datetime]
    towns: list[tuple[str, list[int]]]


def phone_weeks(desk: Desk, phones: list[tuple[str, str, int]]) -> list[PhoneWeeks]:
    """Return the week × town table of each number (US-06), at most twelve weeks back."""
    monday = desk.now - timedelta(days=desk.now.weekday())
    monday = monday.replace(hour=0, minute=0, second=0, microsecond=0)
    weeks = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    tables = []
    for tail, kind, phone_id in phones[:5]:
        rows = desk.session.execute(
            select(col(Ad.city), col(AdPhone.first_seen), col(AdPhone.last_seen))
            .join(Ad, col(Ad.id) == col(AdPhone.ad_id))
            .join(Phone, col(Phone.id) == col(AdPhone.phone_id))
            .where(col(AdPhone.phone_id) == phone_id)
        )
        towns: dict[str, list[int]] = defaultdict(lambda: [0] * WEEKS)
        for city, first, last in rows:
            for at, week in enumerate(weeks):
                if first < week + timedelta(weeks=1) and last >= week:
                    towns[city or "–"][at] += 1
        used = [at for at in range(WEEKS) if any(cells[at] for cells in towns.values())]
        start = used[0] if used else WEEKS - 1
        shown = sorted((town, cells[start:]) for town, cells in towns.items() if any(cells[start:]))
        tables.append(PhoneWeeks(tail, kind, phone_id, weeks[start:], shown))
    return tables


def stub_of(desk: Desk, point: ContactPoint, kind: str) -> str | None:
    """Return what is left of a place that shrank to a stub, or None."""
    return desk.session.execute(
        select(func.coalesce(Mark.value, "–")).where(
            col(Mark.contact_point_id) == point.id, col(Mark.kind) == kind, col(Mark.undone_at).is_(None)
        )
    ).scalar()
