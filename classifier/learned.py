"""The trained model at work: for every sentence of a text how likely it shows each indicator. Plain numbers, no code in the file.

Weights are loaded from ``model/weights.npz`` (arrays only, ``allow_pickle=False``) and ``model/model.json``. A model made by
another feature list or format is refused. Two sums a sentence, each over its length: over its words (with letter groups and
neighbours), so words can be shown; and over the ideas that stand together in it, which all languages share. The same two sums,
with weights of their own, over its surroundings, the sentences around it: what they tell together is one sign among others.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Ints, ranges, sums_of_runs
from classifier.beside import REACH, Floats, Units, sums_near
from classifier.deciding import SIGNS, Sides, Wordings, decide, signs, vetoed
from classifier.features import KINDS, pair_features, pair_parts, shape, units, word_features
from classifier.ideas import Present, feature_count, idea_features, idea_shares, ideas_met, of_languages, together
from classifier.looking import Look
from classifier.packed_rows import FIXED, PackedRows
from classifier.protected import PROTECTED_FILE
from classifier.word_weights import WordWeights
from classifier.words import WordCutter, WordTable
from models.errors import LygteError
from models.policy import load_policy

MODEL = Path(__file__).parent / "model"
# The folder in the data directory for a model trained in use.
IN_USE = "reader-model"
FORMAT = "lygte-model-7"
# No sum is divided by the root of less: what one word that stands in every text would make.
SHORTEST = 1.0
# The margin where nothing may be found.
VETO = -100.0
# The signs of about so many units stay near the processor: faster than all of them together, or than fewer.
UNITS_AT_ONCE = 1_600
# Facts about a model that change nothing it says.
ABOUT = frozenset({"version", "trained_on", "libraries"})
DAMAGED = "The trained model is missing or damaged: run 'python -m classifier.train'."
SAMPLES = "Sød pige, 19 år (ny): 60min 700 kr. Dansk & thai! Быстро, по-русски; łatwo ประเทศไทย 24/7 – f.eks. u/ Ærø."


class ModelUnusable(LygteError):
    """The trained model does not fit this program: train it again."""


@dataclass(frozen=True, slots=True)
class Judged:
    """All units of a look. ``scores[u, l]``: the model by itself, as log odds; ``margins[u, l]``: how far the decision with the
    wordings lies above (at least 0) or below what makes a finding."""

    scores: Floats
    margins: Floats


@cache
def feature_list() -> str:
    """Return a short name for the way features are made, worked out from samples: a model of another one is refused."""
    digest = hashlib.sha256(PROTECTED_FILE.read_bytes())
    cutter = WordCutter()
    words = cutter.cut(SAMPLES)
    shapes = [shape(folded) for folded in words.folded]
    for kind in KINDS:
        digest.update(repr([word_features(word, kind) for word in shapes]).encode())
    first, last = units(np.array(words.sentences))
    ideas = idea_features(np.tri(4, 5, dtype=np.bool_), np.array([0, 1, 1, 0]))
    parts = pair_parts([word.encode() for word in shapes])
    digest.update(repr((pair_features(parts).tolist(), first.tolist(), last.tolist())).encode())
    digest.update(repr((ideas.unit.tolist(), ideas.feature.tolist(), ideas.share.tolist(), SIGNS, REACH)).encode())
    return digest.hexdigest()[:16]


class Model:
    """Loaded weights. ``labels[i]`` names column ``i``; ``thresholds[i]`` is the chance from which it is a finding."""

    def __init__(self, arrays: dict[str, NDArray[Any]], facts: dict[str, Any]) -> None:
        self.labels: list[str] = facts["labels"]
        self.version: str = facts["version"]
        self.ideas: list[str] = facts["ideas"]
        self.facts = facts
        self.thresholds = np.array(facts["thresholds"])
        self._limits = np.log(self.thresholds / (1.0 - self.thresholds))
        self._decision = np.array(facts["decision"]).reshape(len(self.labels), SIGNS).T.copy()
        self._decision_bias = np.array(facts["decision_bias"])
        self.trusted: dict[str, float] = facts["trust"]
        self._sides = Sides.of(self.labels, load_policy())
        # First of a sentence, then of its surroundings: the weights of both stand side by side.
        self._slope, self._offset = np.array(facts["slope"]), np.array(facts["offset"])
        self._bias = np.array([np.array(facts["bias"]) + np.array(facts["kind_bias"][kind]) for kind in KINDS])
        rows = PackedRows(arrays["weights"], arrays["scale"], arrays["idf"])
        self._words = WordWeights(arrays["features"].astype(np.int64), rows)
        self._idea_rows, self._idea_places = _of_ideas(arrays, self.ideas)

    def judge(self, look: Look, present: Present, said: Wordings, table: WordTable) -> Judged:
        """Return what the model makes of every unit; ``present`` are its ideas, ``said`` what the wordings say of it."""
        kinds = np.array([KINDS.index(kind) for kind in look.batch.kinds], np.int64)[look.text]
        units = Units(look.text, look.last - look.first, kinds == 0)
        self._words.learn(table, look.batch.numbers)
        totals = (
            self._words.sums(look.batch.numbers, kinds, units.words, look.batch.sentences),
            self._of_ideas(present, kinds),
        )
        scores, margins = (np.zeros((len(units.text), len(self.labels))) for _ in range(2))
        for some in _parts(look.text):
            scores[some], told = self._score([total[some] for total in totals], look.text[some], kinds[some])
            wording = said.of(some)
            given = decide(signs(scores[some], told, wording, units.of(some), self._sides), self._decision)
            margins[some] = np.where(vetoed(wording), VETO, given + self._decision_bias) - self._limits
        return Judged(scores, margins)

    def _score(self, totals: Sequence[Floats], text: Ints, kinds: Ints) -> tuple[Floats, Floats]:
        """Return the calibrated log odds of the model by itself that each unit, and that its surroundings, show each label.

        ``totals`` are the sums over words and over ideas of units, all of each text they are of.
        """
        labels = len(self.labels)
        own = [_over_length(total[:, :labels], total[:, -1:]) for total in totals]
        near = [sums_near(total[:, labels:], text) for total in totals]
        around = [_over_length(total[:, :-1], total[:, -1:]) for total in near]
        return (
            self._calibrated(own[0] + own[1], kinds, slice(0, labels)),
            self._calibrated(around[0] + around[1], kinds, slice(labels, None)),
        )

    def _calibrated(self, scores: Floats, kinds: Ints, columns: slice) -> Floats:
        """Return the log odds that scores, which are used up, stand for."""
        scores += self._bias[:, columns].take(kinds, axis=0)
        scores *= self._slope[columns]
        scores += self._offset[columns]
        return scores

    def _of_ideas(self, present: Present, kinds: Ints) -> Floats:
        """Return what the ideas of each unit add to every label and to the length."""
        unit, idea = ideas_met(present)
        one, other = together(unit)
        ideas = present.shape[1]
        rows = self._idea_places.take((kinds[unit] * ideas + idea).take(one) * ideas + idea.take(other))
        # So many ideas make so many pairs, each with itself among them.
        met = np.bincount(unit, minlength=len(present))
        table = self._idea_rows
        return sums_of_runs(lambda places: table.take(rows.take(places), axis=0), table.shape[1], met * (met + 1) // 2)

    def shares(self, look: Look, units: Ints, labels: Ints) -> list[list[float]]:
        """Return what each word of some judged units adds to the score of a label, one label for each unit."""
        first, sizes = look.first[units], (look.last - look.first)[units]
        numbers = look.batch.numbers[ranges(first, sizes)]
        kinds = np.array([KINDS.index(look.batch.kinds[text]) for text in look.text[units].tolist()], np.int64)
        shares = self._words.shares(numbers, sizes, kinds, labels).tolist()
        ends = np.cumsum(sizes)
        return [shares[begin:end] for begin, end in zip((ends - sizes).tolist(), ends.tolist(), strict=True)]

    def highest(self, judged: Judged, look: Look) -> list[dict[str, float]]:
        """Return for each text the highest chance (0-1) of every label over its units, by the model alone."""
        chances = np.zeros((len(look.batch), len(self.labels)))
        np.maximum.at(chances, look.text, 1.0 / (1.0 + np.exp(-judged.scores)))
        return [dict(zip(self.labels, row, strict=True)) for row in chances.tolist()]


def _parts(text: Ints) -> Iterator[slice]:
    """Yield the units of some whole texts at a time; ``text`` says for each unit where it stands."""
    first = np.unique(np.searchsorted(text, text[::UNITS_AT_ONCE])).tolist()
    return (slice(begin, end) for begin, end in pairwise([*first, len(text)]))


def _over_length(total: Floats, length: Floats) -> Floats:
    """Return sums over the root of their length."""
    divided: Floats = total / FIXED
    divided /= np.sqrt(np.maximum(length / FIXED, SHORTEST))
    return divided


def _of_ideas(arrays: Mapping[str, NDArray[Any]], ideas: Sequence[str]) -> tuple[Floats, Ints]:
    """Return what ideas add to the sums, as rows, and which row holds what one idea adds beside another.

    ``places[(k * ideas + i) * ideas + j]`` is the row of ideas ``i`` and ``j`` in a text of kind ``k``, of idea ``i`` alone
    where ``j`` is ``i``; a row of zeros where the model knows nothing.
    """
    size, known = len(ideas), arrays["idea_features"].astype(np.int64)
    packed = PackedRows(arrays["idea_weights"], arrays["idea_scale"], arrays["idea_idf"])
    shares = np.append(idea_shares(known, size), 1.0)
    rows = packed.sums(np.arange(len(shares)), np.ones(len(shares), np.int64), shares)
    rows[np.append(of_languages(known, ideas), False), -1] = 0
    row_of = np.full(feature_count(size), len(known), np.int64)
    row_of[known] = np.arange(len(known))
    # An idea by itself adds what it does in any text and what it does in one of that kind.
    alone, of_kind = rows[row_of[:size]], rows[row_of[size : 3 * size]].reshape(len(KINDS), size, -1)
    places = np.stack([row_of[3 * size :].reshape(size, size)] * len(KINDS))
    each = np.arange(size)
    places[:, each, each] = len(rows) + np.arange(len(KINDS) * size).reshape(len(KINDS), size)
    return np.concatenate([rows, (alone + of_kind).reshape(-1, rows.shape[1])]), places.reshape(-1)


def version_of(arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> str:
    """Return a short name for what was learned: other numbers have another."""
    learned = {name: fact for name, fact in facts.items() if name not in ABOUT}
    digest = hashlib.sha256(json.dumps(learned, sort_keys=True).encode())
    for name in sorted(arrays):
        digest.update(arrays[name].tobytes())
    return digest.hexdigest()[:12]


def load_model(folder: Path = MODEL) -> Model:
    """Load the trained model. Raises ModelUnusable when it is missing, damaged or made for other features."""
    try:
        facts: dict[str, Any] = dict(json.loads((folder / "model.json").read_text(encoding="utf-8")))
        with np.load(folder / "weights.npz", allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, zlib.error):
        raise ModelUnusable(DAMAGED) from None
    if facts.get("format") != FORMAT or facts.get("feature_list") != feature_list():
        raise ModelUnusable("The trained model was made for other features: run 'python -m classifier.train'.")
    # Facts and weights that are not of one training, as when writing them was cut off, are no model.
    if facts.get("version") != version_of(arrays, facts):
        raise ModelUnusable(DAMAGED)
    try:
        return Model(arrays, facts)
    except (ValueError, KeyError, TypeError, IndexError):
        raise ModelUnusable(DAMAGED) from None
