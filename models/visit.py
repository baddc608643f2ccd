"""Routes, stops and visits with tallies. Visits hold counts of people, never people."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, text
from sqlmodel import Field, SQLModel

OUTCOMES = ("let_in", "not_let_in", "nobody_there", "closed", "wrong_address", "leaflet_left")


class Route(SQLModel, table=True):
    """A planned day of one team. Deleted 24 h after the day (safety.md R-RET)."""

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    user_id: int = Field(foreign_key="user_account.id")
    day: date = Field(index=True)
    team: str
    start_label: str
    start_lat: float
    start_lon: float
    # Where the day ends; where it started when empty.
    end_label: str | None = None
    end_lat: float | None = None
    end_lon: float | None = None
    # Minutes after midnight, local time.
    starts_min: int = 540
    ends_min: int = 960
    # Lunch: minutes (0 for none) and when it may start.
    lunch_min: int = 0
    lunch_from_min: int = 690
    lunch_until_min: int = 780
    # When the planned break starts, None until planned.
    lunch_at_min: float | None = None
    # When the team is back at the start, None until planned.
    ready_min: float | None = None
    # Whether the driving times are the estimate from coordinates (else a routing engine gave them).
    times_estimated: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})
    seed: int = 0
    # draft, planned, closed
    status: str = "draft"
    # [{"contact_point_id": …, "why": code}] the planner left out.
    left_out: list[dict[str, object]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    created_at: datetime
    closed_at: datetime | None = None


class RouteStop(SQLModel, table=True):
    """One stop of a route; times are minutes after midnight, local time, None until planned."""

    __tablename__ = "route_stop"

    id: int | None = Field(default=None, primary_key=True)
    route_id: int = Field(foreign_key="route.id", index=True)
    contact_point_id: int = Field(foreign_key="contact_point.id")
    position: int
    pinned: bool = False
    service_min: int = 30
    arrive_min: float | None = None
    leave_min: float | None = None
    # Minutes of driving to this stop, and whether the way needs a ferry.
    travel_min: float | None = None
    by_ferry: bool = False
    # outside_hours or after_end where people chose an order that does not work out.
    warning: str | None = None


class Visit(SQLModel, table=True):
    """A knock on a door: outcome and tallies. ``client_token`` makes a re-sent form count once."""

    id: int | None = Field(default=None, primary_key=True)
    client_token: str = Field(unique=True)
    contact_point_id: int = Field(foreign_key="contact_point.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    user_id: int = Field(foreign_key="user_account.id")
    route_stop_id: int | None = None
    visited_at: datetime = Field(index=True)
    outcome: str
    place_type: str | None = None
    region_code: str | None = None
    # Level shown when the team left, for the tool's own hit rate (F25).
    level_before: str | None = None
    # Counts by name: spoken_new, spoken_known, spoken_unknown, women, men, trans, examinations, condoms, leaflets,
    # referral_health, referral_abortion, referral_other …
    tallies: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    # Ticks of the eleven signs, by code.
    signs: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    level_after: str | None = None
    cmm_contacted: bool = False
    # yes, no, not_asked: did the person wish to be referred.
    cmm_consent: str | None = None
    note: str | None = None
    revisit_on: date | None = None
    corrects_visit_id: int | None = None


class DoNotContact(SQLModel, table=True):
    """A number nobody may write to, under its own key. Who asked is not kept."""

    __tablename__ = "do_not_contact"

    keyed: str = Field(primary_key=True)
    since: date
