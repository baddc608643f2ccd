"""Trends as small multiples: one little chart a category, months along, hidden counts and missing data told apart."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.gazetteer import regions
from models.policy import load_policy
from outreach.figures.ledger import months_of, told_of
from outreach.figures.trends import Trend, trend_of
from review_ui.dates import language_name
from review_ui.desk import Desk

BAR_WIDTH, GAP, HEIGHT = 22, 4, 72


@dataclass(frozen=True)
class Bar:
    """One month: a count, None with ``state`` few (hidden, under five) or gap (nothing was collected)."""

    month: str
    value: int | None
    state: str
    x: int
    height: float


@dataclass(frozen=True)
class Small:
    """One category's chart with its total."""

    category: str
    label: str
    total: int | None
    bars: list[Bar]
    width: int


def make_trend(desk: Desk, subject: str, dimension: str, year: int) -> tuple[Trend, list[Small]]:
    """Return the table and its charts for one year."""
    trend = trend_of(months_of(told_of(desk.session, year, now=desk.now)), subject, dimension)
    return trend, small_multiples(trend, {name: word(desk, dimension, name) for name in trend.categories})


def small_multiples(trend: Trend, labels: Mapping[str, str]) -> list[Small]:
    """Draw one chart a category, all on one scale so that they can be compared."""
    shown = [count for count in trend.table.cells.values() if count]
    highest = max(shown, default=1)
    # Months nobody collected in keep their place, so that a gap is seen as a gap.
    months, gaps = sorted({*trend.months, *trend.months_without_data}), frozenset(trend.months_without_data)
    # A year has room for twelve months, so that one month alone is not drawn as a wall.
    width = 12 * (BAR_WIDTH + GAP)
    return [
        Small(
            category,
            labels[category],
            trend.table.columns.get(category),
            [
                _bar(trend.table.cells.get((month, category)), month, at, highest, gap=month in gaps)
                for at, month in enumerate(months)
            ],
            width,
        )
        for category in trend.categories
    ]


def _bar(value: int | None, month: str, at: int, highest: int, *, gap: bool) -> Bar:
    state = "gap" if gap and not value else "few" if value is None else "count"
    return Bar(month, value, state, at * (BAR_WIDTH + GAP), round(HEIGHT * (value or 0) / highest, 1))


def word(desk: Desk, dimension: str, code: str) -> str:
    """Word one category."""
    t = desk.t
    if dimension == "region":
        return regions().get(code, t("trends.unknown")).removeprefix("Region ")
    if dimension == "indicator":
        known = load_policy().indicators.get(code)
        return known.label[desk.lang] if known else t.code("fact", code)
    if dimension == "language":
        return language_name(code, desk.lang) if len(code) == 2 else t("trends.unknown")
    prefix = {"level": "level", "outcome": "outcome", "kind": "places.kind", "place_type": "places.kind"}.get(dimension)
    if prefix == "places.kind":
        return t(f"places.kind_{code}") if t.known(f"places.kind_{code}") else t("trends.unknown")
    return t.code(prefix, code) if prefix else code
