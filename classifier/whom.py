"""Whom a cue speaks of: the nearest person named bears it."""

from functools import reduce
from operator import or_
from typing import NamedTuple

import numpy as np

from classifier.families import Families
from classifier.rows import Rows

HER, SELF, MINE, PERCEIVES, BARE = 1, 2, 4, 8, 16


class Persons:
    """What the families of one language say of persons."""

    def __init__(self, families: Families) -> None:
        named = {HER: ("her", "girl"), SELF: ("self",), MINE: ("mine",), PERCEIVES: ("see",), BARE: ("bare",)}
        self._masks = {sign: families.mask(*names) for sign, names in named.items()}
        self.her = self._masks[HER]

    def signs(self, rows: Rows) -> bytes:
        """Return for each row whom it names, as the signs above added up."""
        named = np.zeros(len(rows), np.uint8)
        for sign, mask in self._masks.items():
            named |= rows.meeting(mask) * np.uint8(sign)
        return named.tobytes()


class Cue(NamedTuple):
    """A cue in a review: rows ``first`` to ``last`` (inclusive) in the sentence of rows ``start`` to ``stop`` (exclusive).

    The sentence before is that of rows ``before`` to ``before_stop``. ``opening``: a text that opens with the cue, names nobody
    and only then comes to her, opens with the writer.
    """

    first: int
    last: int
    start: int
    stop: int
    before: int
    before_stop: int
    opening: bool


class Whom:
    """Says of cues in rows of words whether they are hers."""

    def __init__(self, persons: Persons, rows: Rows) -> None:
        self._rows = rows
        self._known = bool(persons.her)
        # Few rows are looked at: one by one they are taken from columns.
        self._named = persons.signs(rows) if self._known else b""
        self._clause_begins, self._clause_ends = (column.data for column in rows.of_clause)

    def hers(self, cue: Cue) -> bool:
        """Say whether a cue speaks of her rather than of the writer."""
        if not self._known:
            return True
        first, last, start, stop, *before, opening = cue
        begins, ends = self._clause_begins, self._clause_ends
        at = last
        while at >= start:
            begin, end = max(start, begins[at]), at + 1
            # Only in the clause that a cue begins in may who bears it follow.
            if begins[at] == begins[first]:
                end = min(stop, ends[at])
            bearer = self._bearer(begin, at, end, start, stop)
            if bearer is not None:
                return bearer
            at = begin - 1
        if self._named[start] & BARE:
            return False
        if self._all(last + 1, stop) & HER:
            return True
        text_begin, text_end = (int(column[start]) for column in self._rows.of_text)
        if start > text_begin:
            return self._tells_of_her(*before)
        return not (opening and self._all(stop, text_end) & HER)

    def _bearer(self, begin: int, at: int, end: int, start: int, stop: int) -> bool | None:
        """Look in a clause (rows ``begin`` to ``end``) from ``at`` leftwards, then rightwards; None where nobody is named."""
        named = self._named
        for row in (*range(at, begin - 1, -1), *range(at + 1, end)):
            if named[row] & HER:
                return True
            # "I" only sees, hears or asks here.
            if named[row] & SELF and not self._all(max(start, row - 2), min(stop, row + 3)) & PERCEIVES:
                return False
        return False if self._all(begin, end) & MINE else None

    def _tells_of_her(self, begin: int, end: int) -> bool:
        """Say whether a sentence speaks of her, or of nobody."""
        told = self._all(begin, end)
        return bool(told & HER) or not told & (SELF | MINE)

    def _all(self, begin: int, end: int) -> int:
        return reduce(or_, self._named[begin:end], 0)
