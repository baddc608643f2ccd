"""Jobs: what waits, runs, failed and is tried again; one job: how far it is, for a learned site take it or drop it."""

from fastapi import Response
from sqlalchemy import select
from sqlmodel import col

from models import job_queue
from models.collecting import OPEN_JOBS, CollectJob
from models.job_times import ROUTINES
from models.site import Site
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm, NotThere
from review_ui.page import Pages

pages = Pages()
MOST_SHOWN = 50


@pages.get("/sites/jobs", Rule.HEALTH)
def show_all(desk: Desk) -> Response:
    """Show what waits and runs, the last jobs that ended, and when each routine ran and runs next."""
    newest = select(CollectJob).order_by(col(CollectJob.id).desc())
    is_open = col(CollectJob.status).in_(OPEN_JOBS)
    jobs = list(desk.session.execute(newest.where(is_open)).scalars())
    routines = []
    for kind in ROUTINES:
        last = desk.session.execute(newest.where(col(CollectJob.kind) == kind, ~is_open).limit(1)).scalar()
        routines.append((kind, last, next((job for job in jobs if job.kind == kind), None)))
    return desk.page(
        "jobs.html",
        waiting=[job for job in jobs if job.kind not in ROUTINES],
        ended=list(
            desk.session.execute(
                newest.where(~is_open, col(CollectJob.kind).not_in(list(ROUTINES))).limit(MOST_SHOWN)
            ).scalars()
        ),
        routines=routines,
        tries_left=job_queue.tries_left,
    )


@pages.get("/sites/jobs/{job_id:int}", Rule.HEALTH)
def show(desk: Desk, job_id: int) -> Response:
    """Show a job; the page keeps itself up to date while it is open."""
    job = _job(desk, job_id)
    return desk.page("job.html", job=job, shown=job.result or {}, known=desk.session.get(Site, job.site) is not None)


def _job(desk: Desk, job_id: int) -> CollectJob:
    job = desk.session.get(CollectJob, job_id)
    if job is None:
        raise NotThere("error.no_page")
    return job


@pages.post("/sites/jobs/{job_id:int}", Rule.ADMIN)
def settle(desk: Desk, job_id: int) -> Response:
    """Take or drop a proposal: asked of the worker, which has the folder."""
    job, deed = _job(desk, job_id), desk.field("act")
    if deed not in ("accept", "reject") or not (job.result and job.result.get("pending")):
        raise BadForm("error.act")
    asked = job_queue.ask_for(desk.session, deed, job.site, desk.now, asked_by=desk.user.id)
    desk.audit(f"{deed} learned site", f"site:{job.site}")
    return desk.go(f"/sites/jobs/{asked.id}")
