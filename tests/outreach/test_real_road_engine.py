"""Driving times from a real routing engine over a map whose every drive is known."""

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from models.errors import BadInput
from models.settings import load_settings
from outreach.local_time import local_day
from outreach.road_engine import MOST_CELLS, EngineRoads, HouseRoads, roads_of
from outreach.routes import make_route, move_stop, plan_route, route_sheet, stops_of
from outreach.travel import EstimatedRoads, great_circle_km
from tests.outreach.real_road_engine import SIDE, SPEED_KMH, crossing, running_engine

LAST = SIDE - 1


@pytest.fixture(scope="module")
def engine_url() -> Iterator[str]:
    # Not pytest's own folder: the engine's sockets lie in it, and a socket's path may have 107 characters only.
    with tempfile.TemporaryDirectory(prefix="lygte-roads-") as folder, running_engine(Path(folder)) as url:
        yield url


def streets_km(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return the true way along the streets: north or south first, then east or west (the same at this size)."""
    corner = crossing(other[0], one[1])
    return great_circle_km(crossing(*one), corner) + great_circle_km(corner, crossing(*other))


def test_drives_are_those_of_the_streets(engine_url: str) -> None:
    spots = [(0, 1), (0, LAST), (LAST, LAST), (5, 5)]
    legs = EngineRoads("valhalla", engine_url).legs([crossing(*spot) for spot in spots])
    for i, one in enumerate(spots):
        for j, other in enumerate(spots):
            km = streets_km(one, other)
            assert legs[i][j].km == pytest.approx(km, rel=0.02, abs=0.11)
            # Turns and give-ways cost a little; nobody is quicker than the limit.
            assert 0.95 * 60 * km / SPEED_KMH <= legs[i][j].minutes + 0.1
            assert legs[i][j].minutes <= 1.6 * 60 * km / SPEED_KMH + 0.5


def test_a_one_way_street_makes_the_way_back_longer(engine_url: str) -> None:
    there_and_back = EngineRoads("valhalla", engine_url).legs([crossing(3, 0), crossing(6, 0)])
    assert there_and_back[1][0].km > there_and_back[0][1].km + 1


def test_tables_larger_than_the_engine_takes_at_once_come_whole(engine_url: str) -> None:
    points = [crossing(number // SIDE, number % SIDE) for number in range(1, 61)]
    assert len(points) ** 2 > MOST_CELLS
    legs = EngineRoads("valhalla", engine_url).legs(points)
    assert [len(row) for row in legs] == [60] * 60
    assert legs[59][0].km == pytest.approx(streets_km((5, 0), (0, 1)), rel=0.02, abs=0.11)


def test_a_place_off_the_map_gets_the_estimate_for_the_whole_table(engine_url: str) -> None:
    roads = HouseRoads(EngineRoads("valhalla", engine_url))
    points = [crossing(1, 1), (55.10, 14.70)]
    assert roads.legs(points) == EstimatedRoads().legs(points)
    assert roads.estimated
    assert roads.legs([crossing(1, 1), crossing(2, 2)])[0][1].km > 1
    assert not roads.estimated


def test_a_route_is_planned_and_moved_on_the_engines_times_and_says_so(
    engine_url: str,
    make,  # type: ignore[no-untyped-def]
    session: Session,
    now: datetime,
) -> None:
    roads = HouseRoads(EngineRoads("valhalla", engine_url))
    actor = make.actor()
    lat, lon = crossing(0, 1)
    points = [make.point(postcode="7100", rank_score=1.0) for _ in range(3)]
    for point, spot in zip(points, [(9, 9), (0, 6), (5, 9)], strict=True):
        point.lat, point.lon = crossing(*spot)
        session.add(point)
    session.flush()
    route = make_route(
        session, actor, day=local_day(now) + timedelta(days=1), team="A", start_label="Vejle", start_lat=lat, start_lon=lon,
        contact_point_ids=[point.id or 0 for point in points], now=now, roads=roads,
    )  # fmt: skip
    plan_route(session, actor, route.id or 0, now=now, roads=roads)
    stops = stops_of(session, route.id or 0)
    assert sorted(stop.contact_point_id for stop in stops) == sorted(point.id or 0 for point in points)
    first = next(point for point in points if point.id == stops[0].contact_point_id)
    legs = roads.legs([(lat, lon), (first.lat or 0, first.lon or 0)])
    assert stops[0].travel_min == legs[0][1].minutes
    assert not route.times_estimated
    sheet = route_sheet(session, None, actor, route.id or 0)
    assert "vejdata" in sheet.travel_note["da"]
    move_stop(session, actor, stops[2].id or 0, -1, now=now)
    assert route.times_estimated
    assert "5 %" in route_sheet(session, None, actor, route.id or 0).travel_note["da"]


def test_the_installation_names_its_engine_in_one_setting(engine_url: str, tmp_path: Path) -> None:
    assert isinstance(roads_of(load_settings(str(tmp_path))), EstimatedRoads)
    roads = roads_of(load_settings(str(tmp_path), routing_engine=f"valhalla={engine_url}"))
    assert roads.legs([crossing(1, 1), crossing(1, 2)])[0][1].km == pytest.approx(0.6, abs=0.1)
    assert not roads.estimated
    with pytest.raises(BadInput, match="on this machine"):
        roads_of(load_settings(str(tmp_path), routing_engine="valhalla=http://example.org"))
