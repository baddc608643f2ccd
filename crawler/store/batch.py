"""The transactions of a pass: one a batch, one at the end. Whole or not at all, so that a kill leaves no half."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Engine

from crawler.items import AdItem
from crawler.pass_book import PassBook
from crawler.store import passes
from crawler.store.ads import write_ads
from crawler.store.memory import remember
from crawler.store.presence import mark_gone, set_clues, touch
from models.db import session_scope
from models.keys import KeyRing
from models.site import Site


def write_batch(engine: Engine, keyring: KeyRing, book: PassBook, items: Sequence[AdItem], at: datetime) -> None:
    """Write ads with the memory of their pages, what was seen unchanged, and how far the pass is.

    The book is brought up to date only after the commit: a batch that fails can be written again.
    """
    site, seen_at = book.definition.name, book.started_at
    touched, clues = set(book.to_touch), dict(book.new_clues)
    read = {
        item.fetched_from: book.remembered[item.fetched_from] for item in items if item.fetched_from in book.remembered
    }
    new = changed = 0
    with session_scope(engine) as session:
        if items:
            new, changed = write_ads(session, keyring, items, seen_at)
            remember(session, site, book.reader, read, seen_at)
        touch(session, site, touched, seen_at, at)
        set_clues(session, clues)
        passes.note_life(session, book, at)
    book.counts["new"] += new
    book.counts["changed"] += changed
    book.to_touch -= touched
    for address in read:
        book.remembered.pop(address, None)
    for ad_id, clue in clues.items():
        if book.new_clues.get(ad_id) == clue:
            del book.new_clues[ad_id]


def note_life(engine: Engine, book: PassBook, at: datetime) -> bool:
    """Write how far a running pass is, for screens; say whether a person has paused the site meanwhile."""
    with session_scope(engine) as session:
        passes.note_life(session, book, at)
        site = session.get(Site, book.definition.name)
        return bool(site and site.paused)


def finish_pass(engine: Engine, book: PassBook, status: str, fill: Mapping[str, float], finished_at: datetime) -> None:
    """Mark what has gone (only when the pass is complete), keep the memory of pages, close the pass."""
    site = book.definition.name
    with session_scope(engine) as session:
        if not passes.is_ours(session, book):
            # Another machine took over while this one slept: it knows better what is there, and closes its own pass.
            return
        if status == "complete":
            book.counts["gone"] = mark_gone(session, site, book.seen - book.dead, book.started_at)
        if status in ("complete", "partial"):
            remember(session, site, book.reader, book.remembered, book.started_at)
        passes.close_pass(session, book, status, fill, finished_at)
