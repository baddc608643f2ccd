"""kill -9 at random moments, then the same command again: nothing is lost, nothing is there twice (T-23)."""

import contextlib
import itertools
import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session
from sqlmodel import select as query

from models.ad import Ad, AdVersion, Review
from models.keys import save_keyring
from models.site import CrawlPass, SiteAlarm

# A small site and small batches: a pass is short, so that a hundred kills meet every stage of it within a minute.
ADS = 24
# Imports once, then forks a child for each pass: a fresh process each time without the start-up second of each.
FORKER = """
import os, sys
from datetime import datetime
from pathlib import Path
import dateparser, scrapy.core.downloader.handlers.http11, scrapy.core.downloader.contextfactory
import crawler.ad_reading, crawler.desk, crawler.extract, crawler.list_page, crawler.spider
from crawler.fetcher.nest import NEST
from crawler.run import crawl
def at_once(read):
    async def reading(*page, **more):
        return read(*page, **more)
    return reading
if sys.argv[4] == "here":
    crawler.spider.extract_list = at_once(crawler.list_page.extract_list)
    crawler.ad_reading.extract_ad = at_once(crawler.extract.extract_ad)
    crawler.spider.ROOM.begin = lambda: None
from models.db import make_engine
from models.keys import load_keyring
from models.settings import Settings
settings = Settings(Path(sys.argv[1]), sys.argv[2])
crawler.desk.BATCH = 3
keyring, moment = load_keyring(settings.keys_file), datetime.fromisoformat(sys.argv[3])
# Every pass has a fetcher of its own; what they are born of loads its code once.
NEST.begin()
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        result = crawl(settings, make_engine(settings.database_url), keyring, names=["lille"], now=lambda: moment, quick=True)[0]
        os._exit(0 if result.status == "complete" else 1)
    print(child, flush=True)
    _, status = os.waitpid(child, 0)
    print(status, flush=True)
"""


def test_a_hundred_kills_at_random_moments_lose_nothing_and_double_nothing(
    collected: Any, site: Any, sqlite_store_url: str, tmp_path: Path
) -> None:
    stages = _kill(100, collected, site, sqlite_store_url, tmp_path)
    # Kills met passes before their first batch and after it.
    assert stages[0]
    assert sum(count for versions, count in stages.items() if versions) >= 10


@pytest.mark.deep
def test_five_hundred_kills_lose_nothing_and_double_nothing(
    collected: Any, site: Any, sqlite_store_url: str, tmp_path: Path
) -> None:
    _kill(500, collected, site, sqlite_store_url, tmp_path)


@pytest.mark.deep
def test_a_hundred_kills_lose_nothing_while_pages_are_under_way_to_the_process_that_parses(
    collected: Any, site: Any, sqlite_store_url: str, tmp_path: Path
) -> None:
    stages = _kill(100, collected, site, sqlite_store_url, tmp_path, parsed="apart")
    assert sum(count for versions, count in stages.items() if versions) >= 10


def _kill(
    times: int, collected: Any, site: Any, sqlite_store_url: str, tmp_path: Path, parsed: str = "here"
) -> Counter[int]:
    """Kill passes at random moments; return how many versions each killed pass had stored.

    ``parsed``: "apart" as in use; "here" saves each pass the seconds in which a new process that parses loads its code.
    """
    site.fill(ADS)
    for ad in list(site.ads.values())[:8]:
        ad.reviews = ("Venlig og præcis.",)
    save_keyring(collected.keyring, collected.settings.keys_file)
    chance = random.Random(20261115)
    root = Path(__file__).parents[2]
    forker = subprocess.Popen(
        [sys.executable, "-c", FORKER, str(tmp_path), sqlite_store_url, collected.now.isoformat(), parsed],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root, env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert forker.stdin and forker.stdout
    killed, stages = 0, Counter[int]()
    try:
        while killed < times:
            # A point of the pass's own work, however busy the machine is: so many requests, and a moment after.
            before = _versions(collected)
            asked, point, moment = len(site.asked), chance.randint(1, ADS + 8), chance.uniform(0, 0.06)
            forker.stdin.write("go\n")
            forker.stdin.flush()
            child = int(forker.stdout.readline())
            while len(site.asked) - asked < point and not select.select([forker.stdout], [], [], 0.002)[0]:
                pass
            time.sleep(moment)
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            status = int(forker.stdout.readline())
            if os.WIFSIGNALED(status):
                killed += 1
                stages[_versions(collected) - before] += 1
            else:
                # It ended before the kill: change some ads, so that the next passes have work again.
                for ad in chance.sample(list(site.ads.values()), 16):
                    ad.rev, ad.age = ad.rev + 1, chance.randint(20, 60)
            _nothing_is_broken(collected)
        forker.stdin.write("go\n")
        forker.stdin.flush()
        forker.stdout.readline()
        assert os.waitstatus_to_exitcode(int(forker.stdout.readline())) == 0
    finally:
        forker.stdin.close()
        forker.wait(timeout=20)
        forker.stdout.close()
    _nothing_is_broken(collected)
    stored = collected.ads()
    assert set(stored) == set(site.ads)
    assert {key: ad.age for key, ad in stored.items()} == {key: ad.age for key, ad in site.ads.items()}
    with Session(collected.engine) as session:
        assert len(session.exec(query(Review)).all()) == 8
        alarms = [(alarm.reason, alarm.field) for alarm in session.exec(query(SiteAlarm))]
        assert {each.status for each in session.exec(query(CrawlPass))} <= {"failed", "complete"}, alarms
    return stages


def _versions(collected: Any) -> int:
    with Session(collected.engine) as session:
        return len(session.exec(query(AdVersion.id)).all())


def _nothing_is_broken(collected: Any) -> None:
    """Each ad once, each with versions that end in its content, no version twice in a row."""
    with Session(collected.engine) as session:
        ads = session.exec(query(Ad)).all()
        assert len({ad.external_id for ad in ads}) == len(ads)
        hashes: dict[int, list[str]] = {}
        for version in session.exec(query(AdVersion).order_by(AdVersion.id)):  # type: ignore[arg-type]
            hashes.setdefault(version.ad_id, []).append(version.content_hash)
        for ad in ads:
            mine = hashes[ad.id or 0]
            assert mine[-1] == ad.content_hash
            assert all(first != second for first, second in itertools.pairwise(mine))
            json.loads(collected.keyring.unseal(ad.content_sealed, "ad.content"))


def test_after_a_kill_pages_already_read_are_not_fetched_again(collected: Any, site: Any) -> None:
    collected.define(list={**collected.definition["list"], "clue": None})
    site.fill(30)
    collected.crawl()
    with Session(collected.engine) as session:
        last = session.exec(query(CrawlPass)).one()
        last.status = "running"  # as a kill leaves it
        session.add(last)
        session.commit()
    collected.day = 0
    assert collected.crawl().status == "complete"
    assert [path for path in site.asked if path.startswith("/ad/")] == []
    collected.day = 3
    collected.crawl()
    assert len([path for path in site.asked if path.startswith("/ad/")]) == 30
