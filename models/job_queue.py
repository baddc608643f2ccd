"""Jobs that the screens ask for, or that are due by the hour, and ``lygte work`` does. Every question about jobs is here.

Any number of workers on one store: a claim is one statement that only one of them can win. A worker says now and then
that it lives; a job whose worker fell silent is any worker's, because passes, looks and routines can be repeated.
What failed for a reason that may pass waits and is tried again. The caller's transaction.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, text, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, select

from models.collecting import JOB_KINDS, ONE_AT_A_TIME, OPEN_JOBS, SILENT_AFTER_S, CollectJob
from models.errors import BadInput
from models.job_times import LONGEST_WAIT, MOST_TRIES, ROUTINES, next_time, next_try
from models.said import as_stored

# What a job shows is kept this long after it ended, then only that it was (hours; the limit for debug text).
RESULT_KEPT_H = 72
# Any fixed number: who adds a job takes the same lock on PostgreSQL, so that two workers do not add the same.
ADD_LOCK = 42_2026


def ask_for(
    session: Session,
    kind: str,
    site: str,
    now: datetime,
    *,
    asked_by: int | None = None,
    address: str | None = None,
    not_before: datetime | None = None,
) -> CollectJob:
    """Add a job, or return the open one of the same kind and site. Raises BadInput for a kind there is not."""
    if kind not in JOB_KINDS:
        raise BadInput(f"There is no job of the kind {kind}.")
    _alone(session)
    # What is being read now may have begun before the newest ads came: it is no answer to this wish.
    open_status = ("waiting",) if kind in ONE_AT_A_TIME else OPEN_JOBS
    open_one = session.exec(
        select(CollectJob).where(
            CollectJob.kind == kind, CollectJob.site == site, col(CollectJob.status).in_(open_status)
        )
    ).first()
    if open_one is not None:
        if asked_by is not None and open_one.status == "waiting":
            # A person does not wait for the hour of a retry, and has mended what failed.
            open_one.not_before, open_one.tries = None, 0
            session.add(open_one)
        return open_one
    job = CollectJob(kind=kind, site=site, address=address, asked_at=now, asked_by=asked_by, not_before=not_before)
    session.add(job)
    session.flush()
    return job


def _alone(session: Session) -> None:
    """Let no other writer look and add at the same time."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADD_LOCK})
        return
    session.flush()
    driver = session.connection().connection.driver_connection
    if driver is not None and not driver.in_transaction:
        session.execute(text("BEGIN IMMEDIATE"))


def plan_routines(session: Session, now: datetime, kinds: Sequence[str] = tuple(ROUTINES)) -> None:
    """Let each daily and monthly job wait for its next hour, unless it waits or runs already.

    One that waits for longer than that was planned by a clock that ran ahead: it waits for its next hour as well.
    """
    there = {
        job.kind: job
        for job in session.exec(
            select(CollectJob).where(col(CollectJob.kind).in_(list(ROUTINES)), col(CollectJob.status).in_(OPEN_JOBS))
        )
    }
    for kind in kinds:
        due, job = next_time(kind, now), there.get(kind)
        if job is None:
            ask_for(session, kind, "", now, not_before=due)
        elif job.not_before is not None and job.not_before > due:
            job.not_before = due
            session.add(job)


def take_next(session: Session, now: datetime, worker: str = "") -> CollectJob | None:
    """Claim the oldest job that may begin, or one whose worker fell silent; None when there is nothing to do."""
    may_begin = _may_begin(now)
    for job in session.exec(select(CollectJob).where(may_begin).order_by(col(CollectJob.id))).all():
        # The condition again, in the statement that claims: of two workers one finds nothing left to change.
        claim = (
            update(CollectJob)
            .where(col(CollectJob.id) == job.id, may_begin)
            .values(
                status="running",
                claimed_by=worker,
                started_at=func.coalesce(col(CollectJob.started_at), now),
                beat_at=now,
                tries=col(CollectJob.tries) + 1,
                not_before=None,
                message=None,
                said=None,
            )
            .execution_options(synchronize_session=False)
        )
        if _changed(session, claim):
            session.refresh(job)
            return job
    return None


def _may_begin(now: datetime) -> ColumnElement[bool]:
    silent = timedelta(seconds=SILENT_AFTER_S)
    # A job tried before waits an hour at most: a longer wait was set by a clock that ran ahead.
    waited = or_(
        col(CollectJob.not_before).is_(None),
        col(CollectJob.not_before) <= now,
        and_(col(CollectJob.tries) > 0, col(CollectJob.not_before) > now + LONGEST_WAIT),
    )
    waits = and_(CollectJob.status == "waiting", waited)
    # A sign of life from the future is one of a clock that ran ahead: it must not hold the job until then.
    beat_at = func.coalesce(col(CollectJob.beat_at), col(CollectJob.asked_at))
    lost = and_(CollectJob.status == "running", or_(beat_at < now - silent, beat_at > now + silent))
    other = aliased(CollectJob)
    runs = exists().where(
        col(other.kind) == col(CollectJob.kind),
        col(other.id) != col(CollectJob.id),
        col(other.status) == "running",
        col(other.beat_at).between(now - silent, now + silent),
    )
    return and_(or_(waits, lost), or_(col(CollectJob.kind).not_in(ONE_AT_A_TIME), ~runs))


def _changed(session: Session, statement: Any) -> bool:
    return bool(session.connection().execute(statement).rowcount)


def beat(
    session: Session,
    job_id: int,
    now: datetime,
    *,
    worker: str = "",
    step: str | None = None,
    done: int = 0,
    total: int = 0,
) -> bool:
    """Note that the worker lives and, with ``step``, how far it is; False when another worker has the job now."""
    told: dict[str, Any] = {"beat_at": now}
    if step is not None:
        told |= {"step": step[:200], "done": done, "total": total}
    return _changed(session, update(CollectJob).where(_mine(job_id, worker)).values(**told))


def _mine(job_id: int, worker: str) -> ColumnElement[bool]:
    return and_(
        CollectJob.id == job_id,
        CollectJob.status == "running",
        func.coalesce(col(CollectJob.claimed_by), "") == worker,
    )


def finish(
    session: Session,
    job_id: int,
    now: datetime,
    *,
    status: str,
    worker: str = "",
    message: str | None = None,
    result: dict[str, object] | None = None,
    may_pass: bool = False,
) -> bool:
    """Close a job; one that failed for a reason that ``may_pass`` waits for its next try, a few times.

    ``status``: done, refused or failed. False when another worker has the job: then nothing is changed.
    """
    job = session.get_one(CollectJob, job_id, with_for_update=True, populate_existing=True)
    if job.status == "running" and (job.claimed_by or "") != worker:
        return False
    again = next_try(job.tries, now) if may_pass and status == "failed" else None
    if again is not None:
        job.status, job.not_before, job.claimed_by = "waiting", again, None
    else:
        job.status, job.finished_at = status, now
    job.beat_at, job.message, job.said = now, message and str(message), as_stored(message)
    if result is not None:
        job.result = result
    session.add(job)
    return True


def tries_left(job: CollectJob) -> int:
    """Return how often a job may still be begun."""
    return max(0, MOST_TRIES - job.tries)


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
