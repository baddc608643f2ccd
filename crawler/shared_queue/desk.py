"""The desk of a shared pass: a page is done only when the store has what it gave; the last worker closes the pass."""

import time
from contextlib import suppress
from datetime import datetime

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import Session

from crawler import store
from crawler.desk import Desk
from crawler.items import AdItem
from crawler.pass_book import PassResult
from crawler.shared_queue.book import SharedBook, said_again
from crawler.shared_queue.server import QueueAway
from crawler.store.memory import remember
from crawler.store.trouble import store_trouble
from models.db import session_scope
from models.site import CrawlPass

# Two workers may add the same ad at once: the second finds it there at the next try.
MOST_WRITES = 3


class SharedDesk(Desk):
    """Writes what this worker brings, then tells the board."""

    book: SharedBook

    def accept(self, item: AdItem) -> None:
        """Take one checked ad; what the queue cannot hear now it hears later."""
        with suppress(QueueAway):
            super().accept(item)

    def flush(self) -> None:
        """Write what waits; then tell the others what was met, and take off the board what is done. Raises QueueAway."""
        done, back = self.book.units.settle()
        super().flush()
        if not self.book.trouble:
            self._tell(done, back)

    def save(self) -> None:
        """Write what waits without telling anybody: there is no queue to tell."""
        super().flush()
        if not self.book.trouble:
            self._remember()

    def _tell(self, done: set[str], back: set[str]) -> None:
        units, book = self.book.units, self.book
        self._remember()
        held = {units.of_ad[item.external_id] for item in self.doubtful if item.external_id in units.of_ad} & done
        off = done - held
        book.board.tell(book.news(off, held))
        book.told_all()
        if back:
            book.board.give_back(back)
        units.forget(off | back)

    def _remember(self) -> None:
        """Keep what pages led to at once: no worker knows the whole pass."""
        book = self.book
        doubtful = {item.external_id for item in self.doubtful}
        pages = {url: page for url, page in book.remembered.items() if page.external_id not in doubtful}
        if not pages:
            return
        try:
            with session_scope(self.engine) as session:
                remember(session, book.definition.name, book.reader, pages, book.started_at)
        except SQLAlchemyError as problem:
            book.trouble = True
            book.stop("failed", store_trouble(problem))
            return
        for url in pages:
            del book.remembered[url]

    def _write(self, items: list[AdItem]) -> None:
        self.flushed_at = self.noted_at = time.monotonic()
        book = self.book
        for tries in range(1, MOST_WRITES + 1):
            if book.trouble:
                return
            try:
                store.write_batch(self.engine, self.keyring, book, items, book.now())
                return
            except SQLAlchemyError as problem:
                if tries < MOST_WRITES and _met_another(problem):
                    continue
                book.trouble = True
                book.stop("failed", store_trouble(problem))

    def has_news(self) -> bool:
        """Say whether something waits to be written or told."""
        units = self.book.units
        held = {units.of_ad.get(item.external_id) for item in self.doubtful}
        return bool(self.waiting or self.book.to_touch or (units.done - held) or units.settle()[1])

    def judge_held(self) -> None:
        """Write or drop the doubtful items by what all workers have met. Raises QueueAway."""
        self.book.told_all()
        self._judge_fields()
        self.flush()

    def close(self, finished_at: datetime) -> PassResult:
        """Close the pass of all workers, once; one that was closed is told as it was. Raises QueueAway."""
        book = self.book
        with Session(self.engine) as session:
            row = session.get_one(CrawlPass, book.pass_id)
        if row.status != "running":
            # Its closer died before it could tell.
            return PassResult(
                site=row.site,
                status=row.status,
                pages=row.pages_fetched,
                ads_seen=row.ads_seen,
                new=row.ads_new,
                changed=row.ads_changed,
                gone=row.ads_gone,
                message=row.message and said_again(row.message, row.said),
            )
        book.take_all()
        return self.finish_alone(finished_at)

    def finish_alone(self, finished_at: datetime) -> PassResult:
        """Judge and close the pass by the book as it is."""
        return super().finish(finished_at)

    def finish(self, finished_at: datetime) -> PassResult:
        """Return how this worker's part ended; the pass is closed by ``close``."""
        book = self.book
        return PassResult(site=book.definition.name, status=book.stopped or "partial", message=book.message)


def _met_another(problem: SQLAlchemyError) -> bool:
    """Say whether another worker's transaction was in the way: the same batch goes in after it."""
    return isinstance(problem, IntegrityError) or "deadlock" in str(getattr(problem, "orig", "")).lower()
