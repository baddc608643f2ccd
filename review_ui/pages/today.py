"""Done for today: the day in figures, what is left, and a way out."""

from fastapi import Response

from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.gather.day import make_day
from review_ui.page import Pages

pages = Pages()


@pages.get("/today", Rule.SCREEN)
def show(desk: Desk) -> Response:
    """Show the day."""
    return desk.page("today.html", work=make_day(desk))
