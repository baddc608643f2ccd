"""What people decide and ask for about collecting: lifted reservations, and jobs that another process does.

The web process fetches nothing: it writes a job, and ``lygte work`` (a process of its own) does it and says how far it is.
"""

from datetime import datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from models.job_times import ROUTINES

# A job whose worker has been silent this long is taken to be dead (seconds).
SILENT_AFTER_S = 120
JOB_KINDS = ("crawl", "learn", "accept", "reject", "screen", *ROUTINES)
# Of these only one runs at a time, whoever does it: reading what the passes brought.
ONE_AT_A_TIME = ("screen",)
OPEN_JOBS = ("waiting", "running")


class TdmDecision(SQLModel, table=True):
    """The controller's recorded decision to collect a site although it reserves text and data mining (R-CRAWL-1).

    Append-only but for ``withdrawn_at``. It covers only the signs named in ``covers``: a new sign stops the site again.
    """

    __tablename__ = "tdm_decision"

    id: int | None = Field(default=None, primary_key=True)
    site: str = Field(foreign_key="site.name", index=True)
    decided_at: datetime
    # Who decided, as the controller signs: name and role; and on what ground, in a sentence.
    decided_by: str
    why: str
    until: datetime
    # Signs the decision lifts: ai.txt, tdmrep.json, header, meta.
    covers: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    # Who recorded it on the screens; None for the command line.
    recorded_by: int | None = Field(default=None, foreign_key="user_account.id")
    withdrawn_at: datetime | None = None


class CollectJob(SQLModel, table=True):
    """A wish from the screens (collect a site now, learn one, take or drop what was learned), or a nightly routine.

    ``status``: waiting, running, done, refused, failed, cancelled. Holds no words of an ad: previews say how long a
    title is, not what it says.
    """

    __tablename__ = "collect_job"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    site: str = Field(index=True)
    address: str | None = None
    status: str = Field(default="waiting", index=True)
    asked_at: datetime
    asked_by: int | None = Field(default=None, foreign_key="user_account.id")
    # How often it was begun; after a failure that may pass it waits until ``not_before``, as a routine does for its hour.
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    not_before: datetime | None = None
    # The worker that has it; one that has not said for SILENT_AFTER_S that it lives loses it.
    claimed_by: str | None = None
    started_at: datetime | None = None
    beat_at: datetime | None = None
    finished_at: datetime | None = None
    # What is being done now, and how much of it: {"step", "done", "total"} of the progress callback.
    step: str | None = None
    done: int = 0
    total: int = 0
    # One plain sentence for people when it ended otherwise than well.
    message: str | None = None
    # The same as {"code", "values"}, for screens in any language; None for words that have no code.
    said: dict[str, object] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    # learn: {"head", "rows", "difference", "problems", "pending": true until taken or dropped}.
    result: dict[str, object] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
