"""Jobs that the screens ask for and ``lygte work`` does. The caller's transaction; every question about jobs is here.

One worker at a time (it holds a lock file). A worker that died leaves a job "running" with an old ``beat_at``: it is
begun again, because passes and looks can be repeated without harm.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.collecting import JOB_KINDS, OPEN_JOBS, SILENT_AFTER_S, CollectJob
from models.errors import BadInput
from models.said import as_stored

# What a job shows is kept this long after it ended, then only that it was (hours; the limit for debug text).
RESULT_KEPT_H = 72


def ask_for(
    session: Session, kind: str, site: str, now: datetime, *, asked_by: int | None = None, address: str | None = None
) -> CollectJob:
    """Add a job, or return the open one of the same kind and site. Raises BadInput for a kind there is not."""
    if kind not in JOB_KINDS:
        raise BadInput(f"There is no job of the kind {kind}.")
    open_one = session.exec(
        select(CollectJob).where(
            CollectJob.kind == kind, CollectJob.site == site, col(CollectJob.status).in_(OPEN_JOBS)
        )
    ).first()
    if open_one is not None:
        return open_one
    job = CollectJob(kind=kind, site=site, address=address, asked_at=now, asked_by=asked_by)
    session.add(job)
    session.flush()
    return job


def take_next(session: Session, now: datetime) -> CollectJob | None:
    """Begin the oldest job that waits, or one whose worker died; None when there is nothing to do."""
    dead_before = now - timedelta(seconds=SILENT_AFTER_S)
    jobs = session.exec(
        select(CollectJob).where(col(CollectJob.status).in_(OPEN_JOBS)).order_by(col(CollectJob.id))
    ).all()
    for job in jobs:
        if job.status == "waiting" or (job.beat_at or job.asked_at) < dead_before:
            job.status, job.started_at, job.beat_at, job.message = "running", job.started_at or now, now, None
            job.said = None
            session.add(job)
            return job
    return None


def beat(session: Session, job_id: int, now: datetime, *, step: str, done: int, total: int) -> None:
    """Note how far a job is, and that its worker lives."""
    job = session.get_one(CollectJob, job_id)
    job.beat_at, job.step, job.done, job.total = now, step[:200], done, total
    session.add(job)


def finish(
    session: Session,
    job_id: int,
    now: datetime,
    *,
    status: str,
    message: str | None = None,
    result: dict[str, object] | None = None,
) -> None:
    """Close a job. ``status``: done, refused or failed."""
    job = session.get_one(CollectJob, job_id)
    job.status, job.finished_at, job.beat_at = status, now, now
    job.message, job.said = message and str(message), as_stored(message)
    if result is not None:
        job.result = result
    session.add(job)


def settle_proposal(session: Session, site: str) -> None:
    """Note that the proposals for a site have been taken or dropped: nothing is shown of them any more."""
    for job in session.exec(select(CollectJob).where(CollectJob.kind == "learn", CollectJob.site == site)):
        if job.result and job.result.get("pending"):
            job.result = {"pending": False}
            session.add(job)


def forget_results(session: Session, now: datetime) -> int:
    """Empty what jobs showed once they ended long enough ago; return how many."""
    old = session.exec(
        select(CollectJob).where(
            col(CollectJob.finished_at) <= now - timedelta(hours=RESULT_KEPT_H), col(CollectJob.result).is_not(None)
        )
    ).all()
    for job in old:
        job.result = None
        session.add(job)
    return len(old)
