"""One collecting job: how far it is; for a learned site the preview, the difference, take it or drop it."""

from fastapi import Response

from models import job_queue
from models.collecting import CollectJob
from models.site import Site
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm, NotThere
from review_ui.page import Pages

pages = Pages()


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
