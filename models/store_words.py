"""One sentence for a store that does not answer. The driver's own words would quote rows and addresses."""

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

AWAY = "The database does not answer just now; what was stored is whole: try again in a moment."
CROWDED = "The database has no free connection just now; what was stored is whole: try again in a moment."
TOO_LONG = "The database took too long to answer and was stopped; what was stored is whole."
LOCKED = "The database is locked by another program; what was stored is whole: try again when it is free."
FULL = "The disk of the database is full; what was stored is whole: make room, then run the same command again."
OTHER = "The database could not be used; what was stored is whole."
_BY_WORDS = (
    (CROWDED, ("too many clients", "remaining connection slots", "too many connections")),
    (TOO_LONG, ("statement timeout",)),
    (LOCKED, ("lock timeout", "database is locked", "deadlock detected")),
    (FULL, ("no space", "disk is full", "disk i/o", "disk full")),
    (
        AWAY,
        (
            "connection", "server closed", "shutting down", "starting up", "terminating", "could not receive",
            "unable to open", "eof detected",
        ),
    ),
)  # fmt: skip


def store_sentence(problem: SQLAlchemyError) -> str:
    """Return the sentence for a problem with the store."""
    if isinstance(problem, NoFreeConnection):
        return CROWDED
    words = str(getattr(problem, "orig", "")).lower()
    return next((sentence for sentence, signs in _BY_WORDS if any(sign in words for sign in signs)), OTHER)


def may_pass(problem: SQLAlchemyError) -> bool:
    """Say whether the same may work in a moment."""
    return store_sentence(problem) in (AWAY, CROWDED, LOCKED)
