"""First messages: approved templates, and a ledger over all organisations that keeps no text (R-SMS-5, R-SMS-10)."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class MessageTemplate(SQLModel, table=True):
    """One wording in one language. A change is a new row with the next version; only approved ones are offered."""

    __tablename__ = "message_template"

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    name: str
    # ISO 639-1, or pt-BR.
    language: str
    # first (a first text, linted) or reply.
    kind: str = "first"
    body: str
    version: int = 1
    written_by: int = Field(foreign_key="user_account.id")
    approved_by: int | None = Field(default=None, foreign_key="user_account.id")
    approved_at: datetime | None = None
    retired_at: datetime | None = None


class MessageNumber(SQLModel, table=True):
    """What has been sent to one number by all organisations together: the row that enforces the cap."""

    __tablename__ = "message_number"

    # The number under the do-not-contact key: lasts over the yearly change of phone keys.
    keyed: str = Field(primary_key=True)
    first_texts: int = 0
    last_sent_at: datetime | None = None
    # Set when a third person answered, or the cap was reached: no more first texts.
    closed_at: datetime | None = None
    # She wrote herself: that opens the number again (inbound is consent, R-SMS-13).
    she_wrote_at: datetime | None = None


class MessageEntry(SQLModel, table=True):
    """One text a worker sent from the organisation's phone, and what came of it; no body is kept."""

    __tablename__ = "message_entry"

    id: int | None = Field(default=None, primary_key=True)
    keyed: str = Field(index=True)
    contact_point_id: int | None = Field(default=None, foreign_key="contact_point.id", index=True)
    template_id: int | None = Field(default=None, foreign_key="message_template.id")
    language: str
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    sent_at: datetime
    # The local day it was sent, for the limit per worker and day.
    sent_on: date = Field(index=True)
    # none yet, or: yes, no, question, angry, third_person, complaint.
    outcome: str | None = None
    outcome_at: datetime | None = None


class WorkerDay(SQLModel, table=True):
    """How many first texts one worker has sent on one local day: the row that enforces the daily limit."""

    __tablename__ = "worker_day"

    user_id: int = Field(foreign_key="user_account.id", primary_key=True)
    day: date = Field(primary_key=True)
    first_texts: int = 0
