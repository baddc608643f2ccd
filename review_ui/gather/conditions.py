"""Conditions over contact points, for queries that join the newest decision: what waits, what is due, which level counts.

Values are named (``me``, ``now``, ``today``, ``half_a_year_ago``), so that a statement is built once and filled in often.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.contact_point import ContactPoint
from models.decision import LevelDecision, Mark
from models.values import Level
from models.visit import Visit
from outreach.frozen import is_frozen_here
from review_ui.levels import SEVERITY

CONCERN = (Level.YELLOW.value, Level.RED.value)


def newest_decision() -> ColumnElement[int]:
    """Return the id of a place's newest decision not undone: looked up place by place, not over all that was decided."""
    other = aliased(LevelDecision)
    return (
        select(func.max(other.id))
        .where(col(other.contact_point_id) == col(ContactPoint.id), col(other.undone_at).is_(None))
        .scalar_subquery()
    )


def severity_of(column: Any) -> ColumnElement[int]:
    """Return SQL that orders levels."""
    return case({level.value: order for level, order in SEVERITY.items()}, value=column, else_=0)


def undecided() -> ColumnElement[bool]:
    """Nobody decided yet, or the proposal rose above what the person saw (R-HUM-2)."""
    raised = severity_of(ContactPoint.proposed_level) > severity_of(LevelDecision.proposed_level)
    return or_(col(LevelDecision.id).is_(None), raised)


def open_for_me() -> ColumnElement[bool]:
    """Neither closed to visits, nor frozen, nor skipped by this worker for now."""
    skipped = exists().where(
        col(Mark.contact_point_id) == col(ContactPoint.id),
        col(Mark.kind) == "skip",
        col(Mark.user_id) == bindparam("me"),
        col(Mark.undone_at).is_(None),
        or_(col(Mark.until).is_(None), col(Mark.until) > bindparam("now")),
    )
    return and_(col(ContactPoint.do_not_visit).is_(False), ~skipped, ~is_frozen_here())


def is_due() -> ColumnElement[bool]:
    """A visit is due: a date was set and came, the last visit is half a year old, or a concern never met anybody."""
    here = col(Visit.contact_point_id) == col(ContactPoint.id)
    recent = exists().where(here, col(Visit.visited_at) >= bindparam("half_a_year_ago"))
    dated = exists().where(here, col(Visit.revisit_on).is_not(None), col(Visit.revisit_on) <= bindparam("today"))
    concern = col(ContactPoint.proposed_level).in_(CONCERN)
    return and_(
        col(ContactPoint.do_not_visit).is_(False), or_(dated, and_(~recent, or_(exists().where(here), concern)))
    )


def level_in_force() -> ColumnElement[str]:
    """A person's level, else the proposal."""
    return func.coalesce(col(LevelDecision.level), col(ContactPoint.proposed_level))
