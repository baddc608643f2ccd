"""A worker's first texts: how many today, and which still wait for what came back. No wording and no number is kept."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from models.contact_point import ContactPoint
from models.message import MessageEntry, MessageTemplate, WorkerDay
from outreach.contact_points import label_for
from outreach.local_time import local_day
from review_ui.desk import Desk

DAYS = 30
MOST = 100


@dataclass(frozen=True)
class SentText:
    """One text of the last month with its place, as far as it is known."""

    entry: MessageEntry
    point: ContactPoint | None
    label: str
    template: str


def sent_today(desk: Desk) -> int:
    """Return how many first texts this worker has booked today."""
    day = desk.session.get(WorkerDay, (desk.user.id, local_day(desk.now)))
    return day.first_texts if day else 0


def sent_texts(desk: Desk) -> list[SentText]:
    """Return this worker's texts of the last month, those without an outcome first, newest first."""
    rows = desk.session.execute(
        select(MessageEntry, ContactPoint, MessageTemplate)
        .outerjoin(ContactPoint, col(ContactPoint.id) == col(MessageEntry.contact_point_id))
        .outerjoin(MessageTemplate, col(MessageTemplate.id) == col(MessageEntry.template_id))
        .where(col(MessageEntry.user_id) == desk.user.id, col(MessageEntry.sent_at) >= desk.now - timedelta(days=DAYS))
        .order_by(col(MessageEntry.outcome).is_not(None), col(MessageEntry.sent_at).desc())
        .limit(MOST)
    )
    return [
        SentText(
            entry,
            point,
            label_for(point.place_type, point.city, desk.lang) if point else "–",
            f"{template.name} {template.version}" if template else "–",
        )
        for entry, point, template in rows
    ]


def own_wordings(desk: Desk) -> list[MessageTemplate]:
    """Return the organisation's wordings: those in use and those that wait, newest version first."""
    rows = desk.session.execute(
        select(MessageTemplate)
        .where(
            col(MessageTemplate.organisation_id) == desk.user.organisation_id, col(MessageTemplate.retired_at).is_(None)
        )
        .order_by(col(MessageTemplate.language), col(MessageTemplate.name), col(MessageTemplate.version).desc())
    )
    return list(rows.scalars())
