"""Pieces of evidence on their way from a text to its reading: one by one where they are made, side by side where they are weighed."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Flags, Ints


class Hit(NamedTuple):
    """One piece of evidence on its way: characters ``start`` to ``end`` of text ``text``, in sentence ``sentence``."""

    text: int
    indicator: int
    rule: str
    strength: float
    start: int
    end: int
    sentence: int = -1


class Hits(NamedTuple):
    """Pieces of evidence side by side; ``indicator`` is a place in a list of names."""

    text: Ints
    indicator: Ints
    rule: NDArray[np.object_]
    strength: NDArray[np.float64]
    start: Ints
    end: Ints
    sentence: Ints

    @classmethod
    def of(cls, hits: Iterable[Hit]) -> "Hits":
        """Return hits side by side."""
        columns = list(zip(*hits, strict=True)) or [()] * len(cls._fields)
        kinds = (np.int64, np.int64, np.object_, np.float64, np.int64, np.int64, np.int64)
        return cls._make(map(np.array, columns, kinds))

    def some(self, chosen: Ints | Flags) -> "Hits":
        """Return some of the hits."""
        return Hits._make(column[chosen] for column in self)

    def and_those(self, *others: "Hits") -> "Hits":
        """Return these hits and others."""
        return Hits._make(map(np.concatenate, zip(self, *others, strict=True)))
