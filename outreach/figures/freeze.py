"""Freeze a year: the figures as they were handed out, kept whole, with their hash in the audit chain (R-REP-2)."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from models.audit import AuditEntry
from models.figure import FrozenYear
from outreach.actor import Actor
from outreach.errors import NotAllowed
from outreach.figures.joint import Told
from outreach.figures.ledger import figures_of, told_of
from outreach.figures.periods import YEAR, Period
from outreach.figures.year_facts import read_manual
from outreach.figures.year_table import Entered, Row, year_rows
from outreach.local_time import local_day
from outreach.on_record import on_record

ACT = "year frozen"


def digest_of(figures: list[dict[str, Any]]) -> str:
    """Return the SHA-256 over the canonical JSON of the rows."""
    canonical = json.dumps(figures, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def freeze_year(session: Session, actor: Actor, year: int, *, now: datetime) -> FrozenYear:
    """Freeze the figures of a finished year; frozen once, it stays. Raises NotAllowed while the year runs."""
    stored = frozen_year(session, year)
    if stored is not None:
        return stored
    told = figures_of(told_of(session, year, now=now), YEAR)
    if told is None or not told.period.exact:
        raise NotAllowed("year_not_over")
    rows = year_rows(told, entered_in(session, told.period.first, told.period.last, now))
    figures: list[dict[str, Any]] = [row.as_dict() for row in rows]
    frozen = FrozenYear(year=year, figures=figures, digest=digest_of(figures), frozen_at=now, frozen_by=actor.user_id)
    session.add(frozen)
    session.flush()
    on_record(session, actor, ACT, now=now, subject=str(year), details={"sha256": frozen.digest, "rows": len(figures)})
    return frozen


def frozen_year(session: Session, year: int) -> FrozenYear | None:
    """Return the frozen figures of a year, None where it was not frozen."""
    return session.exec(select(FrozenYear).where(FrozenYear.year == year)).first()


def is_unchanged(session: Session, frozen: FrozenYear) -> bool:
    """Return whether frozen figures still are what the audit chain says was handed out."""
    entries = session.exec(select(AuditEntry).where(AuditEntry.act == ACT, AuditEntry.subject == str(frozen.year)))
    return digest_of(frozen.figures) in {entry.details.get("sha256") for entry in entries}


def rows_of(session: Session, year: int, *, now: datetime, lang: str = "da") -> tuple[list[Row], FrozenYear | None]:
    """Return a year's rows: the frozen ones where there are, else what was told of it so far."""
    frozen = frozen_year(session, year)
    if frozen is not None:
        content: list[dict[str, Any]] = frozen.figures
        return [Row(**row) for row in content], frozen
    told = figures_of(told_of(session, year, now=now), YEAR) or Told(Period(local_day(now), date(year, 1, 1), YEAR), {})
    return year_rows(told, entered_in(session, told.period.first, date(year, 12, 31), now), lang), None


def entered_in(session: Session, first: date, last: date, now: datetime) -> Entered:
    """Return what people entered for some days, up to today."""
    until = min(last, local_day(now))
    return Entered(read_manual(session, first, until), until)
