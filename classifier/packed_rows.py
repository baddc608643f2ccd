"""What features add to the model's sums, kept as small as it is stored; unpacked only for the features that are asked for."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Ints
from classifier.beside import Floats


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
        self._scale = np.append(scale.astype(np.float64), 1.0)
        self._idf = np.append(idf, idf.dtype.type(0))

    def of(self, rows: Ints) -> Floats:
        """Return what features add to every label, then their squared idf for the length; ``rows`` say which."""
        rarity = self._idf[rows].astype(np.float64)[:, None]
        unpacked: Floats = self._weights[rows].astype(np.float64)
        unpacked *= self._scale
        unpacked *= rarity
        unpacked[:, -1:] *= rarity
        return unpacked
