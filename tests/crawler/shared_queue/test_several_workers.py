"""Several workers on one pass: kills lose nothing and repeat nothing, the pace holds over all of them (T-23)."""

import itertools
import random
import threading
import time
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session, select

from crawler.definition import all_sites
from crawler.noting import note_sites
from crawler.shared_queue.board import Board
from crawler.shared_queue.registry import OpenPass, Registry
from crawler.shared_queue.run import SHARED
from crawler.shared_queue.server import Server
from crawler.store.passes import CUT_OFF, open_pass
from crawler.work import Worker
from models.ad import Ad, AdVersion
from models.db import make_engine, session_scope
from models.site import CrawlPass, Site
from tests.conftest import fresh_server_store
from tests.crawler.shared_queue.conftest import SILENT_AFTER_S, forked

LONGEST_JOIN_S = 20.0


def _stored(collected: Any) -> None:
    """Each ad once, each with versions that end in its content, no version twice in a row."""
    with Session(collected.engine) as session:
        ads = session.exec(select(Ad)).all()
        versions: dict[int, list[str]] = {}
        for version in session.exec(select(AdVersion).order_by(AdVersion.id)):  # type: ignore[arg-type]
            versions.setdefault(version.ad_id, []).append(version.content_hash)
    assert len({ad.external_id for ad in ads}) == len(ads)
    for ad in ads:
        assert versions[ad.id or 0][-1] == ad.content_hash
        assert all(first != second for first, second in itertools.pairwise(versions[ad.id or 0]))


def _ads_asked(site: Any) -> Counter[str]:
    return Counter(path for path in site.asked if path.startswith("/ad/"))


def test_three_workers_share_a_pass_without_asking_twice(collected: Any, site: Any, patient_workers: Any) -> None:
    site.fill(80)
    for _ in range(3):
        patient_workers.begin(collected.now)
    ended = patient_workers.wait()
    assert ended == [("complete", "")] * 3
    assert set(_ads_asked(site).values()) == {1}
    assert Counter(site.asked)["/robots.txt"] == 1
    assert set(collected.ads()) == set(site.ads)
    assert [one.status for one in collected.passes()] == ["complete"]
    assert (collected.passes()[0].ads_seen, collected.passes()[0].ads_new) == (80, 80)
    _stored(collected)


def test_kills_at_random_moments_lose_nothing_and_repeat_nothing(collected: Any, site: Any, workers: Any) -> None:
    _kill(8, collected, site, workers)


@pytest.mark.deep
def test_hundred_and_twenty_kills_of_workers_lose_nothing_and_repeat_nothing(
    collected: Any, site: Any, workers: Any
) -> None:
    _kill(120, collected, site, workers)


def test_workers_on_a_database_server_share_a_pass_while_one_is_killed(
    collected: Any, site: Any, queue: Any, request: pytest.FixtureRequest
) -> None:
    site.fill(60)
    usual, let_go = site.answer, threading.Event()

    def held(path: str, headers: dict[str, str]) -> Any:
        # Before the third has joined, the second must not end the pass alone.
        if len(site.asked) > 25:
            let_go.wait(LONGEST_JOIN_S)
        return usual(path, headers)

    site.answer = held
    with fresh_server_store(request) as url:
        on_server = replace(collected, engine=make_engine(url), settings=replace(collected.settings, database_url=url))
        for workers in forked(on_server, queue):
            first = workers.begin(on_server.now)
            workers.begin(on_server.now)
            while len(site.asked) < 20:
                time.sleep(0.01)
            workers.kill(first)
            workers.begin(on_server.now)
            _wait_for_two(queue)
            let_go.set()
            assert {status for status, _ in workers.wait()} == {"complete"}
        assert set(on_server.ads()) == set(site.ads)
        assert [one.status for one in on_server.passes()] == ["complete"]
        _stored(on_server)
        on_server.engine.dispose()


def _wait_for_two(queue: Any) -> None:
    """Wait until two workers say that they live, the killed one's last sign gone."""
    time.sleep(SILENT_AFTER_S + 0.1)
    until = time.monotonic() + LONGEST_JOIN_S
    while len(queue.client().keys("lygte:lille:*:lives:*")) < 2 and time.monotonic() < until:
        time.sleep(0.05)


