"""Collection: is every site still read, since when not; pause one or all. No ad content is shown here."""

from fastapi import Response
from sqlalchemy import select

from models.site import Site, SiteAlarm
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm, NotThere
from review_ui.gather.site_health import site_health
from review_ui.page import Pages

pages = Pages()


@pages.get("/sites", Rule.HEALTH)
def show(desk: Desk) -> Response:
    """Show all sites; refreshes itself while a pass runs."""
    sites = site_health(desk)
    return desk.page("sites.html", sites=sites, running=any(site.running for site in sites))


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
    """Close an alarm a person has seen to."""
    alarm = desk.session.get(SiteAlarm, desk.number_field("alarm", 1, 2**31))
    if alarm is None:
        raise NotThere("error.no_page")
    alarm.closed_at = desk.now
    desk.session.add(alarm)
    desk.audit("close alarm", f"site:{alarm.site}", reason=alarm.reason)
    return desk.go("/sites?done=alarm_closed")
