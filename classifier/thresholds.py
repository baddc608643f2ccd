"""From which chance on a label is a finding: what finds most rightly, as long as texts without any concern stay quiet."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.policy import load_policy
from models.values import Direction

Array = NDArray[Any]
TRIED = np.arange(0.05, 0.96, 0.01)
UNREACHED = 0.97
# Of texts without any concern at most so many may carry one, on unseen texts.
MOST_FLAGGED = 0.11
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


def quieter(probability: Array, truth: Array, thresholds: Sequence[float], labels: Sequence[str]) -> list[float]:
    """Raise the thresholds of concerns together until at most MOST_FLAGGED of the texts without any concern are flagged."""
    policy = load_policy()
    concerns = np.array([policy.indicators[label].direction is Direction.CONCERN for label in labels])
    clean = ~truth[:, concerns].any(axis=1)
    raised = np.array(thresholds)
    while clean.any() and (probability >= raised)[clean][:, concerns].any(axis=1).mean() > MOST_FLAGGED:
        raised[concerns] = np.minimum(raised[concerns] + STEP, UNREACHED)
        if (raised[concerns] == UNREACHED).all():
            break
    return [round(float(threshold), 2) for threshold in raised]
