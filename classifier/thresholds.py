"""From which chance on a label is a finding: what finds most rightly."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
TRIED = np.arange(0.05, 0.96, 0.01)
UNREACHED = 0.97


def best_threshold(probability: Array, truth: Array, *, precision: float) -> float:
    """Return the threshold with the best F1 among those that reach ``precision``; 0.97 where none does."""
    best, chosen = 0.0, UNREACHED
    for threshold in TRIED:
        found = probability >= threshold
        right = float((found & truth).sum())
        if not right:
            continue
        rightly, share = right / found.sum(), right / truth.sum()
        score = 2 * rightly * share / (rightly + share)
        if rightly >= precision and score > best:
            best, chosen = score, float(threshold)
    return round(chosen, 2)
