"""Search places by what stands in live ads, reviews, notes, towns: never by number or name of a person."""

import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import col

from models.ad import Ad, Review
from models.contact_point import ContactPoint
from models.decision import Mark
from review_ui.desk import Desk
from review_ui.gather.area import RankedPlace, ranked
from review_ui.gather.places import PlaceFilter

MOST = 50
SHORTEST = 3
# Six digits in a row, however they are spaced, look like a number: those are never searched for freely.
NUMBER = re.compile(r"(?:\d[\s.\-/]?){6,}")


@dataclass(frozen=True)
class Found:
    """What a search gave; ``refused`` is a reason code when nothing was searched."""

    places: list[RankedPlace]
    refused: str = ""
    more: bool = False


def search_places(desk: Desk, words: str) -> Found:
    """Return live places of the own area where all words occur, best rank first."""
    words = " ".join(words.split())[:100]
    if NUMBER.search(words):
        return Found([], "number")
    if len(words) < SHORTEST:
        return Found([], "short")
    ids = desk.session.execute(_matching(desk, words.split())).scalars().all()
    found = ranked(desk, PlaceFilter(ids=tuple(ids)), MOST) if ids else []
    return Found(found, more=len(ids) > MOST)


def _matching(desk: Desk, words: list[str]):  # type: ignore[no-untyped-def]  # SQLAlchemy's Select
    """Each word must occur somewhere at the place: town, live ad, review or note."""
    conditions: list[ColumnElement[bool]] = [
        col(ContactPoint.gone_at).is_(None),
        or_(col(ContactPoint.region_code).in_(desk.regions), col(ContactPoint.region_code).is_(None)),
    ]
    for word in words:
        like = f"%{word.replace('%', '').replace('_', '')}%"
        in_ads = select(col(Ad.contact_point_id)).where(
            col(Ad.gone_at).is_(None), or_(col(Ad.text_masked).ilike(like), col(Ad.title_masked).ilike(like))
        )
        in_reviews = (
            select(col(Ad.contact_point_id))
            .join(Review, col(Review.ad_id) == col(Ad.id))
            .where(col(Ad.gone_at).is_(None), col(Review.text_masked).ilike(like))
        )
        in_notes = select(col(Mark.contact_point_id)).where(
            col(Mark.kind) == "note", col(Mark.undone_at).is_(None), col(Mark.value).ilike(like)
        )
        conditions.append(
            or_(
                col(ContactPoint.city).ilike(like),
                col(ContactPoint.label).ilike(like),
                col(ContactPoint.postcode).like(like),
                col(ContactPoint.id).in_(in_ads),
                col(ContactPoint.id).in_(in_reviews),
                col(ContactPoint.id).in_(in_notes),
            )
        )
    return select(col(ContactPoint.id)).where(*conditions).order_by(col(ContactPoint.rank_score).desc()).limit(MOST + 1)
