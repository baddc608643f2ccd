"""Contact points of an area: which wait for a look, which are new, which are due; and one of them by its token."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlmodel import Session, col

from models.contact_point import ContactPoint
from models.decision import LevelDecision, Mark
from models.values import Level
from models.visit import Visit
from review_ui.desk import Desk
from review_ui.errors import NotThere
from review_ui.levels import SEVERITY

REVISIT_AFTER = timedelta(days=180)
FALLBACK_SINCE = timedelta(days=7)


@dataclass(frozen=True)
class PlaceFilter:
    """What a list shows. Empty fields do not narrow. Values live on the server, URLs carry an id (R-UX saved filters)."""

    regions: tuple[str, ...] = ()
    municipality: str = ""
    postcodes: tuple[str, str] | None = None
    levels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    new_since: datetime | None = None
    not_visited_days: int = 0
    due: bool = False
    waiting: bool = False
    changed: bool = False
    # Only these contact points (a search's hits); empty means all.
    ids: tuple[int, ...] = ()


def newest_decision() -> Any:
    """Return the subquery (contact_point_id, id) of the newest decision not undone."""
    return (
        select(col(LevelDecision.contact_point_id), func.max(LevelDecision.id).label("id"))
        .where(col(LevelDecision.undone_at).is_(None))
        .group_by(col(LevelDecision.contact_point_id))
        .subquery()
    )


def severity_of(column: Any) -> ColumnElement[int]:
    """Return SQL that orders levels."""
    return case({level.value: order for level, order in SEVERITY.items()}, value=column, else_=0)


def place_query(desk: Desk, wanted: PlaceFilter) -> Select[ContactPoint, LevelDecision]:
    """Return the query of (ContactPoint, newest LevelDecision or None) for a filter, best rank first."""
    newest = newest_decision()
    query = (
        select(ContactPoint, LevelDecision)
        .outerjoin(newest, newest.c.contact_point_id == col(ContactPoint.id))
        .outerjoin(LevelDecision, col(LevelDecision.id) == newest.c.id)
        .where(*_conditions(desk, wanted))
        .order_by(col(ContactPoint.rank_score).desc(), col(ContactPoint.id))
    )
    if wanted.waiting:
        raised = severity_of(ContactPoint.proposed_level) > severity_of(LevelDecision.proposed_level)
        query = query.where(or_(col(LevelDecision.id).is_(None), raised))
    if wanted.levels:
        query = query.where(func.coalesce(LevelDecision.level, col(ContactPoint.proposed_level)).in_(wanted.levels))
    return query


def _conditions(desk: Desk, wanted: PlaceFilter) -> list[ColumnElement[bool]]:
    regions = wanted.regions or tuple(desk.regions)
    where: list[ColumnElement[bool]] = [
        col(ContactPoint.gone_at).is_(None),
        or_(col(ContactPoint.region_code).in_(regions), col(ContactPoint.region_code).is_(None))
        if not wanted.regions
        else col(ContactPoint.region_code).in_(regions),
    ]
    if wanted.ids:
        where.append(col(ContactPoint.id).in_(wanted.ids))
    if wanted.municipality:
        where.append(col(ContactPoint.municipality_code) == wanted.municipality)
    if wanted.postcodes:
        where.append(col(ContactPoint.postcode).between(*wanted.postcodes))
    if wanted.kinds:
        where.append(func.coalesce(ContactPoint.place_type, "other").in_(wanted.kinds))
    if wanted.new_since:
        where.append(col(ContactPoint.first_seen) >= wanted.new_since)
    if wanted.waiting:
        where += [col(ContactPoint.do_not_visit).is_(False), ~_open_mark("skip", desk, mine=True)]
    if wanted.not_visited_days:
        since = desk.now - timedelta(days=wanted.not_visited_days)
        where.append(~exists().where(col(Visit.contact_point_id) == ContactPoint.id, col(Visit.visited_at) >= since))
    if wanted.due:
        where.append(_due(desk))
    return where


def _open_mark(kind: str, desk: Desk, *, mine: bool) -> ColumnElement[bool]:
    who = col(Mark.user_id) == desk.user.id if mine else col(Mark.organisation_id) == desk.user.organisation_id
    return exists().where(
        and_(
            col(Mark.contact_point_id) == col(ContactPoint.id),
            col(Mark.kind) == kind,
            who,
            col(Mark.undone_at).is_(None),
            or_(col(Mark.until).is_(None), col(Mark.until) > desk.now),
        )
    )


def _due(desk: Desk) -> ColumnElement[bool]:
    """A visit is due: a date was set and came, the last visit is half a year old, or a concern never met anybody."""
    recent = exists().where(
        col(Visit.contact_point_id) == ContactPoint.id, col(Visit.visited_at) >= desk.now - REVISIT_AFTER
    )
    dated = exists().where(
        col(Visit.contact_point_id) == ContactPoint.id,
        col(Visit.revisit_on).is_not(None),
        col(Visit.revisit_on) <= desk.now.date(),
    )
    concern = col(ContactPoint.proposed_level).in_([Level.YELLOW.value, Level.RED.value])
    visited = exists().where(col(Visit.contact_point_id) == ContactPoint.id)
    return and_(col(ContactPoint.do_not_visit).is_(False), or_(dated, and_(~recent, or_(visited, concern))))


def count(session: Session, query: Select[ContactPoint, LevelDecision]) -> int:
    """Return how many rows a query has."""
    return int(session.execute(select(func.count()).select_from(query.order_by(None).subquery())).scalar_one())


def last_screened(desk: Desk) -> datetime:
    """Return when this worker last decided something on an earlier day; a week ago for a beginner."""
    start_of_today = desk.now.replace(hour=0, minute=0, second=0, microsecond=0)
    newest = desk.session.execute(
        select(func.max(LevelDecision.decided_at)).where(
            col(LevelDecision.user_id) == desk.user.id, col(LevelDecision.decided_at) < start_of_today
        )
    ).scalar()
    return newest or desk.now - FALLBACK_SINCE


def find_place(desk: Desk, token: str) -> ContactPoint:
    """Return a contact point by its token. Raises NotThere. Whether it lies in the own area is checked by the page."""
    point: ContactPoint | None = desk.session.execute(
        select(ContactPoint).where(col(ContactPoint.token) == token)
    ).scalar()
    if point is None:
        raise NotThere("error.no_place")
    return point


def in_area(desk: Desk, point: ContactPoint) -> bool:
    """Tell whether a place lies in the own area, or was opened today for a stated purpose."""
    if point.region_code is None or point.region_code in desk.regions:
        return True
    opened = select(col(Mark.id)).where(
        col(Mark.contact_point_id) == point.id,
        col(Mark.user_id) == desk.user.id,
        col(Mark.kind) == "opened",
        col(Mark.until) > desk.now,
    )
    return desk.session.execute(opened.limit(1)).first() is not None
