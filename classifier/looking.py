"""Look at many texts at once: their words, languages, wordings, stated ages and ideas, before anything is decided.

Reading and training look with the same eyes.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from classifier.ages import find_ages, is_term_or_limit, numbers_that_are_no_age
from classifier.batch import Batch, Ints
from classifier.digits import Spans, digits_in
from classifier.features import units
from classifier.ideas import Present
from classifier.judging import Cancelled, Found, LexiconHit
from classifier.languages import LanguageTeller
from classifier.lexicon import LexiconReader
from classifier.spans import TakenSpans
from classifier.whose_age import is_of_the_writer, number_is_of_another
from classifier.words import WordCutter, WordTable
from models.values import AgeHit


class Look(NamedTuple):
    """What was seen of a batch. Unit ``u`` (a sentence, or a part of a long one) is rows ``first[u]`` to ``last[u]`` (exclusive)."""

    batch: Batch
    main: Sequence[str]
    found: list[Found]
    digits: Sequence[Spans]
    ages: Sequence[tuple[AgeHit, ...]]
    first: Ints
    last: Ints
    text: Ints
    langs: Sequence[str]


class Looker:
    """Looks at texts; remembers what words mean."""

    def __init__(self, lexicon: LexiconReader) -> None:
        self.lexicon = lexicon
        self._cutter = WordCutter()
        self._teller = LanguageTeller()

    @property
    def table(self) -> WordTable:
        """The words met so far."""
        return self._cutter.table

    @contextmanager
    def remembering(self) -> Iterator[None]:
        """Look at one batch within this: what words mean is remembered for the next one.

        Forgotten it is before a batch when so many words were met that memory would grow without end, and after one that failed,
        as what was being learned may be half.
        """
        self._cutter.forget_when_full()
        try:
            yield
        except BaseException:
            self._cutter.forget()
            raise

    def look(self, entries: Sequence[Mapping[str, Any]]) -> Look:
        """Return what is seen of texts given as the contract's *text in*."""
        kinds = [entry.get("type") or "ad" for entry in entries]
        batch = self._cutter.cut_many([entry["text"] for entry in entries], kinds)
        told = self._teller.tell(batch, self.table, [entry.get("lang") for entry in entries])
        texts = [words.text for words in batch.words]
        found = self.lexicon.find(batch, told, self.table)
        digits = digits_in(texts)
        ages = [
            _of_the_advertiser(find_ages(text, spans), text, kind)
            for text, spans, kind in zip(texts, digits, kinds, strict=True)
        ]
        for text, kind, one, stated, spans in zip(texts, kinds, found, ages, digits, strict=True):
            one.cancelled += [
                Cancelled("youth", start, end) for start, end in numbers_that_are_no_age(text, stated, spans)
            ]
            if any(hit.indicator == "youth" for hit in one.hits):
                one.hits = _without_ages_of_others(one.hits, text, spans, kind)
        first, last = units(batch.sentences)
        of_text = batch.text_of(first)
        langs = [told.of(row, text) for row, text in zip(first.tolist(), of_text.tolist(), strict=True)]
        return Look(batch, told.main, found, digits, ages, first, last, of_text, langs)

    def ideas(self, look: Look, names: Sequence[str]) -> Present:
        """Return which of the ideas ``names`` stand in each unit."""
        return self.lexicon.ideas(look.batch, look.langs, self.table, (look.first, look.last), names)


def _of_the_advertiser(ages: tuple[AgeHit, ...], text: str, kind: str) -> tuple[AgeHit, ...]:
    """Drop the reviewer's own age from a review."""
    if kind != "review" or not ages:
        return ages
    return tuple([age for age in ages if not is_of_the_writer(text, age.start, age.end)])


def _without_ages_of_others(hits: list[LexiconHit], text: str, digits: Spans, kind: str) -> list[LexiconHit]:
    """Drop wordings of youth that hold another's age ("a present for his 18th birthday"), or begin with years or a limit."""
    youth = TakenSpans((hit.start, hit.end) for hit in hits if hit.indicator == "youth")
    numbers = [(start, end) for start, end in digits if end - start == 2 and youth.overlap(start, end)]
    if not numbers:
        return hits
    others = TakenSpans((start, end) for start, end in numbers if number_is_of_another(text, start, end, kind))
    begins = {hit.start for hit in hits if hit.indicator == "youth"}
    limits = {start for start, _ in numbers if start in begins and is_term_or_limit(text, start)}
    return [
        hit
        for hit in hits
        if hit.indicator != "youth" or not (others.overlap(hit.start, hit.end) or hit.start in limits)
    ]
