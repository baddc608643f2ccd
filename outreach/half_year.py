"""The half-year pack for the network meeting (US-25): the half's figures on paper, safe to lay on a public table.

Small counts are hidden as everywhere (k = 5), and what is shown is rounded to 5: whoever holds the year's exact figures
and two packs cannot subtract their way to a single visit (R-AGG-2).
"""

from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

from models.errors import BadInput
from outreach.figures.year_facts import read_period
from outreach.figures.year_table import Row, year_rows
from outreach.local_time import local_day
from outreach.report import FIRST_YEAR, WORDS, paper

STEP = 5
HALVES = (1, 2)
PACK_WORDS = {
    "da": {"title": "Halvårets tal, {half}. halvår {year}", "rounded": "Alle tal er afrundet til nærmeste {step}.", "so_far": "Halvåret er ikke slut: tallene går til {day}."},
    "en": {"title": "Figures of the half-year {year}-{half}", "rounded": "All numbers are rounded to the nearest {step}.", "so_far": "The half-year is not over: the numbers run to {day}."},
}  # fmt: skip


def half_of(day: date) -> int:
    """Return 1 for January to June, 2 for the rest."""
    return 1 if day.month <= 6 else 2


def half_year_rows(session: Session, year: int, half: int, *, now: datetime, lang: str) -> list[Row]:
    """Return the rows of one half-year, hidden and rounded. Raises BadInput for a half that has not begun."""
    if half not in HALVES or not FIRST_YEAR <= year <= local_day(now).year:
        raise BadInput("There are no figures for that half-year.")
    first, last = (date(year, 1, 1), date(year, 6, 30)) if half == 1 else (date(year, 7, 1), date(year, 12, 31))
    if first > local_day(now):
        raise BadInput("There are no figures for that half-year.")
    return [rounded(row) for row in year_rows(read_period(session, first, last, now=now), lang)]


def rounded(row: Row) -> Row:
    """Round a shown count to the nearest five; a share would give the exact count away and is left out."""
    if row.value is None:
        return row
    return replace(row, value=STEP * round(row.value / STEP), share=None)


def half_year_pack(session: Session, year: int, half: int, *, now: datetime, lang: str = "da") -> bytes:
    """Return the pack as PDF in one language. Raises BadInput for a half that has not begun."""
    rows = half_year_rows(session, year, half, now=now, lang=lang)
    words = PACK_WORDS[lang]
    intro = [str(WORDS[lang]["few"]), words["rounded"].format(step=STEP)]
    last = date(year, 6, 30) if half == 1 else date(year, 12, 31)
    if local_day(now) < last:
        intro.append(words["so_far"].format(day=local_day(now).isoformat()))
    return paper(rows, words["title"].format(year=year, half=half), intro, lang)
