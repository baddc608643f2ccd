"""A draw of so many changes of a part, and what it says about the part: for parts too long to try in whole."""

import hashlib
from collections.abc import Sequence
from math import sqrt

from benchmarks.mutation.change import Change

# Standard errors to either side of the middle: 19 of 20 such intervals hold the true share.
WIDE = 1.96


def drawn(changes: Sequence[Change], most: int, seed: int) -> list[Change]:
    """Return at most so many changes, each as likely as any other; the same seed draws the same."""
    return sorted(changes, key=lambda change: hashlib.sha256(f"{seed} {change.key}".encode()).digest())[:most]


def interval(hits: int, of: int) -> tuple[float, float]:
    """Return between which shares (0-1) the true one lies, 19 times of 20 (Wilson 1927). Of nothing: anywhere."""
    if not of:
        return 0.0, 1.0
    share, weight = hits / of, WIDE * WIDE / of
    middle, half = share + weight / 2, WIDE * sqrt(share * (1 - share) / of + weight / (4 * of))
    return max(0.0, (middle - half) / (1 + weight)), min(1.0, (middle + half) / (1 + weight))
