"""From which chance on a label is a finding: what finds most rightly, as long as texts without any concern stay quiet."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
TRIED = np.arange(0.05, 0.96, 0.01)
UNREACHED = 0.97
# Of texts without any concern at most so many may carry one, on unseen texts.
MOST_FLAGGED = 0.085
STEP = 0.01


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


def quiet_limit(log_odds: Array, flagged: Array, clean: Array) -> float:
    """Return the lowest limit at which at most MOST_FLAGGED of the clean texts are flagged.

    ``log_odds`` that each text speaks of any concern, ``flagged`` whether any concern would be found in it, ``clean`` whether it has none.
    """
    most = int(MOST_FLAGGED * clean.sum())
    loud = np.sort(log_odds[clean & flagged])[::-1]
    if len(loud) <= most:
        return -30.0
    return round(float(loud[most]) + STEP, 2)
