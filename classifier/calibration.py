"""Are the proposed scores true chances? Platt's curve over contact points that people judged; pure.

Until there are enough judgements nothing is fitted, and the count is told instead.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FEWEST = 100
FEWEST_EACH = 20
BINS = 5
TOP = (10, 20, 50)


@dataclass(frozen=True)
class JudgedPoint:
    """A contact point's proposed score (log odds) and whether a person saw concern; ``lang`` of most of its texts."""

    score: float
    concern: bool
    lang: str = "und"


@dataclass(frozen=True)
class Bin:
    """Of ``count`` contact points with a mean calibrated chance of ``expected``, a share ``seen`` was of concern."""

    count: int
    expected: float
    seen: float


@dataclass(frozen=True)
class Calibration:
    """What is known: ``slope`` and ``offset`` are None while there are too few judgements."""

    judged: int
    of_concern: int
    slope: float | None
    offset: float | None
    bins: tuple[Bin, ...]
    precision_at: dict[int, float]
    lift_at: dict[int, float]

    def chance(self, score: float) -> float | None:
        """Return the chance (0-1) that a contact point with this score is of concern, None while not calibrated."""
        if self.slope is None or self.offset is None:
            return None
        return 1.0 / (1.0 + math.exp(-(self.slope * score + self.offset)))

    def in_words(self) -> str:
        """Return one plain sentence."""
        if self.slope is None:
            return f"Not yet calibrated: {self.judged} judged contact points ({self.of_concern} of concern), {FEWEST} are needed, {FEWEST_EACH} of each kind."
        return f"Calibrated on {self.judged} judged contact points, {self.of_concern} of concern."


def calibrate(points: Sequence[JudgedPoint]) -> Calibration:
    """Fit chances to judgements where there are enough of both kinds; count hits among the highest scores in any case."""
    concern = sum(point.concern for point in points)
    ranked = sorted(points, key=lambda point: -point.score)
    sizes = [size for size in TOP if size <= len(ranked)]
    precision = {size: sum(point.concern for point in ranked[:size]) / size for size in sizes}
    base = concern / len(points) if points else 0.0
    lift = {size: share / base for size, share in precision.items()} if base else {}
    if len(points) < FEWEST or min(concern, len(points) - concern) < FEWEST_EACH:
        return Calibration(len(points), concern, None, None, (), precision, lift)
    # Only here: whoever looks at the other checks need not load it.
    from sklearn.linear_model import LogisticRegression

    scores = np.array([[point.score] for point in points])
    regression = LogisticRegression(C=100.0, random_state=0).fit(scores, [point.concern for point in points])
    slope, offset = float(regression.coef_[0][0]), float(regression.intercept_[0])
    chances = regression.predict_proba(np.array([[point.score] for point in ranked]))[:, 1]
    bins = []
    for places in np.array_split(np.arange(len(ranked)), BINS):
        seen = sum(ranked[place].concern for place in places.tolist()) / len(places)
        bins.append(Bin(len(places), float(chances[places].mean()), seen))
    return Calibration(len(points), concern, slope, offset, tuple(bins), precision, lift)
