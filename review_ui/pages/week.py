"""The week's digest: counts and links only, to be read on Monday or copied into a mail; no place, text or number in it."""

from fastapi import Response

from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.gather.week import week_begins, week_lines
from review_ui.page import Pages

pages = Pages()


@pages.get("/week", Rule.SCREEN)
def show(desk: Desk) -> Response:
    """Show the counts, and the same as plain text to copy."""
    return desk.page("week.html", lines=week_lines(desk), since=week_begins(desk.now))
