"""Which sites are due for a pass now: schedules of the definitions against the run history in the store."""

from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, select

from crawler.definition import all_sites
from crawler.schedule import due_sites, last_passes
from models.settings import Settings
from models.site import CrawlPass, Site


def due_names(settings: Settings, engine: Engine, now: datetime) -> list[str]:
    """Return the sites whose pass is due, the longest waiting first; paused sites are never due."""
    with Session(engine) as session:
        rows = session.exec(select(CrawlPass.site, CrawlPass.started_at, CrawlPass.status)).all()
        paused = set(session.exec(select(Site.name).where(Site.paused)))
    schedules = {name: site.schedule for name, site in all_sites(settings).items() if name not in paused}
    return due_sites(schedules, last_passes(rows), now)
