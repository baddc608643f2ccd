"""Stems of words at work: which of thousands of beginnings, endings and inner parts a word has, in a few look-ups."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Generic, TypeVar

Value = TypeVar("Value")
# Stems are sorted by so many of their outermost letters; shorter ones are asked of every word.
EDGE = 3
# So few inner parts are sought one by one.
FEW = 4


class Stems(Generic[Value]):
    """Beginnings, endings and inner parts of words, each with a value."""

    def __init__(self, stems: Mapping[str, Mapping[str, Value]]) -> None:
        """``stems`` are the values by letters, under "begins", "ends" and "contains"."""
        self._begins, self._ends, self._contains = (stems[kind] for kind in ("begins", "ends", "contains"))
        self._begin_sizes, self._short_begins = _sizes(self._begins, -1)
        self._end_sizes, self._short_ends = _sizes(self._ends, 1)
        # The inner parts by their first letters.
        self._inner_edge = min([EDGE, *map(len, self._contains)])
        self._inner: dict[str, list[str]] = {}
        for letters in self._contains:
            self._inner.setdefault(letters[: self._inner_edge], []).append(letters)

    def of(self, words: Sequence[str]) -> dict[int, list[Value]]:
        """Return by place the values of all stems of words, beginnings before endings and inner parts; most words have none."""
        found: dict[int, list[Value]] = defaultdict(list)
        begins, sizes_of, short = self._begins, self._begin_sizes, self._short_begins
        for place, word in enumerate(words):
            for size in sizes_of.get(word[:EDGE], short):
                if size > len(word):
                    break
                value = begins.get(word[:size])
                if value is not None:
                    found[place].append(value)
        if self._ends:
            ends, sizes_of, short = self._ends, self._end_sizes, self._short_ends
            for place, word in enumerate(words):
                for size in sizes_of.get(word[-EDGE:], short):
                    if size > len(word):
                        break
                    value = ends.get(word[-size:])
                    if value is not None:
                        found[place].append(value)
        for place, value in self._inside(words):
            found[place].append(value)
        return found

    def _inside(self, words: Sequence[str]) -> Iterator[tuple[int, Value]]:
        """Yield (place, value) of the inner parts of words."""
        if len(self._contains) <= FEW:
            for letters, value in self._contains.items():
                yield from ((place, value) for place, word in enumerate(words) if letters in word)
            return
        edge = self._inner_edge
        for place, word in enumerate(words):
            for first in self._inner.keys() & {word[at : at + edge] for at in range(len(word))}:
                yield from ((place, self._contains[letters]) for letters in self._inner[first] if letters in word)


def _sizes(stems: Mapping[str, object], side: int) -> tuple[dict[str, tuple[int, ...]], tuple[int, ...]]:
    """Return the lengths of the stems by their outermost letters, and those too short for that; ``side`` -1 is the left."""
    short = {len(letters) for letters in stems if len(letters) < EDGE}
    sizes: dict[str, set[int]] = {}
    for letters in stems:
        if len(letters) >= EDGE:
            sizes.setdefault(letters[:EDGE] if side < 0 else letters[-EDGE:], set(short)).add(len(letters))
    # Few lengths come together: each such tuple is kept once.
    kept: dict[tuple[int, ...], tuple[int, ...]] = {}
    by_edge = {
        edge: kept.setdefault(found, found)
        for edge, found in ((edge, tuple(sorted(one))) for edge, one in sizes.items())
    }
    return by_edge, tuple(sorted(short))
