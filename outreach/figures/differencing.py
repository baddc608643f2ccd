"""Refuse questions whose answers, taken together with those given before, would single out fewer than five. Pure.

Every answer is a sum over a set of base cells. A new question is refused when its own count, its difference to an
earlier answer that contains it or lies within it, or any combination of all answers would give a count from one to four.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

import numpy as np

from models.errors import LygteError
from outreach.figures.suppression import is_small

Atom = TypeVar("Atom", bound=str)


class WouldSingleOut(LygteError):
    """The answer would tell of fewer than five; ask for a wider one."""


class DifferencingGuard:
    """Remembers what was answered over one set of base counts. One guard per table and reader."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._names = sorted(counts)
        self._counts = np.array([counts[name] for name in self._names], dtype=np.int64)
        self._asked: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = []

    def answer(self, names: Iterable[str]) -> int:
        """Return the sum over these base cells, or raise WouldSingleOut and remember nothing."""
        wanted = set(names)
        row = np.array([name in wanted for name in self._names], dtype=np.int64)
        if is_small(int(row @ self._counts)):
            raise WouldSingleOut("Fewer than five: ask for a larger area or a longer time.")
        for earlier in self._asked:
            for part in (row - earlier, earlier - row):
                if (part >= 0).all() and is_small(int(part @ self._counts)):
                    raise WouldSingleOut("Together with an earlier answer this would tell of fewer than five.")
        if self._isolates([*self._asked, row]):
            raise WouldSingleOut("Together with earlier answers this would tell of fewer than five.")
        if not any((row == earlier).all() for earlier in self._asked):
            self._asked.append(row)
        return int(row @ self._counts)

    def _isolates(self, rows: list[np.ndarray[tuple[int], np.dtype[np.int64]]]) -> bool:
        """Return whether some small base cell follows from all answers by linear algebra."""
        matrix = np.array(rows, dtype=float)
        _, sizes, basis = np.linalg.svd(matrix, full_matrices=False)
        basis = basis[sizes > 1e-9]
        # A cell follows from the answers when its unit vector lies in their span.
        share = (basis**2).sum(axis=0)
        return any(is_small(int(count)) and share[i] > 1 - 1e-9 for i, count in enumerate(self._counts))
