"""What a monitoring system may know of an installation: whether it works, never about whom. Prometheus text format.

Names of sites and kinds of jobs are the only labels. No log-in, place, number, level or region: a graph of few visits a
day would tell where and when people go.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from lygte.installation import Installation
from models.ad import Ad
from models.collecting import CollectJob
from models.db import newest_version, stored_version
from models.errors import LygteError
from models.job_times import ROUTINES
from models.site import CrawlPass, Site, SiteAlarm

Row = tuple[str, dict[str, str], float]
HELP = {
    "lygte_store_up": "1 when the database answers",
    "lygte_store_current": "1 when the database has the version this program needs",
    "lygte_queue_up": "1 when the queue server that workers share answers (only where one is set)",
    "lygte_queue_pages": "pages of a shared pass that wait or are in a worker's hand",
    "lygte_site_paused": "1 when a person has paused the site",
    "lygte_site_alarms": "open alarms of a site",
    "lygte_site_complete_pass_seconds": "when the last complete pass of a site began (Unix time)",
    "lygte_ads_live": "live ads of a site",
    "lygte_ads_unread": "live ads whose text has not been read yet",
    "lygte_jobs": "jobs by kind and status",
    "lygte_job_waits_seconds": "how long the longest waiting job that may begin has waited",
    "lygte_routine_done_seconds": "when a regular job was last done (Unix time)",
    "lygte_backup_seconds": "when the newest back-up in the watched folder was written (Unix time)",
    "lygte_disk_free_bytes": "free space of the data directory's disk",
}


def measure(place: Installation, now: datetime, backups: Path | None = None) -> list[Row]:
    """Return all measures. A store that does not answer is a measure, not an error."""
    rows: list[Row] = [("lygte_disk_free_bytes", {}, float(shutil.disk_usage(place.settings.data_dir).free))]
    try:
        with Session(place.engine) as session:
            stored = [*_sites(session), *_jobs(session, now)]
        current = stored_version(place.engine) == newest_version()
        rows += [("lygte_store_up", {}, 1.0), ("lygte_store_current", {}, float(current)), *stored]
    except (SQLAlchemyError, LygteError):
        rows.append(("lygte_store_up", {}, 0.0))
    if place.settings.redis_url:
        rows += _queue(place.settings.redis_url)
    if backups is not None:
        written = [file.stat().st_mtime for file in backups.glob("*.backup")]
        rows.append(("lygte_backup_seconds", {}, max(written, default=0.0)))
    return rows


def _sites(session: Session) -> Iterator[Row]:
    alarms = _counts(
        session, select(col(SiteAlarm.site), func.count()).where(col(SiteAlarm.closed_at).is_(None)), SiteAlarm.site
    )
    is_live = col(Ad.gone_at).is_(None)
    live = _counts(session, select(col(Ad.site), func.count()).where(is_live), Ad.site)
    unread = _counts(session, select(col(Ad.site), func.count()).where(is_live, col(Ad.text_masked).is_(None)), Ad.site)
    began = select(col(CrawlPass.site), func.max(CrawlPass.started_at)).where(col(CrawlPass.status) == "complete")
    complete: dict[str, datetime] = dict(session.execute(began.group_by(col(CrawlPass.site))).all())
    for site in session.execute(select(Site).order_by(col(Site.name))).scalars():
        of = {"site": site.name}
        yield "lygte_site_paused", of, float(site.paused)
        yield "lygte_site_alarms", of, float(alarms.get(site.name, 0))
        yield "lygte_ads_live", of, float(live.get(site.name, 0))
        yield "lygte_ads_unread", of, float(unread.get(site.name, 0))
        if site.name in complete:
            yield "lygte_site_complete_pass_seconds", of, complete[site.name].timestamp()


def _counts(session: Session, question: object, by: object) -> dict[str, int]:
    return dict(session.execute(question.group_by(by)).all())  # type: ignore[attr-defined]  # a select, as given


def _jobs(session: Session, now: datetime) -> Iterator[Row]:
    by_kind = select(col(CollectJob.kind), col(CollectJob.status), func.count())
    for kind, status, number in session.execute(by_kind.group_by(col(CollectJob.kind), col(CollectJob.status))):
        yield "lygte_jobs", {"kind": kind, "status": status}, float(number)
    waits = [
        now - max(job.asked_at, job.not_before or job.asked_at)
        for job in session.execute(select(CollectJob).where(col(CollectJob.status) == "waiting")).scalars()
        if (job.not_before or job.asked_at) <= now
    ]
    yield "lygte_job_waits_seconds", {}, max((wait.total_seconds() for wait in waits), default=0.0)
    done = session.execute(
        select(col(CollectJob.kind), func.max(CollectJob.finished_at))
        .where(col(CollectJob.kind).in_(list(ROUTINES)), col(CollectJob.status) == "done")
        .group_by(col(CollectJob.kind))
    )
    for kind, at in done:
        yield "lygte_routine_done_seconds", {"routine": kind}, at.timestamp()


def _queue(redis_url: str) -> list[Row]:
    from crawler.shared_queue.board import Board
    from crawler.shared_queue.registry import Registry
    from crawler.shared_queue.server import Server

    try:
        server = Server(redis_url)
        rows: list[Row] = [("lygte_queue_up", {}, 1.0)]
        for site, opened in Registry(server, "").open_passes().items():
            sizes = Board(server, site, opened.pass_id, "").sizes()
            rows += [
                ("lygte_queue_pages", {"site": site, "state": "waiting"}, float(sizes["waiting"])),
                ("lygte_queue_pages", {"site": site, "state": "in_hand"}, float(sizes["in_hand"])),
            ]
        return rows
    except LygteError:
        return [("lygte_queue_up", {}, 0.0)]


def as_text(rows: list[Row]) -> str:
    """Return measures in the text format, version 0.0.4."""
    lines: list[str] = []
    for name, words in HELP.items():
        mine = [(labels, value) for row, labels, value in rows if row == name]
        if mine:
            lines += [f"# HELP {name} {words}", f"# TYPE {name} gauge"]
            lines += [f"{name}{_labels(labels)} {value:.10g}" for labels, value in mine]
    return "\n".join(lines) + "\n"


def _labels(labels: dict[str, str]) -> str:
    written = ",".join(f'{key}="{_escaped(value)}"' for key, value in sorted(labels.items()))
    return f"{{{written}}}" if written else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
