"""Groups as people see them: parts of at most 30 ads, and one link a reason, with what was cut.

``lygte link`` gives groups whole; a screen with 200 ads in one heap helps nobody. The strongest clues keep ads together
first, so that one person's ads stay in one part wherever they fit.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from networks.ad_table import Ints
from networks.clues import CUTS
from networks.grouping import Grouping

# Groups shown to people stay at or under this many ads (indicators.md: about 30 nodes).
MOST_SHOWN = 30
# Of a clue that was cut at most this many links are kept to show: a spam number would have thousands.
MOST_CUT_LINKS = 30


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link between two ads (rows of the table) over one clue."""

    first: int
    second: int
    clue: int
    cut_reason: str | None = None


def parts_to_show(grouping: Grouping, limit: int = MOST_SHOWN) -> Ints:
    """Return for each row the number of its part; groups of at most ``limit`` ads are one part."""
    first = grouping.first_rows()
    heads = np.unique(first)
    sizes = np.bincount(grouping.group[heads], minlength=int(grouping.group.max()) + 1 if len(heads) else 0)
    parts = np.arange(len(first))
    whole = sizes[grouping.group] <= limit
    head_of_group = np.full(len(sizes), -1, dtype=np.int64)
    head_of_group[grouping.group[::-1]] = first[::-1]
    parts[whole] = head_of_group[grouping.group[whole]]
    large = ~whole
    if large.any():
        parts[large] = _grown(grouping, first, large, limit)[large]
    return parts


def _grown(grouping: Grouping, first: Ints, large: np.ndarray[tuple[int], np.dtype[np.bool_]], limit: int) -> Ints:
    """Join the ads of large groups by their strongest clues as long as a part stays within the limit."""
    parent = list(range(len(first)))
    size = [1] * len(first)

    def root(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for one, other in _by_strength(grouping, first, large):
        a, b = root(one), root(other)
        if a != b and size[a] + size[b] <= limit:
            low, high = min(a, b), max(a, b)
            parent[high] = low
            size[low] += size[high]
    return np.array([root(int(row)) for row in first], dtype=np.int64)


def _by_strength(
    grouping: Grouping, first: Ints, large: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> list[tuple[int, int]]:
    """Return links between neighbours in town and time under each joining clue, the strongest clue first."""
    table, clues = grouping.table, grouping.clues
    ad, clue = clues.memberships()
    wanted = large[ad] & (np.array(clues.cut, dtype=np.int64)[clue] == 0)
    ad, clue = ad[wanted], clue[wanted]
    strength = np.array(clues.strength)[clue]
    order = np.lexsort((ad, np.nan_to_num(table.day[ad]), table.place[ad], clue, -strength))
    ad, clue = ad[order], clue[order]
    group = grouping.group[ad]
    linked = (clue[1:] == clue[:-1]) & (group[1:] == group[:-1])
    return list(zip(first[ad[:-1][linked]].tolist(), first[ad[1:][linked]].tolist(), strict=True))


def shown_links(grouping: Grouping, parts: Ints) -> Iterator[ShownLink]:
    """Yield links within each part (a star for every clue) and, between parts, what was cut and why."""
    first = grouping.first_rows()
    ad, clue = grouping.clues.memberships()
    rows = first[ad]
    order = np.lexsort((rows, clue))
    rows, clue = rows[order], clue[order]
    fresh = np.ones(len(rows), dtype=bool)
    fresh[1:] = (rows[1:] != rows[:-1]) | (clue[1:] != clue[:-1])
    rows, clue = rows[fresh], clue[fresh]
    if not len(clue):
        return
    starts = np.flatnonzero(np.concatenate(([True], clue[1:] != clue[:-1])))
    for start, stop in zip(starts.tolist(), [*starts[1:].tolist(), len(clue)], strict=True):
        yield from _links_of_clue(grouping, parts, rows[start:stop].tolist(), int(clue[start]))


def _links_of_clue(grouping: Grouping, parts: Ints, rows: list[int], clue: int) -> Iterator[ShownLink]:
    reason = CUTS[grouping.clues.cut[clue]]
    if reason:
        for row in rows[1 : MOST_CUT_LINKS + 1]:
            yield ShownLink(rows[0], row, clue, reason)
        return
    heads: dict[int, int] = {}
    for row in rows:
        part = int(parts[row])
        head = heads.setdefault(part, row)
        if head != row:
            yield ShownLink(head, row, clue)
    apart = list(heads.values())
    for row in apart[1 : MOST_CUT_LINKS + 1]:
        parted = grouping.group[row] != grouping.group[apart[0]]
        yield ShownLink(apart[0], row, clue, "judged_not_same" if parted else "too_large_to_show")
