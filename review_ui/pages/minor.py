"""Suspicion of a minor: whom to call, in order, with what they need to know; the place is frozen meanwhile (R-MIN, US-13).

Nothing is assessed here, nothing is scored, and no link is opened: it stands as text to be read out.
"""

from fastapi import Response
from sqlalchemy import select
from sqlmodel import col

from models.ad import Ad
from models.contact_point import ContactPoint
from models.finding import Finding
from models.policy import load_policy
from outreach.frozen import AUTHORITIES, MISTAKE_MINUTES, RECEIPT, freeze, notified, open_concern, received, thaw, told
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm, NotThere
from review_ui.gather.place import stub_of
from review_ui.gather.places import find_place
from review_ui.page import Pages
from review_ui.pages.place import demand_area

pages = Pages()
MOST = 10


@pages.post("/places/{token}/minor", Rule.SCREEN)
def begin(desk: Desk, token: str) -> Response:
    """Freeze the place, or log what happened since."""
    point = find_place(desk, token)
    demand_area(desk, point)
    deed = desk.field("act")
    if deed == "minor":
        freeze(desk.session, desk.actor, point, now=desk.now)
        return desk.go(f"/places/{token}/minor")
    if open_concern(desk.session, point.id or 0) is None:
        raise NotThere("error.no_place")
    if deed == "notified":
        notified(desk.session, desk.actor, point, desk.field("whom"), now=desk.now)
    elif deed == "received":
        received(desk.session, desk.actor, point, now=desk.now)
    elif deed in ("advised", "mistake"):
        thaw(desk.session, desk.actor, point, advised=deed == "advised", now=desk.now)
        return desk.go(f"/places/{token}?done=thawed")
    else:
        raise BadForm("error.act")
    return desk.go(f"/places/{token}/minor?done={deed}")


@pages.get("/places/{token}/minor", Rule.SCREEN)
def show(desk: Desk, token: str) -> Response:
    """Show the numbers to call and what to say; for others than the own organisation only that it waits."""
    point = find_place(desk, token)
    demand_area(desk, point)
    mark = open_concern(desk.session, point.id or 0)
    if mark is None:
        return desk.go(f"/places/{token}")
    desk.audit("record view", f"place:{token}")
    mine = mark.organisation_id == desk.user.organisation_id
    stub = stub_of(desk, point, RECEIPT)
    return desk.page(
        "minor.html",
        point=point,
        mark=mark,
        mine=mine,
        stub=stub,
        seen=_seen(desk, point) if mine and stub is None else [],
        told=told(desk.session, point),
        authorities=AUTHORITIES,
        may_take_back=mine and mark.user_id == desk.user.id and not told(desk.session, point),
        minutes=MISTAKE_MINUTES,
    )


def _seen(desk: Desk, point: ContactPoint) -> list[tuple[Ad, list[str]]]:
    """Return the newest ads with the words about age that stand in them: what the hotline asks for, no more."""
    ads = desk.session.execute(
        select(Ad).where(col(Ad.contact_point_id) == point.id).order_by(col(Ad.last_seen).desc()).limit(MOST)
    ).scalars()
    about_age = [one.name for one in load_policy().indicators.values() if one.group == "age"]
    shown = []
    for ad in ads:
        words = desk.session.execute(
            select(col(Finding.quote_masked)).where(
                col(Finding.ad_id) == ad.id,
                col(Finding.indicator).in_(about_age),
                col(Finding.quote_masked).is_not(None),
            )
        ).scalars()
        shown.append((ad, sorted({word for word in words if word})))
    return shown
