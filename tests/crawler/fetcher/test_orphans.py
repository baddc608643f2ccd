"""Nothing that fetches outlives what started it: not a fetcher, not a browser, whoever is killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.fetcher import handler
from models.keys import save_keyring

ROOT = Path(__file__).parents[3]
PASS = """
import sys
from datetime import datetime
from pathlib import Path
from crawler.run import crawl
from models.db import make_engine
from models.keys import load_keyring
from models.settings import Settings
settings = Settings(Path(sys.argv[1]), sys.argv[2])
moment = datetime.fromisoformat(sys.argv[3])
crawl(settings, make_engine(settings.database_url), load_keyring(settings.keys_file), names=["lille"], now=lambda: moment, quick=True)
"""


def _offspring(pid: int) -> set[int]:
    """Return the processes a process has started, and theirs."""
    found: set[int] = set()
    for place in Path("/proc").iterdir():
        if place.name.isdigit() and _parent(int(place.name)) == pid:
            found |= {int(place.name)} | _offspring(int(place.name))
    return found


def _parent(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()[1])
    except OSError:
        return None


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rsplit(")", 1)[1].split()[0] not in ("Z", "X")
    except OSError:
        return False


def _all_end(pids: set[int]) -> bool:
    for _ in range(3000):
        if not any(map(_lives, pids)):
            return True
        signal.sigtimedwait([], 0.01)
    return False


def _noting(site: Any, path: str, deed: Callable[[], object]) -> None:
    """Do something when an address is asked for the first time."""

    def asked(_headers: object) -> Any:
        del site.special[path]
        deed()
        return site.answer(path, {})

    site.special[path] = asked


def _fetchers() -> set[int]:
    return {pid for each in list(handler._made.values()) if (pid := each.keeper.pid) is not None}


@pytest.mark.parametrize("browser", [False, "ad"], ids=["plain", "browser"])
def test_a_worker_that_is_killed_leaves_no_process_behind(
    collected: Any, site: Any, sqlite_store_url: str, tmp_path: Path, browser: object, chromium: str
) -> None:
    assert chromium
    site.fill(6)
    collected.define(browser=browser)
    save_keyring(collected.keyring, collected.settings.keys_file)
    # A killed worker cannot take its empty folder away: it goes with the test's.
    around = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    words = [sys.executable, "-c", PASS, str(tmp_path), sqlite_store_url, collected.now.isoformat()]
    started: set[int] = set()

    def kill() -> None:
        started.update(_offspring(worker.pid))
        worker.kill()

    _noting(site, "/ad/103", kill)
    with subprocess.Popen(words, cwd=ROOT, env=around) as worker:
        assert worker.wait(120) == -signal.SIGKILL
    # What fetchers are born of, one of them, and what parses; a browser is several.
    assert len(started) >= (6 if browser else 3)
    assert _all_end(started)


def test_a_browsers_fetcher_that_is_killed_takes_its_browser_with_it_and_the_pass_goes_on(
    collected: Any, site: Any, chromium: str
) -> None:
    assert chromium
    site.fill(6)
    collected.define(browser="ad")
    started: set[int] = set()

    def kill() -> None:
        for fetcher in _fetchers():
            started.update(_offspring(fetcher) | {fetcher})
            os.kill(fetcher, signal.SIGKILL)

    _noting(site, "/ad/103", kill)
    result = collected.crawl()
    assert (result.status, result.new) == ("complete", 6), result.message
    assert len(started) >= 4
    assert _all_end(started)


def test_no_fetcher_outlives_its_pass(collected: Any, site: Any) -> None:
    site.fill(3)
    pids: set[int] = set()
    _noting(site, "/ad/101", lambda: pids.update(_fetchers()))
    collected.crawl()
    assert pids
    assert _all_end(pids)
