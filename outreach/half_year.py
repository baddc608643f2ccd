"""The half-year pack for the network meeting (US-25): the half's figures on paper, safe to lay on a public table.

Small counts are hidden as everywhere (k = 5), and what is shown is rounded to 5. Months, halves and years are told together:
whoever holds them all cannot subtract their way to a single visit (R-AGG-2).
"""

from datetime import date, datetime

from sqlmodel import Session

from models.errors import BadInput
from outreach.figures.freeze import entered_in
from outreach.figures.joint import STEP
from outreach.figures.ledger import figures_of, told_of
from outreach.figures.year_table import Row, year_rows
from outreach.local_time import local_day
from outreach.report import FIRST_YEAR, WORDS, paper

HALVES = (1, 2)
PACK_WORDS = {
    "da": {"title": "Halvårets tal, {half}. halvår {year}", "rounded": "Alle tal er afrundet til nærmeste {step}.", "so_far": "Halvåret er ikke slut: tallene går til {day}."},
    "en": {"title": "Figures of the half-year {year}-{half}", "rounded": "All numbers are rounded to the nearest {step}.", "so_far": "The half-year is not over: the numbers run to {day}."},
}  # fmt: skip


def half_year_rows(session: Session, year: int, half: int, *, now: datetime, lang: str) -> list[Row]:
    """Return the rows of one half-year as told, hidden and rounded. Raises BadInput for a half nothing was told of yet."""
    if half not in HALVES or not FIRST_YEAR <= year <= local_day(now).year:
        raise BadInput("There are no figures for that half-year.")
    first, last = (date(year, 1, 1), date(year, 6, 30)) if half == 1 else (date(year, 7, 1), date(year, 12, 31))
    told = figures_of(told_of(session, year, now=now), f"half{half}")
    if told is None:
        raise BadInput("There are no figures for that half-year yet: they come when it is over.")
    return year_rows(told, entered_in(session, first, last, now), lang)


def halves_told(session: Session, *, now: datetime) -> list[tuple[int, int]]:
    """Return the half-years of this year and the last that a pack can be made of, the newest first."""
    this_year = local_day(now).year
    years = [year for year in (this_year, this_year - 1) if year >= FIRST_YEAR]
    told = {year: told_of(session, year, now=now) for year in years}
    return [(year, half) for year in years for half in (2, 1) if figures_of(told[year], f"half{half}") is not None]


def half_year_pack(session: Session, year: int, half: int, *, now: datetime, lang: str = "da") -> bytes:
    """Return the pack as PDF in one language. Raises BadInput for a half nothing was told of yet."""
    rows = half_year_rows(session, year, half, now=now, lang=lang)
    words = PACK_WORDS[lang]
    intro = [str(WORDS[lang]["few"]), words["rounded"].format(step=STEP)]
    told_until = rows[0].period.partition("/")[2]
    if told_until < (date(year, 6, 30) if half == 1 else date(year, 12, 31)).isoformat():
        intro.append(words["so_far"].format(day=told_until))
    return paper(rows, words["title"].format(year=year, half=half), intro, lang)
