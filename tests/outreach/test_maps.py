"""Maps: pure, small, accessible SVG without scripts, styles or third parties."""

import xml.etree.ElementTree as ET

import pytest

from models.gazetteer import regions
from outreach.maps import MapPoint, draw_map, map_css, spread

POINTS = [
    MapPoint(55.7, 9.53, 'Klinik "A" <i>', "red", 1, "/steder/abc?x=1&y=2"),
    MapPoint(55.7, 9.53, "B", "yellow", 2),
    MapPoint(56.1, 10.2, "C", "green", 3),
    MapPoint(56.1, 10.2, "D", "not_assessed"),
]
SVG = "{http://www.w3.org/2000/svg}"


def test_a_map_is_well_formed_and_says_what_it_shows() -> None:
    tree = ET.fromstring(draw_map(POINTS, [(55.7, 9.53), (56.1, 10.2)], lang="en"))  # noqa: S314 (our own text)
    assert tree.get("role") == "group"
    assert 'role="img"' in draw_map(POINTS[1:])
    title, desc = tree[0], tree[1]
    assert tree.get("aria-labelledby", "").split() == [title.get("id"), desc.get("id")]
    assert desc.text == "4 places. The route joins the places in order of number."


def test_levels_differ_in_shape_and_markers_link() -> None:
    tree = ET.fromstring(draw_map(POINTS))  # noqa: S314 (our own text)
    shapes = [group.find(f"{SVG}*[@class='shape']").tag.removeprefix(SVG) for group in tree.iter(f"{SVG}g")]  # type: ignore[union-attr]
    assert shapes == ["rect", "polygon", "circle", "circle"]
    (link,) = tree.iter(f"{SVG}a")
    assert (link.get("href"), link.get("aria-label")) == ("/steder/abc?x=1&y=2", 'Klinik "A" <i>')


def test_no_script_style_handler_or_foreign_address_is_in_a_map() -> None:
    for drawing in (draw_map(POINTS), draw_map([], region="1085"), draw_map([])):
        tree = ET.fromstring(drawing)  # noqa: S314 (our own text)
        for element in tree.iter():
            assert element.tag.removeprefix(SVG) in {
                "svg",
                "title",
                "desc",
                "rect",
                "path",
                "circle",
                "text",
                "polyline",
                "polygon",
                "g",
                "a",
            }
            assert not [name for name in element.attrib if name.startswith("on") or name == "style"]
        assert drawing.count("http") == 1
    assert "http" not in map_css()


@pytest.mark.parametrize("region", sorted(regions()))
def test_every_region_can_be_chosen_and_the_picture_stays_small(region: str) -> None:
    drawing = draw_map(POINTS, region=region)
    assert drawing.count("region-chosen") == 1
    assert len(drawing) < 90_000


def test_markers_on_one_spot_move_apart_and_the_first_stays() -> None:
    spots = spread([(50.0, 50.0)] * 20)
    assert spots[0] == (50.0, 50.0)
    assert len(set(spots)) == 20


def test_a_marker_moved_apart_stays_in_the_picture() -> None:
    at_the_edge = [(100.0, 12.0)] * 30
    assert min(y for _, y in spread(at_the_edge)) < 0
    spots = spread(at_the_edge, (200, 150))
    assert len(set(spots)) == 30
    assert all(11 <= x <= 189 and 11 <= y <= 139 for x, y in spots)
    # What lies outside what is shown is not pulled in.
    assert spread([(-40.0, 12.0)] * 2, (200, 150))[0] == (-40.0, 12.0)


def test_a_single_point_does_not_become_a_map_of_one_street() -> None:
    assert "Bredsten" in draw_map([MapPoint(55.70, 9.50, "x")])
