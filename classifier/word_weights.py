"""What each word of a text adds to the model's sums, alone and with the word before it: worked out once for each word met."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Ints, sums_of_runs
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
    shapes,
    word_numbers,
)
from classifier.packed_rows import FIXED, PackedRows
from classifier.word_columns import WordColumns
from classifier.words import WordTable

# New words are worked out so many at a time: what a word's letter groups contribute takes room.
WORDS_AT_ONCE = 1_000


class WordWeights:
    """The weights of ``features``; ``rows`` say what each adds."""

    def __init__(self, features: Ints, rows: PackedRows) -> None:
        self._features = FeatureRows(features)
        self._rows = rows
        # Of each word what it adds as one of each kind of text, and its part in pairs with neighbours.
        empty = np.zeros((0, len(KINDS), rows.width), np.int32)
        self._words = WordColumns(empty, np.zeros(0, np.int64))

    def sums(self, numbers: Ints, kinds: Ints, sizes: Ints, sentences: Ints) -> Floats:
        """Return what the words of each unit, and their pairs, add to every label and to the length; words that were learned.

        ``numbers`` are the words of all units, ``sentences`` says where each stands; ``sizes`` and ``kinds`` are the units'.
        """
        table = self._words.columns[0].reshape(-1, self._rows.width)
        entries = numbers * len(KINDS) + np.repeat(kinds, sizes)
        sums = sums_of_runs(lambda places: table.take(entries.take(places), axis=0), self._rows.width, sizes)
        rows = self._pairs(numbers)
        # A pair over the end of a sentence is none; one over the end of a unit belongs to the second.
        known = np.flatnonzero((rows < len(self._features)) & (sentences[1:] == sentences[:-1]))
        unit = np.repeat(np.arange(len(sizes)), sizes)[known + 1]
        pairs = np.bincount(unit, minlength=len(sizes))
        sums += self._rows.sums(rows[known], pairs)
        return sums

    def shares(self, numbers: Ints, sizes: Ints, kinds: Ints, labels: Ints) -> Floats:
        """Return what each word of units adds to the sum of a label; the two words of a pair share what it adds.

        ``numbers`` are the words, learned ones, of all units; ``sizes``, ``kinds`` and ``labels`` are the units'.
        """
        kinds, labels = np.repeat(kinds, sizes), np.repeat(labels, sizes)
        unit = np.repeat(np.arange(len(sizes)), sizes)
        values = self._words.columns[0][numbers, kinds, labels].astype(np.float64)
        rows = self._pairs(numbers)
        known = np.flatnonzero((rows < len(self._features)) & (unit[1:] == unit[:-1]))
        pairs = self._rows.of(rows[known])[np.arange(len(known)), labels[known]] / 2
        values[known + 1] += pairs
        values[known] += pairs
        return values / FIXED

    def _pairs(self, numbers: Ints) -> Ints:
        """Return the rows of neighbouring words: one fewer than there are words."""
        return self._features.of(pair_features(self._words.columns[1][numbers]))

    def learn(self, table: WordTable, numbers: Ints) -> None:
        """Work out words not met before."""
        new = self._words.new(table, numbers)
        for begin in range(0, len(new), WORDS_AT_ONCE):
            part = new[begin : begin + WORDS_AT_ONCE]
            shaped = shapes([table.names[number] for number in part.tolist()])
            self._words.columns[1][part] = pair_parts([word.encode() for word in shaped])
            is_open = np.array([word != PROTECTED for word in shaped], np.bool_)
            if is_open.any():
                self._learn_words(part[is_open], [word for word in shaped if word != PROTECTED])

    def _learn_words(self, numbers: Ints, words: Sequence[str]) -> None:
        """Add up what the words and their letter groups add."""
        of_word, groups = letter_groups(words)
        shares = group_shares(np.bincount(of_word, minlength=len(words)))
        rows = self._features.of(groups)
        known = np.flatnonzero(rows < len(self._features))
        of_word = of_word[known]
        of_groups = self._rows.sums(rows[known], np.bincount(of_word, minlength=len(words)), shares[of_word])
        octets = [word.encode() for word in words]
        of_all = self._added(word_numbers(octets)) + of_groups.astype(np.int32)
        for place, kind in enumerate(KINDS):
            self._words.columns[0][numbers, place] = of_all + self._added(kind_numbers(octets, kind), KIND_SHARE)

    def _added(self, features: Ints, share: float = 1.0) -> NDArray[np.int32]:
        """Return what features add, weighed by a share; most are not known."""
        rows = self._features.of(features)
        added = np.zeros((len(rows), self._rows.width), np.int32)
        known = np.flatnonzero(rows < len(self._features))
        added[known] = self._rows.of(rows[known], share)
        return added
