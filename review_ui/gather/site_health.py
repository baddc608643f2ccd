"""Site health without ad content: passes, field fill against its usual level, open alarms."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from sqlalchemy import select
from sqlmodel import col

from models.site import CrawlPass, Site, SiteAlarm
from review_ui.desk import Desk

USUAL_DAYS = 14
# A field that fills 30 % less than usual is an alarm (field.md §6, crawl health).
DROP = 0.3
MOST_PASSES = 14


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
    """One site with its newest passes first."""

    site: Site
    passes: list[CrawlPass]
    fill: list[FieldFill]
    alarms: list[SiteAlarm]
    running: bool


def site_health(desk: Desk) -> list[SiteHealth]:
    """Return all sites, those with open alarms first."""
    sites = list(desk.session.execute(select(Site).order_by(col(Site.name))).scalars())
    alarms: dict[str, list[SiteAlarm]] = defaultdict(list)
    for alarm in desk.session.execute(
        select(SiteAlarm).where(col(SiteAlarm.closed_at).is_(None)).order_by(col(SiteAlarm.raised_at).desc())
    ).scalars():
        alarms[alarm.site].append(alarm)
    found = [_health(desk, site, alarms[site.name]) for site in sites]
    return sorted(found, key=lambda one: (not one.alarms, one.site.name))


def _health(desk: Desk, site: Site, alarms: list[SiteAlarm]) -> SiteHealth:
    passes = list(
        desk.session.execute(
            select(CrawlPass)
            .where(
                col(CrawlPass.site) == site.name, col(CrawlPass.started_at) >= desk.now - timedelta(days=4 * USUAL_DAYS)
            )
            .order_by(col(CrawlPass.started_at).desc())
            .limit(4 * MOST_PASSES)
        ).scalars()
    )
    done = [one for one in passes if one.finished_at is not None and one.field_fill]
    running = bool(passes) and passes[0].finished_at is None and passes[0].status == "running"
    return SiteHealth(site, passes[:MOST_PASSES], _fill(done), alarms, running)


def _fill(done: list[CrawlPass]) -> list[FieldFill]:
    if not done:
        return []
    newest, before = done[0], done[1 : USUAL_DAYS + 1]
    names = sorted({name for one in done[: USUAL_DAYS + 1] for name in one.field_fill})
    return [
        FieldFill(
            name,
            newest.field_fill.get(name, 0.0),
            median(one.field_fill.get(name, 0.0) for one in before) if before else None,
        )
        for name in names
    ]
