"""The periods figures are told for, and the pieces of a year they are made of. Pure.

A month, a half-year or a year is told once, when it is over and nothing can come in late any more: a number that moved day by
day would tell of each day. Only a year of which nothing was told yet is told as far as it has come, once.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

# A log kept without coverage may come in seven days late (``outreach.visits``); nothing changes a visit after that.
SETTLED_AFTER = timedelta(days=8)
YEAR, HALF = "year", "half"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Some days told together, both ends included. ``name`` is year, half1, half2 or a month (2026-03)."""

    last: date
    first: date
    name: str

    @property
    def key(self) -> str:
        """Return what the period is stored under: the same month may be told in part and, later, whole."""
        return f"{self.name}@{self.last.isoformat()}"

    @property
    def is_month(self) -> bool:
        """Return whether this is (part of) one month."""
        return self.name not in {YEAR, "half1", "half2"}

    @property
    def exact(self) -> bool:
        """Return whether counts are told exactly: for months and whole years; all else is rounded to five."""
        return self.is_month or (self.name == YEAR and (self.last.month, self.last.day) == (12, 31))


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def whole_periods(year: int) -> list[Period]:
    """Return the twelve months, both halves and the year."""
    months = [Period(month_end(year, one), date(year, one, 1), f"{year}-{one:02d}") for one in range(1, 13)]
    half, end = date(year, 6, 30), date(year, 12, 31)
    return [
        *months,
        Period(half, date(year, 1, 1), f"{HALF}1"),
        Period(end, date(year, 7, 1), f"{HALF}2"),
        Period(end, date(year, 1, 1), YEAR),
    ]


def due(year: int, today: date, told: Collection[Period], *, so_far: bool = True) -> list[Period]:
    """Return the periods of a year that are to be told today, those first that end first.

    ``so_far``: where nothing was told yet, tell the running year as far as it has come.
    """
    settled = [one for one in whole_periods(year) if one.last + SETTLED_AFTER <= today]
    longest = max((one.last for one in told if not one.is_month), default=date.min)
    quarters = [one for one in _quarters(year, today) if one.last > longest]
    fresh = [one for one in [*settled, *quarters] if one not in told]
    if told or not so_far or len(settled) == len(whole_periods(year)) or today < date(year, 1, 1):
        return sorted(fresh)
    return sorted(cut for one in whole_periods(year) if (cut := _so_far(one, today)) is not None)


def _quarters(year: int, today: date) -> list[Period]:
    """Return the year so far at the end of its first and third quarter, as long as there is nothing newer."""
    spring = Period(date(year, 3, 31), date(year, 1, 1), f"{HALF}1")
    autumn = Period(date(year, 9, 30), date(year, 1, 1), YEAR)
    ends = {spring: date(year, 6, 30), autumn: date(year, 12, 31)}
    return [one for one, end in ends.items() if one.last + SETTLED_AFTER <= today < end + SETTLED_AFTER]


def _so_far(one: Period, today: date) -> Period | None:
    """Cut a period off at today; None where it has not begun, or where the year so far is the first half so far.

    What has just ended lacks its last day, so that it is told once more, whole, when nothing can come in late.
    """
    if one.first > today or (one.name == YEAR and today < date(today.year, 7, 1) and one.last.year == today.year):
        return None
    if one.last + SETTLED_AFTER <= today:
        return one
    return Period(min(one.last - timedelta(days=1), today), one.first, one.name)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A year cut where any told period begins or ends. A piece is named by its last day; facts after the last are not counted."""

    small: tuple[date, ...]
    large: tuple[date, ...]

    def month_piece(self, day: date) -> date:
        """Return the piece of a month a day lies in."""
        return next(end for end in self.small if day <= end)

    def half_piece(self, day: date) -> date:
        """Return the piece of a half-year a day lies in."""
        return next(end for end in self.large if day <= end)

    def within(self, period: Period) -> frozenset[date]:
        """Return all pieces, small and large, that a period is made of."""
        return frozenset(end for end in (*self.small, *self.large) if period.first <= end <= period.last)


def pieces(year: int, periods: Iterable[Period]) -> Pieces:
    """Return the pieces the periods are made of."""
    cuts = {one.last for one in periods}
    horizon = max(cuts)
    months = {month_end(year, month) for month in range(1, 13)}
    halves = {date(year, 6, 30), date(year, 12, 31)}
    long_cuts = {one.last for one in periods if not one.is_month}
    return Pieces(
        tuple(sorted(end for end in months | cuts if end <= horizon)),
        tuple(sorted(end for end in halves | long_cuts | {horizon} if end <= horizon)),
    )
