"""The sites over real HTTP: loopback only, all ads reachable, changes by day, validators, no image asked for by links."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from urllib.parse import urljoin

import pytest

from demo.places import AREAS
from demo.serve import DemoSites
from demo.world import build_world


@pytest.fixture(scope="module")
def sites() -> Iterator[DemoSites]:
    with DemoSites(build_world(seed=5, days=4, scale=0.25)) as running:
        yield running


def get(url: str, **headers: str) -> tuple[int, HTTPResponse, bytes]:
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - loopback http only
    try:
        with urllib.request.urlopen(request, timeout=5) as reply:  # noqa: S310
            return reply.status, reply, reply.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error, error.read()


def follow(start: str, item: str, onward: str) -> list[str]:
    """Walk a list from page to page and collect what ``item`` captures."""
    found, url = [], start
    for _ in range(200):
        page = get(url)[2].decode("utf-8", "replace")
        found += re.findall(item, page)
        step = re.search(onward, page)
        if step is None:
            return found
        url = urljoin(url, step[1].replace("&amp;", "&"))
    raise AssertionError("the list never ends")


def test_the_sites_listen_on_loopback_only(sites: DemoSites) -> None:
    assert all(url.startswith("http://127.0.0.1:") for url in sites.urls.values())
    assert len(set(sites.urls.values())) == 4


@pytest.mark.parametrize("day", [0, 3])
def test_every_live_ad_is_on_the_lists_exactly_once(sites: DemoSites, day: int) -> None:
    sites.set_day(day)
    cards = [
        found
        for area in AREAS
        for found in follow(
            f"{sites.urls['hjerterum']}omraade/{area}",
            r'class="kort" data-id="(\d+)"',
            r'rel="next" class="naeste" href="([^"]+)"',
        )
    ]
    rows = [
        found
        for area in AREAS
        for found in follow(
            f"{sites.urls['byportalen']}by.php?region={area}",
            r'vis\.php\?nr=(B-\d+)"',
            r" <A HREF=(by\.php[^>]+)>N&aelig;ste",
        )
    ]
    items = follow(f"{sites.urls['annoncetorvet']}annoncer", r'data-annonce="(\d+)"', r'class="frem" href="([^"]+)"')
    for site, seen in (("hjerterum", cards), ("byportalen", rows), ("annoncetorvet", items)):
        assert sorted(seen) == sorted(sites.truth.live(site, day))


def test_annoncetorvet_paginates_deep_in_the_full_world() -> None:
    world = build_world()
    assert min(len(world.live("annoncetorvet", day)) for day in range(world.days)) > 40 * 15 - 15


def test_a_well_kept_site_answers_304_to_a_known_tag(sites: DemoSites) -> None:
    url = f"{sites.urls['hjerterum']}omraade/syddanmark"
    status, reply, _ = get(url)
    tag = reply.headers["ETag"]
    assert status == 200
    assert reply.headers["Last-Modified"].endswith("GMT")
    status, _, body = get(url, **{"If-None-Match": tag})
    assert (status, body) == (304, b"")


def test_an_ad_that_is_gone_answers_404(sites: DemoSites) -> None:
    for site, path in (
        ("hjerterum", "annonce/1"),
        ("byportalen", "vis.php?nr=B-1"),
        ("annoncetorvet", "annonce/1"),
        ("nattelys", "api/ads/n1"),
    ):
        assert get(sites.urls[site] + path)[0] == 404


def test_robots_txt_is_there_and_every_page_says_it_is_invented(sites: DemoSites) -> None:
    for site, url in sites.urls.items():
        assert b"User-agent: *" in get(url + "robots.txt")[2]
        assert "Opdigtet demoside" in get(url)[2].decode("utf-8", "replace"), site


def test_image_requests_are_counted_and_page_requests_are_not_images(sites: DemoSites) -> None:
    before = sites.image_requests
    get(sites.urls["hjerterum"])
    assert sites.image_requests == before
    get(f"{sites.urls['annoncetorvet']}foto/1/t.jpg")
    assert sites.image_requests == before + 1


def test_the_script_of_nattelys_is_fed_by_json(sites: DemoSites) -> None:
    sites.set_day(0)
    assert "Indlæser" in get(sites.urls["nattelys"])[2].decode()
    body = get(f"{sites.urls['nattelys']}api/ads?page=1")[2]
    assert body.startswith(b'{"ads": [{"id": "n')


def test_session_ids_change_from_visit_to_visit_and_the_ad_stays(sites: DemoSites) -> None:
    sites.set_day(0)
    url = f"{sites.urls['annoncetorvet']}annoncer"
    first, second = (re.findall(r'href="/annonce/(\d+)\?sid=([0-9a-f]{16})"', get(url)[2].decode()) for _ in range(2))
    assert [ad for ad, _ in first] == [ad for ad, _ in second]
    assert {sid for _, sid in first}.isdisjoint({sid for _, sid in second})


def test_a_site_can_be_taken_down(sites: DemoSites) -> None:
    sites.down.add("byportalen")
    try:
        assert get(sites.urls["byportalen"])[0] == 503
    finally:
        sites.down.clear()


def test_days_outside_the_world_are_refused(sites: DemoSites) -> None:
    with pytest.raises(ValueError, match="day must be"):
        sites.set_day(4)


def test_nonsense_in_addresses_never_breaks_a_site(sites: DemoSites) -> None:
    odd = (
        "annoncer?side=-3",
        "annoncer?side=" + "9" * 400,
        "annonce/%00",
        "by.php?region=..%2f&start=x",
        "vis.php",
        "?sid=%ff%fe",
        "omraade/atlantis?side=0",
    )
    for url in sites.urls.values():
        for path in odd:
            assert get(url + path)[0] in (200, 404)
