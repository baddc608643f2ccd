"""One site: its health and history, when it is collected, what it allows, the legal basis; collect now, learn again."""

from datetime import UTC, date, datetime, time

from fastapi import Response
from sqlalchemy import select
from sqlmodel import col

from models import job_queue, reservations
from models.collecting import CollectJob
from models.errors import BadInput
from models.local_time import DENMARK
from models.site import Site
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm, NotAllowed, NotThere
from review_ui.gather.site_health import health_of
from review_ui.page import Pages

pages = Pages()
MOST_HOURS = 744


@pages.get("/sites/{site}", Rule.HEALTH)
def show(desk: Desk, site: str) -> Response:
    """Show one site."""
    return _page(desk, site)


def _page(desk: Desk, name: str, wrong: str = "") -> Response:
    one = health_of(desk.session, desk.now, name)
    if one is None:
        raise NotThere("error.no_page")
    jobs = desk.session.execute(
        select(CollectJob).where(col(CollectJob.site) == name).order_by(col(CollectJob.id).desc()).limit(10)
    ).scalars()
    return desk.page(
        "site.html",
        status=400 if wrong else 200,
        wrong=wrong,
        one=one,
        jobs=list(jobs),
        met=reservations.signs_met(desk.session, name),
        decisions=reservations.in_force(desk.session, name, desk.now),
        permissions=next((each.permissions for each in one.passes if each.permissions), {}),
        typed={key: desk.field(key) for key in ("by", "why", "until")},
    )


@pages.post("/sites/{site}", Rule.HEALTH)
def act(desk: Desk, site: str) -> Response:
    """Collect now, learn again, set the schedule, record or withdraw a decision on a reservation."""
    row = desk.session.get(Site, site)
    if row is None:
        raise NotThere("error.no_page")
    deed = desk.field("act")
    if deed == "crawl":
        job_queue.ask_for(desk.session, "crawl", site, desk.now, asked_by=desk.user.id)
        desk.audit("collect now", f"site:{site}")
        return desk.go(f"/sites/{site}?done=asked")
    if not desk.may("admin"):
        raise NotAllowed("error.role")
    if deed == "learn":
        job = job_queue.ask_for(desk.session, "learn", site, desk.now, asked_by=desk.user.id, address=row.start_url)
        desk.audit("learn site", f"site:{site}")
        return desk.go(f"/sites/jobs/{job.id}")
    if deed in ("schedule", "as_defined"):
        row.schedule = _schedule(desk, row) if deed == "schedule" else None
        desk.session.add(row)
        desk.audit("set schedule", f"site:{site}", schedule=row.schedule)
        return desk.go(f"/sites/{site}?done=schedule_set")
    if deed == "lift":
        return _lift(desk, site)
    if deed == "withdraw":
        reservations.withdraw_decisions(
            desk.session, site, desk.now, user_id=desk.user.id, organisation_id=desk.user.organisation_id
        )
        return desk.go(f"/sites/{site}?done=withdrawn")
    raise BadForm("error.act")


def _schedule(desk: Desk, row: Site) -> dict[str, object]:
    """Read the schedule form. Equal times mean at any hour."""
    try:
        window = [f"{time.fromisoformat(desk.field(name)):%H:%M}" for name in ("opens", "closes")]
    except ValueError:
        raise BadForm("sites.wrong_time") from None
    every = desk.number_field("every_h", 1, MOST_HOURS, said=desk.t("sites.every_h"))
    in_force = (row.facts or {}).get("schedule")
    zone = in_force.get("timezone") if isinstance(in_force, dict) else None
    return {"every_h": every, "window": window, "timezone": str(zone or DENMARK.key)}


def _lift(desk: Desk, site: str) -> Response:
    try:
        until = datetime.combine(date.fromisoformat(desk.field("until")), time.max, UTC)
    except ValueError:
        raise BadForm("error.date", field=desk.t("sites.until")) from None
    try:
        reservations.record_decision(
            desk.session,
            site,
            decided_by=desk.field("by"),
            why=desk.field("why"),
            until=until,
            now=desk.now,
            user_id=desk.user.id,
            organisation_id=desk.user.organisation_id,
        )
    except BadInput:
        return _page(desk, site, wrong=desk.t("sites.wrong_decision"))
    return desk.go(f"/sites/{site}?done=lifted")
