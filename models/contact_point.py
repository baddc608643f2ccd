"""Contact points: a place, or a number where no place is known. The unit a team visits."""

from datetime import datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class ContactPoint(SQLModel, table=True):
    """A place or number with everything gathered there. ``token`` is the stable public id used in URLs."""

    __tablename__ = "contact_point"

    id: int | None = Field(default=None, primary_key=True)
    token: str = Field(unique=True)
    # place (address known), number (only a phone known) or ad (neither).
    basis: str
    # Keyed hash of what identifies it (address or number), so that re-runs find it again.
    basis_key: str = Field(unique=True)
    # clinic, private, escort, other
    place_type: str | None = None
    # What screens call it: town and kind, never an address or a name of a person.
    label: str
    # Sealed for column "contact_point.address".
    address_sealed: bytes | None = None
    postcode: str | None = Field(default=None, index=True)
    city: str | None = None
    municipality_code: str | None = None
    region_code: str | None = Field(default=None, index=True)
    lat: float | None = None
    lon: float | None = None
    # address, postcode, city or none: how exact lat/lon are.
    precision: str = "none"
    first_seen: datetime
    last_seen: datetime
    gone_at: datetime | None = None
    # When one of its ads was last rewritten.
    changed_at: datetime | None = None
    live_ads: int = 0
    proposed_level: str = "not_assessed"
    # Indicator groups behind the proposal, and the policy version that made it.
    proposed_groups: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    # Log odds behind the proposal: orders places of one level.
    proposed_score: float = 0.0
    policy_version: str | None = None
    # Ranking: higher first; the reasons are (reason code, value) pairs worded by the screen.
    rank_score: float = 0.0
    rank_reasons: list[dict[str, object]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    opening_hours: str | None = None
    # Safety note colleagues leave before knocking (dog, camera); at most 500 characters, no names.
    access_note: str | None = None
    do_not_visit: bool = False
