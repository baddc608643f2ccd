"""Hide small counts so that nobody can work them out again: k = 5, with complementary suppression. Pure.

A count from one to four is hidden. Where its row or column has a published total, hiding it alone would not help: other
cells of that line are hidden too, until no hidden cell can be narrowed down to less than five by any arithmetic over
the table. Zero is shown; "few" and "no data" look different (R-AGG-4).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

K = 5

Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Released:
    """A table as it may be shown: None stands for a hidden count. ``rows``/``columns`` are totals of their lines.

    Every row meets every column: a pair that was not in the table is a zero, and may have to be hidden too.
    """

    cells: dict[Cell, int | None]
    rows: dict[str, int | None]
    columns: dict[str, int | None]
    total: int | None


def is_small(count: int) -> bool:
    """Return whether a count must be hidden on its own."""
    return 0 < count < K


def release(table: Mapping[Cell, int]) -> Released:
    """Return a table with its row and column totals, hiding what must not be seen.

    Raises ValueError for a negative count.
    """
    if any(count < 0 for count in table.values()):
        raise ValueError("a count is negative")
    full = _with_totals(table)
    hidden = {cell for cell, count in full.items() if is_small(count)}
    while True:
        partners = _partners(full, hidden)
        if not partners:
            partners = _exposed_partners(full, hidden)
        if not partners:
            break
        hidden |= partners
    shown = {cell: None if cell in hidden else count for cell, count in full.items()}
    return Released(
        cells={cell: shown[cell] for cell in full if TOTAL not in cell},
        rows={row: shown[row, TOTAL] for row, column in full if column == TOTAL and row != TOTAL},
        columns={column: shown[TOTAL, column] for row, column in full if row == TOTAL and column != TOTAL},
        total=shown[TOTAL, TOTAL],
    )


def release_list(counts: Mapping[str, int]) -> tuple[dict[str, int | None], int | None]:
    """Return a simple list of categories and its total, with what must be hidden as None."""
    released = release({(category, "all"): count for category, count in counts.items()})
    return {category: released.cells[category, "all"] for category in counts}, released.total


TOTAL = "\0total"


def _with_totals(table: Mapping[Cell, int]) -> dict[Cell, int]:
    full: dict[Cell, int] = {}
    for row in dict.fromkeys(row for row, _ in table):
        full[row, TOTAL] = sum(count for (other, _), count in table.items() if other == row)
    for column in dict.fromkeys(column for _, column in table):
        full[TOTAL, column] = sum(count for (_, other), count in table.items() if other == column)
    full[TOTAL, TOTAL] = sum(table.values())
    # The body may miss cells: what is not there is zero, and is part of its line.
    rows, columns = [row for row, _ in full if row != TOTAL], [column for _, column in full if column != TOTAL]
    body = {
        (row, column): table.get((row, column), 0) for row in dict.fromkeys(rows) for column in dict.fromkeys(columns)
    }
    return body | full


def lines_of(full: Mapping[Cell, int]) -> list[list[Cell]]:
    """Return every line of a table with totals: its cells, the total last."""
    rows = list(dict.fromkeys(row for row, _ in full))
    columns = list(dict.fromkeys(column for _, column in full))
    across = [[(row, column) for column in columns if column != TOTAL] + [(row, TOTAL)] for row in rows]
    down = [[(row, column) for row in rows if row != TOTAL] + [(TOTAL, column)] for column in columns]
    return across + down


def _partners(full: Mapping[Cell, int], hidden: set[Cell]) -> set[Cell]:
    """Return one more cell to hide for a line in which the hidden ones can be told from the rest."""
    for line in lines_of(full):
        inside = [cell for cell in line if cell in hidden]
        # Two hidden cells must leave room for five, else their sum already says that both are few.
        if not inside or (len(inside) > 1 and sum(full[cell] for cell in inside) >= K):
            continue
        open_cells = [cell for cell in line if cell not in hidden]
        if open_cells:
            # The smallest count that is there; a total only when nothing else can stand in.
            best = min(open_cells, key=lambda cell: (full[cell] == 0, TOTAL in cell, full[cell], cell))
            return {best}
    return set()


def _exposed_partners(full: Mapping[Cell, int], hidden: set[Cell]) -> set[Cell]:
    """Return a cell to hide where all lines together narrow a small count down to less than five."""
    for cell in sorted(hidden):
        if is_small(full[cell]) and highest(full, hidden, cell) < K:
            near = [other for line in lines_of(full) if cell in line for other in line if other not in hidden]
            # Where its own lines are hidden already, what gives it away stands elsewhere.
            around = near or [other for other in full if other not in hidden]
            if around:
                return {min(around, key=lambda other: (full[other] == 0, TOTAL in other, full[other], other))}
    return set()


def highest(full: Mapping[Cell, int], hidden: set[Cell], cell: Cell) -> float:
    """Return the largest value a hidden cell could have, judged from everything that is shown."""
    unknown = sorted(hidden)
    place = {other: index for index, other in enumerate(unknown)}
    equations, results = [], []
    for line in lines_of(full):
        row = np.zeros(len(unknown))
        known = 0
        for other in line:
            sign = -1 if other == line[-1] else 1
            if other in place:
                row[place[other]] += sign
            else:
                known += sign * full[other]
        if row.any():
            equations.append(row)
            results.append(-known)
    goal = np.zeros(len(unknown))
    goal[place[cell]] = -1
    found = linprog(goal, A_eq=np.array(equations), b_eq=np.array(results), bounds=(0, None), method="highs")
    # Unbounded means nothing narrows it down.
    return float(-found.fun) if found.status == 0 else float("inf")
