"""Hand-overs between organisations: accept or decline, see what is held, let go."""

from fastapi import Response
from sqlalchemy import select
from sqlmodel import col

from models.people import Organisation
from review_ui.access import Rule
from review_ui.acts.assignments import REASON_MAX, answer, hand_over, let_go
from review_ui.desk import Desk
from review_ui.errors import BadForm, NotThere
from review_ui.gather.assignments import held, incoming, outgoing, unclaimed
from review_ui.gather.places import find_place
from review_ui.page import Pages
from review_ui.pages.place import demand_open

pages = Pages()


@pages.get("/assignments", Rule.SCREEN)
def show(desk: Desk) -> Response:
    """Show what waits, what was sent, what is held."""
    return desk.page(
        "assignments.html",
        incoming=incoming(desk),
        outgoing=outgoing(desk),
        held=held(desk),
        unclaimed=unclaimed(desk) if desk.may(Rule.LEAD) else [],
    )


@pages.get("/places/{token}/hand-over", Rule.SCREEN)
def ask(desk: Desk, token: str) -> Response:
    """Show the form: to whom, and why."""
    point = find_place(desk, token)
    demand_open(desk, point)
    organisations = desk.session.execute(select(Organisation).order_by(col(Organisation.name))).scalars()
    # The own one last: it is for colleagues, and what the form offers first is what a hurried person sends.
    own_last = sorted(organisations, key=lambda one: one.id == desk.user.organisation_id)
    return desk.page("hand_over.html", point=point, organisations=own_last, most=REASON_MAX)


@pages.post("/places/{token}/hand-over", Rule.SCREEN)
def give(desk: Desk, token: str) -> Response:
    """Hand a place over."""
    point = find_place(desk, token)
    demand_open(desk, point)
    to = desk.session.get(Organisation, desk.number_field("to", 1, 2**31))
    if to is None:
        raise NotThere("error.no_assignment")
    hand_over(desk, point, to, desk.field("reason"))
    return desk.go("/assignments?done=handed_over")


@pages.post("/assignments", Rule.SCREEN)
def reply(desk: Desk) -> Response:
    """Accept, decline, or let a held place go."""
    deed = desk.field("act")
    if deed in ("accept", "decline"):
        answer(desk, desk.number_field("assignment", 1, 2**31), accepted=deed == "accept")
    elif deed == "release":
        let_go(desk, find_place(desk, desk.field("place")))
    else:
        raise BadForm("error.act")
    return desk.go(f"/assignments?done={deed}")
