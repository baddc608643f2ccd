"""Trends: ads and visits by month against region, language, kind, site or indicator; small counts hidden. Pure.

Each table is fixed (R-AGG-3): rows are months, columns one dimension, both with totals that hold together. Tables of one
subject count the same ads or visits, so they are released together: what one hides no other gives away.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from outreach.figures.figure import UNKNOWN, AdFact, VisitFact, YearFacts
from outreach.figures.suppression import Cell, Released, release_together

Fact = TypeVar("Fact", AdFact, VisitFact)

AD_DIMENSIONS: dict[str, Callable[[AdFact], Iterable[str]]] = {
    "region": lambda ad: [ad.region or UNKNOWN],
    "language": lambda ad: [ad.language or UNKNOWN],
    "kind": lambda ad: [ad.kind or UNKNOWN],
    "site": lambda ad: [ad.site],
    "level": lambda ad: [ad.level],
    # An ad may carry several indicators: this table counts findings, not ads, and stands alone.
    "indicator": lambda ad: sorted(ad.indicators),
}
OF_FINDINGS = frozenset({"indicator"})
VISIT_DIMENSIONS: dict[str, Callable[[VisitFact], Iterable[str]]] = {
    "region": lambda visit: [visit.region or UNKNOWN],
    "outcome": lambda visit: [visit.outcome],
    "place_type": lambda visit: [visit.place_type or UNKNOWN],
}


@dataclass(frozen=True, slots=True)
class Trend:
    """Months down, categories across; None is a hidden count. ``missing_days`` had no crawl at all.

    A month nobody collected in is not in the table: it is no zero, and as a known nothing it could hide no other count.
    """

    subject: str
    dimension: str
    months: tuple[str, ...]
    categories: tuple[str, ...]
    table: Released
    missing_days: int
    months_without_data: tuple[str, ...] = ()


def ad_trend(facts: YearFacts, dimension: str) -> Trend:
    """Return new ads by month and one dimension. Raises KeyError for a dimension there is no table for."""
    fresh = [ad for ad in facts.ads if ad.first_day.year == facts.year]
    tables = {
        name: Counter((f"{ad.first_day:%Y-%m}", group) for ad in fresh for group in groups(ad))
        for name, groups in _released_with(AD_DIMENSIONS, dimension).items()
    }
    return _trend("ads", dimension, tables, facts, without=facts.months_without_crawl)


def visit_trend(facts: YearFacts, dimension: str) -> Trend:
    """Return visits by month and one dimension. Raises KeyError for a dimension there is no table for."""
    tables = {
        name: Counter((f"{visit.day:%Y-%m}", group) for visit in facts.visits for group in groups(visit))
        for name, groups in _released_with(VISIT_DIMENSIONS, dimension).items()
    }
    return _trend("visits", dimension, tables, facts)


def _released_with(
    dimensions: Mapping[str, Callable[[Fact], Iterable[str]]], dimension: str
) -> dict[str, Callable[[Fact], Iterable[str]]]:
    """Return the dimensions whose tables share their totals with this one, itself among them."""
    if dimension in OF_FINDINGS:
        return {dimension: dimensions[dimension]}
    return {dimension: dimensions[dimension]} | {
        name: groups for name, groups in dimensions.items() if name not in OF_FINDINGS
    }


def _trend(
    subject: str,
    dimension: str,
    tables: Mapping[str, Counter[Cell]],
    facts: YearFacts,
    without: frozenset[str] = frozenset(),
) -> Trend:
    every = [f"{facts.year}-{month:02d}" for month in range(1, facts.until.month + 1)]
    with_counts = {month for month, _ in tables[dimension]}
    missing = tuple(month for month in every if month in without and month not in with_counts)
    months = tuple(month for month in every if month not in missing)
    whole = {
        name: {
            (month, group): cells[month, group] for month in months for group in sorted({group for _, group in cells})
        }
        for name, cells in sorted(tables.items())
    }
    categories = tuple(sorted({group for _, group in tables[dimension]}))
    released = release_together(whole)[dimension]
    return Trend(subject, dimension, months, categories, released, facts.days_without_crawl, missing)
