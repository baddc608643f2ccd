"""Look at many texts at once: their words, languages, wordings, stated ages and ideas, before anything is decided.

Reading and training look with the same eyes.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from classifier.ages import find_ages_many, numbers_that_are_no_age
from classifier.batch import Batch, Ints
from classifier.digits import Digits, Spans, find_digits
from classifier.features import units
from classifier.found import Cancelled, Found
from classifier.hers_alone import YOUTH, without_age_of_the_writer, without_ages_of_others
from classifier.ideas import Present
from classifier.languages import LanguageTeller
from classifier.lexicon import LexiconReader
from classifier.undisturbed import keep_memory
from classifier.words import WordCutter, WordTable
from models.values import AgeHit


class Look(NamedTuple):
    """What was seen of a batch. Unit ``u`` (a sentence, or a part of a long one) is rows ``first[u]`` to ``last[u]`` (exclusive)."""

    batch: Batch
    main: Sequence[str]
    found: Found
    cancelled: Cancelled
    digits: Digits
    ages: Sequence[tuple[AgeHit, ...]]
    first: Ints
    last: Ints
    text: Ints
    langs: NDArray[np.str_]


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
        found, cancelled = self.lexicon.find(batch, told, self.table)
        digits = find_digits(texts)
        ages = [
            without_age_of_the_writer(stated, text, kind)
            for stated, text, kind in zip(find_ages_many(texts, digits), texts, kinds, strict=True)
        ]
        # Only a number of two digits may be somebody's age.
        two_digits = digits.chosen(digits.ends - digits.starts == 2)
        cancelled = Cancelled.joined([cancelled, _no_ages(texts, ages, two_digits)])
        found = without_ages_of_others(found, texts, two_digits, kinds)
        first, last = units(batch.sentences)
        of_text = batch.text_of(first)
        return Look(batch, told.main, found, cancelled, digits, ages, first, last, of_text, told.of(first, of_text))

    def ideas(self, look: Look, names: Sequence[str]) -> Present:
        """Return which of the ideas ``names`` stand in each unit."""
        return self.lexicon.ideas(look.batch, look.langs, self.table, (look.first, look.last), names)


def _no_ages(texts: Sequence[str], ages: Sequence[tuple[AgeHit, ...]], two_digits: Sequence[Spans]) -> Cancelled:
    """Return the numbers that look like the age of somebody very young and are none."""
    numbers = [
        (place, *span)
        for place, (text, stated, spans) in enumerate(zip(texts, ages, two_digits, strict=True))
        if spans
        for span in numbers_that_are_no_age(text, stated, spans)
    ]
    text, start, end = np.array(numbers, np.int64).reshape(-1, 3).T
    return Cancelled(text, np.full(len(numbers), YOUTH, np.object_), start, end)
