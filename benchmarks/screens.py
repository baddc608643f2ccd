"""The screens at design load: 10,000 live ads, 200,000 in history, 1,500 places, 40 users triaging while a crawl writes.

Goals: queue p95 ≤ 200 ms, next card ≤ 100 ms, search ≤ 300 ms, no errors, web process ≤ 1 GB. The server runs in a process
of its own over HTTP. ``python -m benchmarks.screens 600`` runs for ten minutes; ``run()`` for half a minute.
"""

import http.client
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from sqlalchemy import Engine, text

from benchmarks.screens_world import PASSWORD, build_store
from models.db import make_engine
from models.keys import load_keyring
from models.settings import Settings

USERS = 40
# A quick worker looks at twenty ads a minute (field.md §6, keyboard triage).
SECONDS_A_CARD = 3.0
WRITES_A_SECOND = 100


class Browser:
    """A worker's browser: one connection, cookies, redirects followed by hand so that each request is timed."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Send one request; return status, body and where it redirects to."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = urlencode(form) if form is not None else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # The server closed an idle connection: every browser then opens a new one.
            self.connection.close()
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        for line in answer.headers.get_all("set-cookie") or []:
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.split(";")[0]
        return answer.status, answer.read().decode(), answer.headers.get("location") or ""


def csrf(page: str) -> str:
    """Return the form token of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    return found[1] if found else ""


class Load:
    """Forty workers at once; times in milliseconds by kind of request."""

    def __init__(self, port: int, seconds: float) -> None:
        self.port, self.seconds, self.until = port, seconds, 0.0
        # Nothing is measured before all forty are logged in: Argon2 is slow on purpose.
        self.start = threading.Barrier(USERS + 1, action=self._begin)
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self.lock = threading.Lock()

    def _begin(self) -> None:
        self.until = time.perf_counter() + self.seconds

    def timed(self, browser: Browser, kind: str, method: str, path: str, form: dict[str, str] | None = None) -> str:
        """Do one request, note its time; return body or redirect."""
        begun = time.perf_counter()
        status, body, to = browser.ask(method, path, form)
        took = 1000 * (time.perf_counter() - begun)
        with self.lock:
            self.times[kind].append(took)
            # A queue that leads elsewhere is no queue: to be sent away is quick, and would be measured as such.
            if status >= 400 or (to and kind in ("queue", "next card", "front page")):
                self.errors.append(f"{kind} {status}")
        return to or body

    def worker(self, number: int) -> None:
        """Log in and triage at the pace of a quick worker; search now and then."""
        try:
            browser = Browser(self.port)
            page = browser.ask("GET", "/login")[1]
            browser.ask("POST", "/login", {"csrf": csrf(page), "login": f"worker{number}", "password": PASSWORD})
            self.start.wait(120)
            time.sleep(SECONDS_A_CARD * number / USERS)
            turn = 0
            while time.perf_counter() < self.until:
                begun = time.perf_counter()
                turn += 1
                self._card(browser)
                # Not all forty in the same second: people are not in step.
                if (turn + number) % 5 == 0:
                    self.timed(browser, "front page", "GET", "/")
                    form = {"csrf": csrf(browser.ask("GET", "/search")[1]), "words": "receptionen dagen"}
                    self.timed(browser, "search", "POST", "/search", form)
                time.sleep(max(0.0, SECONDS_A_CARD - (time.perf_counter() - begun)))
        except (OSError, http.client.HTTPException) as problem:
            with self.lock:
                self.errors.append(type(problem).__name__)

    def _card(self, browser: Browser) -> None:
        page = self.timed(browser, "queue", "GET", "/queue")
        form = re.search(r'class="acts" method="post" action="([^"]+)"', page)
        after = re.search(r'name="after" value="([^"]*)">\s*<div class="acts-levels"', page)
        if form is None:
            return
        answer = {"csrf": csrf(page), "act": "yellow", "after": after[1] if after else ""}
        to = self.timed(browser, "decide", "POST", form[1], answer)
        parts = urlsplit(to)
        self.timed(browser, "next card", "GET", f"{parts.path}?{parts.query}")


