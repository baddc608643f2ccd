"""Search places by what stands in live ads, reviews, notes, towns: never by number or name of a person.

No separate index of words is kept: a place's own few live ads are read through the index of places, so that a search
costs what its area costs, history never counts, and an erased text is not found anywhere else.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, or_, select, true
from sqlmodel import col

from models.ad import Ad, Review
from models.contact_point import ContactPoint
from models.decision import Mark
from review_ui.desk import Desk
from review_ui.gather.area import RankedPlace, ranked
from review_ui.gather.places import PlaceFilter

MOST = 50
MOST_WORDS = 6
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
    ids = _matching(desk, words.replace("%", "").replace("_", "").split()[:MOST_WORDS])
    found = ranked(desk, PlaceFilter(ids=tuple(ids)), MOST) if ids else []
    return Found(found, more=len(ids) > MOST)


def _matching(desk: Desk, words: list[str]) -> list[int]:
    dialect = desk.session.get_bind().dialect.name
    values: dict[str, Any] = {"regions": desk.regions}
    for at, word in enumerate(words):
        values[f"word{at}"], values[f"upper{at}"] = f"%{word}%", f"%{word[:1].upper()}{word[1:]}%"
        values[f"lower{at}"] = f"%{word.lower()}%"
    plain = "".join(words).isascii()
    query = _statement(len(words), dialect if plain or dialect == "postgresql" else "sqlite beyond ascii")
    return [number for number in desk.session.execute(query, values).scalars() if number is not None]


_STATEMENTS: dict[tuple[int, str], Select[Any]] = {}


def _statement(words: int, way: str) -> Select[Any]:
    """Return the query for so many words, built once."""
    if (words, way) not in _STATEMENTS:
        _STATEMENTS[words, way] = (
            select(col(ContactPoint.id))
            .where(
                col(ContactPoint.gone_at).is_(None),
                or_(
                    col(ContactPoint.region_code).in_(bindparam("regions", expanding=True)),
                    col(ContactPoint.region_code).is_(None),
                ),
                *(_stands_here(at, way) for at in range(words)),
            )
            .order_by(col(ContactPoint.rank_score).desc())
            .limit(MOST + 1)
        )
    return _STATEMENTS[words, way]


def _reviewed(
    live: tuple[ColumnElement[bool], ...], holds: Callable[[Any], ColumnElement[bool]], way: str
) -> ColumnElement[bool]:
    """The word stands in a review of a live ad."""
    if way != "postgresql":
        return exists().where(*live, col(Review.ad_id) == col(Ad.id), holds(Review.text_masked))
    # PostgreSQL would read every review there ever was and only then ask whose it is: the offset holds it to live ads.
    of_ad = (
        select(col(Review.text_masked).label("text"))
        .where(col(Review.ad_id) == col(Ad.id))
        .offset(0)
        .correlate(Ad)
        .lateral()
    )
    return select(col(Ad.id)).join(of_ad, true()).where(*live, holds(of_ad.c.text)).correlate(ContactPoint).exists()


def _stands_here(at: int, way: str) -> ColumnElement[bool]:
    """The word occurs at the place: in its town, a live ad, a review or a note."""

    def holds(column: Any) -> ColumnElement[bool]:
        if way == "postgresql":
            return col(column).ilike(bindparam(f"word{at}"))
        # SQLite's LIKE knows capitals of a-z only: words with æ, ø, å, ț … are tried as written, small and capitalised.
        names = ("word",) if way == "sqlite" else ("word", "upper", "lower")
        return or_(*(col(column).like(bindparam(f"{name}{at}")) for name in names))

    live = (col(Ad.contact_point_id) == col(ContactPoint.id), col(Ad.gone_at).is_(None))
    return or_(
        holds(ContactPoint.city),
        holds(ContactPoint.label),
        holds(ContactPoint.postcode),
        exists().where(*live, or_(holds(Ad.text_masked), holds(Ad.title_masked))),
        _reviewed(live, holds, way),
        exists().where(
            col(Mark.contact_point_id) == col(ContactPoint.id),
            col(Mark.kind) == "note",
            col(Mark.undone_at).is_(None),
            holds(Mark.value),
        ),
    )
