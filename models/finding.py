"""What reading found: one row a text read, one row a piece of evidence."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class TextReading(SQLModel, table=True):
    """That a text was read, with which policy and rules, and what level it would get on its own."""

    __tablename__ = "text_reading"

    id: int | None = Field(default=None, primary_key=True)
    ad_id: int = Field(foreign_key="ad.id", index=True)
    review_id: int | None = Field(default=None, foreign_key="review.id", index=True)
    content_hash: str
    lang: str
    level: str
    # Versions of lexicons, model and policy in one string; another string means: read again.
    reader_version: str
    read_at: datetime


class Finding(SQLModel, table=True):
    """One piece of evidence: indicator, direction, strength and the exact words (masked).

    Belongs to an ad, to a review of it, or (network and history indicators) to an ad without a text position.
    ``source``: text, network or history. ``explanation_key`` with ``explanation_values`` words findings that quote nothing.
    """

    id: int | None = Field(default=None, primary_key=True)
    ad_id: int = Field(foreign_key="ad.id", index=True)
    review_id: int | None = Field(default=None, foreign_key="review.id", index=True)
    indicator: str = Field(index=True)
    direction: str
    strength: float
    source: str = "text"
    start: int | None = None
    end: int | None = None
    quote_masked: str | None = None
    rule: str
    # For findings without a quote: facts as JSON text, e.g. {"ads": 6, "aliases": 4}.
    facts: str | None = None
    found_at: datetime
