"""Look at many texts at once: their words, languages, wordings, stated ages and ideas, before anything is decided.

Reading and training look with the same eyes.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from classifier.ages import find_ages_many, numbers_that_are_no_age
from classifier.batch import Batch, Ints
from classifier.digits import Digits, find_digits
from classifier.features import units
from classifier.hers_alone import without_age_of_the_writer, without_ages_of_others
from classifier.ideas import Present
from classifier.judging import Cancelled, Found
from classifier.languages import LanguageTeller
from classifier.lexicon import LexiconReader
from classifier.undisturbed import keep_memory
from classifier.words import WordCutter, WordTable
from models.values import AgeHit


class Look(NamedTuple):
    """What was seen of a batch. Unit ``u`` (a sentence, or a part of a long one) is rows ``first[u]`` to ``last[u]`` (exclusive)."""

    batch: Batch
    main: Sequence[str]
    found: list[Found]
    digits: Digits
    ages: Sequence[tuple[AgeHit, ...]]
    first: Ints
    last: Ints
    text: Ints
    langs: Sequence[str]


class Looker:
    """Looks at texts; remembers what words mean."""

    def __init__(self, lexicon: LexiconReader) -> None:
        keep_memory()
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
        digits = find_digits(texts)
        ages = [
            without_age_of_the_writer(stated, text, kind)
            for stated, text, kind in zip(find_ages_many(texts, digits), texts, kinds, strict=True)
        ]
        for text, kind, one, stated, spans in zip(texts, kinds, found, ages, digits.of, strict=True):
            one.cancelled += [
                Cancelled("youth", start, end) for start, end in numbers_that_are_no_age(text, stated, spans)
            ]
            if any(hit.indicator == "youth" for hit in one.hits):
                one.hits = without_ages_of_others(one.hits, text, spans, kind)
        first, last = units(batch.sentences)
        of_text = batch.text_of(first)
        langs = [told.of(row, text) for row, text in zip(first.tolist(), of_text.tolist(), strict=True)]
        return Look(batch, told.main, found, digits, ages, first, last, of_text, langs)

    def ideas(self, look: Look, names: Sequence[str]) -> Present:
        """Return which of the ideas ``names`` stand in each unit."""
        return self.lexicon.ideas(look.batch, look.langs, self.table, (look.first, look.last), names)
