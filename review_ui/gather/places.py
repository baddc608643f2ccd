"""Contact points of an area: which wait for a look, which are new, which are due; and one of them by its token.

The store is asked many times a second, so each question is built once for each shape of filter (which fields narrow) and
only its values change: building and compiling a statement costs more than running it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, func, or_, select
from sqlmodel import col

from models.contact_point import ContactPoint
from models.decision import LevelDecision, Mark
from models.visit import Visit
from review_ui.desk import Desk
from review_ui.errors import NotThere
from review_ui.gather.conditions import is_due, level_in_force, newest_decision, open_for_me, undecided

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


Shape = frozenset[str]


def shape_of(wanted: PlaceFilter) -> Shape:
    """Return the names of the fields that narrow."""
    return frozenset(field.name for field in fields(wanted) if getattr(wanted, field.name))


def _in_regions(shape: Shape) -> ColumnElement[bool]:
    inside = col(ContactPoint.region_code).in_(bindparam("regions", expanding=True))
    return inside if "regions" in shape else or_(inside, col(ContactPoint.region_code).is_(None))


# One condition a field of the filter.
_NARROWING: dict[str, Callable[[], ColumnElement[bool]]] = {
    "ids": lambda: col(ContactPoint.id).in_(bindparam("ids", expanding=True)),
    "municipality": lambda: col(ContactPoint.municipality_code) == bindparam("municipality"),
    "postcodes": lambda: col(ContactPoint.postcode).between(bindparam("postcode_from"), bindparam("postcode_to")),
    "kinds": lambda: func.coalesce(ContactPoint.place_type, "other").in_(bindparam("kinds", expanding=True)),
    "new_since": lambda: col(ContactPoint.first_seen) >= bindparam("new_since"),
    "waiting": lambda: and_(open_for_me(), undecided()),
    "levels": lambda: level_in_force().in_(bindparam("levels", expanding=True)),
    "due": is_due,
    "changed": lambda: col(ContactPoint.changed_at) >= bindparam("since"),
    "not_visited_days": lambda: (
        ~exists().where(
            col(Visit.contact_point_id) == col(ContactPoint.id), col(Visit.visited_at) >= bindparam("not_visited_since")
        )
    ),
}
# What the queue's list shows of a place; the sealed address and the reasons stay where they are.
_LINE = (
    col(ContactPoint.id), col(ContactPoint.token), col(ContactPoint.place_type), col(ContactPoint.city),
    col(ContactPoint.postcode), col(ContactPoint.proposed_level), col(ContactPoint.last_seen),
)  # fmt: skip


@cache
def _statement(shape: Shape, what: str) -> Select[Any]:
    chosen: dict[str, Any] = {
        "rows": select(ContactPoint, LevelDecision),
        "lines": select(*_LINE, func.count().over().label("total")),
        "count": select(func.count(col(ContactPoint.id))),
    }
    query: Select[Any] = (
        chosen[what]
        .select_from(ContactPoint)
        .outerjoin(LevelDecision, col(LevelDecision.id) == newest_decision())
        .where(col(ContactPoint.gone_at).is_(None), _in_regions(shape))
        .where(*(_NARROWING[name]() for name in sorted(shape & _NARROWING.keys())))
    )
    if what == "count":
        return query
    best_first = query.order_by(col(ContactPoint.rank_score).desc(), col(ContactPoint.id))
    return best_first.limit(bindparam("most")).offset(bindparam("skip"))


def values_of(desk: Desk, wanted: PlaceFilter) -> dict[str, object]:
    """Return the values a filter's statement is filled with."""
    first, last = wanted.postcodes or ("", "")
    return {
        "me": desk.user.id,
        "now": desk.now,
        "today": desk.now.date(),
        "half_a_year_ago": desk.now - REVISIT_AFTER,
        "regions": list(wanted.regions or desk.regions),
        "ids": list(wanted.ids),
        "municipality": wanted.municipality,
        "postcode_from": first,
        "postcode_to": last,
        "kinds": list(wanted.kinds),
        "levels": list(wanted.levels),
        "new_since": wanted.new_since,
        "since": last_screened(desk) if wanted.changed else None,
        "not_visited_since": desk.now - timedelta(days=wanted.not_visited_days),
    }


def count_places(desk: Desk, wanted: PlaceFilter) -> int:
    """Return how many places a filter lets through."""
    return int(desk.session.execute(_statement(shape_of(wanted), "count"), values_of(desk, wanted)).scalar_one())


def place_rows(desk: Desk, wanted: PlaceFilter, most: int, skip: int = 0) -> Sequence[Any]:
    """Return (contact point, newest decision or None) for a filter, best rank first."""
    values = values_of(desk, wanted) | {"most": most, "skip": skip}
    return desk.session.execute(_statement(shape_of(wanted), "rows"), values).all()


def place_lines(desk: Desk, wanted: PlaceFilter, most: int) -> Sequence[Row[Any]]:
    """Return the queue's short lines, best rank first; each carries ``total``, how many there are in all."""
    values = values_of(desk, wanted) | {"most": most, "skip": 0}
    return desk.session.execute(_statement(shape_of(wanted), "lines"), values).all()


_LAST_DECIDED = select(func.max(LevelDecision.decided_at)).where(
    col(LevelDecision.user_id) == bindparam("me"), col(LevelDecision.decided_at) < bindparam("midnight")
)


def last_screened(desk: Desk) -> datetime:
    """Return when this worker last decided something on an earlier day; a week ago for a beginner."""
    midnight = desk.now.replace(hour=0, minute=0, second=0, microsecond=0)
    newest = desk.session.execute(_LAST_DECIDED, {"me": desk.user.id, "midnight": midnight}).scalar()
    return newest or desk.now - FALLBACK_SINCE


_LATELY = select(func.count()).where(
    col(LevelDecision.user_id) == bindparam("me"), col(LevelDecision.decided_at) > bindparam("hour_ago")
)


def decided_lately(desk: Desk) -> int:
    """Return how many places this worker decided on within the last hour."""
    values = {"me": desk.user.id, "hour_ago": desk.now - timedelta(hours=1)}
    return int(desk.session.execute(_LATELY, values).scalar_one())


_BY_TOKEN = select(ContactPoint).where(col(ContactPoint.token) == bindparam("token"))


def find_place(desk: Desk, token: str) -> ContactPoint:
    """Return a contact point by its token. Raises NotThere. Whether it lies in the own area is checked by the page."""
    point: ContactPoint | None = desk.session.execute(_BY_TOKEN, {"token": token}).scalar()
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
