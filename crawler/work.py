"""The worker: does the jobs the screens ask for and what is due, one after the other, in a process of its own.

The web process never fetches. Whatever goes wrong with one job is one sentence in the job; the worker goes on. Any
number of workers share one store: each job is one worker's, and while it is, that worker says that it lives.
"""

import logging
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from crawler import kept_proposals, store
from crawler.due import due_names
from crawler.errors import SiteRefused
from crawler.heartbeat import heartbeat
from crawler.legal_basis import check_gate
from crawler.noting import note_sites, sites_in_use
from crawler.pass_book import PassResult
from crawler.run import crawl
from crawler.sentences import say
from models import job_queue
from models.collecting import CollectJob
from models.db import session_scope
from models.errors import LygteError
from models.job_times import ROUTINES
from models.keys import KeyRing
from models.said import as_stored, sentence_of
from models.settings import Settings

log = logging.getLogger("crawler")
# A job says how far it is at most this often (seconds).
TELL_EVERY_S = 1.0


@dataclass(frozen=True)
class Outcome:
    """How a job ended. ``may_pass``: the reason may go away by itself, so it is tried again."""

    status: str
    message: str | None = None
    result: dict[str, object] | None = None
    may_pass: bool = False


@dataclass
class Worker:
    """What the worker needs. ``after_crawl`` is called when passes have ended (reading the new texts)."""

    settings: Settings
    engine: Engine
    keyring: KeyRing
    now: Callable[[], datetime]
    after_crawl: Callable[[], None] = field(default=lambda: None)
    # What is done by the hour (see `models.job_times`), by kind; each returns an exit code as a command does.
    routines: Mapping[str, Callable[[], int]] = field(default_factory=dict)
    name: str = field(default_factory=lambda: uuid.uuid4().hex[:16])
    _told: float = 0.0

    def round(self, *, by_schedule: bool) -> bool:
        """Do one thing: a job that waits, else the pass that is due longest. False when there was nothing to do."""
        job = self._take()
        if job is not None:
            self._do(job)
            return True
        if by_schedule and (due := self._due()):
            self._crawl(due, "schedule", None)
            self._note()
            return True
        return False

    def _due(self) -> list[str]:
        """Return the site due longest; with a shared queue every site that is due or that others are at. Raises QueueAway."""
        due = due_names(self.settings, self.engine, self.now())
        if not self.settings.redis_url:
            return due[:1]
        from crawler.shared_queue.run import open_sites

        going_on = [name for name in open_sites(self.settings.redis_url) if self._may_join(name)]
        return list(dict.fromkeys([*going_on, *due]))

    def _may_join(self, name: str) -> bool:
        """Say whether this machine knows the site and may collect it; its workers end the pass themselves otherwise."""
        definition = sites_in_use(self.settings).get(name)
        if definition is None or store.is_paused(self.engine, name):
            return False
        try:
            check_gate(name, definition.hosts, self.settings.legal_basis_dir, self.now())
        except SiteRefused:
            return False
        return True

    def note(self) -> None:
        """Tell the screens what definitions and gate say now; forget what old jobs showed."""
        self._note()
        with session_scope(self.engine) as session:
            job_queue.forget_results(session, self.now())
            job_queue.plan_routines(session, self.now(), [kind for kind in ROUTINES if kind in self.routines])

    def _note(self) -> None:
        try:
            note_sites(self.settings, self.engine, self.now())
        except LygteError as problem:
            log.error("%s", problem)

    def _take(self) -> CollectJob | None:
        with Session(self.engine, expire_on_commit=False) as session:
            job = job_queue.take_next(session, self.now(), self.name)
            session.commit()
            return job

    def _do(self, job: CollectJob) -> None:
        with heartbeat(lambda: self._beat(job.id or 0)):
            end = self._outcome(job)
        with session_scope(self.engine) as session:
            job_queue.finish(
                session,
                job.id or 0,
                self.now(),
                status=end.status,
                worker=self.name,
                message=end.message,
                result=end.result,
                may_pass=end.may_pass,
            )
        self._note()

    def _outcome(self, job: CollectJob) -> Outcome:
        """Do the work of a job. Raises SQLAlchemyError: then nothing can be noted, and the job is begun again later."""
        work = {"crawl": self._crawl_now, "learn": self._learn, "accept": self._accept, "reject": self._reject}
        try:
            return work.get(job.kind, self._routine)(job)
        except SiteRefused as refused:
            return Outcome("refused", sentence_of(refused))
        except LygteError as problem:
            return Outcome("failed", sentence_of(problem))
        except SQLAlchemyError:
            raise
        except Exception as problem:
            # No words of the problem: they may quote a page.
            log.exception("A job of the kind %s failed: %s", job.kind, type(problem).__name__, exc_info=False)
            return Outcome("failed", say("ours"))

    def _beat(self, job_id: int) -> None:
        with session_scope(self.engine) as session:
            job_queue.beat(session, job_id, self.now(), worker=self.name)

    def _routine(self, job: CollectJob) -> Outcome:
        """Do what is due by the hour; what it found (exit code 1) is on its own page."""
        if job.kind not in self.routines:
            return Outcome("failed", say("ours"))
        if self.routines[job.kind]() in (0, 1):
            return Outcome("done")
        return Outcome("failed", say("routine_failed"), may_pass=True)

    def _teller(self, job_id: int | None) -> Callable[[str, int, int], None]:
        """Return a progress callback that writes to the job now and then."""

        def tell(step: str, done: int, total: int) -> None:
            if job_id is None or (time.monotonic() - self._told < TELL_EVERY_S and done < total):
                return
            self._told = time.monotonic()
            with session_scope(self.engine) as session:
                job_queue.beat(session, job_id, self.now(), worker=self.name, step=step, done=done, total=total)

        return tell

    def _crawl(self, names: Sequence[str], begun_by: str, job_id: int | None) -> list[PassResult]:
        """Collect, and read what is new."""
        results = crawl(
            self.settings,
            self.engine,
            self.keyring,
            names=names,
            now=self.now,
            progress=self._teller(job_id),
            begun_by=begun_by,
        )
        if any(result.new or result.changed or result.gone for result in results):
            self.after_crawl()
        return results

    def _crawl_now(self, job: CollectJob) -> Outcome:
        result = self._crawl([job.site], "screen", job.id)[0]
        # A site or a store that does not answer may do so later; one that reads otherwise needs a person.
        return Outcome("failed" if result.message else "done", result.message, may_pass=result.status == "failed")

    def _learn(self, job: CollectJob) -> Outcome:
        from crawler.learn.site import learn_site

        learned = learn_site(
            job.address or "",
            job.site,
            self.settings,
            engine=self.engine,
            now=self.now(),
            progress=self._teller(job.id),
        )
        kept_proposals.keep(learned, self.settings)
        shown: dict[str, object] = {
            "head": list(learned.preview_head),
            "rows": [without_words(learned.preview_head, row) for row in learned.preview_rows],
            "difference": learned.difference,
            "changed": list(learned.changed),
            "problems": [{"words": str(problem), "said": as_stored(problem)} for problem in learned.problems],
            "pending": True,
        }
        return Outcome("done", result=shown)

    def _accept(self, job: CollectJob) -> Outcome:
        kept_proposals.take(self.settings, job.site)
        self._settled(job.site)
        return Outcome("done")

    def _reject(self, job: CollectJob) -> Outcome:
        kept_proposals.drop(self.settings, job.site)
        self._settled(job.site)
        return Outcome("done")

    def _settled(self, site: str) -> None:
        with session_scope(self.engine) as session:
            job_queue.settle_proposal(session, site)


def without_words(head: Sequence[str], row: Sequence[Any]) -> list[object]:
    """Return a preview row that shows how an ad reads, not what it says: administrators see no ad content.

    Of a title its length in letters, of a name its first letter; numbers are masked already.
    """
    shown: list[object] = []
    for name, value in zip(head, row, strict=False):
        if name == "title":
            shown.append(len(str(value)) if value else "")
        elif name == "text":
            digits = "".join(sign for sign in str(value) if sign.isdigit())
            shown.append(int(digits) if digits else "")
        elif name == "alias":
            shown.append(f"{str(value)[0]}…" if value else "")
        else:
            shown.append(value if isinstance(value, int | float) else str(value))
    return shown
