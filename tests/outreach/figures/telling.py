"""A year told by itself, without a store and without anything told before."""

from datetime import date

from outreach.figures.figure import YearFacts
from outreach.figures.joint import Told, tell
from outreach.figures.periods import YEAR, Period
from outreach.figures.year_table import Entered, Row, year_rows


def whole_year(year: int) -> Period:
    return Period(date(year, 12, 31), date(year, 1, 1), YEAR)


def year_told(facts: YearFacts) -> Told:
    return tell(facts, [whole_year(facts.year)])[0]


def rows_told(facts: YearFacts, lang: str = "da") -> list[Row]:
    return year_rows(year_told(facts), Entered(facts.manual, facts.until), lang)
