"""What each word of a text adds to the model's sums, alone and with the word before it: worked out once for each word met."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Ints, run_starts
from classifier.beside import Floats
from classifier.feature_rows import FeatureRows
from classifier.features import (
    KIND_SHARE,
    KINDS,
    PROTECTED,
    group_shares,
    kind_numbers,
    letter_groups,
    pair_features,
    pair_parts,
    shape,
    word_numbers,
)
from classifier.packed_rows import PackedRows
from classifier.word_columns import WordColumns
from classifier.words import WordTable

# Contributions are kept as whole numbers of this fraction.
FIXED = 1 << 18
# New words are worked out so many at a time: what a word's letter groups contribute takes room.
WORDS_AT_ONCE = 1_000


def fixed(values: Floats) -> NDArray[np.int32]:
    """Return values, which are used up, as whole numbers: sums of them are exact, so a text scores the same alone and among others."""
    values *= FIXED
    return np.rint(values, out=values).astype(np.int32)


class WordWeights:
    """The weights of ``features``; ``rows`` say what each adds."""

    def __init__(self, features: Ints, rows: PackedRows) -> None:
        self._features = FeatureRows(features)
        self._rows = rows
        # Of each word what it adds as one of each kind of text, and its part in pairs with neighbours.
        empty = np.zeros((0, len(KINDS), rows.width), np.int32)
        self._words = WordColumns(empty, np.zeros(0, np.int64))

    def of(self, numbers: Ints, kinds: Ints, sentences: Ints) -> Ints:
        """Return what each word, and its pair with the word before, adds to its unit: words that were learned.

        ``kinds`` and ``sentences`` say of each word in what kind of text and in which sentence it stands.
        """
        width = self._rows.width
        values = self._words.columns[0].reshape(-1, width).take(numbers * len(KINDS) + kinds, axis=0).astype(np.int64)
        rows = self._pairs(numbers)
        # A pair over the end of a sentence is none.
        known = np.flatnonzero((rows < len(self._features)) & (sentences[1:] == sentences[:-1]))
        values[known + 1] += fixed(self._rows.of(rows[known]))
        return values

    def shares(self, table: WordTable, numbers: Ints, kind: int, label: int) -> list[float]:
        """Return what each word of one unit adds to the sum of a label; the two words of a pair share what it adds."""
        self.learn(table, numbers)
        values = self._words.columns[0][numbers, kind, label].astype(np.float64)
        pairs = fixed(self._rows.of(self._pairs(numbers)))[:, label] / 2
        values[1:] += pairs
        values[:-1] += pairs
        shares: list[float] = (values / FIXED).tolist()
        return shares

    def _pairs(self, numbers: Ints) -> Ints:
        """Return the rows of neighbouring words: one fewer than there are words."""
        return self._features.of(pair_features(self._words.columns[1][numbers]))

    def learn(self, table: WordTable, numbers: Ints) -> None:
        """Work out words not met before."""
        new = self._words.new(table, numbers)
        for begin in range(0, len(new), WORDS_AT_ONCE):
            part = new[begin : begin + WORDS_AT_ONCE]
            shaped = [shape(table.names[number]) for number in part]
            self._words.columns[1][part] = pair_parts(shaped)
            is_open = np.array([word != PROTECTED for word in shaped], np.bool_)
            if is_open.any():
                self._learn_words(part[is_open], [word for word in shaped if word != PROTECTED])

    def _learn_words(self, numbers: Ints, words: Sequence[str]) -> None:
        """Add up what the words and their letter groups add."""
        of_word, groups = letter_groups(words)
        shares = group_shares(np.bincount(of_word, minlength=len(words)))
        rows = self._features.of(groups)
        known = rows < len(self._features)
        of_word = of_word[known]
        shared = self._weighed(rows[known], shares[of_word])
        of_all = fixed(self._rows.of(self._features.of(word_numbers(words))))
        starts = run_starts(of_word)
        if len(starts):
            of_all[of_word[starts]] += np.add.reduceat(shared, starts, axis=0)
        for place, kind in enumerate(KINDS):
            rows = self._features.of(kind_numbers(words, kind))
            self._words.columns[0][numbers, place] = of_all + self._weighed(rows, np.full(len(rows), KIND_SHARE))

    def _weighed(self, rows: Ints, shares: Floats) -> NDArray[np.int32]:
        """Return what features add, weighed by their shares."""
        return fixed(weighed(self._rows.of(rows), shares))


def weighed(rows: Floats, shares: Floats) -> Floats:
    """Weigh rows by shares and return them; the share in what they add to the length is squared."""
    rows *= shares[:, None]
    rows[:, -1] *= shares
    return rows
