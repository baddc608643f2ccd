"""Ages and wordings of youth that are hers alone: what tells of customers, guests and others falls."""

from classifier.ages import is_term_or_limit
from classifier.digits import Spans
from classifier.judging import LexiconHit
from classifier.spans import TakenSpans
from classifier.told_otherwise import told_otherwise
from classifier.whose_age import end_of_unit, is_of_another, is_of_the_writer
from models.values import AgeHit


def without_age_of_the_writer(ages: tuple[AgeHit, ...], text: str, kind: str) -> tuple[AgeHit, ...]:
    """Drop the reviewer's own age from a review."""
    if kind != "review" or not ages:
        return ages
    return tuple([age for age in ages if not is_of_the_writer(text, age.start, age.end)])


def without_ages_of_others(hits: list[LexiconHit], text: str, two_digits: Spans, kind: str) -> list[LexiconHit]:
    """Drop wordings of youth that hold another's age ("a present for his 18th birthday"), or begin with years or a limit.

    ``two_digits`` is where numbers of so many stand.
    """
    spans = [(hit.start, hit.end) for hit in hits if hit.indicator == "youth"]
    if not spans:
        return hits
    youth = TakenSpans(spans)
    numbers = [(start, end) for start, end in two_digits if youth.overlap(start, end)]
    if not numbers:
        return hits
    others = TakenSpans((start, end) for start, end in numbers if not _is_hers(text, start, end, kind))
    begins = {hit.start for hit in hits if hit.indicator == "youth"}
    limits = {start for start, _ in numbers if start in begins and is_term_or_limit(text, start)}
    return [
        hit
        for hit in hits
        if hit.indicator != "youth" or not (others.overlap(hit.start, hit.end) or hit.start in limits)
    ]


def _is_hers(text: str, start: int, end: int, kind: str) -> bool:
    """Say whether a bare number in an ad or a review, if it is an age, may be hers now: it is nobody else's, nor the one guests must have ("18+")."""
    if text[end : end + 1] == "+":
        return False
    end = end_of_unit(text, end)
    if is_of_another(text, start, end) or told_otherwise(text, start, end):
        return False
    return kind != "review" or not is_of_the_writer(text, start, end)
