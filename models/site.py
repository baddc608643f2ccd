"""Sites and the passes over them: what was fetched, when, and whether the site still reads."""

from datetime import datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class Site(SQLModel, table=True):
    """One collected site. Facts live in its site.yml; this row holds what people switch and what runs learn."""

    name: str = Field(primary_key=True)
    title: str
    start_url: str
    is_loopback: bool = False
    paused: bool = False


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
    # Share (0-1) of ads that carry each field, by field name: the site's health.
    field_fill: dict[str, float] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


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
