"""The day on a phone: all stops of one route in one open page that keeps working without coverage (US-18, day-sheet (b)).

Nothing is stored in the browser: the page lives in the open tab, logs wait in its memory until the server has answered with
a receipt, and the page wipes itself when the day is over. Without scripts each stop's form is sent at once, as ever.
"""

import secrets
from datetime import datetime, time

from fastapi import Response

from models.local_time import DENMARK
from models.visit import OUTCOMES
from outreach.contact_points import label_for
from outreach.routes import close_route
from outreach.visits import NOTE_MAX, TALLIES
from review_ui import cookies
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.own_key import own_sheet
from review_ui.page import Pages
from review_ui.signing_in import log_out

pages = Pages()
MOST = 200


@pages.get("/routes/{route_id:int}/day", Rule.PLAN)
def show(desk: Desk, route_id: int) -> Response:
    """Show every stop with its form. No level, evidence, ad text, network or number stands here."""
    sheet = own_sheet(desk, route_id)
    ends = datetime.combine(sheet.route.day, time(23, 59), DENMARK)
    desk.audit("day sheet", f"route {route_id}", purpose="ruteplan")
    return desk.page(
        "day_sheet.html",
        head=sheet.route,
        addresses_closed=sheet.addresses_closed,
        stops=[
            (stop, label_for(stop.place_type, stop.city, desk.lang), secrets.token_urlsafe(18)) for stop in sheet.stops
        ],
        first=next((stop.number for stop in sheet.stops if not stop.visited), 0),
        ends_ms=int(ends.timestamp() * 1000),
        now_ms=int(desk.now.timestamp() * 1000),
        over=desk.now > ends,
        outcomes=OUTCOMES,
        tallies=TALLIES,
        most=MOST,
        note_max=NOTE_MAX,
    )


@pages.post("/routes/{route_id:int}/close", Rule.PLAN)
def close(desk: Desk, route_id: int) -> Response:
    """Close the day: free what was not visited, then empty the browser of us, the log-in too."""
    freed = close_route(desk.session, desk.actor, route_id, now=desk.now)
    assert desk.login is not None  # noqa: S101 - the rule saw to it
    log_out(desk.session, desk.login, desk.user, desk.now)
    desk.login = desk.the_user = None
    response = desk.page("day_closed.html", freed=freed)
    cookies.drop_session(desk.request, response)
    response.headers["Clear-Site-Data"] = '"*"'
    return response
