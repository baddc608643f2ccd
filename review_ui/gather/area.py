"""The front page's numbers: what is new, what gives concern, what changed, what is due, who goes where today."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, select
from sqlmodel import col

from models.contact_point import ContactPoint
from models.decision import LevelDecision, Mark
from models.gazetteer import regions
from models.site import SiteAlarm
from models.values import Level
from models.visit import Route, RouteStop, Visit
from outreach.contact_points import label_for
from outreach.frozen import KIND
from outreach.local_time import local_day
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.gather.conditions import CONCERN, is_due, level_in_force, newest_decision, open_for_me, undecided
from review_ui.gather.places import PlaceFilter, last_screened, place_rows, values_of
from review_ui.gather.reasons import reason_words

TOP = 10
# Red stays at most two in a hundred, else the coordinator is told (R-HUM-4).
RED_BUDGET = 0.02


@dataclass(frozen=True)
class RankedPlace:
    """One line of the ranked list."""

    point: ContactPoint
    label: str
    decision: LevelDecision | None
    because: list[str]

    @property
    def level(self) -> str:
        """The level that counts: a person's, else the proposal."""
        return self.decision.level if self.decision else self.point.proposed_level


@dataclass(frozen=True)
class RegionRow:
    """One region's counts of live contact points; ``code`` is empty where no region is known."""

    code: str
    name: str
    live: int
    waiting: int
    new: int
    concern: int
    due: int
    red: int
    changed: int
    visited: int
    let_in: int

    @property
    def screened_share(self) -> float:
        """Share (0-1) of live places that wait for nobody."""
        return 1 - self.waiting / self.live if self.live else 0.0


@dataclass(frozen=True)
class Area:
    """Everything the front page shows."""

    since: datetime
    waiting: int
    new: int
    concern: int
    changed: int
    due: int
    regions: list[RegionRow]
    top: list[RankedPlace]
    routes: list[tuple[Route, int]]
    red_share: float
    # Two things are told at once and do not wait for Monday: a suspicion of a minor, and a site that cannot be read.
    minors: list[str]
    alarms: int


def _times(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _visited_since(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        col(Visit.contact_point_id) == col(ContactPoint.id), col(Visit.visited_at) >= bindparam("year_ago"), *more
    )


def _counts() -> Any:
    """Return the one query behind all numbers: each place is looked at once."""
    waiting = and_(open_for_me(), undecided())
    return (
        select(
            col(ContactPoint.region_code),
            func.count(col(ContactPoint.id)),
            _times(waiting),
            _times(col(ContactPoint.first_seen) >= bindparam("new_since")),
            _times(and_(waiting, level_in_force().in_(CONCERN))),
            _times(is_due()),
            _times(col(ContactPoint.proposed_level) == Level.RED.value),
            _times(col(ContactPoint.changed_at) >= bindparam("new_since")),
            _times(_visited_since()),
            _times(_visited_since(col(Visit.outcome) == "let_in")),
        )
        .outerjoin(LevelDecision, col(LevelDecision.id) == newest_decision())
        .where(
            col(ContactPoint.gone_at).is_(None),
            col(ContactPoint.region_code).in_(bindparam("regions", expanding=True))
            | col(ContactPoint.region_code).is_(None),
        )
        .group_by(col(ContactPoint.region_code))
    )


_COUNTS = _counts()


def make_area(desk: Desk, region: str = "") -> Area:
    """Count the area (or one region of it) and take the top of the ranked list."""
    since = last_screened(desk)
    chosen = (region,) if region in regions() else ()
    wanted = PlaceFilter(regions=chosen, new_since=since)
    rows = _region_rows(desk, wanted)
    shown = [row for row in rows if not chosen or row.code == region]
    live = sum(row.live for row in shown)
    return Area(
        since=since,
        waiting=sum(row.waiting for row in shown),
        new=sum(row.new for row in shown),
        concern=sum(row.concern for row in shown),
        changed=sum(row.changed for row in shown),
        due=sum(row.due for row in shown),
        regions=[row for row in rows if row.code],
        top=ranked(desk, PlaceFilter(regions=chosen), TOP),
        routes=todays_routes(desk),
        red_share=sum(row.red for row in shown) / live if live else 0.0,
        minors=list(desk.session.execute(_MINORS, {"organisation": desk.user.organisation_id}).scalars()),
        alarms=desk.session.execute(_ALARMS).scalar_one() if desk.may(Rule.HEALTH) else 0,
    )


def _region_rows(desk: Desk, wanted: PlaceFilter) -> list[RegionRow]:
    """Return a row for each region of the area, empty ones too, and one for places whose region nobody knows."""
    values = values_of(desk, wanted) | {"regions": desk.regions, "year_ago": desk.now - timedelta(days=365)}
    counted: dict[str, list[int]] = {row[0] or "": list(row[1:]) for row in desk.session.execute(_COUNTS, values)}
    codes = [*desk.regions, *([""] if "" in counted else [])]
    names = {code: name.removeprefix("Region ") for code, name in regions().items()}
    nothing = [0] * 9
    return [RegionRow(code, names.get(code, ""), *counted.get(code, nothing)) for code in codes]


def ranked(desk: Desk, wanted: PlaceFilter, most: int, skip: int = 0) -> list[RankedPlace]:
    """Return lines of the ranked list."""
    return [
        RankedPlace(
            row[0],
            label_for(row[0].place_type, row[0].city, desk.lang),
            row[1],
            reason_words(row[0].rank_reasons, desk.t),
        )
        for row in place_rows(desk, wanted, most, skip)
    ]


_MINORS = (
    select(col(ContactPoint.token))
    .join(Mark, col(Mark.contact_point_id) == col(ContactPoint.id))
    .where(
        col(Mark.kind) == KIND, col(Mark.undone_at).is_(None), col(Mark.organisation_id) == bindparam("organisation")
    )
    .order_by(col(Mark.id))
)
_ALARMS = select(func.count()).where(col(SiteAlarm.closed_at).is_(None))
_ROUTES = (
    select(Route, func.count(col(RouteStop.id)))
    .outerjoin(RouteStop, col(RouteStop.route_id) == col(Route.id))
    .where(col(Route.organisation_id) == bindparam("organisation"), col(Route.day) == bindparam("day"))
    .group_by(col(Route.id))
    .order_by(col(Route.team))
)


def todays_routes(desk: Desk) -> list[tuple[Route, int]]:
    """Return the own organisation's routes of today with their number of stops. Other organisations' stay unseen."""
    values = {"organisation": desk.user.organisation_id, "day": local_day(desk.now)}
    return [(route, stops) for route, stops in desk.session.execute(_ROUTES, values)]
