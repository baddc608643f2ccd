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
        self._weights = np.concatenate([weights, np.zeros((1, weights.shape[1]), weights.dtype)])
        self._scale = scale.astype(np.float64)
        self._idf = np.append(idf, idf.dtype.type(0))
        self.width = weights.shape[1] + 1

    def of(self, rows: Ints) -> Floats:
        """Return what features add to every label, then their squared idf for the length; ``rows`` say which."""
        rarity = self._idf[rows].astype(np.float64)[:, None]
        unpacked = np.empty((len(rows), self.width))
        np.multiply(self._weights[rows], self._scale, out=unpacked[:, :-1])
        unpacked[:, :-1] *= rarity
        unpacked[:, -1:] = rarity**2
        return unpacked
