"""The history of passes: begun, alive, ended; a killed one is found and gone on with. One open alarm a reason and field."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from crawler.definition import SiteDefinition
from crawler.errors import SiteRefused
from crawler.pass_book import PassBook
from crawler.sentences import say
from crawler.store.trouble import QUEUE_LOST, STORE_FULL, STORE_LOCKED, STORE_TROUBLE
from models.db import session_scope
from models.said import as_stored
from models.site import CrawlPass, Site, SiteAlarm

RESUMES_WITHIN = timedelta(hours=24)
# A pass of another machine that has not said for so long that it lives is over: it says so every few seconds.
SILENT_AFTER = timedelta(seconds=90)
CUT_OFF = say("cut_off")


def open_pass(
    engine: Engine,
    definition: SiteDefinition,
    started_at: datetime,
    begun_by: str = "command",
    *,
    claimed_by: str | None = None,
) -> tuple[int, datetime | None]:
    """Note that a pass has begun; one that a kill left running is closed as failed.

    Returns the number of the pass, and when the killed one began if it can be gone on with. ``claimed_by`` is the
    machine: it may take over its own passes at once (a lock keeps its processes apart), those of others when they
    are silent. Raises SiteRefused when another machine is at the site.
    """
    with session_scope(engine) as session:
        if claimed_by:
            _refuse_where_others_are(session, definition.name, started_at, claimed_by)
        site = session.get(Site, definition.name) or Site(name=definition.name, title="", start_url="")
        site.title, site.start_url, site.is_loopback = definition.title, definition.start_url, definition.is_loopback
        session.add(site)
        session.flush()
        session.exec(
            update(CrawlPass)
            .where(col(CrawlPass.site) == definition.name, col(CrawlPass.status) == "running")
            .values(status="failed", finished_at=started_at, message=str(CUT_OFF), said=as_stored(CUT_OFF))
        )
        opened = CrawlPass(
            site=definition.name, started_at=started_at, beat_at=started_at, begun_by=begun_by, claimed_by=claimed_by
        )
        session.add(opened)
        session.flush()
        assert opened.id is not None  # noqa: S101  (the flush gave it)
        return opened.id, _killed_before(session, definition.name, started_at)


def _refuse_where_others_are(session: Session, site: str, now: datetime, machine: str) -> None:
    others = session.exec(
        select(CrawlPass.id)
        .where(
            CrawlPass.site == site,
            CrawlPass.status == "running",
            col(CrawlPass.claimed_by).is_not(None),
            CrawlPass.claimed_by != machine,
            col(CrawlPass.beat_at) > now - SILENT_AFTER,
        )
        .with_for_update()
    ).first()
    if others is not None:
        raise SiteRefused(say("busy_elsewhere", site=site))


def _killed_before(session: Session, site: str, started_at: datetime) -> datetime | None:
    """Return when the first of the killed passes just before began; None when the last one ended by itself."""
    earlier = session.exec(
        select(CrawlPass)
        .where(
            CrawlPass.site == site, CrawlPass.started_at >= started_at - RESUMES_WITHIN, CrawlPass.status != "running"
        )
        .order_by(col(CrawlPass.id).desc())
        .limit(200)
    )
    found = None
    for each in earlier:
        # One that the store's trouble ended is gone on with as well: what it read is remembered.
        if each.message not in (CUT_OFF, STORE_FULL, STORE_LOCKED, STORE_TROUBLE, QUEUE_LOST):
            break
        found = each.started_at
    return found


def is_paused(engine: Engine, name: str) -> bool:
    """Say whether a person has paused the site."""
    with Session(engine) as session:
        site = session.get(Site, name)
        return bool(site and site.paused)


def note_life(session: Session, book: PassBook, at: datetime) -> None:
    """Write how far a running pass is, for screens, and that it lives. The caller's transaction."""
    session.exec(update(CrawlPass).where(col(CrawlPass.id) == book.pass_id).values(beat_at=at, **book.how_far()))


def is_ours(session: Session, book: PassBook) -> bool:
    """Say whether the pass still runs in the store's eyes; nobody can end it meanwhile. The caller's transaction."""
    row = session.get(CrawlPass, book.pass_id, with_for_update=True, populate_existing=True)
    return row is not None and row.status == "running"


def close_pass(session: Session, book: PassBook, status: str, fill: Mapping[str, float], finished_at: datetime) -> None:
    """Write how a pass ended, and its alarms: one open alarm per reason and field. The caller's transaction."""
    note_life(session, book, finished_at)
    row = session.get_one(CrawlPass, book.pass_id, populate_existing=True)
    row.finished_at, row.status = finished_at, status
    row.message, row.said = book.message and str(book.message), as_stored(book.message)
    row.ads_gone, row.field_fill, row.permissions = book.counts["gone"], dict(fill), dict(book.permissions)
    session.add(row)
    site = book.definition.name
    still = session.exec(select(SiteAlarm).where(SiteAlarm.site == site, col(SiteAlarm.closed_at).is_(None))).all()
    open_now = {(alarm.reason, alarm.field): alarm for alarm in still}
    for (reason, name), alarm in open_now.items():
        # A complete pass without the trouble closes its alarm.
        if status == "complete" and (reason, name) not in book.alarms:
            alarm.closed_at = finished_at
            session.add(alarm)
    for reason, name in book.alarms:
        if (reason, name) not in open_now:
            session.add(
                SiteAlarm(site=site, crawl_pass_id=book.pass_id, raised_at=finished_at, reason=reason, field=name)
            )
