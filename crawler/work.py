"""The worker: does the jobs the screens ask for and the passes that are due, one after the other, in a process of its own.

The web process never fetches. Whatever goes wrong with one job is one sentence in the job; the worker goes on.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from crawler import kept_proposals
from crawler.due import due_names
from crawler.errors import SiteRefused
from crawler.noting import note_sites
from crawler.run import crawl
from crawler.sentences import say
from models import job_queue
from models.collecting import CollectJob
from models.db import session_scope
from models.errors import LygteError
from models.keys import KeyRing
from models.said import as_stored, sentence_of
from models.settings import Settings

log = logging.getLogger("crawler")
# A job says how far it is at most this often (seconds).
TELL_EVERY_S = 1.0


@dataclass
class Worker:
    """What the worker needs. ``after_crawl`` is called when passes have ended (reading the new texts)."""

    settings: Settings
    engine: Engine
    keyring: KeyRing
    now: Callable[[], datetime]
    after_crawl: Callable[[], None] = field(default=lambda: None)
    _told: float = 0.0

    def round(self, *, by_schedule: bool) -> bool:
        """Do one thing: a job that waits, else the pass that is due longest. False when there was nothing to do."""
        job = self._take()
        if job is not None:
            self._do(job)
            return True
        if by_schedule and (due := due_names(self.settings, self.engine, self.now())):
            self._crawl(due[:1], "schedule", None)
            self._note()
            return True
        return False

    def note(self) -> None:
        """Tell the screens what definitions and gate say now; forget what old jobs showed."""
        self._note()
        with session_scope(self.engine) as session:
            job_queue.forget_results(session, self.now())

    def _note(self) -> None:
        try:
            note_sites(self.settings, self.engine, self.now())
        except LygteError as problem:
            log.error("%s", problem)

    def _take(self) -> CollectJob | None:
        with Session(self.engine, expire_on_commit=False) as session:
            job = job_queue.take_next(session, self.now())
            session.commit()
            return job

    def _do(self, job: CollectJob) -> None:
        work = {"crawl": self._crawl_now, "learn": self._learn, "accept": self._accept, "reject": self._reject}
        try:
            status, message, result = work[job.kind](job)
        except SiteRefused as refused:
            status, message, result = "refused", sentence_of(refused), None
        except LygteError as problem:
            status, message, result = "failed", sentence_of(problem), None
        except SQLAlchemyError:
            raise
        except Exception as problem:
            # No words of the problem: they may quote a page.
            log.exception("A job of the kind %s failed: %s", job.kind, type(problem).__name__, exc_info=False)
            status, message, result = "failed", say("ours"), None
        with session_scope(self.engine) as session:
            job_queue.finish(session, job.id or 0, self.now(), status=status, message=message, result=result)
        self._note()

    def _teller(self, job_id: int | None) -> Callable[[str, int, int], None]:
        """Return a progress callback that writes to the job now and then."""

        def tell(step: str, done: int, total: int) -> None:
            if job_id is None or (time.monotonic() - self._told < TELL_EVERY_S and done < total):
                return
            self._told = time.monotonic()
            with session_scope(self.engine) as session:
                job_queue.beat(session, job_id, self.now(), step=step, done=done, total=total)

        return tell

    def _crawl(self, names: Sequence[str], begun_by: str, job_id: int | None) -> str | None:
        """Collect; return the sentences of what went wrong, None when all went well."""
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
        # One site a call: there is one sentence at most.
        return next((result.message for result in results if result.message), None)

    def _crawl_now(self, job: CollectJob) -> tuple[str, str | None, dict[str, object] | None]:
        message = self._crawl([job.site], "screen", job.id)
        return ("failed" if message else "done"), message, None

    def _learn(self, job: CollectJob) -> tuple[str, str | None, dict[str, object] | None]:
        from crawler.learn import learn_site

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
            "problems": [{"words": str(problem), "said": as_stored(problem)} for problem in learned.problems],
            "pending": True,
        }
        return "done", None, shown

    def _accept(self, job: CollectJob) -> tuple[str, str | None, dict[str, object] | None]:
        kept_proposals.take(self.settings, job.site)
        self._settled(job.site)
        return "done", None, None

    def _reject(self, job: CollectJob) -> tuple[str, str | None, dict[str, object] | None]:
        kept_proposals.drop(self.settings, job.site)
        self._settled(job.site)
        return "done", None, None

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
