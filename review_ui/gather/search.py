"""Search places by what stands in live ads, reviews, notes, towns: never by number or name of a person.

Words are found in the middle of words: Danish joins them. On PostgreSQL an index of the threes of letters of live texts says
which ads can hold a word (decision 35), and these are read; on SQLite, and for short words beside longer ones, a place's own few
live ads are read through the index of places. Both give the same answer, history never counts, and an erased text is found
nowhere.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, TableClause, Text, bindparam, exists, func, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from models.ad import Ad, Review
from models.contact_point import ContactPoint
from models.decision import Mark
from models.server_tables import AD_PIECES, REVIEW_PIECES
from review_ui.desk import Desk
from review_ui.gather.area import RankedPlace, ranked
from review_ui.gather.places import PlaceFilter

MOST = 50
MOST_WORDS = 6
# Of so many places ranked best it is asked first whether they hold enough.
BEST = 150
SHORTEST = 3
# So many letters of a word the server's index knows as one.
PIECE = 3
# A word of so many letters is rare enough to be asked of the index whatever stands beside it.
LONG = 5
# What LIKE takes for "anything", and for "as it is written": never as a letter on either engine.
PLAIN = str.maketrans("", "", "%_\\")
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
    ids = matching(desk.session, desk.regions, words.translate(PLAIN).split()[:MOST_WORDS])
    found = ranked(desk, PlaceFilter(ids=tuple(ids)), MOST) if ids else []
    return Found(found, more=len(ids) > MOST)


def matching(session: Session, regions: Sequence[str], words: Sequence[str]) -> list[int]:
    """Return the ids of live places of these regions where all words occur, best rank first, MOST and one more."""
    dialect, values = session.get_bind().dialect.name, asked(regions, words)
    if dialect == "postgresql":
        # Words that stand nearly everywhere: the best places alone hold enough of them, and no index need be gone through.
        first = _numbers(session, statement(("letters",) * len(words), among_the_best=True), values)
        if len(first) > MOST:
            return first
    return _numbers(session, statement(ways_of(words, dialect)), values)


def _numbers(session: Session, query: Select[Any], values: dict[str, Any]) -> list[int]:
    return [number for number in session.execute(query, values).scalars() if number is not None]


def asked(regions: Sequence[str], words: Sequence[str]) -> dict[str, Any]:
    """Return the values of a statement's parameters."""
    values: dict[str, Any] = {"regions": list(regions)}
    for at, word in enumerate(words):
        values[f"word{at}"], values[f"upper{at}"] = f"%{word}%", f"%{word[:1].upper()}{word[1:]}%"
        values[f"lower{at}"], values[f"plain{at}"] = f"%{word.lower()}%", word
    return values


def ways_of(words: Sequence[str], dialect: str) -> tuple[str, ...]:
    """Return how each word is looked for."""
    if dialect != "postgresql":
        return tuple("sqlite" if word.isascii() else "sqlite beyond ascii" for word in words)
    # A short word stands in many texts: beside a longer one it is only looked for where that stands.
    least = max(PIECE, min(max(map(len, words), default=0), LONG))
    return tuple("pieces" if len(word) >= least else "letters" for word in words)


_STATEMENTS: dict[tuple[tuple[str, ...], bool], Select[Any]] = {}


def statement(ways: tuple[str, ...], *, among_the_best: bool = False) -> Select[Any]:
    """Return the query for words that are looked for in these ways, built once; of the places ranked best only, where asked."""
    if (ways, among_the_best) not in _STATEMENTS:
        live = (
            col(ContactPoint.gone_at).is_(None),
            or_(
                col(ContactPoint.region_code).in_(bindparam("regions", expanding=True)),
                col(ContactPoint.region_code).is_(None),
            ),
        )
        best_first = col(ContactPoint.rank_score).desc()
        query = select(col(ContactPoint.id)).where(*live, *(_stands_here(at, way) for at, way in enumerate(ways)))
        if among_the_best:
            best = select(col(ContactPoint.id)).where(*live).order_by(best_first).limit(BEST)
            query = query.where(col(ContactPoint.id).in_(best.correlate(None)))
        _STATEMENTS[ways, among_the_best] = query.order_by(best_first).limit(MOST + 1)
    return _STATEMENTS[ways, among_the_best]


LIVE_HERE = (col(Ad.contact_point_id) == col(ContactPoint.id), col(Ad.gone_at).is_(None))


def _advertised(at: int, holds: Callable[[Any], ColumnElement[bool]], way: str) -> ColumnElement[bool]:
    """The word stands in a live ad."""
    here = or_(holds(Ad.text_masked), holds(Ad.title_masked))
    if way != "pieces":
        return exists().where(*LIVE_HERE, here)
    places = select(col(Ad.contact_point_id)).join(AD_PIECES, AD_PIECES.c.ad_id == col(Ad.id))
    return col(ContactPoint.id).in_(places.where(*_may_hold(AD_PIECES, at), here))


def _reviewed(at: int, holds: Callable[[Any], ColumnElement[bool]], way: str) -> ColumnElement[bool]:
    """The word stands in a review of a live ad."""
    if way == "pieces":
        places = (
            select(col(Ad.contact_point_id))
            .join(REVIEW_PIECES, REVIEW_PIECES.c.ad_id == col(Ad.id))
            .join(Review, col(Review.id) == REVIEW_PIECES.c.review_id)
        )
        return col(ContactPoint.id).in_(places.where(*_may_hold(REVIEW_PIECES, at), holds(Review.text_masked)))
    if way != "letters":
        return exists().where(*LIVE_HERE, col(Review.ad_id) == col(Ad.id), holds(Review.text_masked))
    # PostgreSQL would read every review there ever was and only then ask whose it is: the offset holds it to live ads.
    of_ad = (
        select(col(Review.text_masked).label("text"))
        .where(col(Review.ad_id) == col(Ad.id))
        .offset(0)
        .correlate(Ad)
        .lateral()
    )
    return (
        select(col(Ad.id)).join(of_ad, true()).where(*LIVE_HERE, holds(of_ad.c.text)).correlate(ContactPoint).exists()
    )


def _may_hold(pieces: TableClause, at: int) -> tuple[ColumnElement[bool], ...]:
    """Every three letters of the word stand in the text, which is of a live ad."""
    asked = func.text_pieces(bindparam(f"plain{at}", type_=Text), type_=ARRAY(Integer))
    return pieces.c.pieces.contains(asked), col(Ad.gone_at).is_(None), col(Ad.contact_point_id).is_not(None)


def _stands_here(at: int, way: str) -> ColumnElement[bool]:
    """The word occurs at the place: in its town, a live ad, a review or a note."""

    def holds(column: Any) -> ColumnElement[bool]:
        if way in ("pieces", "letters"):
            return col(column).ilike(bindparam(f"word{at}"))
        # SQLite's LIKE knows capitals of a-z only: words with æ, ø, å, ț … are tried as written, small and capitalised.
        names = ("word",) if way == "sqlite" else ("word", "upper", "lower")
        return or_(*(col(column).like(bindparam(f"{name}{at}")) for name in names))

    return or_(
        holds(ContactPoint.city),
        holds(ContactPoint.label),
        holds(ContactPoint.postcode),
        _advertised(at, holds, way),
        _reviewed(at, holds, way),
        exists().where(
            col(Mark.contact_point_id) == col(ContactPoint.id),
            col(Mark.kind) == "note",
            col(Mark.undone_at).is_(None),
            holds(Mark.value),
        ),
    )
