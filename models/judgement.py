"""What people say of single texts, which texts they are asked about, and what the reader's own checks noticed.

Rows about an ad go when the ad goes (the database sees to it), so erasing an ad leaves nothing of it here.
"""

from datetime import date, datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

# TextJudgement.indicator of an answer about a whole text: it shows nothing at all (``shown`` is False then).
NOTHING = ""


class TextJudgement(SQLModel, table=True):
    """A person's yes or no: does this text (an ad, or a review of it) show the indicator? The newest of a person counts."""

    __tablename__ = "text_judgement"

    id: int | None = Field(default=None, primary_key=True)
    ad_id: int = Field(foreign_key="ad.id", ondelete="CASCADE", index=True)
    review_id: int | None = Field(default=None, foreign_key="review.id", ondelete="CASCADE", index=True)
    indicator: str
    shown: bool
    # The words that show it: characters of title, line break and text of an ad, of the text of a review. None: unknown.
    start: int | None = None
    end: int | None = None
    # What was judged: a changed ad asks anew. Ad.content_hash, for reviews TextReading.content_hash.
    content_hash: str
    user_id: int = Field(foreign_key="user_account.id")
    made_at: datetime
    undone_at: datetime | None = None


class TeachingText(SQLModel, table=True):
    """A text whose judgement would teach the reader most, asked of people on ``day``; the smaller ``place`` the sooner."""

    __tablename__ = "teaching_text"

    id: int | None = Field(default=None, primary_key=True)
    day: date = Field(index=True)
    place: int
    ad_id: int = Field(foreign_key="ad.id", ondelete="CASCADE", index=True)
    review_id: int | None = Field(default=None, foreign_key="review.id", ondelete="CASCADE", index=True)
    # The indicator asked about; None in the sample of texts in which nothing was found.
    indicator: str | None = None
    # unsure, disagree, rare_language or nothing_found: worded by the screen.
    reason: str
    value: float
    # Masked words the question is about, None where the whole text is.
    quote_masked: str | None = None
    answered_at: datetime | None = None


class ReaderNotice(SQLModel, table=True):
    """Something the monthly checks noticed that somebody must answer. Holds shares and counts, never a text."""

    __tablename__ = "reader_notice"

    id: int | None = Field(default=None, primary_key=True)
    # drift or bias
    kind: str = Field(index=True)
    # 2026-11
    month: str
    # A site for drift, a pair of groups for bias ("lang:da/lang:ro").
    about: str
    # indicator:youth, languages, unknown_words, strength, yellow, red
    measure: str
    before: float
    after: float
    counts: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    noticed_at: datetime
    answered_at: datetime | None = None
    answered_by: int | None = Field(default=None, foreign_key="user_account.id")
    # At most 500 characters.
    answer: str | None = None
