"""Columns with an entry for each word (or chunk) of a table, worked out for a word when it is first met."""

from collections.abc import Sized
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Ints, longer, marked, room_for


class WordColumns:
    """Columns that grow with a table of words; another table starts them anew.

    ``empty`` are the columns without a word: words run along the axis that is empty.
    """

    def __init__(self, *empty: NDArray[Any]) -> None:
        self._empty = empty
        self._axes = [column.shape.index(0) for column in empty]
        self._start(None)

    def _start(self, table: Sized | None) -> None:
        self.table = table
        self.columns: list[NDArray[Any]] = list(self._empty)
        self._known = np.zeros(0, np.bool_)

    def new(self, table: Sized, numbers: Ints) -> Ints:
        """Return the words among ``numbers`` not met before, in order and once each; their entries are zero, to be filled now."""
        if self.table is not table:
            self._start(table)
        if len(self._known) < len(table):
            size = room_for(len(table))
            self._known = longer(self._known, 0, size)
            self.columns = [longer(column, axis, size) for column, axis in zip(self.columns, self._axes, strict=True)]
        new: Ints = numbers[~self._known[numbers]]
        if len(new):
            new = np.flatnonzero(marked(len(table), new))
            self._known[new] = True
        return new
