"""The day's questions to people: does this text show that sign? In the worker's own area, the most instructive first."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVarTuple

from sqlalchemy import Select, func, select
from sqlmodel import col

from models.ad import Ad, Review
from models.contact_point import ContactPoint
from models.finding import TextReading
from models.judgement import TeachingText, TextJudgement
from outreach.frozen import is_frozen_here
from review_ui.desk import Desk

Columns = TypeVarTuple("Columns")
UNDO_FOR = timedelta(hours=12)


@dataclass(frozen=True)
class Question:
    """One text with its question. ``before``, ``quote``, ``after`` are the masked text; no quote: the whole text is meant."""

    row: TeachingText
    kind: str
    lang: str
    title: str
    before: str
    quote: str
    after: str


def next_question(desk: Desk) -> Question | None:
    """Return the first open question of the newest list in the worker's own area, None when all is answered."""
    found = desk.session.execute(
        _open(desk, select(TeachingText, Ad, Review, TextReading)).order_by(col(TeachingText.place)).limit(1)
    ).first()
    if found is None:
        return None
    row, ad, review, reading = found
    before, quote, after = parted((review.text_masked if review else ad.text_masked) or "", row.quote_masked)
    return Question(
        row=row,
        kind="review" if review else "ad",
        lang=reading.lang,
        title="" if review else ad.title_masked or "",
        before=before,
        quote=quote,
        after=after,
    )


def waiting(desk: Desk) -> int:
    """Count the open questions of the newest list in the worker's own area."""
    return desk.session.execute(_open(desk, select(func.count(col(TeachingText.id))))).scalar() or 0


def open_question(desk: Desk, number: int) -> tuple[TeachingText, TextReading] | None:
    """Return one open question this worker may answer, with the reading of its text; None: answered, foreign or gone."""
    found = desk.session.execute(
        _open(desk, select(TeachingText, TextReading)).where(col(TeachingText.id) == number)
    ).first()
    return None if found is None else (found[0], found[1])


def own_last(desk: Desk) -> list[TextJudgement]:
    """Return what this worker's newest answer of the last hours wrote (an answer about a whole text may be several rows)."""
    rows = desk.session.execute(
        select(TextJudgement)
        .where(
            col(TextJudgement.user_id) == desk.user.id,
            col(TextJudgement.undone_at).is_(None),
            col(TextJudgement.made_at) >= desk.now - UNDO_FOR,
        )
        .order_by(col(TextJudgement.id).desc())
    ).scalars()
    found: list[TextJudgement] = []
    for row in rows:
        if found and row.made_at != found[0].made_at:
            break
        found.append(row)
    return found


def parted(text: str, quote: str | None) -> tuple[str, str, str]:
    """Return a text before, in and after its quote; words that are no longer there leave the text whole."""
    at = text.find(quote) if quote else -1
    return (text, "", "") if at < 0 or not quote else (text[:at], quote, text[at + len(quote) :])


def _open(desk: Desk, asked: Select[*Columns]) -> Select[*Columns]:
    newest = select(func.max(TeachingText.day)).scalar_subquery()
    return (
        asked.select_from(TeachingText)
        .join(Ad, col(Ad.id) == col(TeachingText.ad_id))
        .join(ContactPoint, col(ContactPoint.id) == col(Ad.contact_point_id))
        .outerjoin(Review, col(Review.id) == col(TeachingText.review_id))
        .join(
            TextReading,
            (col(TextReading.ad_id) == col(TeachingText.ad_id))
            & (
                (col(TextReading.review_id) == col(TeachingText.review_id))
                | (col(TextReading.review_id).is_(None) & col(TeachingText.review_id).is_(None))
            ),
        )
        .where(
            col(TeachingText.answered_at).is_(None),
            col(TeachingText.day) == newest,
            col(Ad.gone_at).is_(None),
            col(ContactPoint.region_code).in_(desk.regions),
            ~is_frozen_here(),
        )
    )
