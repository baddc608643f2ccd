"""The words of many texts side by side, as arrays: what is the same work for every text is done once for all of them.

Texts keep their order. Word ``i`` of text ``t`` stands in row ``first[t] + i``; sentences and clauses are numbered through,
with one number left free between two texts, so that neighbouring sentences are always of one text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.words import Words

Ints = NDArray[np.int64]
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts with their words in rows; ``first`` has one entry more than there are texts."""

    words: Sequence[Words]
    kinds: Sequence[str]
    first: Ints
    numbers: Ints
    sentences: Ints
    clauses: Ints

    def __len__(self) -> int:
        return len(self.words)

    def only(self, places: Sequence[int]) -> "Batch":
        """Return a batch of some of the texts."""
        return (
            self
            if len(places) == len(self)
            else make_batch([self.words[i] for i in places], [self.kinds[i] for i in places])
        )

    def text_of_rows(self) -> Ints:
        """Return for each row the text it belongs to."""
        return np.repeat(np.arange(len(self.words)), np.diff(self.first))


def make_batch(words: Sequence[Words], kinds: Sequence[str]) -> Batch:
    """Put the words of texts side by side; ``kinds`` are ad or review."""
    numbers: list[int] = []
    sentences: list[int] = []
    clauses: list[int] = []
    sizes, sentence_counts, clause_counts = [0], [], []
    for one in words:
        numbers += one.numbers
        sentences += one.sentences
        clauses += one.clauses
        sizes.append(len(one.numbers))
        sentence_counts.append(one.sentences[-1] + 2 if one.sentences else 0)
        clause_counts.append(one.clauses[-1] + 2 if one.clauses else 0)
    first = np.cumsum(np.array(sizes, np.int64))
    return Batch(
        words, kinds, first, np.array(numbers, np.int64),
        np.array(sentences, np.int64) + _shifts(sentence_counts, sizes),
        np.array(clauses, np.int64) + _shifts(clause_counts, sizes),
    )  # fmt: skip


def _shifts(counts: list[int], sizes: list[int]) -> Ints:
    """Return for each row how far the numbers of its text are moved up."""
    before = np.cumsum(np.array([0, *counts], np.int64))[:-1]
    shifts: Ints = np.repeat(before, np.array(sizes[1:], np.int64))
    return shifts


def run_starts(values: Ints) -> Ints:
    """Return the rows at which a new value begins; the first row included."""
    if not len(values):
        return np.zeros(0, np.int64)
    starts: Ints = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    return starts
