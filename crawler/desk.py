"""The desk of one pass: trusts items batch by batch, holds doubtful ones back until the end, writes, and closes the pass."""

import time
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from crawler import store
from crawler.health import WATCHED, broken_fields, field_named, fields_of, is_doubtful, prints_of
from crawler.items import AdItem
from crawler.pass_book import PassBook, PassResult
from crawler.sentences import say
from crawler.store.trouble import store_trouble
from models.keys import KeyRing

# A batch is one transaction. Many ads share it on a quick site; on a slow one nothing waits longer than this (seconds).
BATCH = 100
LONGEST_WAIT_S = 20.0
# A running pass says how far it is at most this often (seconds).
NOTE_EVERY_S = 2.0
# Fewer ads than this share of the usual number: a next-page link broke, or the site shows something else.
LOWEST_SHARE_OF_ADS = 0.6
FEWEST_TO_COMPARE = 10


class Desk:
    """Writes what a pass brings."""

    def __init__(self, engine: Engine, keyring: KeyRing, book: PassBook) -> None:
        self.engine, self.keyring, self.book = engine, keyring, book
        self.waiting: list[AdItem] = []
        self.doubtful: list[AdItem] = []
        self.flushed_at = self.noted_at = time.monotonic()

    def accept(self, item: AdItem) -> None:
        """Take one checked ad; every BATCH of them the trusted ones are written."""
        book = self.book
        known = book.known.get(item.external_id)
        book.looks.add(
            fields_of(item),
            known.fields if known else None,
            prints_of(item.title, item.text),
            known.prints if known else None,
        )
        book.seen.add(item.external_id)
        book.to_touch.discard(item.external_id)
        book.report()
        self.waiting.append(item)
        if len(self.waiting) >= BATCH:
            self.flush()

    def look_up(self) -> None:
        """Write what has waited long enough, and say that the pass lives; called every second or so."""
        now = time.monotonic()
        if (self.waiting or self.book.to_touch) and now - self.flushed_at > LONGEST_WAIT_S:
            self.flush()
        elif now - self.noted_at > NOTE_EVERY_S and not self.book.stopped:
            self.noted_at = now
            try:
                if store.note_life(self.engine, self.book, self.book.now()):
                    # What was met stays; nothing that was not looked for is taken to be gone.
                    self.book.stop("partial", say("paused_meanwhile", title=self.book.definition.title))
            except SQLAlchemyError as problem:
                self.book.stop("failed", store_trouble(problem))

    def flush(self) -> None:
        """Write the trusted items waiting, and move ``last_seen`` of unchanged ads. Trouble with the store ends the pass."""
        book = self.book
        trusted: list[AdItem] = []
        broken = broken_fields(book.looks, book.usual)
        for item in self.waiting:
            known = book.known.get(item.external_id)
            doubt = bool(broken) or is_doubtful(item, known.fields if known else None, book.usual, book.looks)
            (self.doubtful if doubt else trusted).append(item)
        self.waiting = []
        self._write(trusted)

    def _write(self, items: list[AdItem]) -> None:
        self.flushed_at = self.noted_at = time.monotonic()
        if self.book.trouble:
            return
        try:
            store.write_batch(self.engine, self.keyring, self.book, items, self.book.now())
        except SQLAlchemyError as problem:
            self.book.trouble = True
            self.book.stop("failed", store_trouble(problem))

    def finish(self, finished_at: datetime) -> PassResult:
        """Judge the pass as a whole, write what can be trusted, mark what has gone, and close the pass."""
        book = self.book
        self.flush()
        self._judge_fields()
        self._judge_counts()
        status = self._status()
        try:
            store.finish_pass(self.engine, book, status, self._fill(), finished_at)
        except SQLAlchemyError as problem:
            status, book.message = "failed", store_trouble(problem)
        return PassResult(
            site=book.definition.name,
            status=status,
            pages=book.counts["pages"],
            ads_seen=len(book.seen),
            new=book.counts["new"],
            changed=book.counts["changed"],
            gone=book.counts["gone"],
            alarms=len(book.alarms),
            message=book.message,
        )

    def _judge_fields(self) -> None:
        """Raise an alarm for each broken field; items that lack or repeat one are dropped, the rest is written after all."""
        book = self.book
        broken = broken_fields(book.looks, book.usual)
        for name, reason in broken.items():
            book.alarm(reason, field_named(name))
        good = []
        for item in self.doubtful:
            known = book.known.get(item.external_id)
            if broken and self._is_touched_by(item, broken):
                book.remembered = {
                    url: page for url, page in book.remembered.items() if page.external_id != item.external_id
                }
                if known:
                    book.to_touch.add(item.external_id)
            else:
                good.append(item)
        self.doubtful = []
        self._write(good)

    def _is_touched_by(self, item: AdItem, broken: dict[str, str]) -> bool:
        known = self.book.known.get(item.external_id)
        carries = fields_of(item)
        for name, reason in broken.items():
            # Of a new ad nobody knows what it should carry: it waits for the repair, which reads every page again.
            if reason == "field_same" or (name not in carries and (known is None or name in known.fields)):
                return True
            if name not in carries and self.book.usual.get(name, 0.0) >= LOWEST_SHARE_OF_ADS:
                return True
        return False

    def _judge_counts(self) -> None:
        book, definition = self.book, self.book.definition
        if book.stopped or not book.counts["lists"]:
            return
        ads = len(book.seen | set(book.rows))
        if not ads:
            book.alarm("list_empty")
        if ads < definition.ads_min:
            book.alarm("below_minimum")
        elif ads > definition.ads_max:
            book.alarm("above_maximum")
        elif book.usual_ads and book.usual_ads >= FEWEST_TO_COMPARE and ads < LOWEST_SHARE_OF_ADS * book.usual_ads:
            book.alarm("below_usual")

    def _status(self) -> str:
        book, title = self.book, self.book.definition.title
        if book.stopped:
            return book.stopped
        if not book.counts["lists"]:
            book.alarm("site_down")
            book.say(say("silent", title=title))
            return "failed"
        if book.alarms:
            fields = sorted({name for _, name in book.alarms if name})
            unlike = (
                say("unlike_usual_fields", title=title, fields=fields) if fields else say("unlike_usual", title=title)
            )
            book.say(unlike)
            return "partial"
        if book.counts["errors"]:
            book.say(say("pages_failed", n=book.counts["errors"], title=title))
            return "partial"
        return "complete"

    def _fill(self) -> dict[str, float]:
        """Return the share of the ads present that carry each field; for a broken field, of the pages looked at."""
        book = self.book
        looked = book.looks.fill()
        broken = {name for _, name in book.alarms if name in WATCHED}
        # A field that no page carries any more is at nought, not unknown.
        looked |= dict.fromkeys(broken - looked.keys(), 0.0)
        unchanged = [book.known[key].fields for key in book.seen if key in book.known]
        if not unchanged or book.looks.pages >= len(unchanged):
            return looked
        shares = {name: sum(name in fields for fields in unchanged) / len(unchanged) for name in {*looked, *book.usual}}
        return {
            name: looked.get(name, 0.0) if name in broken else share
            for name, share in shares.items()
            if share or name in broken
        }
