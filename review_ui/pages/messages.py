"""My first texts: what came back, ticked by hand; and how to answer when somebody writes."""

from fastapi import Response

from outreach.messages.ledger import OUTCOMES, TEXTS_PER_WORKER_AND_DAY, complaint_share, set_outcome
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.gather.messages import sent_texts, sent_today
from review_ui.page import Pages

pages = Pages()


@pages.get("/messages", Rule.PLAN)
def show(desk: Desk) -> Response:
    """Show texts that wait for an outcome, the day's number, and the month's share of complaints."""
    sent, share = complaint_share(desk.session, now=desk.now)
    return desk.page(
        "messages.html",
        texts=sent_texts(desk),
        today=sent_today(desk),
        most=TEXTS_PER_WORKER_AND_DAY,
        outcomes=OUTCOMES,
        month=sent,
        share=share,
    )


@pages.post("/messages", Rule.PLAN)
def tick(desk: Desk) -> Response:
    """Say what came back. No, anger and complaint end writing to that number for good."""
    set_outcome(desk.session, desk.actor, desk.number_field("text", 1, 2**31), desk.field("outcome"), now=desk.now)
    desk.audit("sms outcome", f"text:{desk.field('text')}", outcome=desk.field("outcome"))
    return desk.go("/messages?done=saved")
