"""Possible networks with ads in the area, as a list."""

from fastapi import Response

from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.gather.networks import networks_of_area
from review_ui.page import Pages

pages = Pages()


@pages.get("/networks", Rule.SCREEN)
def show(desk: Desk) -> Response:
    """Show the list, largest first."""
    return desk.page("networks.html", networks=networks_of_area(desk))
