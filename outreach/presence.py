"""How likely a contact point is still there on a coming day, judged by how long others stayed.

A Kaplan-Meier estimate over stays seen so far: those that ended, and those still running (which count only for as long
as they have been seen). Few stays pull the answer little away from a cautious daily loss.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

# Assumed before any stay was seen to end: one in twenty leaves each day, weighing as much as 40 observed days.
PRIOR_DAILY_LOSS = 0.05
PRIOR_DAYS = 40.0


@dataclass(frozen=True, slots=True)
class Stay:
    """How many whole days something was seen, and whether it then went away."""

    days: int
    ended: bool


@dataclass(frozen=True, slots=True)
class StayCurve:
    """The share of stays that end on each day of their life, smoothed."""

    loss_by_day: tuple[float, ...]
    loss_later: float

    def chance_present(self, age_days: int, ahead_days: int) -> float:
        """Return the chance (0-1) that what is ``age_days`` old today is still there ``ahead_days`` later."""
        chance = 1.0
        for day in range(max(age_days, 0), max(age_days, 0) + max(ahead_days, 0)):
            loss = self.loss_by_day[day] if day < len(self.loss_by_day) else self.loss_later
            chance *= 1.0 - loss
        return chance


def stay_curve(stays: Sequence[Stay]) -> StayCurve:
    """Build the curve from all stays seen so far."""
    days = sorted(stay.days for stay in stays)
    ends = Counter(stay.days for stay in stays if stay.ended)
    longest = days[-1] if days else 0
    all_days = sum(days) + PRIOR_DAYS
    loss_later = (sum(ends.values()) + PRIOR_DAYS * PRIOR_DAILY_LOSS) / all_days
    losses = []
    for day in range(longest + 1):
        at_risk = len(days) - bisect_left(days, day)
        # Each day borrows from the overall rate, so that one early leaver does not decide a whole day.
        losses.append((ends[day] + PRIOR_DAYS * loss_later) / (at_risk + PRIOR_DAYS))
    return StayCurve(tuple(losses), loss_later)
