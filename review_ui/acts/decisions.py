"""Set a level, leave a mark, undo: every act appends a row; undoing dates it (30 days, newest first)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlmodel import col

from models.contact_point import ContactPoint
from models.decision import LevelDecision, Mark
from models.values import Level
from models.visit import Route, RouteStop
from outreach.routes import remove_stop
from review_ui.desk import Desk
from review_ui.errors import BadForm
from review_ui.levels import DECIDABLE

UNDO_DAYS = 30
SKIP_FOR = timedelta(days=1)
NOTE_MAX = 500
LABELS = ("spam", "bureau", "selvstaendig", "dublet")
# Marks a worker may undo; "seen" and "opened" are facts and stay.
UNDOABLE = ("visit", "skip", "duplicate", "label", "note", "route", "claim")


def set_level(desk: Desk, point: ContactPoint, level: str, reason: str = "") -> LevelDecision:
    """Record a person's level. Raises BadForm for a level people cannot set."""
    if level not in {one.value for one in DECIDABLE} | {Level.NOT_ASSESSED.value}:
        raise BadForm("error.level")
    decision = LevelDecision(
        contact_point_id=point.id or 0,
        user_id=desk.user.id or 0,
        level=level,
        proposed_level=point.proposed_level,
        reason=reason[:NOTE_MAX] or None,
        decided_at=desk.now,
    )
    desk.session.add(decision)
    desk.audit("label", f"place:{point.token}", level=level, proposed=point.proposed_level)
    return decision


def leave_mark(desk: Desk, point: ContactPoint, kind: str, value: str = "", until: datetime | None = None) -> Mark:
    """Record any other act on a contact point. Raises BadForm when the text is too long."""
    if len(value) > NOTE_MAX:
        raise BadForm("error.too_long", most=NOTE_MAX)
    mark = Mark(
        contact_point_id=point.id or 0,
        user_id=desk.user.id or 0,
        organisation_id=desk.user.organisation_id,
        kind=kind,
        value=value or None,
        made_at=desk.now,
        until=until,
    )
    desk.session.add(mark)
    desk.audit(f"mark {kind}", f"place:{point.token}")
    return mark


@dataclass(frozen=True)
class Undone:
    """What one undo took back: how many rows, of what kind, and a contact point to go back to."""

    rows: int
    kind: str
    contact_point_id: int


def undo_last(desk: Desk) -> Undone | None:
    """Take back this worker's newest act, all rows of it when it was done in bulk; None when there is nothing."""
    since = desk.now - timedelta(days=UNDO_DAYS)
    level_at = desk.session.execute(
        select(func.max(LevelDecision.decided_at)).where(*_own_levels(desk, since))
    ).scalar()
    mark_at = desk.session.execute(select(func.max(Mark.made_at)).where(*_own_marks(desk, since))).scalar()
    newest = max((at for at in (level_at, mark_at) if at is not None), default=None)
    if newest is None:
        return None
    levels = list(
        desk.session.execute(
            select(LevelDecision).where(*_own_levels(desk, since), col(LevelDecision.decided_at) == newest)
        ).scalars()
    )
    marks = list(
        desk.session.execute(select(Mark).where(*_own_marks(desk, since), col(Mark.made_at) == newest)).scalars()
    )
    for row in [*levels, *marks]:
        row.undone_at = desk.now
        desk.session.add(row)
    for mark in marks:
        if mark.kind == "route":
            _take_off_route(desk, mark)
    first = (levels or marks)[0]
    kind = "level" if levels else marks[0].kind
    desk.audit("undo", rows=len(levels) + len(marks), kind=kind)
    return Undone(len(levels) + len(marks), kind, first.contact_point_id)


def _take_off_route(desk: Desk, mark: Mark) -> None:
    """Take the place off the route it was put on, where that route is still open. A claim made with it is undone by itself."""
    stop = desk.session.execute(
        select(RouteStop)
        .join(Route, col(Route.id) == col(RouteStop.route_id))
        .where(
            col(RouteStop.route_id) == int(mark.value or 0),
            col(RouteStop.contact_point_id) == mark.contact_point_id,
            col(Route.status) != "closed",
        )
    ).scalar()
    if stop is not None:
        remove_stop(desk.session, desk.actor, stop.id or 0, now=desk.now, roads=desk.office.roads, keep_claim=True)


def _own_levels(desk: Desk, since: datetime) -> list[ColumnElement[bool]]:
    return [
        col(LevelDecision.user_id) == desk.user.id,
        col(LevelDecision.undone_at).is_(None),
        col(LevelDecision.decided_at) >= since,
    ]


def _own_marks(desk: Desk, since: datetime) -> list[ColumnElement[bool]]:
    return [
        col(Mark.user_id) == desk.user.id,
        col(Mark.undone_at).is_(None),
        col(Mark.made_at) >= since,
        col(Mark.kind).in_(UNDOABLE),
    ]
