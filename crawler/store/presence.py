"""Whether ads are still there: seen, back, gone. The caller's transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, or_, update
from sqlmodel import Session, col, select

from crawler.store.ads import table_of
from models.ad import Ad

CHUNK = 400


def touch(session: Session, site: str, seen: Iterable[str], seen_at: datetime, now: datetime) -> None:
    """Move ``last_seen`` of ads that a list page showed unchanged; one that had gone is back.

    What a later pass noted stays, unless it lies in the future: then a clock ran ahead, and this pass knows better.
    """
    keys = list(seen)
    for start in range(0, len(keys), CHUNK):
        session.exec(
            update(Ad)
            .where(
                col(Ad.site) == site,
                col(Ad.external_id).in_(keys[start : start + CHUNK]),
                or_(col(Ad.last_seen) <= seen_at, col(Ad.last_seen) > now),
            )
            .values(last_seen=seen_at, gone_at=None)
        )


def set_clues(session: Session, clues: Mapping[int, str]) -> None:
    """Keep the new list clue of ads whose page was looked at and had not changed."""
    if clues:
        ads = table_of(Ad)
        change = update(ads).where(ads.c.id == bindparam("which")).values(list_clue=bindparam("clue"))
        session.connection().execute(change, [{"which": ad_id, "clue": clue} for ad_id, clue in clues.items()])


def mark_gone(session: Session, site: str, present: Iterable[str], gone_at: datetime) -> int:
    """Give every live ad of a site that a complete pass did not show its ``gone_at``; return how many."""
    there = set(present)
    live = session.exec(select(Ad.id, Ad.external_id).where(Ad.site == site, col(Ad.gone_at).is_(None))).all()
    gone = [ad_id for ad_id, key in live if key not in there]
    for start in range(0, len(gone), CHUNK):
        session.exec(update(Ad).where(col(Ad.id).in_(gone[start : start + CHUNK])).values(gone_at=gone_at))
    return len(gone)
