"""Does a text speak of any concern at all? Asked once a text, before any of its indicators is believed.

A clean text seldom fools one indicator alone by much; it fools several a little, or one in the midst of what speaks against it. One
regression weighs what all indicators and counter-indicators make of the text. Where it says "more likely none", no concern is
found; wordings that are always believed stand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from classifier.beside import Floats, Units, near, sums_near
from classifier.deciding import Sides

import os
REACH=int(os.environ.get('REACH','2'))
# Log odds beyond these say no more.
LOWEST, HIGHEST = -8.0, 6.0


def concern_signs(decided: Floats, told: Floats, units: Units, sides: Sides) -> Floats:
    """Return the signs of every text, one row each in their order.

    Notes (movement, language) are no signs: they are shown and never raise or lower anything. ``decided[u, l]`` are the log odds of the decision in each unit, ``told[u, l]`` the model's of the unit's whole text.
    """
    told_of = list(sides.concerns + sides.counters)
    highest = np.clip(near(decided[:, told_of], units.text, LOWEST, REACH), LOWEST, HIGHEST)
    likely = 1.0 / (1.0 + np.exp(-highest))
    together = likely[:, : len(sides.concerns)].sum(axis=1)
    words = np.log1p(sums_near(units.words[:, None].astype(np.float64), units.text)[:, 0])
    plain = np.column_stack([together, words, np.log(units.per_text()), units.ads.astype(np.float64)])
    return np.concatenate([highest, np.clip(told[:, told_of], LOWEST, HIGHEST), likely, plain], axis=1)


def sign_count(sides: Sides) -> int:
    """Return how many signs a text has."""
    return 3 * len(sides.concerns + sides.counters) + 4


@dataclass(frozen=True, slots=True)
class Concern:
    """The regression: a concern is possible from log odds of ``limit`` on."""

    weights: Floats
    bias: float
    limit: float

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "Concern":
        """Return the regression as the model's file has it."""
        return cls(np.array(facts["weights"]), facts["bias"], facts["limit"])

    @staticmethod
    def untaught(sides: Sides) -> dict[str, Any]:
        """Return the facts of a regression that closes nothing."""
        return {"weights": [0.0] * sign_count(sides), "bias": 0.0, "limit": -30.0}

    def margins(self, decided: Floats, told: Floats, units: Units, sides: Sides) -> Floats:
        """Return for every unit how far its text lies above (at least 0) or below the limit."""
        given = concern_signs(decided, told, units, sides)
        odds = (given * self.weights).sum(axis=1) + self.bias
        margins: Floats = odds - self.limit
        return margins
