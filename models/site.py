"""Sites and the passes over them: what was fetched, when, and whether the site still reads."""

from datetime import datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel


class Site(SQLModel, table=True):
    """One collected site. Facts live in its site.yml; this row holds what people switch and what runs learn."""

    name: str = Field(primary_key=True)
    title: str
    start_url: str
    is_loopback: bool = False
    paused: bool = False
    # What a person set instead of the definition's: {"every_h", "window": ["22:00", "06:00"], "timezone"}; None: as defined.
    schedule: dict[str, object] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    # What the definition says, for screens, which may not read definitions: hosts, pace_s, browser, schedule, next_at,
    # gate ({"open", "why", "expires"}), noted_at. Written by every command that collects.
    facts: dict[str, object] | None = Field(default=None, sa_column=Column(JSON, nullable=True))


class CrawlPass(SQLModel, table=True):
    """One pass over one site. ``status``: running, complete, partial, failed, refused."""

    __tablename__ = "crawl_pass"

    id: int | None = Field(default=None, primary_key=True)
    site: str = Field(foreign_key="site.name", index=True)
    started_at: datetime
    finished_at: datetime | None = None
    status: str = "running"
    pages_fetched: int = 0
    ads_seen: int = 0
    ads_new: int = 0
    ads_changed: int = 0
    ads_gone: int = 0
    errors: int = 0
    # While it runs: ads the lists have shown so far, and when the pass last said that it lives.
    ads_listed: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    beat_at: datetime | None = None
    # Who began it: command, schedule or screen.
    begun_by: str = Field(default="command", sa_column_kwargs={"server_default": "command"})
    # The machine that collects (a random word, kept beside its locks), or "queue" when several workers share the pass.
    claimed_by: str | None = None
    # One plain sentence for people, without any content; None when all went well.
    message: str | None = None
    # The same as {"code", "values"}, for screens in any language; None for words that have no code.
    said: dict[str, object] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    # What the site allows, as read in this pass: {"robots": hash, "robots_status": n, "tdm": reason or null, ...}.
    permissions: dict[str, object] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    # Share (0-1) of ads that carry each field, by field name: the site's health.
    field_fill: dict[str, float] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class PageMemory(SQLModel, table=True):
    """What is remembered of a fetched page, so that it is asked for again only if it changed. Holds no page text."""

    __tablename__ = "page_memory"
    __table_args__ = (UniqueConstraint("site", "address"),)

    id: int | None = Field(default=None, primary_key=True)
    site: str = Field(foreign_key="site.name", index=True)
    address: str
    etag: str | None = None
    last_modified: str | None = None
    # Hash of the answer's body: the same bytes say the same, even where the site sends no validators. Not a copy.
    body_hash: str | None = None
    # Which reading of the site (definition and program) this memory belongs to; another one forgets it.
    reader: str
    # The ad an ad page belongs to; None for a list page.
    external_id: str | None = None
    # What a list page led to: {"rows": [[key, address, clue]], "next": [...], "lists": [...], "elements": n}.
    led_to: dict[str, object] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    checked_at: datetime


class SiteAlarm(SQLModel, table=True):
    """Something a person should look at on a site: a broken selector, too few ads, a refusal."""

    __tablename__ = "site_alarm"

    id: int | None = Field(default=None, primary_key=True)
    site: str = Field(foreign_key="site.name", index=True)
    crawl_pass_id: int | None = Field(default=None, foreign_key="crawl_pass.id")
    raised_at: datetime
    # Reason code, e.g. below_minimum, field_missing, site_down, page_changed; ``field`` names the field if one.
    reason: str
    field: str | None = None
    closed_at: datetime | None = None
