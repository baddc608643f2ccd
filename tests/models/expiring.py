"""Rows that expire, and what is left of them."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session, SQLModel, func, select

from models.ad import Ad
from models.contact_point import ContactPoint
from models.decision import Assignment, LevelDecision, Mark
from models.expiry import Expired
from models.figure import ExportApproval
from models.message import MessageEntry
from models.people import User
from models.site import PageMemory
from models.visit import Route, RouteStop, Visit
from tests.models.test_retention import make_point

NOW = datetime(2026, 11, 15, 3, 0, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def keep(session: Session, *rows: SQLModel) -> None:
    session.add_all(rows)
    session.flush()


def count(session: Session, *tables: type[SQLModel]) -> list[int]:
    return [session.exec(select(func.count()).select_from(table)).one() for table in tables]


def counted(done: Expired) -> dict[str, int]:
    return {kind: number for kind, number in done.counts.items() if number}


def visit(user: User, point: ContactPoint, at: datetime) -> Visit:
    return Visit(
        client_token=f"c{point.id}{at}", contact_point_id=point.id or 0, organisation_id=user.organisation_id,
        user_id=user.id or 0, visited_at=at, outcome="let_in",
    )  # fmt: skip


def mark(user: User, point: ContactPoint, kind: str, at: datetime, **more: object) -> Mark:
    return Mark(
        contact_point_id=point.id or 0, user_id=user.id or 0, organisation_id=user.organisation_id, kind=kind,
        made_at=at, **more,
    )  # fmt: skip


def decision(user: User, point: ContactPoint, level: str, at: datetime, **more: object) -> LevelDecision:
    return LevelDecision(
        contact_point_id=point.id or 0, user_id=user.id or 0, level=level, proposed_level="green", decided_at=at, **more
    )


def assignment(user: User, point: ContactPoint) -> Assignment:
    return Assignment(
        contact_point_id=point.id or 0, from_user_id=user.id or 0, from_organisation_id=user.organisation_id,
        to_organisation_id=user.organisation_id, reason="x", made_at=NOW, until=NOW,
    )  # fmt: skip


def text_sent(user: User, point: ContactPoint | None, at: datetime = NOW) -> MessageEntry:
    return MessageEntry(
        keyed="k", contact_point_id=point.id if point else None, language="da", organisation_id=user.organisation_id,
        user_id=user.id or 0, sent_at=at, sent_on=at.date(),
    )  # fmt: skip


def route_of(session: Session, user: User, point: ContactPoint, at: datetime) -> Route:
    route = Route(
        organisation_id=user.organisation_id, user_id=user.id or 0, day=at.date(), team="A", start_label="Vejle",
        start_lat=55.7, start_lon=9.5, created_at=at,
    )  # fmt: skip
    keep(session, route)
    asked = ExportApproval(
        route_id=route.id or 0, format="gpx", purpose="ruteplan", asked_by=user.id or 0, asked_at=at, expires_at=at
    )
    keep(session, RouteStop(route_id=route.id or 0, contact_point_id=point.id or 0, position=1), asked)
    return route


def remembered(ad: Ad) -> PageMemory:
    return PageMemory(site=ad.site, address=f"/{ad.id}", reader="r", external_id=ad.external_id, checked_at=NOW)


def forgotten(session: Session, point: ContactPoint) -> dict[str, object]:
    session.expire_all()
    names = (
        "address_sealed postcode city municipality_code lat lon precision label access_note opening_hours "
        "place_type region_code"
    )
    return {name: getattr(session.get_one(ContactPoint, point.id), name) for name in names.split()}


NOTHING_LEFT = dict.fromkeys(
    ("address_sealed", "postcode", "city", "municipality_code", "lat", "lon", "access_note", "opening_hours")
) | {"precision": "none", "label": "–"}


def told_all(session: Session, seen: datetime, place_type: str = "private") -> ContactPoint:
    point = make_point(session, seen, place_type=place_type)
    point.municipality_code, point.precision, point.region_code = "561", "address", "1083"
    point.access_note, point.opening_hours = "2. th", "10-22"
    keep(session, point)
    return point
