"""The trained model at work: for every sentence of a text how likely it shows each indicator. Plain numbers, no code in the file.

Weights are loaded from ``model/weights.npz`` (arrays only, ``allow_pickle=False``) and ``model/model.json``. A model made by
another feature list or format is refused. Two sums a sentence, each over its length: over its words (with letter groups and
neighbours), so words can be shown; and over the ideas that stand together in it, which all languages share. The same two sums,
with weights of their own, over its surroundings, the sentences around it: what they tell together is one sign among others.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Ints, run_starts, sums_of_runs
from classifier.beside import REACH, Floats, Units, sums_near
from classifier.deciding import SIGNS, Sides, Wordings, signs, vetoed
from classifier.features import KINDS, pair_features, pair_parts, shape, units, word_features
from classifier.ideas import Present, feature_count, idea_features, idea_pairs, idea_shares, of_languages
from classifier.looking import Look
from classifier.packed_rows import PackedRows
from classifier.protected import PROTECTED_FILE
from classifier.word_weights import FIXED, WordWeights, fixed, weighed
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
# The signs of about so many units stay near the processor: twice as fast as all of them together.
UNITS_AT_ONCE = 400
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
    digest.update(repr((pair_features(pair_parts(shapes)).tolist(), first.tolist(), last.tolist())).encode())
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
        self._decision = np.array(facts["decision"]).reshape(len(self.labels), SIGNS)
        self._decision_bias = np.array(facts["decision_bias"])
        self.trusted: dict[str, float] = facts["trust"]
        self._sides = Sides.of(self.labels, load_policy())
        # First of a sentence, then of its surroundings: the weights of both stand side by side.
        self._slope, self._offset = np.array(facts["slope"]), np.array(facts["offset"])
        self._bias = np.array([np.array(facts["bias"]) + np.array(facts["kind_bias"][kind]) for kind in KINDS])
        rows = PackedRows(arrays["weights"], arrays["scale"], arrays["idf"])
        self._words = WordWeights(arrays["features"].astype(np.int64), rows)
        # The row of each idea feature, the last one (of zeros) where the model does not know it.
        known = arrays["idea_features"].astype(np.int64)
        self._idea_places = np.full(feature_count(len(self.ideas)), len(known), np.int64)
        self._idea_places[known] = np.arange(len(known))
        packed = PackedRows(arrays["idea_weights"], arrays["idea_scale"], arrays["idea_idf"])
        idea_rows = packed.of(np.arange(len(known) + 1))
        idea_rows[np.append(of_languages(known, self.ideas), False), -1] = 0.0
        self._idea_rows = fixed(weighed(idea_rows, np.append(idea_shares(known, len(self.ideas)), 1.0)))

    def judge(self, look: Look, present: Present, said: Wordings, table: WordTable) -> Judged:
        """Return what the model makes of every unit; ``present`` are its ideas, ``said`` what the wordings say of it."""
        scores, told = self.score(look, present, table)
        ads = np.array([kind == KINDS[0] for kind in look.batch.kinds], np.bool_)[look.text]
        units = Units(look.text, look.last - look.first, ads)
        given = np.zeros_like(scores)
        for some in _parts(look.text):
            weights = signs(scores[some], told[some], said.of(some), units.of(some), self._sides)
            given[some] = np.einsum("uls,ls->ul", weights, self._decision)
        decisions = np.where(vetoed(said), VETO, given + self._decision_bias)
        return Judged(scores, decisions - self._limits)

    def score(self, look: Look, present: Present, table: WordTable) -> tuple[Floats, Floats]:
        """Return the calibrated log odds of the model by itself that each unit, and that its surroundings, show each label."""
        batch, labels = look.batch, len(self.labels)
        if not len(look.first):
            return np.zeros((0, labels)), np.zeros((0, labels))
        kinds = np.array([KINDS.index(kind) for kind in batch.kinds], np.int64)
        # Units follow each other without a gap.
        total = sums_of_runs(self._words.of(batch, table, kinds), look.first) / FIXED
        of_ideas = self._of_ideas(present, kinds[look.text])
        around = [_over_length(sums_near(sums, look.text))[:, labels:] for sums in (total, of_ideas)]
        scores = np.concatenate(
            [_over_length(total)[:, :labels] + _over_length(of_ideas)[:, :labels], around[0] + around[1]], axis=1
        )
        calibrated: Floats = self._slope * (scores + self._bias[kinds[look.text]]) + self._offset
        return calibrated[:, :labels], calibrated[:, labels:]

    def _of_ideas(self, present: Present, kinds: Ints) -> Floats:
        """Return what the ideas of each unit contribute to every label and, squared, to the length."""
        unit, feature = idea_pairs(present, kinds)
        places = self._idea_places[feature]
        known = np.flatnonzero(places < len(self._idea_rows) - 1)
        known = known[np.argsort(unit[known], kind="stable")]
        unit, places = unit[known], places[known]
        total = np.zeros((len(present), self._idea_rows.shape[1]))
        starts = run_starts(unit)
        if len(starts):
            total[unit[starts]] = sums_of_runs(self._idea_rows[places], starts) / FIXED
        return total

    def shares(self, look: Look, table: WordTable, unit: int, label: int) -> list[float]:
        """Return what each word of one unit adds to the score of a label."""
        batch = look.batch
        first, last = int(look.first[unit]), int(look.last[unit])
        kind = KINDS.index(batch.kinds[int(look.text[unit])])
        return self._words.shares(table, batch.numbers[first:last], kind, label)

    def highest(self, judged: Judged, look: Look) -> list[dict[str, float]]:
        """Return for each text the highest chance (0-1) of every label over its units, by the model alone."""
        chances = np.zeros((len(look.batch), len(self.labels)))
        np.maximum.at(chances, look.text, 1.0 / (1.0 + np.exp(-judged.scores)))
        return [dict(zip(self.labels, row, strict=True)) for row in chances.tolist()]


def _parts(text: Ints) -> Iterator[slice]:
    """Yield the units of some whole texts at a time; ``text`` says for each unit where it stands."""
    first = np.unique(np.searchsorted(text, text[::UNITS_AT_ONCE])).tolist()
    return (slice(begin, end) for begin, end in pairwise([*first, len(text)]))


def _over_length(total: Floats) -> Floats:
    """Return sums over the root of their last column."""
    divided: Floats = total[:, :-1] / np.sqrt(np.maximum(total[:, -1:], SHORTEST))
    return divided


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
