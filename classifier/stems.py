"""Stems of words at work: which of thousands of beginnings, endings and inner parts a word has, in a few look-ups."""

from collections.abc import Mapping
from typing import Generic, TypeVar

Value = TypeVar("Value")
# Stems are sorted by so many of their outermost letters.
EDGE = 2


class Stems(Generic[Value]):
    """Beginnings, endings and inner parts of words, each with a value."""

    def __init__(self, stems: Mapping[str, Mapping[str, Value]]) -> None:
        """``stems`` are the values by letters, under "begins", "ends" and "contains"."""
        self._begins, self._ends, self._contains = (stems[kind] for kind in ("begins", "ends", "contains"))
        self._begin_edge, self._begin_sizes = _sizes(self._begins, -1)
        self._end_edge, self._end_sizes = _sizes(self._ends, 1)
        self._inner_signs = frozenset(letters[0] for letters in self._contains)

    def of(self, word: str) -> list[Value]:
        """Return the values of all stems of a word: beginnings, endings, inner parts, the shorter first."""
        found: list[Value] = []
        for size in self._begin_sizes.get(word[: self._begin_edge], ()):
            if size > len(word):
                break
            value = self._begins.get(word[:size])
            if value is not None:
                found.append(value)
        if self._ends:
            for size in self._end_sizes.get(word[-self._end_edge :], ()):
                if size > len(word):
                    break
                value = self._ends.get(word[-size:])
                if value is not None:
                    found.append(value)
        if self._contains and not self._inner_signs.isdisjoint(word):
            found += [value for letters, value in self._contains.items() if letters in word]
        return found


def _sizes(stems: Mapping[str, object], side: int) -> tuple[int, dict[str, list[int]]]:
    """Return how many outermost letters sort the stems, and the lengths of the stems that share them; ``side`` -1 is the left."""
    edge = min([EDGE, *map(len, stems)])
    sizes: dict[str, set[int]] = {}
    for letters in stems:
        sizes.setdefault(letters[:edge] if side < 0 else letters[-edge:], set()).add(len(letters))
    return edge, {letters: sorted(found) for letters, found in sizes.items()}
