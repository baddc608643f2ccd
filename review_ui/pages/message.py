"""One first text to one number at one place: chosen here, copied by hand, sent from the organisation's own phone (US-11).

No gateway and no list: the number is opened only together with a booking in the ledger all organisations share, which
keeps the caps (R-SMS-5) and forgets the wording.
"""

from fastapi import Response
from sqlmodel import col, select

from models.ad import Phone
from models.contact_point import ContactPoint
from outreach.messages.ledger import TEXTS_PER_WORKER_AND_DAY, book_first_text, mark_do_not_contact
from outreach.messages.length import measure
from outreach.messages.templates import offered
from outreach.visits import set_do_not_visit
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm, NotThere
from review_ui.gather.card import make_card
from review_ui.gather.messages import sent_today
from review_ui.gather.places import find_place
from review_ui.limits import Limited
from review_ui.own_key import whole_number
from review_ui.page import Pages
from review_ui.pages.place import demand_area, demand_open, stands_here

pages = Pages()


@pages.get("/places/{token}/message", Rule.PLAN)
def choose(desk: Desk, token: str) -> Response:
    """Show the numbers, masked, and the approved wordings in the ads' languages."""
    point = find_place(desk, token)
    demand_open(desk, point)
    card = make_card(desk, point)
    templates = offered(desk.session, desk.actor, card.languages)
    return desk.page(
        "message.html",
        point=point,
        card=card,
        templates=[(one, measure(one.body)) for one in templates],
        sent=sent_today(desk),
        most=TEXTS_PER_WORKER_AND_DAY,
        ready=None,
        chosen=None,
    )


@pages.post("/places/{token}/message", Rule.PLAN, limited=Limited.REVEAL)
def make_ready(desk: Desk, token: str) -> Response:
    """Book the text and show number and wording once, ready to copy."""
    point = find_place(desk, token)
    demand_open(desk, point)
    phone = _phone_here(desk, point)
    desk.demand_fresh_proof(f"/places/{token}/message")
    template_id = desk.number_field("template", 1, 2**31)
    ready = book_first_text(
        desk.session,
        desk.office.keyring,
        desk.actor,
        phone_id=phone.id or 0,
        number=whole_number(desk, phone),
        template_id=template_id,
        contact_point_id=point.id,
        now=desk.now,
    )
    desk.audit("reveal", f"place:{token}", purpose="sms")
    return desk.page(
        "message.html",
        point=point,
        ready=ready,
        chosen=measure(ready.body),
        sent=sent_today(desk),
        most=TEXTS_PER_WORKER_AND_DAY,
    )


@pages.post("/places/{token}/do-not-contact", Rule.PLAN)
def leave_alone(desk: Desk, token: str) -> Response:
    """Never write to this number, or never visit this place: for all organisations at once; who asked is not kept (US-12)."""
    point = find_place(desk, token)
    demand_area(desk, point)
    what = desk.field("what")
    if what == "number":
        # With the processing key, and shown to nobody: this must hold also while an organisation's own key is away.
        number = desk.office.keyring.unseal(_phone_here(desk, point).sealed, "phone.e164")
        mark_do_not_contact(desk.session, desk.office.keyring, number, now=desk.now)
        # Neither place nor number stands in the trail: it would tell who asked.
        desk.audit("do not contact")
    elif what == "place":
        set_do_not_visit(desk.session, desk.actor, point.id or 0, True, now=desk.now)
    else:
        raise BadForm("error.act")
    return desk.go(f"/places/{token}?done=left_alone_{what}")


def _phone_here(desk: Desk, point: ContactPoint) -> Phone:
    number = desk.number_field("phone", 1, 2**31)
    phone = desk.session.exec(select(Phone).where(col(Phone.id) == number)).first()
    if phone is None or not stands_here(desk, phone, point):
        raise NotThere("error.no_place")
    return phone
