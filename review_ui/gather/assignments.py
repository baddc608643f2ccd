"""Hand-overs and claims: what waits for an answer, what was sent, what is held, and serious concern nobody took."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlmodel import col

from models.contact_point import ContactPoint
from models.decision import Assignment, Mark
from models.people import Organisation
from models.values import Level
from outreach.contact_points import label_for
from review_ui.desk import Desk

# A serious concern nobody claimed for a week is shown to the coordinator (US-22).
UNCLAIMED_DAYS = 7


@dataclass(frozen=True)
class Waiting:
    """One hand-over with the place and the other organisation."""

    row: Assignment
    point: ContactPoint
    label: str
    other: str


@dataclass(frozen=True)
class Held:
    """A place the own organisation holds, until when."""

    point: ContactPoint
    label: str
    until: datetime


def incoming(desk: Desk) -> list[Waiting]:
    """Return hand-overs to the own organisation that wait for an answer."""
    rows = desk.session.execute(
        select(Assignment, ContactPoint, col(Organisation.name))
        .join(ContactPoint, col(ContactPoint.id) == col(Assignment.contact_point_id))
        .join(Organisation, col(Organisation.id) == col(Assignment.from_organisation_id))
        .where(
            col(Assignment.to_organisation_id) == desk.user.organisation_id,
            col(Assignment.answered_at).is_(None),
            col(Assignment.until) >= desk.now,
        )
        .order_by(col(Assignment.until))
    )
    return [Waiting(row, point, _label(desk, point), name) for row, point, name in rows]


def outgoing(desk: Desk) -> list[Waiting]:
    """Return the own organisation's hand-overs of the last month, newest first."""
    rows = desk.session.execute(
        select(Assignment, ContactPoint, col(Organisation.name))
        .join(ContactPoint, col(ContactPoint.id) == col(Assignment.contact_point_id))
        .join(Organisation, col(Organisation.id) == col(Assignment.to_organisation_id))
        .where(
            col(Assignment.from_organisation_id) == desk.user.organisation_id,
            col(Assignment.made_at) >= desk.now - timedelta(days=30),
        )
        .order_by(col(Assignment.id).desc())
    )
    return [Waiting(row, point, _label(desk, point), name) for row, point, name in rows]


def held(desk: Desk) -> list[Held]:
    """Return what the own organisation has claimed."""
    rows = desk.session.execute(
        select(ContactPoint, col(Mark.until))
        .join(Mark, col(Mark.contact_point_id) == col(ContactPoint.id))
        .where(
            col(Mark.kind) == "claim",
            col(Mark.organisation_id) == desk.user.organisation_id,
            col(Mark.undone_at).is_(None),
            col(Mark.until) > desk.now,
        )
        .order_by(col(Mark.until))
    )
    return [Held(point, _label(desk, point), until) for point, until in rows]


def unclaimed(desk: Desk) -> list[ContactPoint]:
    """Return live places of the area with serious concern, older than a week, that nobody claimed."""
    taken = exists().where(
        col(Mark.contact_point_id) == col(ContactPoint.id),
        col(Mark.kind) == "claim",
        col(Mark.undone_at).is_(None),
        col(Mark.until) > desk.now,
    )
    rows = desk.session.execute(
        select(ContactPoint)
        .where(
            col(ContactPoint.proposed_level) == Level.RED.value,
            col(ContactPoint.gone_at).is_(None),
            col(ContactPoint.region_code).in_(desk.regions),
            col(ContactPoint.first_seen) < desk.now - timedelta(days=UNCLAIMED_DAYS),
            ~taken,
        )
        .order_by(col(ContactPoint.first_seen))
        .limit(50)
    )
    return list(rows.scalars())


def _label(desk: Desk, point: ContactPoint) -> str:
    return label_for(point.place_type, point.city, desk.lang)
