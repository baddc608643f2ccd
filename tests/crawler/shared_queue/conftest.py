"""A real Redis for each test session, and workers as processes of their own on one store."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from crawler.pass_book import PassResult
from crawler.run import crawl
from deploy.throw_away import Queue
from models.keys import save_keyring

ROOT = Path(__file__).parents[3]
SILENT_AFTER_S = 0.5
# Imports once, then forks a child for each worker: a fresh process each time without the start-up second of each.
FORKER = """
import os, sys, threading, time
from datetime import datetime
from pathlib import Path
import dateparser, scrapy.core.downloader.handlers.http11, scrapy.core.downloader.contextfactory, scrapy_redis.scheduler
import crawler.desk, crawler.shared_queue.board as board, crawler.shared_queue.run as shared, crawler.shared_queue.scheduler
import crawler.shared_queue.pace as pace
from crawler.fetcher.nest import NEST
from crawler.run import crawl
from models.db import make_engine
from models.keys import load_keyring
from models.settings import Settings
crawler.desk.BATCH, shared.TELL_EVERY_S, shared.RECLAIM_EVERY_S = 5, 0.1, 0.3
board.SILENT_AFTER_S = float(sys.argv[4])
board.MOST_TRIES = 1000
# Turns at a slow site are noted, each with the clock before it was asked for and after it was taken.
take = pace.SitePace.wait_ms
def noted(turns, pace_s):
    before = time.monotonic()
    left = take(turns, pace_s)
    if pace_s and not left:
        with open(Path(sys.argv[1]) / "turns", "a") as taken:
            taken.write(f"{before} {time.monotonic()}\\n")
    return left
pace.SitePace.wait_ms = noted
settings = Settings(Path(sys.argv[1]), sys.argv[2], redis_url=sys.argv[3])
keyring = load_keyring(settings.keys_file)
# Every worker has a fetcher of its own; what they are born of loads its code once.
NEST.begin()
for line in sys.stdin:
    moment, quick = line.split()
    child = os.fork()
    if child == 0:
        now = lambda: datetime.fromisoformat(moment)
        result = crawl(settings, make_engine(settings.database_url), keyring, names=["lille"], now=now, quick=quick == "quick")[0]
        print("ended", os.getpid(), result.status, result.message or "", flush=True)
        os._exit(0)
    threading.Thread(target=os.waitpid, args=(child, 0), daemon=True).start()
    print("begun", child, flush=True)
"""


@dataclass
class Workers:
    """Workers of one pass, each a process."""

    collected: Any
    forker: subprocess.Popen[str]
    living: set[int] = field(default_factory=set)
    ended: list[tuple[str, str]] = field(default_factory=list)

    def begin(self, moment: datetime, *, quick: bool = True) -> int:
        """Start one worker; return its process."""
        assert self.forker.stdin
        self.forker.stdin.write(f"{moment.isoformat()} {'quick' if quick else 'slow'}\n")
        self.forker.stdin.flush()
        while True:
            words = self._line()
            if words[0] == "begun":
                self.living.add(int(words[1]))
                return int(words[1])

    def _line(self) -> list[str]:
        assert self.forker.stdout
        words = self.forker.stdout.readline().split(maxsplit=3)
        assert words, "the workers' parent ended"
        if words[0] == "ended":
            self.living.discard(int(words[1]))
            self.ended.append((words[2], words[3].strip() if len(words) > 3 else ""))
        return words

    def kill(self, process: int) -> None:
        """End a worker at once, as a power cut does."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        self.living.discard(process)

    def wait(self) -> list[tuple[str, str]]:
        """Wait until all living workers have ended; return (status, message) of each that ended by itself."""
        while self.living:
            self._line()
        return self.ended

    def stop(self) -> None:
        """End all."""
        for process in list(self.living):
            self.kill(process)
        assert self.forker.stdin and self.forker.stdout
        self.forker.stdin.close()
        self.forker.wait(timeout=20)
        self.forker.stdout.close()


@pytest.fixture
def queue() -> Iterator[Queue]:
    """A running, empty queue server."""
    # A short name: the server's socket lives in it.
    with tempfile.TemporaryDirectory(prefix="lygte-redis-") as folder:
        server = Queue(Path(folder))
        yield server
        server.remove()


@pytest.fixture
def crawl_shared(collected: Any, queue: Queue) -> Callable[[], PassResult]:
    """One pass by one worker in this process; the next one is a day later."""

    def once(**given: Any) -> PassResult:
        collected.site.asked.clear()
        now = collected.now
        collected.day += 1
        settings = replace(collected.settings, redis_url=queue.url)
        options = {"quick": True, **given}
        return crawl(settings, collected.engine, collected.keyring, names=["lille"], now=lambda: now, **options)[0]

    return once


@pytest.fixture
def workers(collected: Any, queue: Queue) -> Iterator[Workers]:
    """Workers as processes on SQLite."""
    yield from forked(collected, queue)


@pytest.fixture
def patient_workers(collected: Any, queue: Queue) -> Iterator[Workers]:
    """Workers none of which is killed: one that a busy machine keeps from talking for a while is not taken to be dead."""
    yield from forked(collected, queue, silent_after_s=60)


def forked(collected: Any, queue: Queue, silent_after_s: float = SILENT_AFTER_S) -> Iterator[Workers]:
    """Give workers as processes; a killed one's work is taken over after half a second."""
    save_keyring(collected.keyring, collected.settings.keys_file)
    engine: Engine = collected.engine
    url = engine.url.render_as_string(hide_password=False)
    forker = subprocess.Popen(
        [sys.executable, "-c", FORKER, str(collected.settings.data_dir), url, queue.url, str(silent_after_s)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    made = Workers(collected, forker)
    yield made
    made.stop()
