"""Do a site's texts, or what is found in them, change from month to month? Pure: monthly counts in, changes out.

A change may be the world (a law, a season), the site (a new layout, a new page language) or the reader (wordings that age).
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import TypeVar

Name = TypeVar("Name", str, int)
FEWEST = 30
# A rate has changed when chance explains it badly and it moved by so much.
FEWEST_SIGMAS = 3.0
LEAST_MOVE = 0.05
LANGUAGES_MOVE, STRENGTH_MOVE = 0.2, 0.2
UNKNOWN_RATIO = 1.3
STRENGTH_STEPS = 5
ADVICE = {
    "indicator": "Read ten of these ads: a new way of writing needs a wording, a false alarm needs an exception.",
    "languages": "Check that the site did not change its pages; a language without lexicon is not assessed.",
    "unknown_words": "Add labelled texts of this site, then retrain: its wordings have moved away from what is known.",
    "strength": "Judge the texts of the teaching list, then compare: the reader may be surer or less sure than it should.",
}


@dataclass
class Month:
    """What one site's texts of one month (``2026-11``) showed."""

    site: str
    month: str
    texts: int = 0
    indicators: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    # Findings by fifths of strength: 0-0.2, 0.2-0.4 …
    strengths: Counter[int] = field(default_factory=Counter)
    words: int = 0
    unknown_words: int = 0


@dataclass(frozen=True)
class Change:
    """One thing that moved at one site: ``before`` is the usual share, ``after`` this month's."""

    site: str
    month: str
    measure: str
    before: float
    after: float
    texts: int

    @property
    def advice(self) -> str:
        """Return what to do, one plain sentence."""
        return ADVICE[self.measure.split(":")[0]]


def changes(months: Sequence[Month]) -> list[Change]:
    """Compare each site's newest month with all its months before; months with too few texts say nothing."""
    found: list[Change] = []
    for site in sorted({one.site for one in months}):
        own = sorted((one for one in months if one.site == site and one.texts >= FEWEST), key=lambda one: one.month)
        if len(own) > 1:
            found += _compare(own[:-1], own[-1])
    return found


def _compare(before: Sequence[Month], now: Month) -> list[Change]:
    found = []
    usual_texts = sum(one.texts for one in before)
    for name in sorted(set(now.indicators).union(*(one.indicators for one in before))):
        usual = median(one.indicators[name] / one.texts for one in before)
        rate = now.indicators[name] / now.texts
        spread = math.sqrt(max(usual * (1 - usual), 0.01) * (1 / now.texts + 1 / usual_texts))
        if abs(rate - usual) >= LEAST_MOVE and abs(rate - usual) >= FEWEST_SIGMAS * spread:
            found.append(_change(now, f"indicator:{name}", usual, rate))
    moved = _distance(_sum(one.languages for one in before), now.languages)
    if moved >= LANGUAGES_MOVE:
        found.append(_change(now, "languages", 0.0, moved))
    moved = _distance(_sum(one.strengths for one in before), now.strengths)
    if moved >= STRENGTH_MOVE and sum(now.strengths.values()) >= FEWEST:
        found.append(_change(now, "strength", 0.0, moved))
    rates = [one.unknown_words / one.words for one in before if one.words]
    rate = now.unknown_words / now.words if now.words else 0.0
    if rates and rate >= UNKNOWN_RATIO * median(rates) and rate - median(rates) >= LEAST_MOVE / 2:
        found.append(_change(now, "unknown_words", median(rates), rate))
    return found


def _change(now: Month, measure: str, before: float, after: float) -> Change:
    return Change(now.site, now.month, measure, round(before, 4), round(after, 4), now.texts)


def _sum(counters: Iterable[Counter[Name]]) -> Counter[Name]:
    total: Counter[Name] = Counter()
    for one in counters:
        total.update(one)
    return total


def _distance(one: Counter[Name], other: Counter[Name]) -> float:
    """Return how much of the one mixture would have to change to become the other (0-1)."""
    first, second = sum(one.values()), sum(other.values())
    if not first or not second:
        return 0.0
    return sum(abs(one[name] / first - other[name] / second) for name in set(one) | set(other)) / 2
