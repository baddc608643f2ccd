"""The trained model at work: for every stretch of a text how likely it shows each indicator. Plain numbers, no code in the file.

Weights are loaded from ``model/weights.npz`` (arrays only, ``allow_pickle=False``) and ``model/model.json``. A model made by
another feature list or format is refused. Linear: a stretch's score is the sum over its words, so words can be shown.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.features import pair_feature, shape, stretches, word_features
from classifier.protected import PROTECTED_FILE
from classifier.words import WordCutter, Words
from models.errors import LygteError

MODEL = Path(__file__).parent / "model"
FORMAT = "lygte-model-1"
MOST_REMEMBERED = 150_000
SAMPLES = "Sød pige, 19 år (ny): 60min 700 kr. Dansk & thai! Быстро, по-русски; łatwo ประเทศไทย 24/7 – f.eks. u/ Ærø."
Floats = NDArray[np.float32]


class ModelUnusable(LygteError):
    """The trained model does not fit this program: train it again."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words ``first`` to ``last`` (exclusive) with the calibrated probability of each label."""

    first: int
    last: int
    probabilities: Floats


@cache
def feature_list() -> str:
    """Return a short name for the way features are made, worked out from samples: a model of another one is refused."""
    digest = hashlib.sha256(PROTECTED_FILE.read_bytes())
    cutter = WordCutter()
    for kind in ("ad", "review"):
        words = cutter.cut(SAMPLES)
        shaped = [shape(folded) for folded in words.folded]
        digest.update(repr([word_features(word, kind) for word in shaped]).encode())
        digest.update(repr((stretches(words), pair_feature(shaped[0], shaped[1]))).encode())
    return digest.hexdigest()[:16]


class Model:
    """Loaded weights. ``labels[i]`` names column ``i``; ``thresholds[i]`` is where the model alone makes a finding."""

    def __init__(self, arrays: dict[str, NDArray[Any]], facts: dict[str, Any]) -> None:
        self.labels: list[str] = facts["labels"]
        self.version: str = facts["version"]
        self.thresholds = np.array(facts["thresholds"], np.float32)
        self.backing = np.array(facts["backing"], np.float32)
        self.doubts = np.array(facts["doubts"], np.float32)
        self._slope, self._offset = np.array(facts["slope"], np.float32), np.array(facts["offset"], np.float32)
        self._bias = np.array(facts["bias"], np.float32)
        self._kind_bias = {kind: np.array(value, np.float32) for kind, value in facts["kind_bias"].items()}
        weights = arrays["weights"].astype(np.float32) * arrays["scale"].astype(np.float32)
        self._rows = {int(number): place for place, number in enumerate(arrays["features"])}
        # Each row: idf-weighted contribution to every label, then the squared idf for the length.
        self._idf = arrays["idf"].astype(np.float32)
        self._weights = weights * self._idf[:, None]
        self._size = len(self.labels)
        # Contributions of every word met, by kind of text: a growing table, row 0 is nothing.
        self._table = np.zeros((1024, self._size + 1), np.float32)
        self._filled = 1
        self._words: dict[str, dict[str, int]] = {kind: {} for kind in self._kind_bias}
        self._pairs: dict[tuple[str, str], int] = {}

    def _store(self, row: Floats) -> int:
        if self._filled == len(self._table):
            self._table = np.concatenate([self._table, np.zeros_like(self._table)])
        self._table[self._filled] = row
        self._filled += 1
        return self._filled - 1

    def _word(self, folded: str, kind: str) -> int:
        """Return the table row of a word, worked out when first met."""
        total = np.zeros(self._size + 1, np.float32)
        for number, share in word_features(shape(folded), kind):
            row = self._rows.get(number)
            if row is not None:
                total[:-1] += share * self._weights[row]
                total[-1] += (share * self._idf[row]) ** 2
        place = self._words[kind][folded] = self._store(total)
        return place

    def _pair(self, first: str, second: str) -> int:
        """Return the table row of two neighbours, 0 where the model does not know them."""
        row = self._rows.get(pair_feature(shape(first), shape(second)))
        place = 0 if row is None else self._store(np.append(self._weights[row], self._idf[row] ** 2).astype(np.float32))
        self._pairs[first, second] = place
        return place

    def _forget(self) -> None:
        """Start the table anew when it has grown large, so that endless new words cannot fill the memory."""
        if self._filled > MOST_REMEMBERED or len(self._pairs) > 4 * MOST_REMEMBERED:
            self._filled = 1
            self._pairs.clear()
            for known in self._words.values():
                known.clear()

    def contributions(self, words: Words, kind: str) -> tuple[Floats, Floats]:
        """Return running sums over words and over neighbour pairs: row ``i`` holds the sum of the first ``i``."""
        self._forget()
        known, pairs, folded = self._words[kind], self._pairs, words.folded
        rows = [0]
        for word in folded:
            row = known.get(word)
            rows.append(self._word(word, kind) if row is None else row)
        pair_rows = [0]
        for couple in pairwise(folded):
            row = pairs.get(couple)
            pair_rows.append(self._pair(*couple) if row is None else row)
        pair_rows.append(0)
        return np.cumsum(self._table[rows], axis=0), np.cumsum(self._table[pair_rows], axis=0)

    def judge(self, words: Words, kind: str) -> list[Stretch]:
        """Return every stretch with its calibrated probabilities."""
        places = stretches(words)
        if not places:
            return []
        singles, pairs = self.contributions(words, kind)
        first = np.array([place[0] for place in places])
        last = np.array([place[1] for place in places])
        # The pair (i, i+1) stands in row i+1: pairs inside [first, last) are rows first+1 … last-1.
        total = singles[last] - singles[first] + pairs[last - 1] - pairs[first]
        length = np.sqrt(np.maximum(total[:, -1:], 1e-6))
        scores = total[:, :-1] / length + self._bias + self._kind_bias[kind]
        probabilities = 1.0 / (1.0 + np.exp(-(self._slope * scores + self._offset)))
        return [Stretch(one, other, row) for (one, other), row in zip(places, probabilities, strict=True)]


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
