"""Spans that are taken already: asking and adding cost the same for a tweet and for a megabyte."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable


class TakenSpans:
    """A set of character spans, kept as sorted spans that do not touch."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            self.add(start, end)

    def overlap(self, start: int, end: int) -> bool:
        """Say whether any taken span shares a character with ``start:end``."""
        at = bisect_right(self._ends, start)
        return start < end and at < len(self._starts) and self._starts[at] < end

    def add(self, start: int, end: int) -> None:
        """Take a span; spans that overlap or touch become one."""
        if end <= start:
            return
        first, last = bisect_left(self._ends, start), bisect_right(self._starts, end)
        if first < last:
            start, end = min(start, self._starts[first]), max(end, self._ends[last - 1])
        self._starts[first:last], self._ends[first:last] = [start], [end]
