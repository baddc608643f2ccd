"""The front page: my area today. Roles without places are sent to their own work."""

from fastapi import Response

from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.gather.area import RED_BUDGET, make_area
from review_ui.page import Pages

pages = Pages()
HOME_OF = {"analyst": "/trends", "dpo": "/audit", "administrator": "/users"}


@pages.get("/", Rule.SIGNED_IN)
def show(desk: Desk) -> Response:
    """Show new places, concern, changes, what is due, who goes where, and the top of the list."""
    if not desk.may(Rule.SCREEN):
        return desk.go(HOME_OF[desk.user.role])
    region = desk.query("region")
    region = region if region in desk.regions else ""
    return desk.page("area.html", area=make_area(desk, region), region=region, red_budget=RED_BUDGET)
