"""Jobs on both engines: one worker each, taken over when it falls silent, tried again when the reason may pass."""

import threading
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, select

from models import job_queue
from models.collecting import CollectJob
from models.db import session_scope
from models.job_times import MOST_TRIES, ROUTINES, next_time

LATER = timedelta(minutes=3)


def _ask(session: Session, now: datetime, site: str = "lille") -> int:
    job = job_queue.ask_for(session, "crawl", site, now)
    session.commit()
    return job.id or 0


def test_of_many_workers_at_once_each_job_is_one_workers(store: Engine, now: datetime) -> None:
    with session_scope(store) as session:
        for number in range(12):
            job_queue.ask_for(session, "crawl", f"side{number}", now)
    taken: list[tuple[int, str]] = []

    def work(name: str) -> None:
        while True:
            with session_scope(store) as session:
                job = job_queue.take_next(session, now, name)
                found = job.id if job else None
            if found is None:
                return
            taken.append((found, name))

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(number for number, _ in taken) == list(range(1, 13))
    with Session(store) as session:
        assert {job.id: job.claimed_by for job in session.exec(select(CollectJob))} == dict(taken)


def test_two_workers_that_plan_at_once_plan_each_routine_once(store: Engine, now: datetime) -> None:
    def plan() -> None:
        with session_scope(store) as session:
            job_queue.plan_routines(session, now)

    threads = [threading.Thread(target=plan) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(store) as session:
        assert sorted(job.kind for job in session.exec(select(CollectJob))) == sorted(ROUTINES)
        assert job_queue.take_next(session, now, "w") is None


def test_a_worker_that_fell_silent_loses_its_job_and_cannot_close_it(session: Session, now: datetime) -> None:
    job = _ask(session, now)
    assert job_queue.take_next(session, now, "first")
    assert job_queue.take_next(session, now, "second") is None
    taken = job_queue.take_next(session, now + LATER, "second")
    assert taken
    assert (taken.id, taken.claimed_by, taken.tries) == (job, "second", 2)
    assert not job_queue.beat(session, job, now + LATER, worker="first")
    assert not job_queue.finish(session, job, now + LATER, worker="first", status="failed", message="zu spät")
    assert job_queue.finish(session, job, now + LATER, worker="second", status="done")
    assert session.get_one(CollectJob, job).status == "done"


def test_a_worker_that_says_it_lives_keeps_its_job(session: Session, now: datetime) -> None:
    job = _ask(session, now)
    job_queue.take_next(session, now, "first")
    assert job_queue.beat(session, job, now + LATER, worker="first")
    session.commit()
    assert job_queue.take_next(session, now + LATER, "second") is None


def test_what_may_pass_is_tried_again_later_and_given_up_in_the_end(session: Session, now: datetime) -> None:
    job, at = _ask(session, now), now
    for tries in range(1, MOST_TRIES + 1):
        taken = job_queue.take_next(session, at, "w")
        assert taken
        assert taken.tries == tries
        job_queue.finish(session, job, at, worker="w", status="failed", message="Siden svarede ikke.", may_pass=True)
        session.commit()
        assert job_queue.take_next(session, at, "w") is None
        row = session.get_one(CollectJob, job)
        assert row.message == "Siden svarede ikke."
        at = row.not_before or at
    assert (row.status, row.not_before, row.finished_at) == ("failed", None, at)


def test_a_person_who_asks_again_does_not_wait_for_the_next_try(session: Session, now: datetime) -> None:
    job = _ask(session, now)
    job_queue.take_next(session, now, "w")
    job_queue.finish(session, job, now, worker="w", status="failed", may_pass=True)
    session.commit()
    assert job_queue.ask_for(session, "crawl", "lille", now, asked_by=None).not_before is not None
    assert job_queue.ask_for(session, "crawl", "lille", now, asked_by=7).id == job
    taken = job_queue.take_next(session, now, "w")
    assert taken
    assert taken.id == job


def test_new_texts_are_read_by_one_worker_at_a_time_and_none_is_left_unread(session: Session, now: datetime) -> None:
    first = job_queue.ask_for(session, "screen", "", now).id
    assert job_queue.ask_for(session, "screen", "", now).id == first
    assert job_queue.take_next(session, now, "a")
    # Ads that came while it reads: another turn, but not at the same time.
    second = job_queue.ask_for(session, "screen", "", now).id
    assert second != first
    assert job_queue.take_next(session, now, "b") is None
    job_queue.finish(session, first or 0, now, worker="a", status="done")
    taken = job_queue.take_next(session, now, "b")
    assert taken
    assert taken.id == second


def test_reading_whose_worker_died_is_done_by_another(session: Session, now: datetime) -> None:
    job_queue.ask_for(session, "screen", "", now)
    job_queue.take_next(session, now, "a")
    session.commit()
    taken = job_queue.take_next(session, now + LATER, "b")
    assert taken
    assert taken.claimed_by == "b"


def test_a_sign_of_life_from_a_clock_that_ran_ahead_holds_no_job(session: Session, now: datetime) -> None:
    ahead = now + timedelta(days=2)
    job_queue.ask_for(session, "screen", "", now)
    job_queue.take_next(session, ahead, "dead")
    session.commit()
    taken = job_queue.take_next(session, now, "b")
    assert taken
    assert taken.claimed_by == "b"


def test_a_try_put_off_by_a_clock_that_ran_ahead_is_made_now(session: Session, now: datetime) -> None:
    job, ahead = _ask(session, now), now + timedelta(days=2)
    job_queue.take_next(session, now, "w")
    job_queue.finish(session, job, ahead, worker="w", status="failed", may_pass=True)
    session.commit()
    taken = job_queue.take_next(session, now, "w")
    assert taken
    assert taken.id == job


def test_what_is_due_each_night_does_not_wait_for_a_clock_that_ran_ahead(session: Session, now: datetime) -> None:
    job_queue.plan_routines(session, now + timedelta(days=400))
    session.commit()
    job_queue.plan_routines(session, now)
    session.commit()
    assert {job.kind: job.not_before for job in session.exec(select(CollectJob))} == {
        kind: next_time(kind, now) for kind in ROUTINES
    }
