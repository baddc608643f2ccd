"""Breakages: at least 25 ways a site, each of which really changes what the site says, and a repair that undoes it."""

import urllib.request
from collections.abc import Iterator

import pytest

from demo.answer import Request
from demo.breakages import breakages
from demo.serve import PAGES, DemoSites
from demo.view import DayView
from demo.world import World, build_world


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(seed=4, days=1)


def pages_of(world: World, site: str) -> Iterator[Request]:
    """One request for each kind of page of a site, with ads enough to show every field."""
    ids = [ad.external_id for ad, _ in world.live(site, 0)][:60]
    lists = {
        "hjerterum": ["/", "/omraade/syddanmark"],
        "byportalen": ["/", "/by.php?region=hovedstaden"],
        "annoncetorvet": ["/annoncer"],
        "nattelys": ["/", "/app.js", "/api/ads"],
    }
    ads = {
        "hjerterum": "/annonce/{}",
        "byportalen": "/vis.php?nr={}",
        "annoncetorvet": "/annonce/{}",
        "nattelys": "/api/ads/{}",
    }
    for url in [*lists[site], *(ads[site].format(one) for one in ids), "/profil/n1"]:
        path, _, query = url.partition("?")
        yield Request(path, dict([query.split("=")]) if query else {})


@pytest.mark.parametrize("site", sorted(PAGES))
def test_a_site_can_break_in_at_least_25_ways_and_each_changes_a_page(world: World, site: str) -> None:
    view = DayView(world, site, 0)
    shown = [PAGES[site](request, view) for request in pages_of(world, site)]
    known = breakages(site)
    assert len(known) >= 25
    for name, breakage in known.items():
        changed = [breakage.change(answer) for answer in shown]
        assert any(new.body != old.body or new.status != old.status for new, old in zip(changed, shown, strict=True)), (
            name
        )


def test_a_broken_site_is_broken_until_it_is_repaired() -> None:
    with DemoSites(build_world(seed=4, days=1, scale=0.1)) as sites:
        url = f"{sites.urls['hjerterum']}omraade/syddanmark"
        assert b'class="kort"' in _get(url)
        assert sites.break_site("hjerterum", "card_class").field == "list"
        assert b'class="kort"' not in _get(url)
        assert b"cookies" not in _get(url)
        sites.break_site("hjerterum", "consent_wall")
        assert b"cookies" in _get(url)
        sites.repair()
        assert b'class="kort"' in _get(url)


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as reply:  # noqa: S310 - loopback http only
        return bytes(reply.read())
