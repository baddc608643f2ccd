"""One contact point: evidence, ads, reviews, timeline, visits, who has seen it; levels, notes and the rare reveal."""

from fastapi import Response
from sqlalchemy import func, select
from sqlmodel import col

from models.ad import Ad, AdPhone, Phone
from models.audit import AuditEntry
from models.contact_point import ContactPoint
from models.decision import Mark
from models.own_view import seal_place
from models.visit import DoNotContact
from outreach.frozen import demand_not_frozen, open_concern
from outreach.visits import NOTE_MAX, note_warnings
from review_ui.access import Rule
from review_ui.acts.decisions import LABELS, leave_mark, set_level
from review_ui.acts.planning import claim_for_visit, put_on_route
from review_ui.desk import Desk
from review_ui.errors import BadForm, NotAllowed, NotThere
from review_ui.gather.card import make_card
from review_ui.gather.place import looked, networks_of, notes, phone_weeks, shown_ads, timeline, visits
from review_ui.gather.places import find_place, in_area
from review_ui.levels import DECIDABLE, REASONS
from review_ui.limits import Limited
from review_ui.own_key import whole_number
from review_ui.page import Pages
from review_ui.purposes import PURPOSES

pages = Pages()
REVEALS_A_DAY = 20


class OutsideArea(NotAllowed):
    """The place lies outside the own area: opens only for a stated purpose."""


def demand_area(desk: Desk, point: ContactPoint) -> None:
    """Raise when a place lies outside the own area and was not opened for a purpose."""
    if not in_area(desk, point):
        raise OutsideArea("error.outside_area")


def demand_open(desk: Desk, point: ContactPoint) -> None:
    """Raise when a place lies outside the own area, or is frozen because a minor is suspected."""
    demand_area(desk, point)
    demand_not_frozen(desk.session, point.id or 0)


def doubtful_note(desk: Desk, path: str, keep: dict[str, str]) -> Response | None:
    """Ask again about a note that seems to hold a number, a name or a diagnosis, before anything is saved; else None."""
    warnings = note_warnings(desk.field("note"))
    if not warnings or desk.field("keep_note") == "yes":
        return None
    return desk.page("note.html", path=path, keep=keep, note=desk.field("note"), warnings=warnings, most=NOTE_MAX)


def note_view(desk: Desk, point: ContactPoint) -> None:
    """Write "record view" into the audit trail, once an hour for the same worker and place."""
    subject = f"place:{point.token}"
    last = desk.session.execute(
        select(func.max(AuditEntry.at)).where(
            col(AuditEntry.subject) == subject,
            col(AuditEntry.user_id) == desk.user.id,
            col(AuditEntry.act) == "record view",
        )
    ).scalar()
    if last is None or (desk.now - last).total_seconds() > 3600:
        desk.audit("record view", subject)


@pages.get("/places/{token}", Rule.SCREEN)
def show(desk: Desk, token: str) -> Response:
    """Show everything about one contact point, or the purpose form when it lies outside the area."""
    point = find_place(desk, token)
    if not in_area(desk, point):
        return desk.page("outside.html", status=403, token=token)
    if open_concern(desk.session, point.id or 0) is not None:
        return desk.go(f"/places/{token}/minor")
    note_view(desk, point)
    card = make_card(desk, point)
    return desk.page(
        "place.html",
        card=card,
        ads=shown_ads(desk, card.ads, card.reviews, card.findings),
        events=timeline(desk, point),
        visits=visits(desk, point),
        notes=notes(desk, point),
        looked=looked(desk, point),
        networks=networks_of(desk, card.ads),
        phones=phone_weeks(desk, card.phones),
        reasons=REASONS,
        labels=LABELS,
        levels=[level.value for level in DECIDABLE],
    )


@pages.post("/places/{token}/open", Rule.SCREEN)
def open_outside(desk: Desk, token: str) -> Response:
    """Open a place outside the own area until tomorrow, for a stated purpose; audited."""
    point, purpose = find_place(desk, token), desk.field("purpose")
    if purpose not in PURPOSES:
        raise BadForm("error.purpose")
    until = desk.now.replace(hour=23, minute=59)
    leave_mark(desk, point, "opened", purpose, until)
    desk.session.flush()
    # Nothing here was sealed for an organisation of another area; tonight it is dropped again.
    seal_place(desk.session, desk.office.keyring, desk.user.organisation_id, point.id or 0, now=desk.now)
    desk.audit("open outside area", f"place:{token}", purpose=purpose)
    return desk.go(f"/places/{token}")


