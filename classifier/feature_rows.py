"""Where the weights of a feature stand. Features are evenly spread numbers, so the first bits of one lead nearly straight to it."""

import numpy as np

from classifier.batch import Ints

# So many bits of a 32-bit number choose where to begin.
FIRST_BITS = 19
_REST = 32 - FIRST_BITS


class FeatureRows:
    """Finds features in a sorted list of 32-bit numbers."""

    def __init__(self, features: Ints) -> None:
        self._features = features
        self._begins = np.searchsorted(features, np.arange((1 << FIRST_BITS) + 1) << _REST)

    def __len__(self) -> int:
        return len(self._features)

    def of(self, numbers: Ints) -> Ints:
        """Return the row of each number, the row after the last where it is not in the list."""
        first = numbers >> _REST
        row, end = self._begins[first], self._begins[first + 1]
        rows = np.full(len(numbers), len(self._features))
        left = np.flatnonzero(row < end)
        while len(left):
            here = row[left]
            same = self._features[here] == numbers[left]
            rows[left[same]] = here[same]
            row[left] += 1
            left = left[~same & (here + 1 < end[left])]
        return rows
