"""The trained model at work: for every stretch of a text how likely it shows each indicator. Plain numbers, no code in the file.

Weights are loaded from ``model/weights.npz`` (arrays only, ``allow_pickle=False``) and ``model/model.json``. A model made by
another feature list or format is refused. Linear: a stretch's score is the sum over its words, so words can be shown.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Batch, Ints, run_starts
from classifier.features import (
    KIND_SHARE,
    PROTECTED,
    group_features,
    group_share,
    kind_feature,
    pair_features,
    pair_part,
    shape,
    stretches,
    word_feature,
    word_features,
)
from classifier.protected import PROTECTED_FILE
from classifier.words import WordCutter, WordTable
from models.errors import LygteError

MODEL = Path(__file__).parent / "model"
# The folder in the data directory for a model trained in use.
IN_USE = "reader-model"
FORMAT = "lygte-model-2"
KINDS = ("ad", "review")
# Contributions are kept as whole numbers of this fraction.
FIXED = 1 << 18
# New words are worked out so many at a time: what a word's letter groups contribute takes room.
WORDS_AT_ONCE = 1_000
SAMPLES = "Sød pige, 19 år (ny): 60min 700 kr. Dansk & thai! Быстро, по-русски; łatwo ประเทศไทย 24/7 – f.eks. u/ Ærø."


class ModelUnusable(LygteError):
    """The trained model does not fit this program: train it again."""


@dataclass(frozen=True, slots=True)
class Judged:
    """All stretches of a batch, sorted by their first row: rows ``first`` to ``last`` (exclusive) of text ``text``.

    ``probabilities[i, j]`` is the calibrated probability that stretch ``i`` shows label ``j``.
    """

    first: Ints
    last: Ints
    text: Ints
    probabilities: NDArray[np.float64]


@cache
def feature_list() -> str:
    """Return a short name for the way features are made, worked out from samples: a model of another one is refused."""
    digest = hashlib.sha256(PROTECTED_FILE.read_bytes())
    cutter = WordCutter()
    words = cutter.cut(SAMPLES)
    shapes = [shape(folded) for folded in words.folded]
    for kind in KINDS:
        digest.update(repr([word_features(word, kind) for word in shapes]).encode())
    numbers = np.array([pair_part(word) for word in shapes], np.int64)
    first, last = stretches(np.array(words.sentences), np.array(words.clauses))
    digest.update(repr((pair_features(numbers).tolist(), first.tolist(), last.tolist())).encode())
    return digest.hexdigest()[:16]


class Model:
    """Loaded weights. ``labels[i]`` names column ``i``; ``thresholds[i]`` is where the model alone makes a finding."""

    def __init__(self, arrays: dict[str, NDArray[Any]], facts: dict[str, Any]) -> None:
        self.labels: list[str] = facts["labels"]
        self.version: str = facts["version"]
        self.facts = facts
        self.thresholds = np.array(facts["thresholds"])
        self.backing: list[float] = facts["backing"]
        self.doubts: list[float] = facts["doubts"]
        self._slope, self._offset = np.array(facts["slope"]), np.array(facts["offset"])
        self._bias = np.array([np.array(facts["bias"]) + np.array(facts["kind_bias"][kind]) for kind in KINDS])
        weights = arrays["weights"].astype(np.float64) * arrays["scale"].astype(np.float64)
        idf = arrays["idf"].astype(np.float64)
        self._features = arrays["features"].astype(np.int64)
        # Each row: idf-weighted contribution to every label, then the squared idf for the length; the last row is of zeros.
        rows = np.concatenate([weights * idf[:, None], idf[:, None] ** 2], axis=1)
        self._rows = np.concatenate([rows, np.zeros((1, rows.shape[1]))])
        self._pair_rows = _fixed(self._rows)
        self._words = _WordColumns(len(KINDS), rows.shape[1])

    def _places(self, numbers: Ints) -> Ints:
        """Return the row of each feature, the row of zeros (the last) where the model does not know it."""
        places = np.minimum(np.searchsorted(self._features, numbers), len(self._features) - 1)
        found: Ints = np.where(self._features[places] == numbers, places, len(self._features))
        return found

    def _learn(self, table: WordTable, numbers: Ints) -> None:
        """Work out the contributions of words not met before."""
        new = self._words.unknown(table, numbers)
        for begin in range(0, len(new), WORDS_AT_ONCE):
            part = new[begin : begin + WORDS_AT_ONCE]
            shaped = [shape(table.names[number]) for number in part]
            self._words.pair_parts[part] = [pair_part(word) for word in shaped]
            open_words = [(number, word) for number, word in zip(part, shaped, strict=True) if word != PROTECTED]
            if open_words:
                self._learn_words(*zip(*open_words, strict=True))

    def _learn_words(self, numbers: Sequence[int], words: Sequence[str]) -> None:
        """Add up what the words and their letter groups contribute."""
        groups = [group_features(word) for word in words]
        sizes = np.array(list(map(len, groups)), np.int64)
        shares = np.array(list(map(group_share, sizes.tolist())))
        of_word = np.repeat(np.arange(len(words)), sizes)
        rows = self._places(np.array(list(chain.from_iterable(groups)), np.int64))
        known = rows < len(self._features)
        of_word = of_word[known]
        shared = self._contributions(rows[known], shares[of_word])
        of_all = self._contributions(self._places(np.array(list(map(word_feature, words)), np.int64)), None)
        starts = run_starts(of_word)
        if len(starts):
            of_all[of_word[starts]] += np.add.reduceat(shared, starts, axis=0)
        for place, kind in enumerate(KINDS):
            rows = self._places(np.array([kind_feature(word, kind) for word in words], np.int64))
            of_kind = self._contributions(rows, np.full(len(rows), KIND_SHARE))
            self._words.values[place, np.array(numbers)] = of_all + of_kind

    def _contributions(self, rows: Ints, shares: NDArray[np.float64] | None) -> NDArray[np.int32]:
        """Return what features contribute to every label and, squared, to the length; ``shares`` weigh them."""
        if shares is None:
            return self._pair_rows[rows]
        scaled = self._rows[rows] * shares[:, None]
        scaled[:, -1] *= shares
        return _fixed(scaled)

    def judge(self, batch: Batch, table: WordTable) -> Judged:
        """Return every stretch of every text with its calibrated probabilities."""
        first, last = stretches(batch.sentences, batch.clauses)
        text = batch.text_of(first)
        if not len(first):
            return Judged(first, last, text, np.zeros((0, len(self.labels))))
        self._learn(table, batch.numbers)
        kinds = np.array([KINDS.index(kind) for kind in batch.kinds], np.int64)
        numbers = batch.numbers
        values = self._words.values[np.repeat(kinds, np.diff(batch.first)), numbers]
        pairs = self._pair_rows[self._places(pair_features(self._words.pair_parts[numbers]))]
        # The pair (i, i + 1) stands in row i + 1; row ``first`` of a stretch pairs with what stands before it: left out.
        values[1:] += pairs
        before_first = np.concatenate([np.zeros((1, values.shape[1]), np.int32), pairs])
        sums = np.concatenate([np.zeros((1, values.shape[1]), np.int64), np.cumsum(values, axis=0, dtype=np.int64)])
        total = (sums[last] - sums[first] - before_first[first]) / FIXED
        length = np.sqrt(np.maximum(total[:, -1:], 1e-6))
        scores = total[:, :-1] / length + self._bias[kinds[text]]
        return Judged(first, last, text, 1.0 / (1.0 + np.exp(-(self._slope * scores + self._offset))))

    def highest(self, batch: Batch, table: WordTable) -> dict[str, float]:
        """Return for the one text of a batch each label's highest probability over its stretches."""
        judged = self.judge(batch, table)
        if not len(judged.first):
            return dict.fromkeys(self.labels, 0.0)
        return dict(zip(self.labels, judged.probabilities.max(axis=0).tolist(), strict=True))


