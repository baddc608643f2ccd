"""Files that need a second person's yes: ask, answer, take (R-DISC-2, US-27). One yes is good for one file within a day."""

from fastapi import Response
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.figure import ExportApproval
from models.people import User
from models.visit import Route
from outreach.errors import NotFound
from outreach.exports import EXPORTERS
from outreach.exports.guarded import answer_export, ask_export
from outreach.routes import own_route
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm
from review_ui.page import Pages
from review_ui.purposes import outreach_purpose

pages = Pages()
MOST = 50


@pages.get("/exports", Rule.PLAN)
def show(desk: Desk) -> Response:
    """Show what waits for an answer and what was answered; ``route``, ``format`` and ``purpose`` open the form to ask."""
    asker, answerer = aliased(User), aliased(User)
    rows = desk.session.execute(
        select(ExportApproval, Route, asker, answerer)
        .join(Route, col(Route.id) == col(ExportApproval.route_id))
        .join(asker, col(asker.id) == col(ExportApproval.asked_by))
        .outerjoin(answerer, col(answerer.id) == col(ExportApproval.answered_by))
        .where(
            col(Route.organisation_id) == desk.user.organisation_id,
            or_(col(ExportApproval.answered_at).is_not(None), col(ExportApproval.expires_at) > desk.now),
        )
        .order_by(col(ExportApproval.id).desc())
        .limit(MOST)
    ).all()
    route_id = desk.query_number("route")
    return desk.page(
        "exports.html",
        waiting=[row for row in rows if row[0].answered_at is None],
        answered=[row for row in rows if row[0].answered_at is not None],
        titles={name: exporter.title[desk.lang] for name, exporter in EXPORTERS.items()},
        route=own_route(desk.session, desk.actor, route_id) if route_id else None,
        format=desk.query("format") if desk.query("format") in EXPORTERS else "pdf",
        purpose=desk.query("purpose"),
    )


@pages.post("/exports/ask", Rule.PLAN)
def ask(desk: Desk) -> Response:
    """Ask for a second person's yes."""
    route = own_route(desk.session, desk.actor, desk.number_field("route", 1, 2**31))
    purpose = outreach_purpose(desk.field("purpose"))
    if purpose is None:
        raise BadForm("error.purpose")
    ask_export(desk.session, desk.actor, route.id or 0, desk.field("format"), purpose=purpose, now=desk.now)
    return desk.go("/exports?done=export_asked")


@pages.post("/exports/answer", Rule.LEAD)
def answer(desk: Desk) -> Response:
    """Say yes or no to a colleague's file, never to one's own."""
    number = desk.number_field("request", 1, 2**31)
    asked = desk.session.get(ExportApproval, number)
    if asked is None:
        raise NotFound("request_gone")
    own_route(desk.session, desk.actor, asked.route_id)
    yes = desk.field("act") == "yes"
    desk.demand_fresh_proof("/exports")
    answer_export(desk.session, desk.actor, number, yes, now=desk.now)
    return desk.go(f"/exports?done={'export_approved' if yes else 'export_refused'}")
