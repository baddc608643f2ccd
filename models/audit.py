"""The audit trail: an append-only chain, each entry hashed over the one before."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel


class AuditEntry(SQLModel, table=True):
    """Who did what to which record, for which purpose. No phone, address or ad text in ``details``."""

    __tablename__ = "audit_entry"
    # "How many numbers did this worker see today", "did this worker just look at this place": answered from the index alone,
    # whatever two years of views have piled up.
    __table_args__ = (
        Index("ix_audit_entry_own_acts", "user_id", "act", "at"),
        Index("ix_audit_entry_record", "subject", "user_id", "act", "at"),
    )

    number: int | None = Field(default=None, primary_key=True)
    at: datetime
    user_id: int | None = None
    organisation_id: int | None = None
    act: str
    subject: str | None = None
    purpose: str | None = None
    details: dict[str, object] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    previous_hash: str
    hash: str
