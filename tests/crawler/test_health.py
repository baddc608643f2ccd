"""Noticing (T-26): each way a site breaks raises an alarm in the same pass and leaves the good rows as they were."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.health import Looks, broken_fields, choose_looks, usual_fill

WALL = "<html><body><h1>Vi bruger cookies</h1><div class='text'>Accepter for at fortsætte.</div></body></html>"


def _swap(old: str, new: str) -> Callable[[str], str]:
    return lambda page: page.replace(old, new)


def _drop(start: str, end: str) -> Callable[[str], str]:
    def dropped(page: str) -> str:
        if start not in page:
            return page
        head, rest = page.split(start, 1)
        return head + rest.split(end, 1)[1]

    return dropped


BREAKAGES_OF_THE_AD_PAGE: dict[str, Callable[[str], str]] = {
    "title class": _swap("<h1>", "<h2>"),
    "text class": _swap("class='text'", "class='x-9f3a'"),
    "phone class": _swap('class="tel"', 'class="t-81"'),
    "phone behind a log-in": _drop('<a class="tel"', "</a>"),
    "town class": _swap("class='by'", "class='b7'"),
    "postcode class": _swap("class='postnr'", "class='p1'"),
    "price table class": _swap("class='priser'", "class='pris-tabel'"),
    "price table emptied": _drop("<table class='priser'>", "</table>"),
    "alias label": _swap("<dt>Navn</dt>", "<dt>Kaldenavn er</dt>"),
    "age label": _swap("<dt>Alder</dt>", "<dt>Født</dt>"),
    "labels gone": lambda page: re.sub(r"<dt>.*?</dt>", "", page),
    "age in words": lambda page: page.replace("<dd>2", "<dd>tyve-").replace("<dd>3", "<dd>tredive-").replace("<dd>4", "<dd>fyrre-"),
    "consent wall": lambda _page: WALL,
    "consent wall of another shape": lambda _page: "<html><body><div id='consent'>Vi bruger cookies</div></body></html>",
    "empty page": lambda _page: "",
    "only a shell": lambda _page: "<html><body><div id='root'></div><script src='/app.js'></script></body></html>",
    "soft 404": lambda _page: "<html><body><h1>Siden findes ikke</h1><div class='text'>Prøv forsiden.</div></body></html>",
    "soft 404 without text": lambda _page: "<html><body><p>Siden findes ikke</p></body></html>",
    "log-in page": lambda _page: "<html><body><form action='/login'><input name='user'></form></body></html>",
    "maintenance": lambda _page: "<html><body><h1>Vi er straks tilbage</h1><div class='text'>Vedligehold.</div></body></html>",
    "title hits the site's own name": lambda page: "<h1>Lille</h1>" + page.replace("<h1>", "<h4>"),
    "text hits the footer": lambda page: "<div class='text'>Alle rettigheder forbeholdes.</div>" + page.replace("class='text'", "class='y'"),
    "body in a frame": lambda page: "<iframe srcdoc='" + page.replace("'", '"').replace("<", "&lt;") + "'></iframe>",
    "json instead": lambda _page: '{"error": "use the app"}',
    "cut in half": lambda page: page[: page.index("<dl>")],
    "hidden by style": _swap("<dd>", "<dd><span hidden>"),
}  # fmt: skip

BREAKAGES_OF_THE_LIST: dict[str, Callable[[str], str]] = {
    "row class": _swap('class="ad"', 'class="card-x1"'),
    "id attribute": _swap("data-id=", "data-nr="),
    "link moved to a script": _swap('href="/ad/', 'data-go="/ad/'),
    "empty list": lambda _page: "<html><body><p>Ingen annoncer.</p></body></html>",
    "consent wall": lambda _page: WALL,
    "next-page link renamed": _swap('class="next"', 'class="frem"'),
    "only a shell": lambda _page: "<html><body><div id='root'></div></body></html>",
    "error with status 200": lambda _page: "<h1>Fejl</h1>",
}  # fmt: skip


@pytest.fixture
def healthy(collected: Any, site: Any) -> Any:
    """A site that has been collected without trouble."""
    site.fill(30)
    assert collected.crawl().status == "complete"
    return collected


def _rows(collected: Any) -> dict[str, object]:
    return {
        key: (ad.content_hash, ad.alias, ad.age, ad.city, ad.postcode, ad.prices, ad.gone_at, collected.content(key)["phones"])
        for key, ad in collected.ads().items()
    }  # fmt: skip


@pytest.mark.parametrize("breakage", sorted(BREAKAGES_OF_THE_AD_PAGE))
def test_a_broken_ad_page_is_an_alarm_in_the_same_pass_and_no_bad_row(healthy: Any, site: Any, breakage: str) -> None:
    before = _rows(healthy)
    site.change_page = BREAKAGES_OF_THE_AD_PAGE[breakage]
    result = healthy.crawl()
    assert result.status == "partial"
    assert result.alarms >= 1
    assert healthy.alarms()
    assert result.message and result.message.endswith(".")
    assert _rows(healthy) == before


@pytest.mark.parametrize(
    "breakage", ["phone class", "consent wall", "text class", "empty page", "soft 404", "price table class"]
)
def test_new_and_changed_ads_of_a_broken_site_are_not_stored(healthy: Any, site: Any, breakage: str) -> None:
    before = _rows(healthy)
    site.fill(36)
    for key in ("100", "101", "102", "103"):
        site.ads[key].rev += 1
    site.change_page = BREAKAGES_OF_THE_AD_PAGE[breakage]
    assert healthy.crawl().status == "partial"
    assert _rows(healthy) == before
    site.change_page = lambda page: page
    repaired = healthy.crawl()
    assert (repaired.status, repaired.new) == ("complete", 6)
    assert healthy.alarms() == set()


@pytest.mark.parametrize("breakage", sorted(BREAKAGES_OF_THE_LIST))
def test_a_broken_list_is_an_alarm_in_the_same_pass_and_no_ad_is_gone(healthy: Any, site: Any, breakage: str) -> None:
    before = _rows(healthy)
    site.change_list = BREAKAGES_OF_THE_LIST[breakage]
    result = healthy.crawl()
    assert result.status in ("partial", "failed")
    assert healthy.alarms()
    assert _rows(healthy) == before


def test_a_first_pass_over_a_wall_stores_nothing(collected: Any, site: Any) -> None:
    site.fill(12)
    site.change_page = lambda _page: WALL
    assert collected.crawl().status == "partial"
    assert collected.ads() == {}


def test_fewer_ads_than_the_definition_expects_is_an_alarm(collected: Any, site: Any) -> None:
    collected.define(ads={"min": 10, "max": 20})
    site.fill(4)
    assert collected.crawl().status == "partial"
    assert ("below_minimum", None) in collected.alarms()
    site.fill(25)
    collected.crawl()
    assert ("above_maximum", None) in collected.alarms()


def test_one_ad_that_loses_a_field_is_news_not_a_breakage(healthy: Any, site: Any) -> None:
    site.ads["104"].phone, site.ads["104"].rev = None, 2
    result = healthy.crawl()
    assert (result.status, result.changed) == ("complete", 1)
    assert healthy.content("104")["phones"] == []


def test_a_wave_of_new_ads_with_one_text_and_no_number_is_news(healthy: Any, site: Any) -> None:
    for number in range(15):
        site.put(
            SimpleNamespace(
                **{
                    **vars(site.ads["100"]),
                    "id": f"9{number}",
                    "title": "Ring nu",
                    "text": "Samme tekst.",
                    "phone": None,
                }
            )
        )
    result = healthy.crawl()
    assert (result.status, result.new) == ("complete", 15)


def test_an_ad_without_words_is_stored_and_no_alarm(healthy: Any, site: Any) -> None:
    site.ads["104"].text, site.ads["104"].rev = "", 2
    assert healthy.crawl().status == "complete"
    assert healthy.content("104")["text"] == ""


def test_the_fill_of_every_field_is_recorded(healthy: Any) -> None:
    fill = healthy.passes()[-1].field_fill
    assert fill["title"] == fill["phones"] == fill["age"] == 1.0
    assert "opening_hours" not in fill


def test_a_field_that_no_page_carries_any_more_is_recorded_at_nought(healthy: Any, site: Any) -> None:
    for ad in site.ads.values():
        ad.rev = 2
    site.change_page = BREAKAGES_OF_THE_AD_PAGE["empty page"]
    healthy.crawl()
    fill = healthy.passes()[-1].field_fill
    assert fill["title"] == fill["phones"] == fill["age"] == 0.0


def test_the_usual_fill_is_the_median_and_a_learned_level_stands_in_before_there_is_one() -> None:
    assert usual_fill([{"age": 0.9}, {"age": 0.8}, {"age": 0.1}], {"age": 0.5}) == {"age": 0.8}
    assert usual_fill([], {"age": 0.5}) == {"age": 0.5}


@given(st.integers(0, 400), st.floats(0.25, 1.0))
def test_a_field_that_is_carried_as_usual_is_never_broken(pages: int, usual: float) -> None:
    looks = Looks()
    for number in range(pages):
        looks.add({"age"} if number < usual * pages else set(), None)
    assert "age" not in broken_fields(looks, {"age": usual})


@given(st.integers(8, 400), st.floats(0.6, 1.0))
def test_a_field_that_no_page_carries_any_more_is_always_broken(pages: int, usual: float) -> None:
    looks = Looks()
    for _ in range(pages):
        looks.add({"title"}, None)
    assert broken_fields(looks, {"age": usual}) == {"age": "field_missing"}


@given(st.integers(0, 60), st.integers(0, 50))
def test_every_ad_has_its_turn_to_be_looked_at_again(count: int, turn: int) -> None:
    known = {f"{number:03d}": frozenset({"title"}) for number in range(count)}
    chosen = choose_looks(known, 5, turn)
    assert chosen <= set(known)
    assert len(chosen) >= min(5, count) or turn * 5 % max(count, 1) + 5 > count
    if count:
        assert set().union(*(choose_looks(known, 5, each) for each in range(count))) == set(known)
