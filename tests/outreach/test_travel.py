"""Driving times: how wrong the estimate is on known roads, bridges, ferries."""

import csv
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.gazetteer import FOLDER, postcodes, towns
from outreach.travel import ESTIMATE_NOTE, EstimatedRoads, estimated_leg, great_circle_km

COORDINATES = {town.name: (town.lat, town.lon) for town in reversed(towns())} | {
    "Frøslev (border)": (54.825, 9.335),
    "Spodsbjerg": (54.931, 10.829),
    "Gedser": (54.576, 11.927),
}


def at(code: str) -> tuple[float, float]:
    area = postcodes()[code]
    return area.lat, area.lon


def test_the_error_stated_on_screen_is_the_error_on_known_roads() -> None:
    with (FOLDER / "road_distances.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    errors = []
    for row in rows:
        leg = estimated_leg(COORDINATES[row["from_place"]], COORDINATES[row["to_place"]])
        errors.append(abs(leg.km / float(row["road_km"]) - 1))
    assert len(errors) == 57
    assert round(100 * statistics.mean(errors)) == 5
    assert all("5 %" in note for note in ESTIMATE_NOTE.values())


@pytest.mark.parametrize(
    ("one", "other", "low_km", "high_km"),
    [
        ("5000", "2100", 150, 185),
        ("7000", "5500", 9, 20),
        ("8000", "1500", 290, 330),
        ("9000", "9800", 40, 60),
        ("7900", "7800", 25, 40),
        ("4800", "4900", 18, 60),
    ],
)
def test_bridges_are_driven_over(one: str, other: str, low_km: float, high_km: float) -> None:
    leg = estimated_leg(at(one), at(other))
    assert not leg.ferry
    assert low_km <= leg.km <= high_km


@pytest.mark.parametrize("island", ["3700", "8305", "9940", "6720", "5970"])
def test_islands_without_a_bridge_need_a_ferry(island: str) -> None:
    leg = estimated_leg(at("8000"), at(island))
    assert leg.ferry
    assert leg.minutes > 60


def test_every_ferry_only_postcode_is_reached_by_ferry_and_no_other() -> None:
    for area in postcodes().values():
        assert estimated_leg(at("8000"), (area.lat, area.lon)).ferry == area.ferry_only, area.postcode


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(postcodes())), st.sampled_from(sorted(postcodes())))
def test_no_drive_is_shorter_than_the_crow_flies_and_both_ways_take_the_same(one: str, other: str) -> None:
    there, back = EstimatedRoads().legs([at(one), at(other)])[0][1], estimated_leg(at(other), at(one))
    assert there == back
    if not there.ferry:
        assert there.km >= great_circle_km(at(one), at(other)) - 0.1
