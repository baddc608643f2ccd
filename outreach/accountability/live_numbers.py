"""Count what one installation holds and does, for the papers: counts and settings only, no content."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import func
from sqlalchemy import select as wide_select
from sqlmodel import Session, SQLModel, col, select

from models.ad import Ad
from models.audit import AuditEntry
from models.contact_point import ContactPoint
from models.decision import LevelDecision
from models.judgement import ReaderNotice
from models.people import Organisation, Passkey, User
from models.policy import load_policy
from models.request import DataRequest
from models.retention import DEFAULT, Retention
from models.site import Site
from models.visit import DoNotContact, Visit


@dataclass(frozen=True)
class SiteState:
    """One site: ``gate`` is local (this machine only), open, closed or unknown; ``why`` is the gate's own sentence."""

    name: str
    gate: str
    why: str
    expires: str
    paused: bool


@dataclass(frozen=True)
class LiveNumbers:
    """Everything the papers fill in. Counts by key are sorted by key."""

    now: datetime
    rules: Retention
    second_factor_roles: tuple[str, ...]
    rows: dict[str, int]
    sites: tuple[SiteState, ...]
    ads_live: int
    ads_held: int
    places: dict[str, int]
    levels_set: int
    organisations: tuple[str, ...]
    users: dict[str, int]
    passkeys: int
    acts: dict[str, int]
    acts_since: datetime
    trail_from: datetime | None
    last_retention: datetime | None
    retention_counts: dict[str, int]
    visits: int
    requests: int
    requests_open: int
    do_not_contact: int
    notices_open: int
    policy_version: str
    exports: dict[str, int] = field(default_factory=dict)

    @property
    def real_sites(self) -> tuple[SiteState, ...]:
        """Sites that are not on this machine only."""
        return tuple(site for site in self.sites if site.gate != "local")


def live_numbers(
    session: Session,
    *,
    now: datetime,
    year: int | None = None,
    second_factor_roles: frozenset[str] = frozenset(),
    rules: Retention = DEFAULT,
) -> LiveNumbers:
    """Count. ``year`` narrows acts, visits and requests to one calendar year (UTC); else the last twelve months."""
    since, until = _span(now, year)
    retained = session.exec(
        select(AuditEntry).where(AuditEntry.act == "retention run").order_by(col(AuditEntry.number).desc()).limit(1)
    ).first()
    acts = _by(session, AuditEntry.act, col(AuditEntry.at) >= since, col(AuditEntry.at) < until)
    return LiveNumbers(
        now=now,
        rules=rules,
        second_factor_roles=tuple(sorted(second_factor_roles)),
        rows={table.name: _count(session, table) for table in SQLModel.metadata.sorted_tables},
        sites=tuple(_state(site) for site in session.exec(select(Site).order_by(Site.name))),
        ads_live=_number(session, Ad, col(Ad.gone_at).is_(None)),
        ads_held=_number(session, Ad),
        places=_by(session, ContactPoint.place_type),
        levels_set=_number(session, LevelDecision, col(LevelDecision.undone_at).is_(None)),
        organisations=tuple(session.exec(select(Organisation.name).order_by(Organisation.name)).all()),
        users=_by(session, User.role, col(User.disabled_at).is_(None)),
        passkeys=_number(session, Passkey),
        acts=acts,
        acts_since=since,
        trail_from=session.exec(select(func.min(AuditEntry.at))).one(),
        last_retention=retained.at if retained else None,
        retention_counts=_counted(retained),
        visits=_number(session, Visit, col(Visit.visited_at) >= since, col(Visit.visited_at) < until),
        requests=_number(session, DataRequest, col(DataRequest.asked_at) >= since, col(DataRequest.asked_at) < until),
        requests_open=_number(session, DataRequest, col(DataRequest.done_at).is_(None)),
        do_not_contact=_number(session, DoNotContact),
        notices_open=_number(session, ReaderNotice, col(ReaderNotice.answered_at).is_(None)),
        policy_version=load_policy().version,
        exports={act: number for act, number in acts.items() if act.startswith("export")},
    )


def _span(now: datetime, year: int | None) -> tuple[datetime, datetime]:
    if year is None:
        return now - timedelta(days=365), now + timedelta(seconds=1)
    return datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)


def _number(session: Session, table: type[SQLModel], *conditions: object) -> int:
    query = select(func.count()).select_from(table).where(*conditions)  # type: ignore[arg-type]
    return int(session.exec(query).one())


def _count(session: Session, table: object) -> int:
    return int(session.execute(wide_select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def _by(session: Session, column: object, *conditions: object) -> dict[str, int]:
    query = wide_select(column, func.count()).where(*conditions).group_by(column)  # type: ignore[call-overload]
    return {str(name or "ukendt"): int(number) for name, number in sorted(session.execute(query), key=str)}


def _counted(entry: AuditEntry | None) -> dict[str, int]:
    if entry is None:
        return {}
    return {kind: number for kind, number in sorted(entry.details.items()) if isinstance(number, int) and number}


def _state(site: Site) -> SiteState:
    facts = site.facts or {}
    gate = facts.get("gate")
    if site.is_loopback:
        return SiteState(site.name, "local", "", "", site.paused)
    if not isinstance(gate, dict):
        return SiteState(site.name, "unknown", "", "", site.paused)
    state = "open" if gate.get("open") else "closed"
    return SiteState(site.name, state, str(gate.get("why") or ""), str(gate.get("expires") or ""), site.paused)
