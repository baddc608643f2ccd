"""What is done when a fetcher has strayed: the pass ends, and the trail says so."""

import logging
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from crawler.sentences import say
from models import audit_chain
from models.db import session_scope

log = logging.getLogger("crawler")


def note_strayed(crawler: Any) -> None:
    """End the pass of a crawl whose fetcher has strayed; write it to the audit trail where the crawl has a store."""
    book, desk = crawler.spider.book, getattr(crawler.spider, "desk", None)
    message = say("fetcher_strayed", title=book.definition.title)
    log.error("%s", message)
    book.counts["errors"] += 1
    book.stop("failed", message)
    if desk is None:
        return
    try:
        with session_scope(desk.engine) as session:
            audit_chain.record(
                session, "crawl_refused", at=book.now(), subject=book.definition.name, details={"reason": str(message)}
            )
    except SQLAlchemyError:
        # The pass has failed already, and the log has it.
        return
