"""Judgements: where people and proposals differ, how often visits met the concern, and own link judgements to take back."""

from fastapi import Response

from models.network import LinkJudgement
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import NotThere
from review_ui.gather.judgements import make_judgements
from review_ui.levels import HIGHEST_FIRST
from review_ui.page import Pages

pages = Pages()


@pages.get("/judgements", Rule.LEAD)
def show(desk: Desk) -> Response:
    """Show the page."""
    return desk.page("judgements.html", all=make_judgements(desk), levels=HIGHEST_FIRST)


@pages.post("/judgements/undo", Rule.LEAD)
def undo(desk: Desk) -> Response:
    """Take back one own judgement about a link."""
    row = desk.session.get(LinkJudgement, desk.number_field("judgement", 1, 2**31))
    if row is None or row.user_id != desk.user.id or row.undone_at is not None:
        raise NotThere("error.no_network")
    row.undone_at = desk.now
    desk.session.add(row)
    desk.audit("undo", "link judgement")
    return desk.go("/judgements?done=undone")
