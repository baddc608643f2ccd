"""Find thousands of phrases in one pass over the words of many texts.

Every phrase hangs on its rarest word; only where that word stands are its other words looked at. What a word can be
(which elements it satisfies) is worked out once and remembered, so the cost of a text does not grow with the lexicons.
Places that cannot hold a phrase are sieved out for all texts at once (64 bits a word say roughly what it can be); what is
left is looked at exactly. Phrases that matter only beside others are reported only there.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from classifier.batch import Ints, marked
from classifier.phrase_walk import walk
from classifier.phrases import Sequence, compile_phrase
from classifier.sequences import Sequences, Sieve, flags, hang
from classifier.word_elements import Elements, Meanings, Meant
from classifier.words import WordTable


class Matches(NamedTuple):
    """Many matches as columns: phrase ``phrase`` from row ``first`` to row ``last`` (inclusive); ``words`` counts its own words."""

    phrase: Ints
    first: Ints
    last: Ints
    words: Ints


class PhraseIndex:
    """Add phrases, then :meth:`build`, then :meth:`find`."""

    def __init__(self) -> None:
        self._phrases: dict[str, int] = {}
        self._waiting: list[tuple[int, Sequence]] = []
        self._elements: Elements | None = None

    def __len__(self) -> int:
        return len(self._phrases)

    def add(self, phrase: str) -> int:
        """Add a phrase and return its id; the same phrase gets the same id. Raises PhraseMistake."""
        known = self._phrases.get(phrase)
        if known is not None:
            return known
        sequences = compile_phrase(phrase)
        number = self._phrases[phrase] = len(self._phrases)
        self._waiting += [(number, sequence) for sequence in sequences]
        return number

    def build(self, wanted: Iterable[int], anywhere: Iterable[int]) -> None:
        """Hang each sequence on its rarest element.

        Only sentences in which a ``wanted`` phrase stands are reported, with the sentence before them; phrases in
        ``anywhere`` are reported wherever they stand.
        """
        if self._elements is None:
            elements, self._sequences = hang(self._waiting)
            self._elements = Elements.of(elements)
        elif self._waiting:
            raise ValueError("This index was built already: no phrase can be added.")
        self._waiting = []
        self._sieve = Sieve(self._sequences)
        self._meanings = Meanings(self._elements, self._sequences.on)
        self._wanted = flags(self._sequences.phrase, wanted)
        self._anywhere = flags(self._sequences.phrase, anywhere)

    def as_data(self) -> dict[str, Any]:
        """Return what was built as lists, texts and numbers."""
        if self._elements is None:
            raise ValueError("This index was not built yet.")
        return {
            "phrases": list(self._phrases),
            "elements": self._elements.as_data(),
            "sequences": self._sequences.as_data(),
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "PhraseIndex":
        """Return an index that knows the phrases of :meth:`as_data` and can be built at once."""
        made = cls()
        made._phrases = {phrase: number for number, phrase in enumerate(data["phrases"])}
        made._elements = Elements.from_data(data["elements"])
        made._sequences = Sequences.from_data(data["sequences"])
        return made

    def find(self, table: WordTable, numbers: Ints, sentences: Ints, also: Ints) -> Matches:
        """Return all matches in rows of words; no match crosses a sentence.

        ``numbers`` are places in ``table``, ``sentences`` number the sentences through; sentences in ``also`` are looked
        at whether or not a wanted phrase stands there.
        """
        if not len(numbers) or not len(self._sequences.phrase):
            return Matches(*(np.zeros(0, np.int64) for _ in range(4)))
        meanings = self._meanings
        meanings.learn(table, numbers)
        meant = meanings.of(numbers)
        rows, hung = meanings.hung_on(numbers)
        keep = self._sieve.keep(rows, hung, meant.bits, sentences)
        rows, hung = rows.take(keep), hung.take(keep)
        # Beside the phrases that matter by themselves others are so few that all are looked at in one go.
        first, last = self._look_closely(rows, hung, meant, sentences)
        fits = (first >= 0).nonzero()[0]
        hung, first, last = hung.take(fits), first.take(fits), last.take(fits)
        wanted, here = self._wanted.take(hung), sentences.take(first)
        told = marked(int(sentences[-1]) + 2, np.concatenate([here[wanted], also]))
        # What was only read or seen is told in the sentence before.
        told[:-1] |= told[1:]
        count = np.flatnonzero(wanted | told[here] | self._anywhere[hung])
        hung = hung[count]
        return Matches(self._sequences.phrase[hung], first[count], last[count], self._sequences.words[hung])

    def _look_closely(self, rows: Ints, hung: Ints, meant: Meant, sentences: Ints) -> tuple[Ints, Ints]:
        """Return where each sequence begins and ends in truth, -1 and -1 where it does not stand there."""
        steps = self._sequences
        last = walk(steps.after, hung, rows, meant, sentences=sentences, direction=1)
        first = np.full(len(rows), -1, np.int64)
        fits = np.flatnonzero(last >= 0)
        hung, rows = hung[fits], rows[fits]
        first[fits] = walk(steps.before, hung, rows, meant, sentences=sentences, direction=-1)
        return first, np.where(first >= 0, last, -1)
