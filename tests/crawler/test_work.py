"""The worker: jobs of the screens and passes that are due are done, one after the other, whatever goes wrong with one."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from crawler.definition import all_sites
from crawler.due import due_names
from crawler.locks import held
from crawler.noting import note_sites
from crawler.pass_book import PassBook
from crawler.store.batch import finish_pass
from crawler.work import Worker
from models import job_queue
from models.collecting import CollectJob
from models.db import session_scope
from models.site import CrawlPass, Site


class Clock:
    """A clock that a test moves."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(collected: Any) -> Clock:
    return Clock(collected.now)


@pytest.fixture
def worker(collected: Any, clock: Clock) -> Worker:
    return Worker(collected.settings, collected.engine, collected.keyring, clock)


def _ask(collected: Any, kind: str, site: str = "lille", address: str | None = None) -> int:
    with session_scope(collected.engine) as session:
        return job_queue.ask_for(session, kind, site, collected.now, address=address).id or 0


def _job(collected: Any, job_id: int) -> CollectJob:
    with Session(collected.engine) as session:
        return session.get_one(CollectJob, job_id)


def test_collect_now_is_done_and_says_how_far_it_came(collected: Any, site: Any, worker: Worker) -> None:
    site.fill(12)
    job = _ask(collected, "crawl")
    assert worker.round(by_schedule=False)
    done = _job(collected, job)
    assert (done.status, done.message, done.done, done.total) == ("done", None, 12, 12)
    only = collected.passes()[0]
    assert (only.begun_by, only.ads_listed, only.ads_seen) == ("screen", 12, 12)
    assert not worker.round(by_schedule=False)


def test_asking_twice_is_one_job(collected: Any) -> None:
    assert _ask(collected, "crawl") == _ask(collected, "crawl")


def test_a_site_is_learned_previewed_without_words_and_taken(collected: Any, site: Any, worker: Worker) -> None:
    site.fill(25)
    job = _ask(collected, "learn", "nyside", site.url)
    assert worker.round(by_schedule=False)
    learned = _job(collected, job)
    assert (learned.status, learned.message) == ("done", None)
    assert learned.result and learned.result["pending"] is True
    assert learned.result["rows"]
    assert "Annonce" not in str(learned.result["rows"])
    assert "Tekst nummer" not in str(learned.result)
    assert not (collected.settings.learned_sites_dir / "nyside").exists()
    _ask(collected, "accept", "nyside")
    assert worker.round(by_schedule=False)
    assert (collected.settings.learned_sites_dir / "nyside" / "site.yml").exists()
    assert _job(collected, job).result == {"pending": False}
    crawl = _ask(collected, "crawl", "nyside")
    assert worker.round(by_schedule=False)
    assert _job(collected, crawl).status == "done"
    assert len(collected.ads()) == 25


def test_a_dropped_proposal_leaves_the_site_as_it_was(collected: Any, site: Any, worker: Worker) -> None:
    site.fill(25)
    before = (collected.settings.learned_sites_dir / "lille" / "site.yml").read_text()
    job = _ask(collected, "learn", "lille", site.url)
    worker.round(by_schedule=False)
    assert str((_job(collected, job).result or {})["difference"]).startswith("--- present site.yml")
    _ask(collected, "reject")
    worker.round(by_schedule=False)
    assert (collected.settings.learned_sites_dir / "lille" / "site.yml").read_text() == before
    refused = _ask(collected, "accept")
    worker.round(by_schedule=False)
    assert _job(collected, refused).message == "No proposal waits for lille: learn the site again."


def test_a_job_that_the_gate_forbids_is_refused_in_one_sentence_and_contacts_nothing(
    collected: Any, worker: Worker
) -> None:
    job = _ask(collected, "learn", "udefra", "http://annoncer.example/")
    worker.round(by_schedule=False)
    refused = _job(collected, job)
    assert refused.status == "refused"
    assert refused.message == "udefra is not collected: there is no signed legal-basis file for it."


def test_a_job_whose_worker_died_is_begun_again(collected: Any, site: Any, worker: Worker, clock: Clock) -> None:
    site.fill(3)
    job = _ask(collected, "crawl")
    with session_scope(collected.engine) as session:
        assert job_queue.take_next(session, clock())
        assert job_queue.take_next(session, clock()) is None
    clock.at += timedelta(minutes=3)
    assert worker.round(by_schedule=False)
    assert _job(collected, job).status == "done"


def test_due_sites_are_collected_in_their_window_and_not_before(
    collected: Any, site: Any, worker: Worker, clock: Clock
) -> None:
    site.fill(3)
    # Danish winter: 08:00 UTC is 9 in the morning; the usual window is 22 to 6.
    assert due_names(collected.settings, collected.engine, clock()) == []
    assert not worker.round(by_schedule=True)
    clock.at = clock.at.replace(hour=23)
    assert worker.round(by_schedule=True)
    assert [one.begun_by for one in collected.passes() if one.site == "lille"] == ["schedule"]
    with Session(collected.engine) as session:
        assert {one.site for one in session.exec(select(CrawlPass))} == {"lille"}
    clock.at += timedelta(hours=1)
    assert "lille" not in due_names(collected.settings, collected.engine, clock())


