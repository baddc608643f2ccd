"""The last step of training: when does a text speak of any concern at all? Learned from unseen texts, as the second step is.

Each writer's texts are judged by what the other writers taught; how often clean ones may still be flagged sets the limit.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from classifier.taught import apart
from classifier.thresholds import quiet_limit

STRENGTH = 0.02
Array = NDArray[Any]


def concern_step(
    given: Array, concern: Array, writers: Array, found: Array, clean: Array, text: Array
) -> dict[str, Any]:
    """Return the facts of :class:`classifier.concern.Concern`.

    Of every text: its signs ``given``, whether it shows a ``concern``, its unseen writer ("" for texts that do not count), whether
    one would be ``found`` and whether it is ``clean``.
    """
    unseen = writers != ""
    odds = np.zeros(len(given))
    for judge in apart(writers):
        learn = unseen & ~judge
        if len(set(concern[learn].tolist())) == 2:
            weights, bias = _fit(given[learn], concern[learn])
            odds[judge] = given[judge] @ weights + bias
    weights, bias = _fit(given[unseen], concern[unseen])
    return {
        "weights": [round(float(weight), 5) for weight in weights],
        "bias": round(bias, 5),
        "limit": _limit(odds, found & unseen, clean & unseen, text),
    }


def _fit(given: Array, wanted: Array) -> tuple[Array, float]:
    """Return weights and bias over the signs as they are; fitted on signs of like spread."""
    middle, spread = given.mean(axis=0), given.std(axis=0) + 1e-6
    regression = LogisticRegression(C=STRENGTH, max_iter=1000, random_state=0).fit((given - middle) / spread, wanted)
    weights = regression.coef_[0] / spread
    return weights, float(regression.intercept_[0] - (weights * middle).sum())


def _limit(odds: Array, flagged: Array, clean: Array, text: Array) -> float:
    highest = np.full(int(text.max()) + 1, -100.0)
    np.maximum.at(highest, text[flagged], odds[flagged])
    of_clean = np.zeros(len(highest), bool)
    of_clean[text[clean]] = True
    return quiet_limit(highest, highest > -100, of_clean)
