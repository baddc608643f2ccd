"""What a second person is asked to look at: unusual look-ups of one worker, and a monthly sample for another organisation.

Both point into the audit trail. Neither says that anybody did wrong: most look-ups that stand out have a good reason.
"""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class LookUpAlert(SQLModel, table=True):
    """That a worker's look-ups stood out in one way (``pattern``), from the first to the last of ``times`` acts."""

    __tablename__ = "look_up_alert"
    __table_args__ = (Index("ix_look_up_alert_pattern", "user_id", "pattern", "last_at"),)

    id: int | None = Field(default=None, primary_key=True)
    pattern: str
    # Whose look-ups, and of which organisation.
    user_id: int = Field(foreign_key="user_account.id")
    organisation_id: int = Field(foreign_key="organisation.id")
    first_at: datetime
    last_at: datetime
    times: int
    raised_at: datetime
    answered_at: datetime | None = None
    answered_by: int | None = Field(default=None, foreign_key="user_account.id")
    # explained, talked, breach
    verdict: str | None = None
    # At most 500 characters.
    answer: str | None = None


class TrailSample(SQLModel, table=True):
    """One look-up drawn for another organisation's protection officer to read (R-AUD-4)."""

    __tablename__ = "trail_sample"

    id: int | None = Field(default=None, primary_key=True)
    # The month the look-up fell in: 2026-10.
    month: str = Field(index=True)
    # The entry of the audit trail; entries are let go in time, the sample with them.
    entry_number: int = Field(unique=True)
    # Whose look-up, and who is to read it (None: no other organisation has an officer).
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    reader_organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    drawn_at: datetime
    answered_at: datetime | None = None
    answered_by: int | None = Field(default=None, foreign_key="user_account.id")
    # fits, ask
    verdict: str | None = None
