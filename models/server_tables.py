"""Tables that only PostgreSQL has beside those of the models: months of large tables, and pieces of words (decision 35).

Nothing reads or writes them by their names but ``models.months``, the search, and the server's own triggers.
"""

import re

from sqlalchemy import Integer, column, table
from sqlalchemy.dialects.postgresql import ARRAY

# Tables that are kept in months: their key, by which a month is bounded, and the time a row's month is known by.
PARTED = {"audit_entry": ("number", "at"), "ad_version": ("id", "seen_from")}
# The pieces of words of live ads and of their reviews: see migration 0006.
AD_PIECES = table("ad_pieces", column("ad_id", Integer), column("pieces", ARRAY(Integer)))
REVIEW_PIECES = table(
    "review_pieces", column("review_id", Integer), column("ad_id", Integer), column("pieces", ARRAY(Integer))
)
PIECES = (AD_PIECES.name, REVIEW_PIECES.name)
_MONTH = re.compile(rf"(?:{'|'.join(PARTED)})_(\d{{4}}_\d{{2}})(?:_\d+)?")


def is_servers_own(name: str | None) -> bool:
    """Return whether a table is one of these: they are no part of the models, nor of a back-up."""
    return name in PIECES or bool(_MONTH.fullmatch(name or ""))


def month_of(name: str) -> str:
    """Return the month of a partition as it is written in its name: 2026_11."""
    found = _MONTH.fullmatch(name)
    return found[1] if found else ""
