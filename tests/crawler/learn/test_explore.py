"""The list of ads is found, walked to its end, and named."""

from types import SimpleNamespace

import pytest

from crawler.learn.explore import explore
from crawler.learn.found import OWN_MACHINE
from crawler.learn.links import address_form
from crawler.learn.lists import id_rule, learn_list
from crawler.learn.paging import counting, next_rules
from crawler.learn.samples import Sample

HOST = "http://127.0.0.1:1"


class Site:
    """A site in memory that counts what is asked for."""

    def __init__(self, pages: dict[str, str]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def __call__(self, url: str, /) -> Sample | None:
        self.asked.append(url)
        page = self.pages.get(url.removeprefix(HOST) or "/")
        return Sample(url, page) if page is not None else None


def quiet(_done: int, _total: int) -> None:
    """Show nothing."""


@pytest.fixture
def ads(invented: SimpleNamespace) -> list[dict[str, object]]:
    return list(invented.make_ads(30))


@pytest.fixture
def site(invented: SimpleNamespace, ads: list[dict[str, object]]) -> Site:
    draw, _shown = invented.layouts["definition list"]
    return Site(invented.list_pages(ads) | {f"/annonce/{ad['id']}": draw(ad) for ad in ads})


def test_every_ad_of_all_list_pages_is_met_once(site: Site, ads: list[dict[str, object]]) -> None:
    found = explore(f"{HOST}/", site, effort=OWN_MACHINE, progress=quiet)
    assert found is not None
    assert sorted(found.ads) == sorted(f"{HOST}/annonce/{ad['id']}" for ad in ads)
    assert len(site.asked) <= 12


def test_a_front_page_leads_to_the_list(site: Site, invented: SimpleNamespace, ads: list[dict[str, object]]) -> None:
    site.pages["/"] = invented.frame(
        "<p>Velkommen</p><a href='/regler'>Regler for brug</a> <a href='/annoncer?side=1'>Se alle annoncer</a>",
        "Forside",
    )
    found = explore(f"{HOST}/", site, effort=OWN_MACHINE, progress=quiet)
    assert found is not None
    assert len(found.ads) == len(ads)
    assert found.starts == [f"{HOST}/annoncer?side=1"]


def test_a_list_is_named_so_that_each_ad_is_one_element(site: Site) -> None:
    found = explore(f"{HOST}/", site, effort=OWN_MACHINE, progress=quiet)
    assert found is not None
    listed = learn_list(found.pages, found.form)
    assert listed is not None
    assert listed.ad == "li.kort"
    assert listed.id is not None


def test_a_site_without_ads_has_no_list(invented: SimpleNamespace) -> None:
    links = "".join(f"<li><a href='/nyt/{number}'>Nyhed nummer {number} om havnen</a></li>" for number in range(8))
    pages = {"/": invented.frame(f"<ul>{links}</ul>", "Nyt")} | {
        f"/nyt/{number}": invented.frame("<p>Kort nyt.</p>", "Nyt") for number in range(8)
    }
    assert explore(f"{HOST}/", Site(pages), effort=OWN_MACHINE, progress=quiet) is None


@pytest.mark.parametrize(
    ("markup", "rule"),
    [
        ("<a rel=next href='/l?p=2'>2</a>", {"link": 'a[rel~="next"]::attr(href)'}),
        ("<a href='/l?p=2'>Næste »</a>", {"link": "//a[normalize-space(.)='Næste »']/@href"}),
        ("<a href='/l?p=2'>Weiter</a>", {"link": "//a[normalize-space(.)='Weiter']/@href"}),
        ("<a href='/l?p=2'>»</a>", {"link": "//a[normalize-space(.)='»']/@href"}),
        ("<button data-next='/l?p=2'>Vis flere</button>", {"link": "button[data-next]::attr(data-next)"}),
        ("<div class=sider><a href='/l?p=2'>2</a> <a href='/l?p=3'>3</a></div>", {"links": "div.sider a::attr(href)"}),
    ],
)
def test_ways_to_go_on_are_seen(markup: str, rule: dict[str, str]) -> None:
    sample = Sample(f"{HOST}/l", f"<html><body><p>Liste</p>{markup}</body></html>")
    first = next(iter(next_rules(sample)))
    assert first == (rule, f"{HOST}/l?p=2")


def test_counting_addresses_are_understood() -> None:
    assert counting("/annoncer?side=2") == {"url": "/annoncer?side={page}", "first": 2}
    assert counting("/annoncer?offset=20") == {"url": "/annoncer?offset={offset}", "first": 20, "step": 20}
    assert counting("/liste/side/2") == {"url": "/liste/side/{page}", "first": 2}
    assert counting("/annonce/17") is None


def test_addresses_of_ads_share_a_form() -> None:
    forms = {
        address_form(url)
        for url in (f"{HOST}/p/lina-i-vejle-1017", f"{HOST}/p/1024", f"{HOST}/da/p/sofie-1031?utm_source=x")
    }
    assert len(forms) == 1


def test_further_list_pages_have_another_form_than_ads() -> None:
    assert address_form(f"{HOST}/dk/side-2") != address_form(f"{HOST}/dk/4017")


@pytest.mark.parametrize(
    ("urls", "pattern"),
    [
        ([f"{HOST}/annonce/{number}" for number in (17, 24)], r"/(\d+)/?(?:[;?#].*)?$"),
        ([f"{HOST}/vis.asp?id={number}&sid=x" for number in (17, 24)], "[?&]id=([^&#]+)"),
        ([f"{HOST}/p/lina-2-rum-{number}.html" for number in (17, 24)], r"[-_](\d+)(?:\.\w+)?/?(?:[;?#].*)?$"),
    ],
)
def test_the_sites_own_number_is_found_in_addresses(urls: list[str], pattern: str) -> None:
    assert id_rule(urls) == {"re": pattern}


def test_a_title_before_the_number_changes_from_ad_to_ad_but_a_board_does_not() -> None:
    threads = ("/t/din-paus-i-vejle/1017", "/t/ny-i-byen/1018", "/t/massage/1019")
    assert {address_form(HOST + path) for path in threads} == {"/t/*/#"}
    assert address_form(f"{HOST}/annonce/sofie-i-vejle/12") == address_form(f"{HOST}/annonce/lina-24-aar/13")
    assert address_form(f"{HOST}/forum/annoncer/12") != address_form(f"{HOST}/forum/snak/12")
