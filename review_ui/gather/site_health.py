"""Site health without ad content: passes, field fill against its usual level, open alarms, what runs now."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import select
from sqlmodel import Session, col

from models.collecting import OPEN_JOBS, CollectJob
from models.site import CrawlPass, Site, SiteAlarm

USUAL_DAYS = 14
# A field that fills 30 % less than usual is an alarm (field.md §6, crawl health).
DROP = 0.3
MOST_PASSES = 14
# A pass that has not said that it lives for so long was killed; the next one takes over.
SILENT_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class FieldFill:
    """The share (0-1) of ads that carry a field now, and usually; ``usual`` is None before there is a history."""

    name: str
    now: float
    usual: float | None

    @property
    def low(self) -> bool:
        """Tell whether the field fills clearly less than usual."""
        return self.usual is not None and self.now < self.usual * (1 - DROP)


@dataclass(frozen=True)
class SiteHealth:
    """One site with its newest passes first. ``job`` is what waits or runs for it."""

    site: Site
    passes: list[CrawlPass]
    fill: list[FieldFill]
    alarms: list[SiteAlarm]
    running: CrawlPass | None
    job: CollectJob | None

    @property
    def facts(self) -> Mapping[str, object]:
        """What the definition, the schedule and the gate say; empty before the worker has told."""
        return self.site.facts or {}

    @property
    def next_at(self) -> datetime | None:
        """When the next pass is due; None when it is due now or nobody has told."""
        written = self.facts.get("next_at")
        return datetime.fromisoformat(str(written)) if written else None


def all_health(session: Session, now: datetime) -> list[SiteHealth]:
    """Return all sites, those with open alarms first."""
    alarms: dict[str, list[SiteAlarm]] = defaultdict(list)
    for alarm in session.execute(
        select(SiteAlarm).where(col(SiteAlarm.closed_at).is_(None)).order_by(col(SiteAlarm.raised_at).desc())
    ).scalars():
        alarms[alarm.site].append(alarm)
    sites = session.execute(select(Site).order_by(col(Site.name))).scalars()
    found = [_health(session, now, site, alarms[site.name]) for site in sites]
    return sorted(found, key=lambda one: (not one.alarms, one.site.name))


def health_of(session: Session, now: datetime, name: str) -> SiteHealth | None:
    """Return one site, None when there is none of that name."""
    site = session.get(Site, name)
    if site is None:
        return None
    alarms = session.execute(
        select(SiteAlarm)
        .where(col(SiteAlarm.site) == name, col(SiteAlarm.closed_at).is_(None))
        .order_by(col(SiteAlarm.raised_at).desc())
    ).scalars()
    return _health(session, now, site, list(alarms))


def _health(session: Session, now: datetime, site: Site, alarms: list[SiteAlarm]) -> SiteHealth:
    passes = list(
        session.execute(
            select(CrawlPass)
            .where(col(CrawlPass.site) == site.name, col(CrawlPass.started_at) >= now - timedelta(days=4 * USUAL_DAYS))
            .order_by(col(CrawlPass.started_at).desc())
            .limit(4 * MOST_PASSES)
        ).scalars()
    )
    done = [one for one in passes if one.finished_at is not None and one.field_fill]
    running = next((one for one in passes if one.status == "running" and _lives(one, now)), None)
    job = (
        session.execute(
            select(CollectJob)
            .where(col(CollectJob.site) == site.name, col(CollectJob.status).in_(OPEN_JOBS))
            .order_by(col(CollectJob.id))
        )
        .scalars()
        .first()
    )
    return SiteHealth(site, passes[:MOST_PASSES], _fill(done), alarms, running, job)


def _lives(one: CrawlPass, now: datetime) -> bool:
    return now - (one.beat_at or one.started_at) < SILENT_AFTER


def _fill(done: list[CrawlPass]) -> list[FieldFill]:
    if not done:
        return []
    newest, before = done[0], done[1 : USUAL_DAYS + 1]
    # Facets ("prices:2") are for the crawler's own judgement.
    names = sorted({name for one in done[: USUAL_DAYS + 1] for name in one.field_fill if ":" not in name})
    return [
        FieldFill(
            name,
            newest.field_fill.get(name, 0.0),
            median(one.field_fill.get(name, 0.0) for one in before) if before else None,
        )
        for name in names
    ]
