"""What features add to the model's sums, kept as small as it is stored; unpacked only for the features that are asked for."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Ints, sums_of_runs
from classifier.beside import Floats

# What features add is told as whole numbers of this fraction: sums of them are exact, so a text scores the same alone and among others.
FIXED = 1 << 18
# So many rows, of thirty columns or so, stay near the processor.
ROWS_AT_ONCE = 1_000


class PackedRows:
    """A row for each feature, and one of zeros after the last."""

    def __init__(self, weights: NDArray[Any], scale: NDArray[Any], idf: NDArray[Any]) -> None:
        """``weights[f, l]`` of feature ``f`` for label ``l`` are parts of ``scale[l]``; ``idf[f]`` says how rare a feature is."""
        count, labels = weights.shape
        self.width = labels + 1
        # The last column, for the length, is made like the others, of ones.
        self._weights = np.zeros((count + 1, self.width), weights.dtype)
        self._weights[:count, :labels] = weights
        self._weights[:count, labels] = 1
        self._scale = np.append(scale.astype(np.float64), 1.0) * FIXED
        self._idf = np.append(idf, idf.dtype.type(0))

    def of(self, rows: Ints, share: float = 1.0) -> NDArray[np.int32]:
        """Return what features add to every label, then to the length; ``rows`` say which, a share weighs them."""
        added = np.zeros((len(rows), self.width), np.int32)
        for begin in range(0, len(rows), ROWS_AT_ONCE):
            some = slice(begin, begin + ROWS_AT_ONCE)
            added[some] = self._unpacked(rows[some], share)
        return added

    def sums(self, rows: Ints, sizes: Ints, shares: Floats | None = None) -> Floats:
        """Return what runs of features add together; ``sizes`` say how many make each, ``shares`` weigh features."""
        weighed = np.ones(len(rows)) if shares is None else shares
        return sums_of_runs(lambda places: self._unpacked(rows.take(places), weighed.take(places)), self.width, sizes)

    def _unpacked(self, rows: Ints, shares: Floats | float) -> Floats:
        """Return what features add, as whole numbers: weight and rarity once for a label, squared for the length."""
        weighed = self._idf.take(rows) * np.asarray(shares, np.float64)
        unpacked: Floats = self._weights.take(rows, axis=0).astype(np.float64)
        unpacked *= self._scale
        unpacked *= weighed[:, None]
        unpacked[:, -1] *= weighed
        return np.rint(unpacked, out=unpacked)
