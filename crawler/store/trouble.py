"""What to say when the database cannot be written."""

from sqlalchemy.exc import SQLAlchemyError

STORE_TROUBLE = "The database could not be written; what was stored is whole, run the same command again."
STORE_FULL = "The disk of the database is full; what was stored is whole: make room, then run the same command again."
STORE_LOCKED = (
    "The database is locked by another program; what was stored is whole, run the same command again when it is free."
)


def store_trouble(problem: SQLAlchemyError) -> str:
    """Return the sentence for a database that cannot be written. The driver's own words would quote the row."""
    words = str(getattr(problem, "orig", "")).lower()
    if "full" in words or "no space" in words or "disk i/o" in words:
        return STORE_FULL
    return STORE_LOCKED if "locked" in words or "busy" in words else STORE_TROUBLE
