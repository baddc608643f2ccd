"""Help: how to work, the keys, the levels, how well each indicator is known, what to do about a minor."""

from fastapi import Response

from models.policy import load_policy
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.page import Pages

pages = Pages()
KEYS = ("j", "k", "1", "2", "3", "b", "l", "s", "z", "n", "m", "f", "?")


@pages.get("/help", Rule.SIGNED_IN)
def show(desk: Desk) -> Response:
    """Show the help page."""
    return desk.page("help.html", keys=KEYS, indicators=list(load_policy().indicators.values()))