def test_a_schedule_set_by_a_person_beats_the_definition(collected: Any, site: Any, clock: Clock) -> None:
    site.fill(3)
    note_sites(collected.settings, collected.engine, clock())
    with session_scope(collected.engine) as session:
        row = session.get_one(Site, "lille")
        row.schedule = {"every_h": 2, "window": ["07:00", "12:00"], "timezone": "Europe/Copenhagen"}
        session.add(row)
    assert "lille" in due_names(collected.settings, collected.engine, clock())
    note_sites(collected.settings, collected.engine, clock())
    with Session(collected.engine) as session:
        facts = session.get_one(Site, "lille").facts or {}
    assert facts["schedule"] == {"every_h": 2.0, "window": ["07:00", "12:00"], "timezone": "Europe/Copenhagen"}
    assert facts["gate"] == {"open": True, "needed": False, "why": None, "expires": None}


def test_the_gate_of_a_site_outside_is_told_to_the_screens(collected: Any, clock: Clock) -> None:
    collected.define(start_url="http://annoncer.example/", hosts=["annoncer.example"])
    note_sites(collected.settings, collected.engine, clock())
    with Session(collected.engine) as session:
        gate: Any = (session.get_one(Site, "lille").facts or {})["gate"]
    assert (gate["open"], gate["why"]) == (
        False,
        "lille is not collected: there is no signed legal-basis file for it.",
    )


def test_a_site_that_another_process_collects_is_left_alone(collected: Any, site: Any) -> None:
    site.fill(3)
    with held(collected.settings, "site-lille") as ours:
        assert ours
        result = collected.crawl()
    assert (result.status, result.message, site.asked) == (
        "refused",
        "lille is being collected by another process just now; nothing was started.",
        [],
    )
    assert collected.crawl().status == "complete"


def test_what_a_job_showed_is_forgotten_after_three_days(collected: Any, worker: Worker, clock: Clock) -> None:
    job = _ask(collected, "learn", "nyside", "http://127.0.0.1:1/")
    with session_scope(collected.engine) as session:
        job_queue.finish(session, job, clock(), status="done", result={"pending": True, "rows": [[1]]})
    clock.at += timedelta(hours=73)
    worker.note()
    assert _job(collected, job).result is None


def test_a_site_that_does_not_answer_is_tried_again_by_itself(
    collected: Any, site: Any, worker: Worker, clock: Clock
) -> None:
    site.fill(3)
    collected.define(start_url="http://127.0.0.1:9/")
    job = _ask(collected, "crawl")
    assert worker.round(by_schedule=False)
    waiting = _job(collected, job)
    assert (waiting.status, waiting.tries) == ("waiting", 1)
    assert waiting.message == "Lille did not answer; nothing was changed, the next pass tries again."
    assert not worker.round(by_schedule=False)
    collected.define()
    clock.at = waiting.not_before or clock.at
    assert worker.round(by_schedule=False)
    done = _job(collected, job)
    assert (done.status, done.message, done.tries) == ("done", None, 2)


def test_a_routine_that_fails_is_tried_again_and_the_next_one_is_planned(
    collected: Any, worker: Worker, clock: Clock
) -> None:
    codes = iter((2, 0))
    worker.routines = {"retention": lambda: next(codes)}
    worker.note()
    with Session(collected.engine) as session:
        planned = session.exec(select(CollectJob).where(CollectJob.kind == "retention")).one()
    assert not worker.round(by_schedule=False)
    clock.at = planned.not_before or clock.at
    assert worker.round(by_schedule=False)
    failed = _job(collected, planned.id or 0)
    assert (failed.status, failed.message) == ("waiting", "It could not be done; the log of the worker says why.")
    clock.at = failed.not_before or clock.at
    assert worker.round(by_schedule=False)
    assert _job(collected, planned.id or 0).status == "done"
    worker.note()
    with Session(collected.engine) as session:
        after = session.exec(
            select(CollectJob).where(CollectJob.kind == "retention", CollectJob.status == "waiting")
        ).one()
    assert after.not_before and planned.not_before
    assert after.not_before == planned.not_before + timedelta(days=1)


def test_a_pass_of_another_machine_is_left_alone_until_that_machine_is_silent(
    collected: Any, site: Any, clock: Clock
) -> None:
    site.fill(3)
    collected.crawl()
    with session_scope(collected.engine) as session:
        session.add(
            CrawlPass(site="lille", started_at=collected.now, beat_at=collected.now, claimed_by="another machine")
        )
    site.asked.clear()
    busy = collected.crawl()
    assert (busy.status, busy.message, site.asked) == (
        "failed",
        "lille is being collected by another machine just now; nothing was started.",
        [],
    )
    assert collected.crawl().status == "complete"
    assert [one.status for one in collected.passes()] == ["complete", "failed", "complete"]


def test_a_machine_that_woke_up_late_does_not_close_the_pass_that_was_taken_over(
    collected: Any, site: Any, clock: Clock
) -> None:
    site.fill(3)
    collected.crawl()
    with session_scope(collected.engine) as session:
        lost = CrawlPass(site="lille", started_at=collected.now, status="failed", claimed_by="another machine")
        session.add(lost)
        session.flush()
        number = lost.id or 0
    definition = all_sites(collected.settings)["lille"]
    finish_pass(collected.engine, PassBook(definition, collected.now, number, known={}), "complete", {}, collected.now)
    assert all(ad.gone_at is None for ad in collected.ads().values())
