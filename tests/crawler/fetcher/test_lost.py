"""Fetchers and parsers that die, hang, or are killed while pages are under way: one page at the most, and no ad twice."""

import contextlib
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from crawler import run
from crawler.fetcher import handler, keeper
from crawler.reading_room import ROOM


def _kill_fetchers() -> None:
    for each in list(handler._made.values()):
        pid = each.keeper.pid
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _kill_parser() -> None:
    if ROOM.pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(ROOM.pid, signal.SIGKILL)


def _at(site: Any, every: int, deed: Callable[[], None]) -> None:
    """Do something in the middle of every so-manieth answer, but not over the same page twice: three times give a page up."""
    answer, done = site.answer, set()

    def answering(path: str, headers: dict[str, str]) -> Any:
        if len(site.asked) % every == 0 and path not in done:
            done.add(path)
            deed()
        return answer(path, headers)

    site.answer = answering


@pytest.mark.parametrize("every", [5, 7, 11])
def test_a_fetcher_killed_again_and_again_costs_no_ad_and_doubles_none(collected: Any, site: Any, every: int) -> None:
    site.fill(40)
    _at(site, every, _kill_fetchers)
    result = collected.crawl()
    assert (result.status, result.new) == ("complete", 40), result.message
    assert set(collected.ads()) == set(site.ads)
    assert all(len(collected.versions(key)) == 1 for key in site.ads)


def test_a_parser_killed_again_and_again_costs_a_page_each_time_and_the_next_pass_brings_it(
    collected: Any, site: Any
) -> None:
    site.fill(40)
    # A list page that is lost costs the ads it names until the next pass: here the only one is read before the first kill.
    site.per_page = 40
    _at(site, 15, _kill_parser)
    first = collected.crawl()
    assert first.new >= 34
    del site.answer
    assert collected.crawl().status == "complete"
    assert set(collected.ads()) == set(site.ads)
    assert all(len(collected.versions(key)) == 1 for key in site.ads)


def test_a_page_that_kills_every_fetcher_costs_itself_alone(
    collected: Any, site: Any, play: Callable[..., None]
) -> None:
    play("os._exit(1)")
    site.fill(20)
    result = collected.crawl()
    assert result.status == "partial"
    assert set(collected.ads()) == set(site.ads) - {"104"}


def test_a_page_that_hangs_its_fetcher_is_given_up_and_the_others_are_read(
    collected: Any, site: Any, play: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = handler.ApartFetching.head

    def impatient(self: Any, request: Any) -> dict[str, Any]:
        # Only that page's time is short: how fast this machine reads the others decides nothing.
        return usual(self, request) | ({"longest_s": 0.5} if request.url.endswith("/ad/104") else {})

    play("import time; time.sleep(600)")
    monkeypatch.setattr(handler.ApartFetching, "head", impatient)
    monkeypatch.setattr(keeper, "GRACE_S", 0.5)
    site.fill(8)
    result = collected.crawl()
    assert result.status == "partial"
    assert set(collected.ads()) == set(site.ads) - {"104"}


def test_a_pass_that_hangs_altogether_ends_by_itself(
    collected: Any, site: Any, play: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    play("import time; time.sleep(600)")
    monkeypatch.setattr(run, "LONGEST_SILENCE_S", 2.0)
    site.fill(8)
    result = collected.crawl()
    assert result.status == "partial"
    assert result.message == "Lille fell silent; what came before was stored, the next pass goes on."
    assert not handler._made
    assert set(collected.ads()) <= set(site.ads) - {"104"}
