"""Which texts should people judge next? Those whose answer teaches the reader most, a bounded number a day.

Pure choice over candidates; :mod:`classifier.teaching_stage` makes candidates from the store and writes what was chosen.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

# Texts asked about in a day; one in twenty is a text in which nothing was found (R-FAIR-6: misses are looked for too).
DAILY = 20
NOTHING_FOUND_SHARE = 0.05
# At most so large a share of a day for one indicator or one language: twenty questions of one kind teach less.
MOST_ALIKE = 0.35
# Languages with fewer judgements than this are asked about sooner.
FEW_JUDGEMENTS = 30
RARE_BONUS = 0.25
UNSURE, DISAGREE, RARE_LANGUAGE, NOTHING_FOUND = "unsure", "disagree", "rare_language", "nothing_found"

# A text: its ad and, where it is one, its review.
Key = tuple[int, int | None]


@dataclass(frozen=True)
class Candidate:
    """A question that could be asked: does this text show the indicator (None: does it show anything)?

    ``chance`` is the model's, ``found`` whether the reader reports the indicator.
    """

    key: Key
    lang: str
    indicator: str | None
    chance: float
    found: bool
    span: tuple[int, int] | None = None


@dataclass(frozen=True)
class Question:
    """A chosen question with its reason and worth (0-1 and a little more)."""

    candidate: Candidate
    reason: str
    value: float


def worth(candidate: Candidate, judged: Counter[str]) -> Question:
    """Return how much an answer teaches: most where the model is undecided, or wording and model contradict each other."""
    if candidate.indicator is None:
        return Question(candidate, NOTHING_FOUND, 0.0)
    unsure = 1.0 - abs(2.0 * candidate.chance - 1.0)
    against = 1.0 - candidate.chance if candidate.found else candidate.chance
    value, reason = (against, DISAGREE) if against > max(unsure, 0.5) else (unsure, UNSURE)
    if judged[candidate.lang] < FEW_JUDGEMENTS:
        value += RARE_BONUS
        reason = RARE_LANGUAGE if reason == UNSURE and unsure < 0.5 else reason
    return Question(candidate, reason, round(value, 4))


def choose(candidates: Sequence[Candidate], judged: Counter[str], *, seed: int, daily: int = DAILY) -> list[Question]:
    """Return the day's questions, the most worth first; no text twice, not too many alike; the same for the same seed."""
    empty = [candidate for candidate in candidates if candidate.indicator is None]
    random.Random(seed).shuffle(empty)
    sample = [worth(candidate, judged) for candidate in empty[: max(1, round(NOTHING_FOUND_SHARE * daily))]]
    ranked = sorted(
        (worth(candidate, judged) for candidate in candidates if candidate.indicator is not None),
        key=lambda question: (-question.value, question.candidate.key[0], question.candidate.key[1] or 0),
    )
    most = max(1, int(MOST_ALIKE * daily))
    chosen: list[Question] = []
    left: list[Question] = []
    seen = {question.candidate.key for question in sample}
    alike: Counter[str] = Counter()
    for question in ranked:
        one = question.candidate
        kinds = (f"indicator:{one.indicator}", f"lang:{one.lang}")
        if one.key in seen:
            continue
        if any(alike[kind] >= most for kind in kinds):
            left.append(question)
            continue
        seen.add(one.key)
        alike.update(kinds)
        chosen.append(question)
    # Where there is nothing else to ask, alike questions are better than none.
    for question in left:
        if question.candidate.key not in seen:
            seen.add(question.candidate.key)
            chosen.append(question)
    return chosen[: max(0, daily - len(sample))] + sample[:daily]
