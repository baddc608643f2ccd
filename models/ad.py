"""Ads, their dated versions, customer reviews and phones.

Full text, address and numbers exist only sealed. ``*_masked`` holds the same text with numbers and addresses replaced
by bullets of equal length, so offsets of evidence are true in both. ``*_masked`` is None until the ad has been read.
"""

from datetime import date, datetime

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class Ad(SQLModel, table=True):
    """One ad on one site: identity, presence and current content."""

    # A place's live ads are found among hundreds of gone ones without reading those. Both also serve questions after their
    # first column alone: one index less for every write to keep.
    __table_args__ = (
        UniqueConstraint("site", "external_id"),
        Index("ix_ad_live_at_place", "contact_point_id", "gone_at", "last_seen"),
    )

    id: int | None = Field(default=None, primary_key=True)
    site: str = Field(foreign_key="site.name")
    # The site's own stable id (not the URL: sessions and languages change URLs).
    external_id: str
    url: str
    first_seen: datetime = Field(index=True)
    last_seen: datetime = Field(index=True)
    gone_at: datetime | None = Field(default=None, index=True)
    content_hash: str
    # What the list page shows of the ad (hashed): unchanged means the ad page need not be fetched again.
    list_clue: str | None = None
    # JSON object {title, text, address, phones: [as written], handles: [..]}, sealed for column "ad.content".
    content_sealed: bytes
    title_masked: str | None = None
    text_masked: str | None = None
    alias: str | None = None
    age: int | None = None
    city: str | None = None
    postcode: str | None = Field(default=None, index=True)
    kind: str | None = None
    prices: list[dict[str, object]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    services: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    languages: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    opening_hours: str | None = None
    posted_at: date | None = None
    image_count: int | None = None
    contact_point_id: int | None = Field(default=None, foreign_key="contact_point.id")
    network_id: int | None = Field(default=None, foreign_key="network.id", index=True)


class AdVersion(SQLModel, table=True):
    """The content of an ad from ``seen_from`` on; the first one included. Append-only."""

    __tablename__ = "ad_version"

    id: int | None = Field(default=None, primary_key=True)
    ad_id: int = Field(foreign_key="ad.id", index=True)
    seen_from: datetime
    content_hash: str
    content_sealed: bytes
    alias: str | None = None
    age: int | None = None
    city: str | None = None
    postcode: str | None = None
    prices: list[dict[str, object]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    services: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    # Names of the fields that differ from the version before; empty for the first.
    changed: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class Review(SQLModel, table=True):
    """A customer's review of an ad. Nothing about the customer is kept."""

    __table_args__ = (UniqueConstraint("ad_id", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    ad_id: int = Field(foreign_key="ad.id", index=True)
    external_id: str
    # The text, sealed for column "review.text".
    text_sealed: bytes
    text_masked: str | None = None
    posted_at: date | None = None
    rating: float | None = None
    first_seen: datetime


class Phone(SQLModel, table=True):
    """One number: keyed for comparing, sealed (column "phone.e164") for the rare reveal, typed by behaviour."""

    id: int | None = Field(default=None, primary_key=True)
    keyed: str = Field(unique=True)
    epoch: str
    sealed: bytes
    # The last two digits, all that screens show.
    tail: str
    country: str | None = None
    # personal, clinic_reception, agency, forwarding, spam or unknown; see networks.
    type: str = "unknown"
    type_reason: str | None = None
    type_set_by_person: bool = False


class AdPhone(SQLModel, table=True):
    """A number seen on an ad between two times. ``source``: field or text."""

    __tablename__ = "ad_phone"

    id: int | None = Field(default=None, primary_key=True)
    ad_id: int = Field(foreign_key="ad.id", index=True)
    phone_id: int = Field(foreign_key="phone.id", index=True)
    obscured: bool = False
    source: str = "text"
    first_seen: datetime
    last_seen: datetime


class Issue(SQLModel, table=True):
    """A field that could not be normalised. Holds ad and reason code, never the value."""

    id: int | None = Field(default=None, primary_key=True)
    ad_id: int | None = Field(default=None, foreign_key="ad.id", index=True)
    field: str
    reason: str
    seen_at: datetime
