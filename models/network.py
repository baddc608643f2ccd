"""Possible networks: which ads may belong together, why, and what was cut."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Network(SQLModel, table=True):
    """A possible network shown to people; under about 30 nodes. ``token`` stays stable when ads come and go."""

    id: int | None = Field(default=None, primary_key=True)
    token: str = Field(unique=True)
    ads: int
    phones: int
    places: int
    first_seen: datetime
    last_seen: datetime
    updated_at: datetime


class Link(SQLModel, table=True):
    """One reason why two ads may belong together; ``kept`` False means cut, with ``cut_reason``."""

    id: int | None = Field(default=None, primary_key=True)
    ad_a: int = Field(foreign_key="ad.id", index=True)
    ad_b: int = Field(foreign_key="ad.id", index=True)
    # shared_phone, shared_handle, template_text, same_address, co_movement, rota, number_in_recruitment …
    why: str
    strength: float
    kept: bool = True
    cut_reason: str | None = None
    # Facts that word the reason, as JSON text without phone or address, e.g. {"phone_id": 3}.
    facts: str | None = None


class LinkJudgement(SQLModel, table=True):
    """A person's "same" or "not the same" about two ads. Append-only; survives re-runs."""

    __tablename__ = "link_judgement"

    id: int | None = Field(default=None, primary_key=True)
    ad_a: int = Field(foreign_key="ad.id")
    ad_b: int = Field(foreign_key="ad.id")
    same: bool
    user_id: int = Field(foreign_key="user_account.id")
    judged_at: datetime
    undone_at: datetime | None = None
