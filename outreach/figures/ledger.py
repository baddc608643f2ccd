"""The book of what was told: each period of figures is worked out once, kept, and shown the same on every page and paper.

Figures of a year that was frozen before there was a book count as told too.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.audit_chain import record
from models.figure import FigureRelease, FrozenYear
from models.gazetteer import regions
from outreach.figures.figure import YearFacts
from outreach.figures.joint import Told, tell
from outreach.figures.periods import YEAR, Period, due
from outreach.figures.tables import cell_key
from outreach.figures.year_facts import read_year
from outreach.local_time import local_day

ACT = "figures told"


def told_of(session: Session, year: int, *, now: datetime, read: Callable[..., YearFacts] = read_year) -> list[Told]:
    """Return everything told of a year, telling first what has become due. The caller commits.

    Only where there is no year before to look at, the running one is told as far as it has come.
    """
    told = _kept(session, year)
    begun = told or _had_figures(session, year - 1)
    fresh = due(year, local_day(now), {one.period for one in told}, so_far=not begun)
    if not fresh:
        return told
    # Worked out before the first word is written: other writers are not kept waiting.
    new = tell(read(session, year, now=now), fresh, told)
    if not _keep(session, year, new, now):
        # Somebody asked at the same moment and was quicker: what they were told counts.
        return _kept(session, year)
    return [*told, *new]


def tell_due(session: Session, *, now: datetime) -> None:
    """Tell what has become due of this year and the last since somebody first looked at figures. The caller commits.

    So that no page has to wait for it, and no fact expires untold.
    """
    this_year = local_day(now).year
    for year in (this_year - 1, this_year):
        if _was_told(session, year) or _had_figures(session, year - 1):
            told_of(session, year, now=now)


def _was_told(session: Session, year: int) -> bool:
    """Return whether a year was told at all, were it that there was nothing."""
    return session.exec(select(FigureRelease.id).where(FigureRelease.year == year).limit(1)).first() is not None


def _had_figures(session: Session, year: int) -> bool:
    """Return whether there was anything to tell of a year; a hidden count is something."""
    rows = session.exec(select(FigureRelease.cells).where(FigureRelease.year == year))
    return any(shown != 0 for cells in rows for shown in cells.values())


def figures_of(told: list[Told], name: str) -> Told | None:
    """Return the newest telling of a half-year or of a year; the year so far is its first half until there is more."""
    found = [one for one in told if one.period.name == name]
    if name == YEAR and not found:
        found = [one for one in told if one.period.name == "half1"]
    return max(found, key=lambda one: one.period, default=None)


def months_of(told: list[Told]) -> list[Told]:
    """Return the months told, each in its newest telling, in order."""
    newest = {one.period.name: one for one in sorted(told, key=lambda one: one.period) if one.period.is_month}
    return [newest[name] for name in sorted(newest)]


def _kept(session: Session, year: int) -> list[Told]:
    rows = session.exec(select(FigureRelease).where(FigureRelease.year == year).order_by(col(FigureRelease.id)))
    told = [
        Told(
            Period(row.last_day, row.first_day, row.period), row.cells, row.missing_days, frozenset(row.months_without_crawl)
        )
        for row in rows
    ]  # fmt: skip
    frozen = session.exec(select(FrozenYear).where(FrozenYear.year == year)).first()
    if frozen is not None and figures_of(told, YEAR) is None:
        told.append(_frozen(frozen))
    return told


def _frozen(frozen: FrozenYear) -> Told:
    """Return a year frozen before there was a book as told: its rows name regions, the book their codes."""
    codes = {name: code for code, name in regions().items()}
    rows: list[dict[str, Any]] = frozen.figures
    cells = {
        cell_key(row["figure"], row["breakdown"], codes.get(row["category"], row["category"])): row["value"]
        for row in rows
        if row["status"] != "no_data"
    }
    return Told(Period(date(frozen.year, 12, 31), date(frozen.year, 1, 1), YEAR), cells)


def _keep(session: Session, year: int, new: list[Told], now: datetime) -> bool:
    """Keep what is told, and on record that it was; False where another has told the same meanwhile."""
    rows = [
        FigureRelease(
            year=year,
            period=one.period.name,
            first_day=one.period.first,
            last_day=one.period.last,
            cells=dict(one.cells),
            missing_days=one.missing_days,
            months_without_crawl=sorted(one.months_without_crawl),
            told_at=now,
        )
        for one in new
    ]
    try:
        with session.begin_nested():
            session.add_all(rows)
    except IntegrityError:
        return False
    record(session, ACT, at=now, subject=str(year), details={"periods": [one.period.key for one in new]})
    return True
