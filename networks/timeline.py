"""Who was where in which week: the table behind the timeline of a possible network. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Stay:
    """One name (or number, as the screen labels it) in one town, from first to last time seen there."""

    label: str
    place: str
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One label's towns by week, in the order of the weeks; an empty cell is a week without an ad."""

    label: str
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """``weeks`` are Mondays; ``together`` holds for each week the towns where at least two labels were."""

    weeks: tuple[date, ...]
    rows: tuple[TimelineRow, ...]
    together: tuple[tuple[str, ...], ...]


def monday(moment: datetime) -> date:
    """Return the Monday of a moment's week (in the moment's own zone)."""
    return moment.date() - timedelta(days=moment.weekday())


def by_week(stays: Iterable[Stay], *, most_weeks: int = 26) -> Timeline:
    """Return the towns by label and week: the last ``most_weeks`` weeks at most, rows by first appearance, then label."""
    known = sorted(stays, key=lambda stay: (stay.first, stay.label, stay.place))
    if not known:
        return Timeline((), (), ())
    last = max(monday(stay.last) for stay in known)
    first = max(monday(known[0].first), last - timedelta(weeks=most_weeks - 1))
    weeks = tuple(first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1))
    seen: dict[str, dict[date, dict[str, None]]] = {}
    for stay in known:
        cells = seen.setdefault(stay.label, defaultdict(dict))
        for week in weeks:
            if monday(stay.first) <= week <= monday(stay.last):
                cells[week][stay.place] = None
    rows = tuple(
        TimelineRow(label, tuple(tuple(cells.get(week, ())) for week in weeks)) for label, cells in seen.items()
    )
    return Timeline(weeks, rows, tuple(_together(rows, place) for place in range(len(weeks))))


def _together(rows: tuple[TimelineRow, ...], week: int) -> tuple[str, ...]:
    count: dict[str, int] = defaultdict(int)
    for row in rows:
        for place in row.cells[week]:
            count[place] += 1
    return tuple(sorted(place for place, labels in count.items() if labels >= 2))
