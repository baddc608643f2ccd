"""byportalen wears every encoding dress, and read in its true encoding each page says the right words."""

from collections import Counter
from html import unescape

import pytest

from demo.answer import Request
from demo.sites.byportalen.encodings import DRESSES, dress
from demo.sites.byportalen.pages import answer
from demo.view import DayView
from demo.world import World, build_world


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(seed=2, days=2)


def test_every_dress_is_worn(world: World) -> None:
    worn = Counter(dress(f"vis{ad.external_id}") for ad, _ in world.live("byportalen", 0))
    assert set(worn) == set(DRESSES)


def test_pages_read_in_their_true_encoding_hold_the_text_of_the_ad(world: World) -> None:
    view = DayView(world, "byportalen", 0)
    for ad, state in view.shown:
        found = answer(Request("/vis.php", {"nr": ad.external_id}), view)
        html = unescape(found.body.decode(dress(f"vis{ad.external_id}").true))
        assert state.text.split("\n")[0] in html
        assert state.town.city in html


def test_some_headers_lie_and_some_say_nothing(world: World) -> None:
    view = DayView(world, "byportalen", 0)
    types = {answer(Request("/vis.php", {"nr": ad.external_id}), view).content_type for ad, _ in view.shown}
    assert {
        "text/html",
        "text/html; charset=utf-8",
        "text/html; charset=iso-8859-1",
        "text/html; charset=windows-1252",
    } == types
