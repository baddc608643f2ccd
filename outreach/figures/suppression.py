"""Hide small counts so that nobody can work them out again: k = 5, with complementary suppression. Pure.

A count from one to four is hidden. Where its row or column has a published total, hiding it alone would not help: other
cells of that line are hidden too, until no hidden cell can be narrowed down to less than five by any arithmetic over
everything that is published together. Zero is shown; "few" and "no data" look different (R-AGG-4).

Tables that tell of the same things (visits by month and region, visits by month and outcome) share the totals of their
rows: a total hidden in one table would give a count away where another shows it. So they are released together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from outreach.figures.figure import K, is_small

TOTAL = "\0total"

Cell = tuple[str, str]
# (table, row, column); the totals of rows belong to all tables and name none.
Place = tuple[str, str, str]
SHARED = ""


@dataclass(frozen=True, slots=True)
class Released:
    """A table as it may be shown: None stands for a hidden count. ``rows``/``columns`` are totals of their lines.

    Every row meets every column: a pair that was not in the table is a zero, and may have to be hidden too.
    """

    cells: dict[Cell, int | None]
    rows: dict[str, int | None]
    columns: dict[str, int | None]
    total: int | None


def release_lists(lists: Mapping[str, Mapping[str, int]]) -> dict[str, tuple[dict[str, int | None], int | None]]:
    """Return several lists with one total, each with what must be hidden as None. Raises ValueError: totals differ."""
    tables = {name: {("all", category): count for category, count in counts.items()} for name, counts in lists.items()}
    return {
        name: ({category: released.cells["all", category] for category in lists[name]}, released.total)
        for name, released in release_together(tables).items()
    }


def release_together(tables: Mapping[str, Mapping[Cell, int]]) -> dict[str, Released]:
    """Return tables that count the same things by the same rows, hiding what must not be seen in any of them.

    Raises ValueError for a negative count and where the totals of rows differ.
    """
    full = with_totals(tables)
    lines = lines_of(full)
    hidden = to_hide(full, lines)
    shown = {place: None if place in hidden else count for place, count in full.items()}
    return {name: _released(shown, name) for name in tables}


def _released(shown: Mapping[Place, int | None], name: str) -> Released:
    own = {(row, column): count for (table, row, column), count in shown.items() if table == name and column != TOTAL}
    return Released(
        cells={cell: count for cell, count in own.items() if cell[0] != TOTAL},
        rows={row: count for (_, row, column), count in shown.items() if column == TOTAL and row != TOTAL},
        columns={column: count for (row, column), count in own.items() if row == TOTAL},
        total=shown[SHARED, TOTAL, TOTAL],
    )


def with_totals(tables: Mapping[str, Mapping[Cell, int]]) -> dict[Place, int]:
    """Return every count with its place: the bodies, the totals of columns, and the shared totals of rows."""
    if any(count < 0 for table in tables.values() for count in table.values()):
        raise ValueError("a count is negative")
    # The body may miss cells: what is not there is zero, and is part of its line.
    rows = list(dict.fromkeys(row for table in tables.values() for row, _ in table))
    full: dict[Place, int] = {}
    shared: dict[Place, int] = {}
    for name, table in tables.items():
        columns = list(dict.fromkeys(column for _, column in table))
        full |= {(name, row, column): table.get((row, column), 0) for row in rows for column in columns}
        full |= {
            (name, TOTAL, column): sum(count for (_, other), count in table.items() if other == column)
            for column in columns
        }
        own = {
            (SHARED, row, TOTAL): sum(count for (other, _), count in table.items() if other == row) for row in rows
        } | {(SHARED, TOTAL, TOTAL): sum(table.values())}
        if shared and own != shared:
            raise ValueError("tables that are released together must agree in the totals of their rows")
        shared = own
    return full | (shared or {(SHARED, TOTAL, TOTAL): 0})


def lines_of(full: Mapping[Place, int]) -> list[list[Place]]:
    """Return every line of tables with totals: its places, the total last."""
    rows = list(dict.fromkeys(row for _, row, _ in full))
    columns: dict[str, list[str]] = {}
    for table, _, column in full:
        if column != TOTAL and column not in columns.setdefault(table, []):
            columns[table].append(column)
    inner = [row for row in rows if row != TOTAL]
    across = [
        [(table, row, column) for column in names] + [(SHARED, row, TOTAL)]
        for table, names in columns.items()
        for row in rows
    ]
    down = [
        [(table, row, column) for row in inner] + [(table, TOTAL, column)]
        for table, names in columns.items()
        for column in names
    ]
    return [*across, *down, [(SHARED, row, TOTAL) for row in inner] + [(SHARED, TOTAL, TOTAL)]]


def to_hide(full: Mapping[Place, int], lines: Sequence[Sequence[Place]]) -> set[Place]:
    """Return what must be hidden so that no count from one to four can be worked out from the rest."""
    hidden = {place for place, count in full.items() if is_small(count)}
    # Hiding more never narrows a count again: what was found safe stays safe.
    safe: set[Place] = set()
    while True:
        partners = _partners(full, lines, hidden) or _exposed_partners(full, lines, hidden, safe)
        if not partners:
            return hidden
        hidden |= partners


def _partners(full: Mapping[Place, int], lines: Sequence[Sequence[Place]], hidden: set[Place]) -> set[Place]:
    """Return one more place to hide for a line in which the hidden ones can be told from the rest."""
    for line in lines:
        inside = [place for place in line if place in hidden]
        # Two hidden counts must leave room for five, else their sum already says that both are few.
        if not inside or (len(inside) > 1 and sum(full[place] for place in inside) >= K):
            continue
        open_places = [place for place in line if place not in hidden]
        if open_places:
            return {_cheapest(full, open_places)}
    return set()


def _exposed_partners(
    full: Mapping[Place, int], lines: Sequence[Sequence[Place]], hidden: set[Place], safe: set[Place]
) -> set[Place]:
    """Return a place to hide where all lines together narrow a small count down to less than five."""
    for place in sorted(hidden - safe):
        if not is_small(full[place]) or highest(full, lines, hidden, place) >= K:
            safe.add(place)
            continue
        near = [other for line in lines if place in line for other in line if other not in hidden]
        # Where its own lines are hidden already, what gives it away stands elsewhere.
        around = near or [other for other in full if other not in hidden]
        if around:
            return {_cheapest(full, around)}
    return set()


def _cheapest(full: Mapping[Place, int], places: Iterable[Place]) -> Place:
    """Return the smallest count that is there; a total, or a zero, only when nothing else can stand in."""
    return min(places, key=lambda place: (full[place] == 0, TOTAL in place, full[place], place))


def highest(full: Mapping[Place, int], lines: Sequence[Sequence[Place]], hidden: set[Place], place: Place) -> float:
    """Return the largest value a hidden count could have, judged from everything that is shown."""
    unknown = sorted(hidden)
    column_of = {other: index for index, other in enumerate(unknown)}
    equations, results = [], []
    for line in lines:
        row = np.zeros(len(unknown))
        known = 0
        for other in line:
            sign = -1 if other == line[-1] else 1
            if other in column_of:
                row[column_of[other]] += sign
            else:
                known += sign * full[other]
        if row.any():
            equations.append(row)
            results.append(-known)
    goal = np.zeros(len(unknown))
    goal[column_of[place]] = -1
    found = linprog(goal, A_eq=np.array(equations), b_eq=np.array(results), bounds=(0, None), method="highs")
    # Unbounded means nothing narrows it down.
    return float(-found.fun) if found.status == 0 else float("inf")
