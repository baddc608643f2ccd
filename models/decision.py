"""What people decide. Rows are appended and undone by a date, never written over."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel


class LevelDecision(SQLModel, table=True):
    """A person's level for a contact point, with the reason in one click. The machine never lowers it."""

    __tablename__ = "level_decision"
    # The newest one of a place, and the newest of a worker, without reading years of others.
    __table_args__ = (
        Index("ix_level_decision_open", "contact_point_id", "undone_at"),
        Index("ix_level_decision_own", "user_id", "decided_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    contact_point_id: int = Field(foreign_key="contact_point.id")
    user_id: int = Field(foreign_key="user_account.id")
    level: str
    proposed_level: str
    reason: str | None = None
    decided_at: datetime
    undone_at: datetime | None = None


class Mark(SQLModel, table=True):
    """Any other one-key act on a contact point: visit, route, skip, note, duplicate, label, claim, seen."""

    __table_args__ = (Index("ix_mark_own", "user_id", "made_at"),)

    id: int | None = Field(default=None, primary_key=True)
    contact_point_id: int = Field(foreign_key="contact_point.id", index=True)
    user_id: int = Field(foreign_key="user_account.id")
    organisation_id: int = Field(foreign_key="organisation.id")
    kind: str
    # Note text or label; at most 500 characters.
    value: str | None = None
    made_at: datetime
    until: datetime | None = None
    undone_at: datetime | None = None


class SavedFilter(SQLModel, table=True):
    """A named filter of one user; URLs carry only its id."""

    __tablename__ = "saved_filter"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    name: str
    values: dict[str, object] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class Assignment(SQLModel, table=True):
    """A place handed to another organisation or colleague: waits for yes or no, and lapses on ``until``."""

    id: int | None = Field(default=None, primary_key=True)
    contact_point_id: int = Field(foreign_key="contact_point.id", index=True)
    from_user_id: int = Field(foreign_key="user_account.id")
    from_organisation_id: int = Field(foreign_key="organisation.id")
    to_organisation_id: int = Field(foreign_key="organisation.id", index=True)
    to_user_id: int | None = Field(default=None, foreign_key="user_account.id")
    # At most 200 characters, no names, no numbers.
    reason: str
    made_at: datetime
    until: datetime
    answered_at: datetime | None = None
    accepted: bool | None = None
    answered_by: int | None = Field(default=None, foreign_key="user_account.id")
