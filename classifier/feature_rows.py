"""Where the weights of a feature stand. Features are evenly spread numbers, so the first bits of one lead nearly straight to it."""

import numpy as np

from classifier.batch import Ints

# So many bits of a 32-bit number choose where to begin.
FIRST_BITS = 19
_REST = 32 - FIRST_BITS


class FeatureRows:
    """Finds features in a sorted list of 32-bit numbers."""

    def __init__(self, features: Ints) -> None:
        self._begins = np.searchsorted(features, np.arange(1 << FIRST_BITS) << _REST)
        # No number lies behind the last one.
        self._features = np.append(features, 1 << 32)

    def __len__(self) -> int:
        return len(self._features) - 1

    def of(self, numbers: Ints) -> Ints:
        """Return the row of each number, the row after the last where it is not in the list."""
        rows: Ints = self._begins.take(numbers >> _REST)
        left = np.flatnonzero(self._features.take(rows) < numbers)
        while len(left):
            rows[left] += 1
            left = left[self._features.take(rows[left]) < numbers[left]]
        rows[self._features.take(rows) != numbers] = len(self)
        return rows
