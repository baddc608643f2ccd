"""Days planned from the ranking: the area's best contact points, shared out over teams and days, nothing twice."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from models.contact_point import ContactPoint
from models.decision import Mark
from models.visit import Route, RouteStop
from outreach.claims import claim
from outreach.day_planning import DayWish, Place, candidates, plan_days
from outreach.errors import NotAllowed, WrongField
from outreach.local_time import local_day
from outreach.plan_problem import Lunch
from outreach.routes import stops_of
from outreach.visits import log_visit

FREDERICIA = Place("Fredericia", (55.5657, 9.7526))
VEJLE = Place("Vejle", (55.7093, 9.5357))
SOUTH = "1083"


def wish_of(now: datetime, **fields: object) -> DayWish:
    tomorrow = local_day(now) + timedelta(days=1)
    values = {
        "days": (tomorrow,),
        "teams": ("1",),
        "start": FREDERICIA,
        "end": FREDERICIA,
        "regions": (SOUTH,),
        **fields,
    }
    return DayWish(**values)  # type: ignore[arg-type]


def placed(session: Session, routes: list[Route]) -> list[int]:
    return [stop.contact_point_id for route in routes for stop in stops_of(session, route.id or 0)]


def test_the_best_of_the_area_are_put_on_the_route_and_claimed(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    near = [
        make.point(postcode=code, rank_score=score) for code, score in (("7100", 4.0), ("6000", 3.0), ("5000", 2.0))
    ]
    elsewhere = make.point(postcode="9000", rank_score=9.0)
    [route] = plan_days(session, actor, wish_of(now), now=now)
    assert sorted(placed(session, [route])) == sorted(point.id or 0 for point in near)
    assert route.status == "planned" and route.ready_min is not None
    claims = session.exec(
        select(Mark.contact_point_id).where(Mark.kind == "claim", col(Mark.undone_at).is_(None))
    ).all()
    assert sorted(claims) == sorted(placed(session, [route]))
    assert elsewhere.id not in claims


def test_two_teams_over_two_days_share_the_places_and_none_is_visited_twice(
    make, session: Session, now: datetime
) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    for code in ("7100", "6000", "5000", "6700", "6400", "7000", "5700", "6200", "5500", "6100", "6600", "7190"):
        for score in (1.0, 2.0):
            make.point(postcode=code, rank_score=score)
    day = local_day(now) + timedelta(days=1)
    routes = plan_days(
        session,
        actor,
        wish_of(now, days=(day, day + timedelta(days=1)), teams=("Bil 1", "Bil 2"), ends_min=780),
        now=now,
    )
    assert [(route.day, route.team) for route in routes] == [
        (day, "Bil 1"), (day, "Bil 2"), (day + timedelta(days=1), "Bil 1"), (day + timedelta(days=1), "Bil 2"),
    ]  # fmt: skip
    visited = placed(session, routes)
    assert len(visited) == len(set(visited)) > 8
    assert all(route.ready_min is not None and route.ready_min <= 780 for route in routes)


@pytest.mark.parametrize("reason", ["do_not_visit", "gone", "visited", "colleague", "planned", "unknown_place"])
def test_what_must_not_be_planned_is_no_candidate(make, session: Session, now: datetime, reason: str) -> None:  # type: ignore[no-untyped-def]
    actor, colleague = make.actor(), make.actor("Org B")
    point = make.point(rank_score=5.0)
    other = make.point(rank_score=1.0)
    if reason == "do_not_visit":
        point.do_not_visit = True
    elif reason == "gone":
        point.gone_at = now
    elif reason == "unknown_place":
        point.lat = point.lon = None
    elif reason == "visited":
        log_visit(
            session,
            actor,
            client_token="token-12345",
            contact_point_id=point.id,
            visited_at=now,
            outcome="let_in",
            now=now,
        )
    elif reason == "colleague":
        claim(session, point.id or 0, colleague, now=now)
    else:
        plan_days(session, colleague, wish_of(now, municipalities=(point.municipality_code or "",)), now=now)
        other = make.point(rank_score=1.0)
    session.add(point)
    session.flush()
    assert [found.id for found in candidates(session, actor, wish_of(now), now=now)] == [other.id]


def test_only_the_levels_and_municipalities_asked_for(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    red = make.point(rank_score=3.0, rank_reasons=[{"code": "evidence", "value": "red"}])
    decided = make.point(rank_score=2.0, proposed_level="red", rank_reasons=[{"code": "decided", "value": "green"}])
    away = make.point(postcode="5000", rank_score=1.0, rank_reasons=[{"code": "evidence", "value": "red"}])

    def found(**fields: object) -> list[int | None]:
        return [point.id for point in candidates(session, actor, wish_of(now, **fields), now=now)]

    assert found() == [red.id, decided.id, away.id]
    assert found(levels=("red",)) == [red.id, away.id]
    assert found(municipalities=(away.municipality_code,)) == [away.id]


def test_what_had_no_room_is_said_best_first(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    points = [make.point(postcode="7100", rank_score=float(score)) for score in range(8, 0, -1)]
    [route] = plan_days(session, actor, wish_of(now, ends_min=680), now=now)
    inside = placed(session, [route])
    left = [entry["contact_point_id"] for entry in route.left_out]
    assert sorted(inside) == sorted(point.id or 0 for point in points[: len(inside)])
    assert left == [point.id for point in points[len(inside) :]]
    assert {entry["why"] for entry in route.left_out} == {"no_time"}


def test_the_day_may_end_elsewhere_and_has_its_lunch(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    make.point(postcode="7000", rank_score=1.0)
    [home] = plan_days(session, actor, wish_of(now, service_min=60), now=now)
    ready = home.ready_min
    session.delete(stops_of(session, home.id or 0)[0])
    session.flush()
    session.delete(home)
    session.flush()
    [onward] = plan_days(session, actor, wish_of(now, end=VEJLE, service_min=60, lunch=Lunch(30, 690, 780)), now=now)
    assert (onward.end_label, onward.end_lat) == ("Vejle", VEJLE.spot[0])
    assert onward.ready_min is not None and ready is not None and onward.ready_min > ready
    assert onward.lunch_min == 30


def test_the_same_wish_gives_the_same_routes(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    for code in ("7100", "6000", "5000", "6700", "6400", "7000", "5700", "6200", "5500", "6100", "6600", "7190"):
        make.point(postcode=code, rank_score=1.5)
    orders = []
    for _ in range(2):
        with session.begin_nested() as attempt:
            orders.append(placed(session, plan_days(session, actor, wish_of(now), now=now)))
            attempt.rollback()
    assert orders[0] == orders[1] != []


def test_of_two_equal_places_the_one_likely_gone_by_then_waits(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    # Flats that stayed a few days teach the curve; clinics that stayed for years teach the other.
    for number in range(30):
        make.point(
            place_type="private",
            first_seen=now - timedelta(days=40),
            last_seen=now - timedelta(days=40 - number % 3),
            gone_at=now,
        )
        make.point(place_type="clinic", first_seen=now - timedelta(days=400), rank_score=0.0)
    flat = make.point(place_type="private", first_seen=now - timedelta(days=1), rank_score=1.05)
    clinic = make.point(place_type="clinic", first_seen=now - timedelta(days=300), rank_score=1.0)
    # Room for one visit only.
    short = {"start": Place("Vejle", (55.7093, 9.5357)), "end": Place("Vejle", (55.7093, 9.5357)), "ends_min": 575}
    in_a_week = local_day(now) + timedelta(days=8)
    first, second = (
        placed(session, plan_days(session, actor, wish_of(now, days=(day,), **short), now=now))
        for day in (local_day(now), in_a_week)
    )
    assert (first, second) == ([flat.id], [clinic.id])


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"days": ()}, "one to 5 days"),
        ({"teams": ("1", "2", "3", "4", "5")}, "one to 4 teams"),
        ({"starts_min": 700, "ends_min": 600}, "begin before it ends"),
        ({"days": (date(2020, 1, 1),)}, "today or a later day"),
    ],
)
def test_a_wish_that_cannot_be_is_one_sentence(
    make,  # type: ignore[no-untyped-def]
    session: Session,
    now: datetime,
    fields: dict[str, object],
    sentence: str,
) -> None:
    with pytest.raises(WrongField, match=sentence):
        plan_days(session, make.actor(), wish_of(now, **fields), now=now)


def test_an_area_with_nothing_to_plan_says_so_and_makes_no_route(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NotAllowed, match="Nothing in this area"):
        plan_days(session, make.actor(), wish_of(now), now=now)
    assert session.exec(select(Route)).all() == []
    assert session.exec(select(RouteStop)).all() == []


def test_points_keep_their_rows(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    """Planning reads contact points; it never changes one."""
    point = make.point(rank_score=2.0)
    before = point.model_dump()
    plan_days(session, make.actor(), wish_of(now), now=now)
    session.flush()
    session.expire_all()
    assert session.get(ContactPoint, point.id).model_dump() == before  # type: ignore[union-attr]
