"""Collection: is every site still read, since when not; pause one or all; learn a new one. No ad content is shown here."""

import re
from urllib.parse import urlsplit

from fastapi import Response
from sqlalchemy import select
from sqlmodel import col

from models import job_queue
from models.collecting import OPEN_JOBS, CollectJob
from models.job_times import ROUTINES
from models.site import Site, SiteAlarm
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm, NotThere
from review_ui.gather.site_health import all_health
from review_ui.page import Pages

pages = Pages()
NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")
LONGEST_ADDRESS = 2_000


@pages.get("/sites", Rule.HEALTH)
def show(desk: Desk) -> Response:
    """Show all sites; keeps itself up to date while something runs."""
    sites = all_health(desk.session, desk.now)
    jobs = list(
        desk.session.execute(
            select(CollectJob)
            .where(col(CollectJob.status).in_(OPEN_JOBS), col(CollectJob.kind).not_in(list(ROUTINES)))
            .order_by(col(CollectJob.id))
        ).scalars()
    )
    proposals = [
        job
        for job in desk.session.execute(
            select(CollectJob).where(col(CollectJob.kind) == "learn").order_by(col(CollectJob.id).desc()).limit(20)
        ).scalars()
        if job.result and job.result.get("pending")
    ]
    return desk.page(
        "sites.html",
        sites=sites,
        jobs=jobs,
        proposals=proposals,
        running=any(not job.not_before or job.not_before <= desk.now for job in jobs)
        or any(one.running for one in sites),
    )


@pages.post("/sites/learn", Rule.ADMIN)
def learn(desk: Desk) -> Response:
    """Ask the worker to look at a new site; nothing is fetched here."""
    name, address = desk.field("name"), desk.field("address")
    parts = urlsplit(address)
    if not NAME.fullmatch(name):
        raise BadForm("sites.wrong_name")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or len(address) > LONGEST_ADDRESS:
        raise BadForm("sites.wrong_address")
    job = job_queue.ask_for(desk.session, "learn", name, desk.now, asked_by=desk.user.id, address=address)
    desk.audit("learn site", f"site:{name}")
    return desk.go(f"/sites/jobs/{job.id}")


@pages.post("/sites/pause", Rule.HEALTH)
def pause(desk: Desk) -> Response:
    """Pause or resume one site, or stop all at once."""
    deed, name = desk.field("act"), desk.field("site")
    if deed == "stop_all":
        chosen = list(desk.session.execute(select(Site)).scalars())
    else:
        site = desk.session.get(Site, name)
        if site is None:
            raise NotThere("error.no_page")
        chosen = [site]
    if deed not in ("pause", "resume", "stop_all"):
        raise BadForm("error.act")
    for site in chosen:
        site.paused = deed != "resume"
        desk.session.add(site)
        desk.audit("resume site" if deed == "resume" else "pause site", f"site:{site.name}")
    return desk.go(f"/sites?done={'resumed' if deed == 'resume' else 'paused'}")


@pages.post("/sites/alarm", Rule.HEALTH)
def close_alarm(desk: Desk) -> Response:
    """Close an alarm a person has seen to, for all the fields it is shown for."""
    alarm = desk.session.get(SiteAlarm, desk.number_field("alarm", 1, 2**31))
    if alarm is None:
        raise NotThere("error.no_page")
    together = select(SiteAlarm).where(
        col(SiteAlarm.site) == alarm.site, col(SiteAlarm.reason) == alarm.reason, col(SiteAlarm.closed_at).is_(None)
    )
    for each in desk.session.execute(together).scalars():
        each.closed_at = desk.now
        desk.session.add(each)
    desk.audit("close alarm", f"site:{alarm.site}", reason=alarm.reason)
    return desk.go("/sites?done=alarm_closed")