def crawl_meanwhile(engine: Engine, until: float) -> str:
    """Write like a crawl does: small transactions over the ads, and now and then the last step of a refresh.

    A hundred a second is far more than a polite crawl makes; a refresh writes the rank of every place at once. Forty workers
    would decide on every place within two minutes: what they decided is taken back, so that there are next cards to the end.
    """
    written = 0
    while time.perf_counter() < until:
        if written % (10 * WRITES_A_SECOND) == 0:
            with engine.begin() as connection:
                connection.execute(text("UPDATE contact_point SET rank_score = rank_score + 0.001"))
            take_back(engine)
        with engine.begin() as connection:
            connection.execute(
                text("UPDATE ad SET last_seen = :now WHERE id = :id"),
                {"now": datetime.now(UTC).replace(tzinfo=None).isoformat(" "), "id": 1 + written % 5000},
            )
        written += 1
        time.sleep(1 / WRITES_A_SECOND)
    return f"{written} crawl writes"


def take_back(engine: Engine) -> None:
    """Undo what was decided, so that there is a next card to the end."""
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE level_decision SET undone_at = :now WHERE undone_at IS NULL"),
            {"now": datetime.now(UTC).replace(tzinfo=None).isoformat(" ")},
        )


def run(
    seconds: float = 30.0, live: int = 10_000, history: int = 200_000, places: int = 1_500
) -> list[dict[str, object]]:
    """Return one row a kind of request."""
    with tempfile.TemporaryDirectory() as folder:
        build_store(Path(folder), USERS, live, history, places)
        server = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.screens", "serve", folder], stdout=subprocess.PIPE, text=True
        )
        try:
            said = server.stdout.readline() if server.stdout else ""
            store_key = load_keyring(Path(folder) / "keys.json").store_key
            engine = make_engine(f"sqlite:///{folder}/lygte.db", store_key)
            return measure(int(said), server.pid, engine, seconds)
        finally:
            server.terminate()
            server.wait(10)


def measure(
    port: int,
    pid: int,
    engine: Engine,
    seconds: float,
    meanwhile: Callable[[Engine, float], str] | None = None,
) -> list[dict[str, object]]:
    """Let forty workers triage on the screens of a process while a crawl writes; return one row a kind of request.

    ``meanwhile``: what else goes on until a moment of ``time.perf_counter``; returns what it was.
    """
    warm = Browser(port)
    warm.ask("GET", "/login")
    load = Load(port, seconds)
    threads = [threading.Thread(target=load.worker, args=(number,)) for number in range(USERS)]
    for thread in threads:
        thread.start()
    load.start.wait(120)
    beside = (meanwhile or crawl_meanwhile)(engine, load.until)
    for thread in threads:
        thread.join()
    engine.dispose()
    rows = [_row(kind, load.times[kind]) for kind in ("queue", "decide", "next card", "search", "front page")]
    rows.append(
        {
            "goal": "0 errors",
            "measured": f"{len(load.errors)} errors in {sum(map(len, load.times.values()))} requests",
            "ratio": "",
            "rival": "",
        }
    )
    rows.append(
        {
            "goal": "web process ≤ 1 GB",
            "measured": f"{_megabytes(pid)} MB",
            "ratio": "",
            "rival": f"beside {beside}",
        }
    )
    return rows


GOALS = {"queue": 200, "next card": 100, "search": 300, "decide": 200, "front page": 1000}


def _row(kind: str, times: list[float]) -> dict[str, object]:
    p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else float("nan")
    median = statistics.median(times) if times else float("nan")
    return {
        "goal": f"{kind} p95 ≤ {GOALS[kind]} ms",
        "measured": f"{p95:.0f} ms (median {median:.0f}, n {len(times)})",
        "ratio": round(p95 / GOALS[kind], 2),
        "rival": "the goal itself",
    }


def family(pid: int) -> list[int]:
    """Return a process and those it began, and those they began; none for one that has ended."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(member for child in children for member in family(int(child)))]


def _megabytes(pid: int) -> int:
    """Return the most memory each of a process's family ever had, together."""
    found = [re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{one}/status").read_text()) for one in family(pid)]
    return sum(int(one[1]) for one in found if one) // 1024


def serve(folder: Path) -> None:
    """Serve the store of a folder on a free port; print the port."""
    import socket

    import uvicorn

    from review_ui.app import create_app

    url = f"sqlite:///{folder / 'lygte.db'}"
    ring = load_keyring(folder / "keys.json")
    app = create_app(Settings(folder, url), make_engine(url, ring.store_key), ring)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(100)
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listener])


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(Path(sys.argv[2]))
    else:
        for line in run(float(sys.argv[1]) if len(sys.argv) > 1 else 30.0):
            print(line)
