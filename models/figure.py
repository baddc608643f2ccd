"""Figures that no visit yields (hotline log, drop-in, CMM's own numbers) and years that were frozen."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel


class ManualCount(SQLModel, table=True):
    """A number a person enters for one figure, day and category; never a case. Undone by a date, not deleted."""

    __tablename__ = "manual_count"

    id: int | None = Field(default=None, primary_key=True)
    # F11, F12, F14 … F26 as in the field's list of figures.
    figure: str = Field(index=True)
    # Which number of that figure, e.g. police, visits, opening_days.
    category: str
    # The day it counts for; a yearly number stands on 31 December.
    day: date = Field(index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    region_code: str | None = None
    value: int
    user_id: int = Field(foreign_key="user_account.id")
    entered_at: datetime
    undone_at: datetime | None = None


class FrozenYear(SQLModel, table=True):
    """The figures of a year as they were handed out; ``digest`` also stands in the audit chain (R-REP-2)."""

    __tablename__ = "frozen_year"

    id: int | None = Field(default=None, primary_key=True)
    year: int = Field(unique=True)
    figures: list[dict[str, object]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    # SHA-256 over the canonical JSON of ``figures``.
    digest: str
    frozen_at: datetime
    frozen_by: int | None = Field(default=None, foreign_key="user_account.id")


class ExportApproval(SQLModel, table=True):
    """A second person's yes or no to an export that needs one (four eyes, R-DISC-2)."""

    __tablename__ = "export_approval"

    id: int | None = Field(default=None, primary_key=True)
    route_id: int = Field(foreign_key="route.id", index=True)
    format: str
    purpose: str
    asked_by: int = Field(foreign_key="user_account.id")
    asked_at: datetime
    answered_by: int | None = Field(default=None, foreign_key="user_account.id")
    answered_at: datetime | None = None
    approved: bool | None = None
    # An approval not used by then is void.
    expires_at: datetime


class FigureRelease(SQLModel, table=True):
    """One period of figures as it was told, once: what was told limits what may be told later (R-AGG-2, R-AGG-3)."""

    __tablename__ = "figure_release"
    __table_args__ = (UniqueConstraint("year", "period", "last_day", name="uq_figure_release_period"),)

    id: int | None = Field(default=None, primary_key=True)
    year: int
    # year, half1, half2 or a month (2026-03), up to ``last_day``.
    period: str
    first_day: date
    last_day: date
    # By figure|breakdown|category; null where hidden. Counts from one to four never stand here.
    cells: dict[str, int | None] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    missing_days: int = 0
    months_without_crawl: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    told_at: datetime
