"""Ages and wordings of youth that are hers alone: what tells of customers, guests and others falls."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from classifier.ages import is_term_or_limit
from classifier.digits import Spans
from classifier.found import Found
from classifier.spans import TakenSpans
from classifier.told_otherwise import told_otherwise
from classifier.whose_age import end_of_unit, is_of_another, is_of_the_writer
from models.values import AgeHit

# The indicator that ages speak of.
YOUTH = "youth"


def without_age_of_the_writer(ages: tuple[AgeHit, ...], text: str, kind: str) -> tuple[AgeHit, ...]:
    """Drop the reviewer's own age from a review."""
    if kind != "review" or not ages:
        return ages
    return tuple([age for age in ages if not is_of_the_writer(text, age.start, age.end)])


def without_ages_of_others(
    found: Found, texts: Sequence[str], two_digits: Sequence[Spans], kinds: Sequence[str]
) -> Found:
    """Drop wordings of youth that hold another's age ("a present for his 18th birthday"), or begin with years or a limit.

    ``two_digits`` is where numbers of so many stand in each text.
    """
    young = np.flatnonzero(found.indicator == YOUTH)
    of_text = defaultdict[int, list[tuple[int, int, int]]](list)
    columns = (found.text[young], young, found.start[young], found.end[young])
    for text, wording, start, end in zip(*(column.tolist() for column in columns), strict=True):
        of_text[text].append((wording, start, end))
    stays = np.ones(len(found.text), np.bool_)
    for at, wordings in of_text.items():
        stays[_of_others(wordings, texts[at], two_digits[at], kinds[at])] = False
    return found.some(stays)


def _of_others(wordings: Sequence[tuple[int, int, int]], text: str, numbers: Spans, kind: str) -> list[int]:
    """Return which wordings of youth, given with where each begins and ends, hold another's age or begin with years or a limit."""
    if not numbers:
        return []
    youth = TakenSpans((start, end) for _, start, end in wordings)
    numbers = [span for span in numbers if youth.overlap(*span)]
    others = TakenSpans((start, end) for start, end in numbers if not _is_hers(text, start, end, kind))
    begins = {start for _, start, _ in wordings}
    limits = {start for start, _ in numbers if start in begins and is_term_or_limit(text, start)}
    return [wording for wording, start, end in wordings if others.overlap(start, end) or start in limits]


def _is_hers(text: str, start: int, end: int, kind: str) -> bool:
    """Say whether a bare number in an ad or a review, if it is an age, may be hers now: it is nobody else's, nor the one guests must have ("18+")."""
    if text[end : end + 1] == "+":
        return False
    end = end_of_unit(text, end)
    if is_of_another(text, start, end) or told_otherwise(text, start, end):
        return False
    return kind != "review" or not is_of_the_writer(text, start, end)
