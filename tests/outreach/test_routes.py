"""Routes from contact points: planning, moving by hand, claims, closing; on both engines."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from models.contact_point import ContactPoint
from models.errors import BadInput
from models.keys import KeyRing
from models.visit import Route
from outreach.actor import Actor
from outreach.claims import claim, claim_states, release
from outreach.errors import NotAllowed, NotYours
from outreach.local_time import local_day
from outreach.plan_problem import Lunch
from outreach.routes import (
    add_stop,
    close_route,
    make_route,
    move_stop,
    own_routes,
    pin_stop,
    plan_route,
    plan_together,
    remove_stop,
    route_sheet,
    stops_of,
)
from outreach.visits import log_visit, set_do_not_visit

VEJLE = {"start_label": "Fredericia", "start_lat": 55.5657, "start_lon": 9.7526}


def route_of(session: Session, actor: Actor, points: list[ContactPoint], now: datetime, **fields: object) -> Route:
    values = {"day": local_day(now) + timedelta(days=1), "team": "A", **VEJLE, **fields}
    return make_route(session, actor, contact_point_ids=[point.id or 0 for point in points], now=now, **values)  # type: ignore[arg-type]


def test_planning_orders_the_stops_and_leaves_out_what_does_not_fit(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    points = [
        make.point(postcode=code, rank_score=score)
        for code, score in [("7100", 3.0), ("5000", 2.0), ("3700", 5.0), ("6000", 1.0)]
    ]
    route = plan_route(session, actor, route_of(session, actor, points, now).id or 0, now=now)
    placed = [stop.contact_point_id for stop in stops_of(session, route.id or 0)]
    assert sorted(placed) == sorted(points[i].id for i in (0, 1, 3))
    assert route.left_out == [{"contact_point_id": points[2].id, "why": "out_of_reach"}]
    times = [(stop.arrive_min, stop.leave_min) for stop in stops_of(session, route.id or 0)]
    assert all(leave - arrive == 30 for arrive, leave in times if arrive is not None and leave is not None)
    assert times == sorted(times)
    assert route.ready_min is not None and route.ready_min <= 960


def test_planning_again_considers_what_was_left_out_before(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    points = [make.point(postcode="7100", rank_score=1.0), make.point(postcode="7100", rank_score=2.0)]
    route = route_of(session, actor, points, now, ends_min=630)
    plan_route(session, actor, route.id or 0, now=now)
    assert [entry["contact_point_id"] for entry in route.left_out] == [points[0].id]
    route.ends_min = 960
    plan_route(session, actor, route.id or 0, now=now)
    assert route.left_out == [] and len(stops_of(session, route.id or 0)) == 2


def test_moving_a_stop_retimes_the_route_at_once(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    route = route_of(session, actor, [make.point(postcode=code) for code in ("7100", "8000", "5000")], now)
    first, second, third = stops_of(session, route.id or 0)
    before = third.arrive_min
    move_stop(session, actor, third.id or 0, -1, now=now)
    assert [stop.id for stop in stops_of(session, route.id or 0)] == [first.id, third.id, second.id]
    assert third.arrive_min != before
    move_stop(session, actor, third.id or 0, -5, now=now)
    assert stops_of(session, route.id or 0)[0].id == third.id
    remove_stop(session, actor, third.id or 0, now=now)
    assert [stop.position for stop in stops_of(session, route.id or 0)] == [0, 1]


def test_a_stop_moved_outside_its_hours_says_so(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    points = [make.point(opening_hours="man-fre 9.00-10.00"), make.point(postcode="8000")]
    route = route_of(session, actor, points, now)
    early, _ = stops_of(session, route.id or 0)
    assert early.warning is None
    move_stop(session, actor, early.id or 0, 1, now=now)
    assert early.warning == "outside_hours"


def test_a_place_not_to_be_visited_is_never_planned(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    point, other = make.point(), make.point()
    route = route_of(session, actor, [point, other], now)
    set_do_not_visit(session, actor, point.id, True, now=now)
    pin_stop(session, actor, stops_of(session, route.id or 0)[0].id or 0, True, now=now)
    plan_route(session, actor, route.id or 0, now=now)
    assert [stop.contact_point_id for stop in stops_of(session, route.id or 0)] == [other.id]
    assert route.left_out == [{"contact_point_id": point.id, "why": "do_not_visit"}]
    with pytest.raises(NotAllowed, match="do not visit"):
        add_stop(session, actor, route.id or 0, point.id, now=now)


def test_two_teams_share_the_stops_and_a_second_day_takes_the_rest(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    points = [make.point(postcode=code) for code in ("7100", "7100", "5000", "5000", "8000", "8000")]
    day = local_day(now) + timedelta(days=1)
    routes = [
        route_of(session, actor, points, now, ends_min=680),
        route_of(session, actor, [], now, ends_min=680, team="B"),
        route_of(session, actor, [], now, ends_min=780, day=day + timedelta(days=1)),
    ]
    plan_together(session, actor, [route.id or 0 for route in routes], now=now)
    placed = [[stop.contact_point_id for stop in stops_of(session, route.id or 0)] for route in routes]
    assert all(placed)
    assert sorted(
        [number for day in placed for number in day] + [int(str(e["contact_point_id"])) for e in routes[-1].left_out]
    ) == sorted(p.id for p in points)


def test_lunch_is_part_of_the_day(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    points = [make.point(postcode=code) for code in ("7100", "8000", "5000", "6000")]
    route = route_of(session, actor, points, now, lunch=Lunch(30, 690, 780))
    plan_route(session, actor, route.id or 0, now=now)
    assert route.lunch_at_min is not None and 690 <= route.lunch_at_min <= 780


def test_other_organisations_neither_see_nor_touch_a_route_and_its_claims_say_colleague(
    make, session: Session, now: datetime, keyring: KeyRing
) -> None:  # type: ignore[no-untyped-def]
    ours, theirs = make.actor(), make.actor("Org B")
    point = make.point()
    route = route_of(session, ours, [point], now)
    for attempt in (
        lambda: plan_route(session, theirs, route.id or 0, now=now),
        lambda: route_sheet(session, None, theirs, route.id or 0),
        lambda: move_stop(session, theirs, stops_of(session, route.id or 0)[0].id or 0, 1, now=now),
    ):
        with pytest.raises(NotYours):
            attempt()
    assert own_routes(session, theirs, now=now) == []
    assert claim_states(session, [point.id], theirs.organisation_id, now=now)[point.id].kind == "colleague"
    assert claim_states(session, [point.id], ours.organisation_id, now=now)[point.id].kind == "own"
    with pytest.raises(NotAllowed, match="colleague"):
        claim(session, point.id, theirs, now=now)
    release(session, point.id, theirs, now=now)
    assert claim_states(session, [point.id], ours.organisation_id, now=now)


def test_a_claim_runs_out_by_itself_and_lasts_a_week_at_most(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    point, ours, theirs = make.point(), make.actor(), make.actor("Org B")
    mark = claim(session, point.id, ours, now=now, days=400)
    assert mark.until == now + timedelta(days=7)
    claim(session, point.id, theirs, now=now + timedelta(days=7, seconds=1))


def test_closing_the_day_counts_what_was_not_visited_and_frees_the_claims(
    make, session: Session, now: datetime
) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    points = [make.point(), make.point()]
    route = route_of(session, actor, points, now, day=local_day(now))
    stop = stops_of(session, route.id or 0)[0]
    log_visit(
        session,
        actor,
        client_token="t" * 12,
        contact_point_id=stop.contact_point_id,
        outcome="let_in",
        route_stop_id=stop.id,
        now=now,
    )
    assert close_route(session, actor, route.id or 0, now=now) == 1
    assert close_route(session, actor, route.id or 0, now=now) == 1
    assert claim_states(session, [point.id for point in points], actor.organisation_id, now=now) == {}
    with pytest.raises(NotAllowed, match="closed"):
        add_stop(session, actor, route.id or 0, points[0].id, now=now)


def test_the_sheet_shows_address_and_outcome_but_no_level(
    make, session: Session, now: datetime, keyring: KeyRing
) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    point = make.point("Torvet 9", access_note="Hund i gården", proposed_level="red")
    log_visit(session, actor, client_token="t" * 12, contact_point_id=point.id, outcome="nobody_there", now=now)
    sheet = route_sheet(session, make.own(actor), actor, route_of(session, actor, [point], now).id or 0)
    (stop,) = sheet.stops
    assert (stop.address, stop.access_note, stop.last_outcome) == ("Torvet 9, 7100", "Hund i gården", "nobody_there")
    assert "'red'" not in repr(sheet)
    assert "5 %" in sheet.travel_note["da"]
    # Placed by postcode: the sheet says that the map is not the door.
    assert "kør efter adressen" in sheet.travel_note["da"]
    point.precision = "address"
    session.add(point)
    session.flush()
    again = route_sheet(session, make.own(actor), actor, sheet.route.id)
    assert "kør efter adressen" not in again.travel_note["da"]


def test_a_sheet_without_the_organisations_key_has_no_address_and_says_why(
    make, session: Session, now: datetime
) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    known, unknown = make.point("Torvet 9"), make.point(address_sealed=None)
    route = route_of(session, actor, [known, unknown], now)
    own = make.own(actor)
    opened, closed = (route_sheet(session, key, actor, route.id or 0) for key in (own, None))
    assert [stop.address for stop in opened.stops] == ["Torvet 9, 7100", None] and not opened.addresses_closed
    assert [stop.address for stop in closed.stops] == [None, None] and closed.addresses_closed
    assert {lang: "closed" in note or "lukket" in note for lang, note in closed.travel_note.items()} == {
        "da": True, "en": True,
    }  # fmt: skip
    assert "lukket" not in opened.travel_note["da"]


def test_a_route_for_yesterday_or_with_an_impossible_day_is_refused(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    with pytest.raises(BadInput, match="today or a later day"):
        route_of(session, actor, [], now, day=local_day(now) - timedelta(days=1))
    with pytest.raises(BadInput, match="begin before"):
        route_of(session, actor, [], now, starts_min=960, ends_min=540)
