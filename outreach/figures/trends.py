"""Trends: ads and visits by month against region, language, kind, site or indicator; small counts hidden. Pure.

Each table is fixed (R-AGG-3): rows are months, columns one dimension, both with totals that hold together.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from outreach.figures.figure import UNKNOWN, AdFact, VisitFact, YearFacts
from outreach.figures.suppression import Released, release

AD_DIMENSIONS: dict[str, Callable[[AdFact], Iterable[str]]] = {
    "region": lambda ad: [ad.region or UNKNOWN],
    "language": lambda ad: [ad.language or UNKNOWN],
    "kind": lambda ad: [ad.kind or UNKNOWN],
    "site": lambda ad: [ad.site],
    "level": lambda ad: [ad.level],
    # An ad may carry several indicators: this table counts findings, not ads.
    "indicator": lambda ad: sorted(ad.indicators),
}
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
    groups = AD_DIMENSIONS[dimension]
    fresh = [ad for ad in facts.ads if ad.first_day.year == facts.year]
    cells = Counter((f"{ad.first_day:%Y-%m}", group) for ad in fresh for group in groups(ad))
    return _trend("ads", dimension, cells, facts, without=facts.months_without_crawl)


def visit_trend(facts: YearFacts, dimension: str) -> Trend:
    """Return visits by month and one dimension."""
    groups = VISIT_DIMENSIONS[dimension]
    cells = Counter((f"{visit.day:%Y-%m}", group) for visit in facts.visits for group in groups(visit))
    return _trend("visits", dimension, cells, facts)


def _trend(
    subject: str,
    dimension: str,
    cells: Counter[tuple[str, str]],
    facts: YearFacts,
    without: frozenset[str] = frozenset(),
) -> Trend:
    every = [f"{facts.year}-{month:02d}" for month in range(1, facts.until.month + 1)]
    with_counts = {month for month, _ in cells}
    missing = tuple(month for month in every if month in without and month not in with_counts)
    months = tuple(month for month in every if month not in missing)
    categories = tuple(sorted({group for _, group in cells}))
    whole = {(month, group): cells[month, group] for month in months for group in categories}
    return Trend(subject, dimension, months, categories, release(whole), facts.days_without_crawl, missing)
