"""T-15: does the open page answer a number that is held as fast as one that is not? A thousand of each, in turn.

The rule is under 20 ms of difference over 1,000 runs. That the bodies are the same is a test; how long they take depends on
the machine, so it is measured here.
"""

import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import mean, median

from sqlalchemy import Engine, delete
from sqlmodel import Session
from starlette.testclient import TestClient

from models.ad import Ad, AdPhone, Phone
from models.db import make_engine, upgrade
from models.keys import KeyRing, make_keyring
from models.request import DataRequest
from models.settings import Settings
from models.site import Site
from review_ui.app import create_app
from review_ui.limits import Turnstile

HELD, NOT_HELD = "+4571740134", "+4571747777"
RUNS, WARM_UP, WAITING_AT_MOST = 1000, 50, 200
NOW = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)


def run() -> list[dict[str, object]]:
    """Measure both; return one row for the clock and one for the processor."""
    walls: dict[str, list[float]] = {HELD: [], NOT_HELD: []}
    work: dict[str, list[float]] = {HELD: [], NOT_HELD: []}
    bodies: dict[str, set[bytes]] = {HELD: set(), NOT_HELD: set()}
    with _open_page() as (client, engine):
        token = re.findall(r'name="csrf" value="([^"]+)"', client.get("/notice").text)[0]
        for number in range(WARM_UP + RUNS):
            for asked in (HELD, NOT_HELD) if number % 2 else (NOT_HELD, HELD):
                begun, worked = time.perf_counter(), time.process_time()
                answer = client.post("/notice", data={"csrf": token, "number": asked, "lang": "da"})
                if number >= WARM_UP:
                    walls[asked].append(1000 * (time.perf_counter() - begun))
                    work[asked].append(1000 * (time.process_time() - worked))
                bodies[asked].add(answer.content)
            if number % (WAITING_AT_MOST // 2) == 0:
                with Session(engine) as session:
                    session.execute(delete(DataRequest))
                    session.commit()
    same = bodies[HELD] == bodies[NOT_HELD] and len(bodies[HELD]) == 1
    goal = "the same body, under 20 ms of difference over 1,000 runs"
    return [
        {
            "goal": goal,
            "measured": f"{name}: means differ by {abs(mean(times[HELD]) - mean(times[NOT_HELD])):.3f} ms, medians by "
            f"{abs(median(times[HELD]) - median(times[NOT_HELD])):.3f} ms; bodies {'the same' if same else 'differ'}",
            "ratio": f"{mean(times[HELD]) / mean(times[NOT_HELD]):.3f}",
            "rival": "the same page asked about a number nobody holds",
        }
        for name, times in (("clock", walls), ("processor", work))
    ]


@contextmanager
def _open_page() -> Iterator[tuple[TestClient, Engine]]:
    """Give the screens over a store that holds one of the two numbers."""
    with tempfile.TemporaryDirectory() as folder:
        url, ring = f"sqlite:///{folder}/lygte.db", make_keyring("2026")
        upgrade(url, ring.store_key)
        engine = make_engine(url, ring.store_key)
        _hold(engine, ring)
        app = create_app(Settings(Path(folder), url), engine, ring, now=lambda: NOW)
        # The page's own limit a minute is not what is measured.
        ticks = count()
        app.state.office.turnstile = Turnstile(lambda: 61.0 * next(ticks))
        yield TestClient(app, follow_redirects=False), engine
        engine.dispose()


def _hold(engine: Engine, ring: KeyRing) -> None:
    with Session(engine) as session:
        session.add(Site(name="s", title="S", start_url="http://127.0.0.1/", is_loopback=True))
        ad = Ad(
            site="s", external_id="1", url="u", content_hash="h", first_seen=NOW, last_seen=NOW,
            content_sealed=ring.seal("{}", "ad.content"),
        )  # fmt: skip
        phone = Phone(keyed=ring.key_phone(HELD), epoch="2026", sealed=ring.seal(HELD, "phone.e164"), tail=HELD[-2:])
        session.flush()
        session.add_all([ad, phone])
        session.flush()
        session.add(AdPhone(ad_id=ad.id or 0, phone_id=phone.id or 0, first_seen=NOW, last_seen=NOW))
        session.commit()