class _WordColumns:
    """What each word of a table contributes: ``values[kind, number]`` by label, and its part in pairs with neighbours."""

    def __init__(self, kinds: int, size: int) -> None:
        self._table: WordTable | None = None
        self._kinds, self._size = kinds, size

    def unknown(self, table: WordTable, numbers: Ints) -> list[int]:
        """Return the words among ``numbers`` that are new, and make room for them."""
        if self._table is not table:
            self._table = table
            self.values = np.zeros((self._kinds, 0, self._size), np.int32)
            self.pair_parts = np.zeros(0, np.int64)
            self._known = np.zeros(0, np.bool_)
        if len(self._known) < len(table):
            more = 2 * len(table) - len(self._known)
            room = np.zeros((self._kinds, more, self._size), np.int32)
            self.values = np.concatenate([self.values, room], axis=1)
            self.pair_parts = np.concatenate([self.pair_parts, np.zeros(more, np.int64)])
            self._known = np.concatenate([self._known, np.zeros(more, np.bool_)])
        new: list[int] = np.unique(numbers[~self._known[numbers]]).tolist()
        self._known[new] = True
        return new


def _fixed(values: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return values as whole numbers: sums of them are exact, so a text scores the same alone and among others."""
    return np.rint(values * FIXED).astype(np.int32)


def load_model(folder: Path = MODEL) -> Model:
    """Load the trained model. Raises ModelUnusable when it is missing, damaged or made for other features."""
    try:
        facts = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except (OSError, ValueError, KeyError):
        raise ModelUnusable("The trained model is missing or damaged: run 'python -m classifier.train'.") from None
    if facts.get("format") != FORMAT or facts.get("feature_list") != feature_list():
        raise ModelUnusable("The trained model was made for other features: run 'python -m classifier.train'.")
    return Model(arrays, facts)