@pages.post("/places/{token}/act", Rule.SCREEN)
def act(desk: Desk, token: str) -> Response:
    """Set a level with a reason, write a note or label, claim it, or put it on a route."""
    point = find_place(desk, token)
    demand_open(desk, point)
    deed = desk.field("act")
    if deed == "level":
        reason = desk.field("reason")
        set_level(desk, point, desk.field("level"), reason if reason in REASONS else "")
        return desk.go(f"/places/{token}?done=level_{desk.field('level')}#content")
    if deed == "note":
        if not desk.field("note"):
            raise BadForm("error.note_empty")
        if doubtful := doubtful_note(desk, f"/places/{token}/act", {}):
            return doubtful
        leave_mark(desk, point, "note", desk.field("note"))
    elif deed == "label":
        if desk.field("label") not in LABELS:
            raise BadForm("error.act")
        leave_mark(desk, point, "label", desk.field("label"))
    elif deed == "visit":
        claim_for_visit(desk, point)
    elif deed == "route" and desk.may(Rule.PLAN):
        route = put_on_route(desk, point)
        return desk.go(f"/routes/{route.id}?done=route" if route else f"/routes/new?place={token}")
    else:
        raise BadForm("error.act")
    return desk.go(f"/places/{token}?done={deed}#content")


@pages.post("/places/{token}/access", Rule.PLAN)
def access_note(desk: Desk, token: str) -> Response:
    """Change the safety note colleagues read before they knock."""
    point = find_place(desk, token)
    demand_area(desk, point)
    text = desk.field("access_note")
    if len(text) > 500:
        raise BadForm("error.too_long", most=500)
    point.access_note = text or None
    desk.session.add(point)
    desk.audit("access note", f"place:{token}")
    return desk.go(f"/places/{token}?done=access#content")


@pages.post("/places/{token}/reveal", Rule.PLAN, limited=Limited.REVEAL)
def reveal(desk: Desk, token: str) -> Response:
    """Show one number once, for a stated purpose: audited, at most twenty a day, never a do-not-contact number."""
    point, purpose = find_place(desk, token), desk.field("purpose")
    demand_open(desk, point)
    if purpose not in PURPOSES:
        raise BadForm("error.purpose")
    phone = desk.session.get(Phone, desk.number_field("phone", 1, 2**31))
    if phone is None or not stands_here(desk, phone, point):
        raise NotThere("error.no_place")
    _demand_reveals_left(desk)
    desk.demand_fresh_proof(f"/places/{token}")
    number = whole_number(desk, phone)
    blocked = desk.session.get(DoNotContact, desk.office.keyring.key_do_not_contact(number)) is not None
    desk.audit("reveal", f"place:{token}", purpose=purpose, blocked=blocked)
    return desk.page("reveal.html", token=token, number=None if blocked else number)


def stands_here(desk: Desk, phone: Phone, point: ContactPoint) -> bool:
    """Tell whether a number was seen on an ad of this place: only such a number may be opened from its page."""
    query = (
        select(col(AdPhone.id))
        .join(Ad, col(Ad.id) == col(AdPhone.ad_id))
        .where(col(AdPhone.phone_id) == phone.id, col(Ad.contact_point_id) == point.id)
    )
    return desk.session.execute(query.limit(1)).first() is not None


def _demand_reveals_left(desk: Desk) -> None:
    today = desk.now.replace(hour=0, minute=0, second=0, microsecond=0)
    used = desk.session.execute(
        select(func.count()).where(
            col(AuditEntry.user_id) == desk.user.id, col(AuditEntry.act) == "reveal", col(AuditEntry.at) >= today
        )
    ).scalar_one()
    if used >= REVEALS_A_DAY:
        raise NotAllowed("error.reveals", most=REVEALS_A_DAY)


@pages.post("/places/{token}/undo-note", Rule.SCREEN)
def undo_note(desk: Desk, token: str) -> Response:
    """Take back one own note or label."""
    mark = desk.session.get(Mark, desk.number_field("mark", 1, 2**31))
    if mark is None or mark.user_id != desk.user.id or mark.undone_at is not None:
        raise NotThere("error.no_place")
    mark.undone_at = desk.now
    desk.session.add(mark)
    desk.audit("undo", f"place:{token}", kind=mark.kind)
    return desk.go(f"/places/{token}?done=undone#content")
