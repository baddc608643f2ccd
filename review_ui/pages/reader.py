"""The reader's checks: proposals by language, region and site (US-31) and what moved, each to be answered."""

from fastapi import Response

from models.reader_notices import LONGEST_ANSWER, answer
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm
from review_ui.gather.reader_checks import make_checks
from review_ui.page import Pages

pages = Pages()


@pages.get("/reader", Rule.FIGURES)
def show(desk: Desk) -> Response:
    """Show the tables and notices."""
    return desk.page("reader.html", checks=make_checks(desk), longest=LONGEST_ANSWER)


@pages.post("/reader", Rule.LEAD)
def answer_notice(desk: Desk) -> Response:
    """Keep what was found and done about a notice."""
    said = desk.field("answer")
    if not said or len(said) > LONGEST_ANSWER:
        raise BadForm("error.reason", most=LONGEST_ANSWER)
    number = desk.number_field("notice", 1, 2**31)
    answer(desk.session, number, said, user_id=desk.user.id, now=desk.now)
    desk.audit("reader notice answered", f"notice:{number}")
    return desk.go("/reader?done=answered")
