"""Are ads of one language, region or site proposed red or yellow more often than others? (R-FAIR-3); pure.

A ratio outside 0.8-1.25 between two groups says nothing about why; it must be looked at and answered by a person. For red
between languages that is so whatever the counts; elsewhere a few ads more or less are chance, and ask nobody.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from models.proposed import FEWEST, KINDS, LEVELS, Proposed

LOWEST, HIGHEST = 0.8, 1.25
# Always asked about (R-FAIR-3); other pairs only where chance explains the difference badly.
ALWAYS = ("lang", "red")
FEWEST_SIGMAS = 3.0


@dataclass(frozen=True)
class Share:
    """Of ``ads`` ads of a group, ``red`` and ``yellow`` were proposed so."""

    kind: str
    name: str
    ads: int
    red: int
    yellow: int

    def share(self, level: str) -> float:
        """Return the share (0-1) of a level."""
        return (self.red if level == "red" else self.yellow) / self.ads if self.ads else 0.0


@dataclass(frozen=True)
class Gap:
    """Two groups whose shares of a level differ too much; ``ratio`` is the second's share over the first's."""

    level: str
    one: Share
    other: Share
    ratio: float


def shares(ads: Iterable[Proposed]) -> list[Share]:
    """Count levels by group, the largest groups first."""
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for ad in ads:
        for kind, name in ad.groups.items():
            count = counts[kind, name]
            count[0] += 1
            count[1] += ad.level == "red"
            count[2] += ad.level == "yellow"
    found = [Share(kind, name, *count) for (kind, name), count in counts.items()]
    return sorted(found, key=lambda share: (KINDS.index(share.kind), -share.ads, share.name))


def gaps(found: Iterable[Share]) -> list[Gap]:
    """Return every pair of groups of one kind, each with enough ads, whose ratio must be answered."""
    by_kind: dict[str, list[Share]] = defaultdict(list)
    for share in found:
        if share.ads >= FEWEST:
            by_kind[share.kind].append(share)
    return [
        Gap(level, one, other, ratio)
        for kind in KINDS
        for level in LEVELS
        for one, other in combinations(by_kind[kind], 2)
        if not LOWEST <= (ratio := _ratio(one.share(level), other.share(level))) <= HIGHEST
        and ((kind, level) == ALWAYS or _is_more_than_chance(one, other, level))
    ]


def _is_more_than_chance(one: Share, other: Share, level: str) -> bool:
    """Say whether two shares differ by at least three standard errors (two-proportion test, pooled)."""
    pooled = (one.share(level) * one.ads + other.share(level) * other.ads) / (one.ads + other.ads)
    error = math.sqrt(pooled * (1 - pooled) * (1 / one.ads + 1 / other.ads))
    return abs(one.share(level) - other.share(level)) >= FEWEST_SIGMAS * error > 0


def _ratio(one: float, other: float) -> float:
    """Return the second over the first; none at all in both is equal, none in the first alone is infinitely more."""
    if one == other:
        return 1.0
    return other / one if one else float("inf")
