"""From the queue or a place onto a route, and the claim that tells colleagues "we go there"."""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from models.contact_point import ContactPoint
from models.visit import Route, RouteStop
from outreach.claims import claim
from outreach.local_time import local_day
from outreach.routes import add_stop
from review_ui.acts.decisions import leave_mark
from review_ui.desk import Desk

CLAIM_DAYS = 7


def claim_for_visit(desk: Desk, point: ContactPoint) -> None:
    """Mark a place for a visit and claim it for seven days; refuses when a colleague's organisation holds it."""
    claim(desk.session, point.id or 0, desk.actor, now=desk.now, days=CLAIM_DAYS)
    leave_mark(desk, point, "visit", until=desk.now + timedelta(days=CLAIM_DAYS))


def next_draft(desk: Desk) -> Route | None:
    """Return the own organisation's next open route that this worker made, soonest day first."""
    return desk.session.execute(
        select(Route)
        .where(
            col(Route.organisation_id) == desk.user.organisation_id,
            col(Route.user_id) == desk.user.id,
            col(Route.day) >= local_day(desk.now),
            col(Route.status) != "closed",
        )
        .order_by(col(Route.day), col(Route.id))
        .limit(1)
    ).scalar()


def put_on_route(desk: Desk, point: ContactPoint) -> Route | None:
    """Put a place on the next open route; None when there is no route yet."""
    route = next_draft(desk)
    if route is None:
        return None
    there = desk.session.execute(
        select(col(RouteStop.id)).where(
            col(RouteStop.route_id) == route.id, col(RouteStop.contact_point_id) == point.id
        )
    ).first()
    if there is None:
        add_stop(desk.session, desk.actor, route.id or 0, point.id or 0, now=desk.now, roads=desk.office.roads)
        leave_mark(desk, point, "route", str(route.id))
    return route
