"""The front page's numbers: what is new, what gives concern, what changed, what is due, who goes where today."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import col

from models.ad import Ad, AdVersion
from models.contact_point import ContactPoint
from models.decision import LevelDecision
from models.gazetteer import regions
from models.values import Level
from models.visit import Route, RouteStop
from outreach.contact_points import label_for
from review_ui.dates import local_day
from review_ui.desk import Desk
from review_ui.gather.places import PlaceFilter, count, last_screened, place_query
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
    """One region's counts; shares are of live contact points."""

    code: str
    name: str
    live: int
    waiting: int
    new: int
    concern: int
    due: int


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


def make_area(desk: Desk, region: str = "") -> Area:
    """Count the area (or one region of it) and take the top of the ranked list."""
    since = last_screened(desk)
    chosen = (region,) if region in regions() else ()
    wanted = PlaceFilter(regions=chosen)
    rows = [_region_row(desk, code, since) for code in desk.regions]
    shown = [row for row in rows if not chosen or row.code == region]
    whole = None if not chosen and len(rows) > 1 else shown
    return Area(
        since=since,
        waiting=_count(desk, replace(wanted, waiting=True)) if whole is None else sum(row.waiting for row in shown),
        new=_count(desk, replace(wanted, new_since=since)) if whole is None else sum(row.new for row in shown),
        concern=_count(desk, replace(wanted, waiting=True, levels=("yellow", "red"))),
        changed=_changed(desk, chosen or tuple(desk.regions), since),
        due=_count(desk, replace(wanted, due=True)) if whole is None else sum(row.due for row in shown),
        regions=rows,
        top=ranked(desk, wanted, TOP),
        routes=todays_routes(desk),
        red_share=_red_share(desk, wanted),
    )


def _red_share(desk: Desk, wanted: PlaceFilter) -> float:
    live = _count(desk, wanted)
    red = count(desk.session, place_query(desk, wanted).where(col(ContactPoint.proposed_level) == Level.RED.value))
    return red / live if live else 0.0


def _count(desk: Desk, wanted: PlaceFilter) -> int:
    return count(desk.session, place_query(desk, wanted))


def _region_row(desk: Desk, code: str, since: datetime) -> RegionRow:
    here = PlaceFilter(regions=(code,))
    return RegionRow(
        code=code,
        name=regions()[code].removeprefix("Region "),
        live=_count(desk, here),
        waiting=_count(desk, replace(here, waiting=True)),
        new=_count(desk, replace(here, new_since=since)),
        concern=_count(desk, replace(here, levels=("yellow", "red"))),
        due=_count(desk, replace(here, due=True)),
    )


def _changed(desk: Desk, codes: tuple[str, ...], since: datetime) -> int:
    """Count live contact points where an ad changed since then (first versions are not changes)."""
    changed: int = desk.session.execute(
        select(func.count(func.distinct(Ad.contact_point_id)))
        .join(AdVersion, col(AdVersion.ad_id) == col(Ad.id))
        .join(ContactPoint, col(ContactPoint.id) == Ad.contact_point_id)
        .where(
            col(ContactPoint.gone_at).is_(None),
            col(ContactPoint.region_code).in_(codes),
            col(AdVersion.seen_from) >= since,
            col(AdVersion.seen_from) > col(Ad.first_seen),
        )
    ).scalar_one()
    return changed


def ranked(desk: Desk, wanted: PlaceFilter, most: int, skip: int = 0) -> list[RankedPlace]:
    """Return lines of the ranked list."""
    rows = desk.session.execute(place_query(desk, wanted).limit(most).offset(skip))
    return [
        RankedPlace(
            point,
            label_for(point.place_type, point.city, desk.lang),
            decision,
            reason_words(point.rank_reasons, desk.t),
        )
        for point, decision in rows
    ]


def todays_routes(desk: Desk) -> list[tuple[Route, int]]:
    """Return the own organisation's routes of today with their number of stops. Other organisations' stay unseen."""
    rows = desk.session.execute(
        select(Route, func.count(col(RouteStop.id)))
        .outerjoin(RouteStop, col(RouteStop.route_id) == col(Route.id))
        .where(col(Route.organisation_id) == desk.user.organisation_id, col(Route.day) == local_day(desk.now))
        .group_by(col(Route.id))
        .order_by(col(Route.team))
    )
    return [(route, stops) for route, stops in rows]
