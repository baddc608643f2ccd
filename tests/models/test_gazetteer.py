"""The gazetteer is whole and in Denmark."""

import pytest

from models import gazetteer


def test_every_postcode_has_a_region_municipality_and_a_point_in_denmark() -> None:
    codes = gazetteer.postcodes()
    assert len(codes) == 1124
    assert all(len(code) == 4 for code in codes)
    for entry in codes.values():
        assert entry.region_code in gazetteer.regions()
        assert entry.municipality_code in gazetteer.municipalities()
        assert 54.5 < entry.lat < 57.8
        assert 8.0 < entry.lon < 15.2


def test_leading_zeros_stay() -> None:
    assert "0800" in gazetteer.postcodes()


@pytest.mark.parametrize("name", ["land", "neighbours", "regions", "municipalities"])
def test_shapes_are_feature_collections(name: str) -> None:
    assert gazetteer.shapes(name)["features"]


def test_towns_come_largest_first() -> None:
    assert gazetteer.towns()[0].name == "København"