def _kill(times: int, collected: Any, site: Any, workers: Any) -> None:
    """Kill one of three workers again and again and start another; at the end every pass must be whole."""
    site.fill(60)
    chance, killed, changed = random.Random(20261121), 0, 0
    while killed < times:
        while len(workers.living) < 3:
            workers.begin(collected.now)
        time.sleep(chance.uniform(0.05, 0.5))
        if workers.living:
            workers.kill(chance.choice(sorted(workers.living)))
            killed += 1
        _stored(collected)
        if chance.random() < 0.3:
            for ad in chance.sample(list(site.ads.values()), 15):
                ad.rev, ad.age, changed = ad.rev + 1, chance.randint(20, 60), changed + 1
    workers.begin(collected.now)
    workers.wait()
    # What changed behind a pass that went on all the time is met by the next one.
    collected.day += 1
    site.asked.clear()
    workers.ended.clear()
    workers.begin(collected.now)
    assert workers.wait() == [("complete", "")]
    assert set(_ads_asked(site).values()) <= {1}
    _stored(collected)
    ads = collected.ads()
    assert {key: ad.age for key, ad in ads.items()} == {key: ad.age for key, ad in site.ads.items()}
    assert all(ad.gone_at is None for ad in ads.values())
    passes = collected.passes()
    assert all(_whole(one) or _cut_off_at_its_opening(one) for one in passes), [
        (one.status, one.message) for one in passes
    ]
    assert _whole(passes[-1])


def _whole(one: CrawlPass) -> bool:
    return one.status == "complete" and one.message is None


def _cut_off_at_its_opening(one: CrawlPass) -> bool:
    """Who opens a pass may be killed before any other worker hears of it: nothing was asked for, and the next one opens it anew."""
    return one.status == "failed" and one.message == str(CUT_OFF) and one.ads_seen == 0


def test_a_pass_whose_opener_died_before_telling_is_opened_anew(collected: Any, site: Any, crawl_shared: Any) -> None:
    site.fill(6)
    open_pass(collected.engine, all_sites(collected.settings)["lille"], collected.now, claimed_by=SHARED)
    assert crawl_shared().status == "complete"
    cut_off, whole = collected.passes()
    assert _cut_off_at_its_opening(cut_off)
    assert _whole(whole)
    assert whole.ads_new == 6
    assert set(collected.ads()) == set(site.ads)


def test_the_pace_of_a_site_holds_over_all_workers(collected: Any, site: Any, patient_workers: Any) -> None:
    site.fill(6)
    collected.define(pace_s=0.4)
    for _ in range(3):
        patient_workers.begin(collected.now, quick=False)
    assert {status for status, _ in patient_workers.wait()} == {"complete"}
    assert set(collected.ads()) == set(site.ads)
    noted = (collected.settings.data_dir / "turns").read_text().splitlines()
    assert len(noted) == len(site.asked) == 3 + 1 + 6
    # A turn was taken between two readings of the clock: however busy the machine, two turns are at least the pace apart.
    turns = [(float(before), float(after)) for before, after in map(str.split, noted)]
    for (before, after), (before_other, after_other) in itertools.combinations(turns, 2):
        assert max(after - before_other, after_other - before) >= 0.4


def test_a_worker_joins_what_others_are_at_but_not_a_site_that_is_paused(collected: Any, site: Any, queue: Any) -> None:
    site.fill(6)
    server = Server(queue.url)
    note_sites(collected.settings, collected.engine, collected.now)
    definition = all_sites(collected.settings)["lille"]
    number, _ = open_pass(collected.engine, definition, collected.now, claimed_by="queue")
    Board(server, "lille", number, "w").keep("opened", "now")
    Registry(server, "w").announce(OpenPass("lille", number, collected.now, None, "schedule"))
    worker = Worker(
        replace(collected.settings, redis_url=queue.url), collected.engine, collected.keyring, lambda: collected.now
    )
    _pause(collected, True)
    assert not worker.round(by_schedule=True)
    assert site.asked == []
    assert [one.status for one in collected.passes()] == ["running"]
    _pause(collected, False)
    assert worker.round(by_schedule=True)
    assert [(one.status, one.ads_seen) for one in collected.passes()] == [("complete", 6)]
    assert not worker.round(by_schedule=True)


def _pause(collected: Any, paused: bool) -> None:
    with session_scope(collected.engine) as session:
        row = session.get_one(Site, "lille")
        row.paused = paused
        session.add(row)
