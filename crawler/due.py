"""Which sites are due for a pass now: schedules (a person's, else the definition's) against the run history."""

from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, select

from crawler.noting import schedule_of, sites_in_use
from crawler.schedule import due_sites, last_passes
from models.settings import Settings
from models.site import CrawlPass, Site

# Clocks of several machines differ by less than this.
CLOCK_SLACK = timedelta(minutes=5)


def due_names(settings: Settings, engine: Engine, now: datetime) -> list[str]:
    """Return the sites whose pass is due, the longest waiting first; paused sites are never due."""
    with Session(engine) as session:
        history = session.exec(select(CrawlPass.site, CrawlPass.started_at, CrawlPass.status)).all()
        rows = {row.name: row for row in session.exec(select(Site))}
    schedules = {
        name: schedule_of(definition, rows.get(name))
        for name, definition in sites_in_use(settings).items()
        if name not in rows or not rows[name].paused
    }
    # A pass from the future was begun by a clock that ran ahead: it must not keep the site waiting until then.
    begun = [(site, started, status) for site, started, status in history if started <= now + CLOCK_SLACK]
    return due_sites(schedules, last_passes(begun), now)
