"""PostgreSQL, Redis, two workers that collect, one for jobs, screens and measures together; and what happens when they die."""

import os
import random
import subprocess
import sys
import time
import uuid
from typing import Any

import pytest
from sqlmodel import Session, col, select

from benchmarks.screens import Browser, csrf
from deploy.together import lost_and_doubled, wait_until_read
from lygte.installation import Installation, utc_now
from models import job_queue
from models.ad import Ad, AdVersion
from models.audit_chain import first_break
from models.contact_point import ContactPoint
from models.db import session_scope
from models.people import User
from models.visit import Visit
from tests.deploy.faults import PROGRAMS, SITE, Stage, faults_here, killed, stage
from tests.deploy.visitor import Visitor, signed_in


def test_everything_together_collects_reads_shows_and_loses_nothing_whatever_dies() -> None:
    with stage(scale=0.1) as here:
        wait_until_read(here.place, SITE)
        ads, lost, doubled = lost_and_doubled(here.place, here.sites)
        assert ads > 20
        assert (lost, doubled) == (0, 0)
        measures = here.programs.get("metrics", "/metrics")
        assert f'lygte_ads_live{{site="byportalen"}} {ads}' in measures
        assert 'lygte_ads_unread{site="byportalen"} 0' in measures
        assert "lygte_queue_up 1" in measures
        browser = signed_in(here.programs.ports["web"])
        assert "byportalen" not in browser.ask("GET", "/places")[1]
        assert browser.ask("GET", "/metrics")[0] == 404
        _is_whole(here.place)
        _second_organisation_works_beside(here, browser)
        _storm(here, rounds=1, faults=faults_here())


def _second_organisation_works_beside(here: Stage, first: Browser) -> None:
    """Made by the command while all runs: it sees the same places, and nothing that the first one did there."""
    words = ["user", "add", "berta", "--role", "outreach", "--organisation", "Natlyset", "--regions", "1081,1082,1083"]
    command = [sys.executable, "-m", "lygte.main", *words, "--password-stdin", "--data", str(here.programs.data)]
    environment = {**os.environ, "LYGTE_DATABASE": here.programs.database}
    password = "tre grå heste ved åen"
    subprocess.run(command, env=environment, input=password + "\n", text=True, check=True, stdout=subprocess.DEVNULL)
    second = signed_in(here.programs.ports["web"], "berta", password)
    with Session(here.place.engine) as session:
        here_too = select(ContactPoint.token).where(col(ContactPoint.gone_at).is_(None))
        place = session.exec(here_too.where(col(ContactPoint.region_code).in_(("1081", "1082", "1083")))).first()
    form = {"client_token": uuid.uuid4().hex, "outcome": "nobody_there"}
    form["csrf"] = csrf(first.ask("GET", f"/places/{place}/visit")[1])
    visit = first.ask("POST", f"/places/{place}/visit", form)[2]
    assert visit.startswith("/visits/")
    assert first.ask("GET", visit)[0] == 200
    assert second.ask("GET", visit)[0] in (403, 404)
    assert second.ask("GET", f"/places/{place}")[0] == 200


@pytest.mark.deep
@pytest.mark.parametrize("part", range(5))
def test_hundred_kills_of_each_program_and_all_other_faults_lose_no_visit_and_no_ad(part: int) -> None:
    with stage(scale=0.3) as here:
        wait_until_read(here.place, SITE)
        _storm(here, rounds=20, faults=None, seed=part)


def _storm(here: Stage, rounds: int, faults: list[str] | None, seed: int = 20261121) -> None:
    """Kill every program at a random moment of each round, and let other faults begin, while sites change and visits are logged.

    ``faults``: those of each round, else one a round, in turn.
    """
    chance, begun = random.Random(seed), time.monotonic()
    before = set(_visits(here.place))
    visitor = Visitor(here.place, here.programs.ports["web"])
    visitor.start()
    names = faults_here()
    for number in range(rounds):
        here.sites.set_day(number % 2)
        _ask_for_all(here.place)
        deeds: list[Any] = [lambda name=name: killed(here, name) for name in PROGRAMS]
        deeds += [lambda name=name: here.with_fault(name) for name in (faults or [names[(seed + number) % len(names)]])]
        chance.shuffle(deeds)
        for deed in deeds:
            time.sleep(chance.uniform(0.0, 1.5))
            with deed():
                time.sleep(chance.uniform(0.0, 1.0))
    logged = len(visitor.answered)
    while len(visitor.answered) == logged and not visitor.problems:
        time.sleep(0.1)  # the screens come back and take one more
    visitor.stop()
    here.sites.set_day(1)
    _ask_for_all(here.place)
    wait_until_read(here.place, SITE)
    _ask_for_all(here.place)
    wait_until_read(here.place, SITE)
    print(
        f"{rounds} kills of each of {', '.join(PROGRAMS)}; {here.begun}; {len(visitor.answered)} visits answered; "
        f"network {'namespace' if here.network.in_namespace else 'forwarder'}; {time.monotonic() - begun:.0f} s"
    )
    assert visitor.problems == []
    assert len(visitor.answered) > rounds / 10
    assert lost_and_doubled(here.place, here.sites)[1:] == (0, 0)
    stored = [token for token in _visits(here.place) if token not in before]
    assert set(visitor.answered) <= set(stored)
    assert len(stored) == len(set(stored))
    # One may have been stored whose answer nobody heard.
    assert len(stored) <= len(visitor.answered) + 1
    _is_whole(here.place)


def _visits(place: Installation) -> list[str]:
    with Session(place.engine) as session:
        return list(session.exec(select(Visit.client_token)))


def _ask_for_all(place: Installation) -> None:
    """As a person on the screens does: what failed in the storm is tried at once, not after a quarter of an hour."""
    with session_scope(place.engine) as session:
        person = session.exec(select(User.id)).first()
        for name in SITE:
            job_queue.ask_for(session, "crawl", name, utc_now(), asked_by=person)


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
