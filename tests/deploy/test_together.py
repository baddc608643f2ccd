"""PostgreSQL, Redis, two workers that collect, one for jobs, screens and measures together; and what happens when they die."""

import http.client
import random
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from benchmarks.screens import Browser, csrf
from deploy.together import DEMO_PASSWORD, everything, lost_and_doubled, wait_until_read
from lygte.installation import Installation
from models import job_queue
from models.ad import Ad, AdVersion
from models.audit_chain import first_break
from models.contact_point import ContactPoint
from models.db import session_scope
from models.visit import Visit

SMALL = ("byportalen",)
# A busy machine starts the screens late; what is asked here is whether anything is lost, not how soon they are up.
LONGEST_START_S = 300
KILLED = ("crawl-1", "crawl-2", "jobs", "web", "database", "crawl-1", "queue", "jobs")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name: sockets live in it."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="lygte-all-", ignore_cleanup_errors=True) as made:
        yield Path(made)


def test_everything_together_collects_reads_and_shows_the_invented_sites(folder: Path) -> None:
    with everything(folder, SMALL, scale=0.1) as (place, sites, programs):
        wait_until_read(place, SMALL)
        ads, lost, doubled = lost_and_doubled(place, sites)
        assert ads > 20
        assert (lost, doubled) == (0, 0)
        measures = programs.get("metrics", "/metrics")
        assert f'lygte_ads_live{{site="byportalen"}} {ads}' in measures
        assert 'lygte_ads_unread{site="byportalen"} 0' in measures
        assert "lygte_queue_up 1" in measures
        browser = signed_in(programs.ports["web"])
        assert "byportalen" not in browser.ask("GET", "/places")[1]
        assert browser.ask("GET", "/metrics")[0] == 404
        _is_whole(place)


@pytest.mark.deep
def test_hundred_kills_of_the_programs_lose_no_visit_and_no_ad(folder: Path) -> None:
    _kill(100, folder)


def _kill(times: int, folder: Path) -> None:
    """Kill one program after the other at random moments while sites change and a worker logs visits."""
    chance = random.Random(20261121)
    with everything(folder, SMALL, scale=0.1) as (place, sites, programs):
        wait_until_read(place, SMALL)
        visitor = Visitor(place, programs.ports["web"])
        visitor.start()
        for number in range(times):
            sites.set_day(number % 2)
            _ask_for_all(place)
            time.sleep(chance.uniform(0.2, 3.0))
            name = KILLED[number % len(KILLED)]
            programs.kill(name)
            time.sleep(chance.uniform(0.0, 1.0))
            programs.begin(name)
        visitor.stop()
        sites.set_day(1)
        # What was in a dead worker's hand is taken over after two minutes.
        wait_until_read(place, SMALL)
        _ask_for_all(place)
        wait_until_read(place, SMALL)
        assert lost_and_doubled(place, sites)[1:] == (0, 0)
        with Session(place.engine) as session:
            stored = session.exec(select(Visit.client_token)).all()
        assert visitor.problems == []
        assert len(visitor.answered) >= times / 10
        assert set(visitor.answered) <= set(stored)
        assert len(stored) == len(set(stored))
        _is_whole(place)


def _ask_for_all(place: Installation) -> None:
    with session_scope(place.engine) as session:
        for name in SMALL:
            job_queue.ask_for(session, "crawl", name, _now(), asked_by=None)


def _now() -> Any:
    from lygte.installation import utc_now

    return utc_now()


def _is_whole(place: Installation) -> None:
    """The chain is valid, each ad is there once and its versions end in what it says."""
    with Session(place.engine) as session:
        assert first_break(session) is None
        ads = session.exec(select(Ad)).all()
        assert len({(ad.site, ad.external_id) for ad in ads}) == len(ads)
        last: dict[int, str] = {}
        for version in session.exec(select(AdVersion).order_by(col(AdVersion.id))):
            assert last.get(version.ad_id) != version.content_hash
            last[version.ad_id] = version.content_hash
        assert {ad.id: ad.content_hash for ad in ads} == last


def signed_in(port: int) -> Browser:
    """A worker's browser, logged in; waits for the screens to come up."""
    until = time.monotonic() + LONGEST_START_S
    while True:
        try:
            browser = Browser(port)
            page = browser.ask("GET", "/login")[1]
            form = {"csrf": csrf(page), "login": "anna", "password": DEMO_PASSWORD}
            assert browser.ask("POST", "/login", form)[0] == 303
            return browser
        except (OSError, http.client.HTTPException):
            assert time.monotonic() < until
            time.sleep(0.2)


@dataclass
class Visitor:
    """A worker at the doors: logs a visit, sends it again until it is answered, as the phone does without a network."""

    place: Installation
    port: int
    answered: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin."""
        with Session(self.place.engine) as session:
            regions = ("1081", "1082", "1083")
            point = select(ContactPoint.token).where(
                col(ContactPoint.region_code).in_(regions), col(ContactPoint.gone_at).is_(None)
            )
            self.token = session.exec(point).first()
        self.thread = threading.Thread(target=self._until_ended, daemon=True)
        self.thread.start()

    def _until_ended(self) -> None:
        try:
            self._go()
        except AssertionError as problem:
            self.problems.append(f"the screens did not answer: {problem}")

    def _go(self) -> None:
        browser = signed_in(self.port)
        while not self._ended.is_set():
            number = uuid.uuid4().hex
            while not self._ended.is_set():
                try:
                    page = browser.ask("GET", f"/places/{self.token}/visit")[1]
                    form = {"csrf": csrf(page), "client_token": number, "outcome": "nobody_there"}
                    status, _, to = browser.ask("POST", f"/places/{self.token}/visit", form)
                    if status == 303 and to.startswith("/visits/"):
                        self.answered.append(number)
                        break
                    if status < 500:
                        self.problems.append(f"{status} {to}")
                        return
                except (OSError, http.client.HTTPException):
                    browser = signed_in(self.port)
                time.sleep(0.05)

    def stop(self) -> None:
        """End."""
        self._ended.set()
        self.thread.join(LONGEST_START_S)
        if self.thread.is_alive():
            self.problems.append("the screens did not come back")
