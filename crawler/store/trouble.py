"""What to say when the database cannot be written."""

from sqlalchemy.exc import SQLAlchemyError

from crawler.sentences import say
from models.said import Said

STORE_TROUBLE, STORE_FULL, STORE_LOCKED = say("store_trouble"), say("store_full"), say("store_locked")
# A pass that several workers share: Redis came back empty.
QUEUE_LOST = say("queue_lost")


def store_trouble(problem: SQLAlchemyError) -> Said:
    """Return the sentence for a database that cannot be written. The driver's own words would quote the row."""
    words = str(getattr(problem, "orig", "")).lower()
    if "full" in words or "no space" in words or "disk i/o" in words:
        return STORE_FULL
    return STORE_LOCKED if "locked" in words or "busy" in words else STORE_TROUBLE
