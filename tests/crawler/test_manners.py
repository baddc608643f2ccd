"""Manners: robots.txt, reservations, pauses, who we say we are, what is asked for again."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.definition import read_definition
from crawler.middlewares.manners import retry_after_s
from crawler.permissions import read_robots, reserved_by_ai_txt, reserved_by_file, signs_on_page


def _text(text: str, status: int = 200, kind: str = "text/plain", **headers: str) -> Any:
    given = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return SimpleNamespace(status=status, body=text.encode(), headers=given)


def test_robots_that_forbid_the_list_stop_the_pass_before_it(collected: Any, site: Any) -> None:
    site.fill(3)
    site.special["/robots.txt"] = _text("User-agent: *\nDisallow: /\n")
    result = collected.crawl()
    assert (result.status, result.message) == (
        "refused",
        "The robots.txt of Lille asks us to keep out; nothing was fetched.",
    )
    assert set(site.asked) <= {"/robots.txt", "/ai.txt", "/.well-known/tdmrep.json"}


def test_robots_for_us_by_name_count_more_than_those_for_all(collected: Any, site: Any) -> None:
    site.fill(3)
    site.special["/robots.txt"] = _text("User-agent: *\nDisallow:\n\nUser-agent: lygte\nDisallow: /\n")
    assert collected.crawl().status == "refused"


def test_a_forbidden_ad_page_is_not_fetched_and_the_others_are(collected: Any, site: Any) -> None:
    site.fill(4)
    site.special["/robots.txt"] = _text("User-agent: *\nDisallow: /ad/102\n")
    collected.crawl()
    assert "/ad/102" not in site.asked
    assert set(collected.ads()) == {"100", "101", "103"}


@pytest.mark.parametrize("status", [500, 503])
def test_robots_that_fail_mean_keep_out(collected: Any, site: Any, status: int) -> None:
    site.fill(3)
    site.special["/robots.txt"] = _text("", status=status)
    assert collected.crawl().status == "refused"
    assert collected.ads() == {}


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_no_robots_mean_no_rules(status: int) -> None:
    assert read_robots(status, "whatever").allows("https://a.example/x")


def test_the_hash_of_robots_is_kept_with_the_pass(collected: Any, site: Any) -> None:
    site.fill(3)
    site.special["/robots.txt"] = _text("User-agent: *\nDisallow: /x\n")
    collected.crawl()
    permissions = collected.passes()[-1].permissions
    assert permissions["robots"] == read_robots(200, "User-agent: *\nDisallow: /x\n").digest
    assert permissions["robots_status"] == 200


RESERVATIONS: dict[str, tuple[str, Callable[[Any], None]]] = {
    "ai.txt": ("ai.txt", lambda site: site.special.update({"/ai.txt": _text("User-Agent: *\nDisallow: /\n")})),
    "tdmrep.json": ("tdmrep.json", lambda site: site.special.update({"/.well-known/tdmrep.json": _text('[{"location": "/", "tdm-reservation": 1}]', kind="application/json")})),
    "header": ("header", lambda site: site.special.update({"/": _text("<p>Hej</p>", kind="text/html", tdm_reservation="1")})),
    "noai": ("header", lambda site: site.special.update({"/": _text("<p>Hej</p>", kind="text/html", X_Robots_Tag="noai")})),
    "meta": ("meta", lambda site: setattr(site, "change_list", lambda page: page.replace("<body>", '<meta name="tdm-reservation" content="1"><body>'))),
    "meta on an ad page": ("meta", lambda site: setattr(site, "change_page", lambda page: page.replace("<title>", '<meta name="tdm-reservation" content="1"><title>'))),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(RESERVATIONS))
def test_a_reservation_stops_the_pass_and_is_recorded(collected: Any, site: Any, kind: str) -> None:
    site.fill(25)
    where, reserve = RESERVATIONS[kind]
    reserve(site)
    result = collected.crawl()
    assert result.status == "refused"
    assert result.message == f"Lille reserves its pages ({where}); the controller must decide first."
    assert collected.passes()[-1].permissions["tdm"] == where
    assert ("tdm_reserved", None) in collected.alarms()
    assert collected.ads() == {}


def test_reservations_are_read_for_what_they_say() -> None:
    assert not reserved_by_ai_txt(200, "User-Agent: *\nDisallow: /billeder\n", "https://a.example/")
    assert not reserved_by_ai_txt(
        200, "<html>Siden findes ikke. User-Agent: *\nDisallow: /</html>", "https://a.example/"
    )
    assert not reserved_by_ai_txt(404, "User-Agent: *\nDisallow: /\n", "https://a.example/")
    assert reserved_by_file(200, '[{"location": "/annoncer*", "tdm-reservation": 1}]', "https://a.example/annoncer/1")
    assert not reserved_by_file(200, '[{"location": "/forum", "tdm-reservation": 1}]', "https://a.example/annoncer")
    assert not reserved_by_file(200, '[{"location": "/", "tdm-reservation": 0}]', "https://a.example/")
    assert not reserved_by_file(200, "{}", "https://a.example/")
    assert signs_on_page({}, '<meta name="tdm-reservation" content="0">') == ()
    assert signs_on_page({}, '<meta name="robots" content="noai, noimageai">') == ("meta",)
    assert signs_on_page({"x-robots-tag": "noimageai"}, "") == ()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), (" 3 ", 3.0), ("Sun, 15 Nov 2026 09:01:00 GMT", 60.0), ("Sun, 15 Nov 2026 08:00:00 GMT", 0.0), ("soon", None), ("", None), (None, None), ("-5", None)],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after_s(value, datetime(2026, 11, 15, 9, tzinfo=UTC)) == seconds


@pytest.mark.parametrize("status", [429, 503])
def test_a_pause_the_site_asks_for_is_kept_and_the_page_fetched_after_it(
    collected: Any, site: Any, status: int
) -> None:
    site.fill(3)
    times: list[float] = []

    def busy(_headers: object) -> Any:
        times.append(time.monotonic())
        if len(times) == 1:
            return _text("", status=status, Retry_After="1")
        del site.special["/ad/101"]
        return site.answer("/ad/101", {})

    site.special["/ad/101"] = busy
    assert collected.crawl().status == "complete"
    assert times[1] - times[0] >= 1.0
    assert len(collected.ads()) == 3


def test_a_long_pause_ends_the_pass_and_keeps_what_was_read(collected: Any, site: Any) -> None:
    site.fill(3)
    collected.crawl()
    site.special["/"] = _text("", status=429, Retry_After="86400")
    result = collected.crawl()
    assert result.status == "partial"
    assert result.message == "The site asks us to come back later; the next pass goes on from here."
    assert all(ad.gone_at is None for ad in collected.ads().values())


def test_a_site_that_keeps_failing_is_asked_three_times_a_page_and_no_more(collected: Any, site: Any) -> None:
    site.fill(3)
    site.special["/ad/101"] = _text("", status=500)
    assert collected.crawl().status == "partial"
    assert site.asked.count("/ad/101") == 3


def test_we_say_who_we_are_and_send_no_cookie_back(collected: Any, site: Any) -> None:
    site.fill(3)
    site.special["/robots.txt"] = _text("", Set_Cookie="a=1; Path=/")
    collected.crawl()
    for headers in site.asked_headers:
        assert headers["user-agent"].startswith("Lygte/")
        assert "contact:" in headers["user-agent"]
        assert "cookie" not in headers
        assert "referer" not in headers


@pytest.mark.parametrize(("host", "given_", "pace"), [("127.0.0.1", None, 0.0), ("127.0.0.1", 2, 2.0), ("a.example", None, 5.0), ("a.example", 0, 5.0), ("a.example", 9, 9.0)])  # fmt: skip
def test_the_pace_is_five_seconds_or_slower_except_on_this_machine(
    host: str, given_: float | None, pace: float
) -> None:
    facts = {
        "name": "x",
        "start_url": f"http://{host}/",
        "list": {"ad": "li", "link": "a::attr(href)"},
        "ad": {"fields": {"title": "h1"}},
    }
    assert read_definition({**facts, **({} if given_ is None else {"pace_s": given_})}, "x").pace_s == pace


def test_requests_keep_the_pace_over_the_whole_site(collected: Any, site: Any) -> None:
    from crawler.run import crawl

    collected.define(pace_s=0.25)
    site.fill(3)
    times: list[float] = []
    answer = site.answer
    site.answer = lambda path, headers: (times.append(time.monotonic()), answer(path, headers))[1]
    crawl(collected.settings, collected.engine, collected.keyring, names=["lille"], now=lambda: collected.now)
    assert len(times) == 7
    # Arrival may wobble a little; the sum cannot.
    assert times[-1] - times[0] >= 6 * 0.25 - 0.05


def test_pages_that_have_not_changed_are_asked_for_conditionally(collected: Any, site: Any) -> None:
    collected.define(list={**collected.definition["list"], "clue": None})
    site.etags = True
    site.fill(25)
    collected.crawl()
    site.put(replace(site.ads["105"], phone="71 74 99 96"))
    result = collected.crawl()
    conditional = [headers for headers in site.asked_headers if "if-none-match" in headers]
    assert len(conditional) == 25 + 3
    assert (result.status, result.changed, result.ads_seen) == ("complete", 1, 25)


def test_another_definition_reads_remembered_pages_again(collected: Any, site: Any) -> None:
    site.etags = True
    site.fill(5)
    collected.crawl()
    collected.define(list={**collected.definition["list"], "clue": None}, title="Lille 2")
    collected.crawl()
    assert not [headers for headers in site.asked_headers if "if-none-match" in headers]
