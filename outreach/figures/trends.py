"""Trends: new ads and visits by month against region, language, kind, site or indicator, from the months told. Pure.

Each table is fixed (R-AGG-3): rows are months, columns one dimension. Totals over several months are shown where every month
is: what is hidden stays hidden in them too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from outreach.figures.figure import TOTAL
from outreach.figures.joint import Told
from outreach.figures.periods import month_end
from outreach.figures.suppression import Cell, Released
from outreach.figures.tables import ADS, VISITS, cell_key

DIMENSIONS = {
    ADS: ("region", "level", "kind", "language", "site", "indicator"),
    VISITS: ("region", "outcome", "place_type"),
}


@dataclass(frozen=True, slots=True)
class Trend:
    """Months down, categories across; None is a hidden count. ``missing_days`` had no crawl at all.

    A month nobody collected in is not in the table: it is no zero. ``so_far``: the last day of the newest month, where that
    month was told before it was over.
    """

    subject: str
    dimension: str
    months: tuple[str, ...]
    categories: tuple[str, ...]
    table: Released
    missing_days: int
    months_without_data: tuple[str, ...] = ()
    so_far: date | None = None


def trend_of(told: Sequence[Told], subject: str, dimension: str) -> Trend:
    """Return one table of the months told, in order. Raises KeyError for a table there is not."""
    if dimension not in DIMENSIONS[subject]:
        raise KeyError(dimension)
    cells: dict[Cell, int | None] = {}
    rows: dict[str, int | None] = {}
    without = told[-1].months_without_crawl if told and subject == ADS else frozenset()
    for one in told:
        found = {
            key.split("|", 2)[2]: value
            for key, value in one.cells.items()
            if key.startswith(cell_key(subject, dimension, ""))
        }
        total = one.cells.get(cell_key(subject, TOTAL, TOTAL), 0)
        if total == 0 and one.period.name in without:
            continue
        rows[one.period.name] = total
        cells |= {(one.period.name, category): value for category, value in found.items()}
    categories = sorted({category for (_, category), value in cells.items() if value != 0})
    whole = {(month, category): cells.get((month, category), 0) for month in rows for category in categories}
    columns = {category: _sum(whole[month, category] for month in rows) for category in categories}
    return Trend(
        subject,
        dimension,
        tuple(rows),
        tuple(categories),
        Released(whole, rows, columns, _sum(rows.values())),
        max((one.missing_days for one in told), default=0),
        tuple(one.period.name for one in told if one.period.name not in rows),
        _so_far(told),
    )


def _so_far(told: Sequence[Told]) -> date | None:
    last = told[-1].period if told else None
    whole = last is None or last.last == month_end(last.last.year, last.last.month)
    return None if whole or last is None else last.last


def _sum(shown: Iterable[int | None]) -> int | None:
    """Add up what is shown; None where anything is hidden."""
    whole = 0
    for value in shown:
        if value is None:
            return None
        whole += value
    return whole
