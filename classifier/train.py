"""Train the model from the labelled texts: ``python -m classifier.train [--out DIR] [--corpus DIR]``.

Two steps. A calibrated logistic regression an indicator scores sentences, by their words, letter groups and ideas. Then one small
regression an indicator learns how far to believe that score and the wordings of the lexicons: from unseen texts only, that is
texts of writers who never saw the wordings, scored by a model that learned from the other writers alone. Texts kept out of
training stay out. Same texts, same library versions: the same file, byte for byte.
"""

import argparse
import hashlib
import io
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from classifier.beside import Units
from classifier.corpus_file import CORPUS, Labelled, read_corpus, writer_of
from classifier.deciding import UNTAUGHT, signs, vetoed
from classifier.learned import FORMAT, KINDS, MODEL, feature_list
from classifier.lexicon import LexiconReader
from classifier.lexicon_file import LEXICONS
from classifier.table import Table, make_table
from classifier.thresholds import best_threshold, quieter
from models.policy import load_policy

# Not learned: found by the phone reader.
NOT_LEARNED = frozenset({"obscured_contact"})
FEWEST_EXAMPLES = 25
# So many sentences that show it teach how far to believe wordings of an indicator.
FEWEST_UNSEEN = 20
MOST_FEATURES, MOST_IDEA_FEATURES = 160_000, 20_000
STRENGTH, DECISION_STRENGTH = 6.0, 0.5
# Unseen texts are nearer to what will be read than those written beside the wordings.
UNSEEN_WEIGHT = 2.0
FOLDS = 4
# Where unseen texts teach, a finding is what is more likely right than wrong.
EVEN = 0.5
Array = NDArray[Any]


@dataclass
class _Step:
    """What the first step learned: weights over the columns of the design, by label, and their calibration."""

    weights: Array
    bias: list[float]
    slope: list[float]
    offset: list[float]
    # Log odds of every unit by a model that never saw its text.
    unseen: Array


def _design(table: Table) -> csr_matrix:
    """Return word features and idea features, each times rarity over length, and one column for each kind of text."""
    blocks = []
    for features, idf in ((table.words, table.idf), (table.ideas, table.idea_idf)):
        squared = features.copy()
        squared.data = squared.data**2
        # A feature met twice in a sentence was summed by the matrix; the reader sums squares of single meetings. Close enough.
        lengths = np.sqrt(np.maximum(squared @ (idf**2), 1e-6))
        blocks.append(diags(1.0 / lengths) @ features @ diags(idf))
    kinds = np.stack([(table.kinds == place).astype(float) for place in range(len(KINDS))], axis=1)
    return hstack([*blocks, csr_matrix(kinds)], format="csr")


def _fit(design: csr_matrix, wanted: Array, weights: Array) -> tuple[Array, float]:
    regression = LogisticRegression(
        C=STRENGTH,
        solver="liblinear",
        dual=True,
        tol=0.01,
        class_weight={0: 1.0, 1: 3.0},
        random_state=0,
        max_iter=2000,
    )
    regression.fit(design, wanted, sample_weight=weights)
    return regression.coef_[0], float(regression.intercept_[0])


def _folds(table: Table, writers: Sequence[str]) -> list[tuple[Array, Array]]:
    """Return (learn, judge) rows: writers are judged by what the others taught, in FOLDS groups; fewer than two: plain folds."""
    of_row = np.array(writers)[table.texts]
    named = sorted({writer for writer in writers if writer})
    if len(named) < 2:
        return list(GroupKFold(FOLDS).split(table.words, groups=table.texts))
    groups = [np.isin(of_row, named[place::FOLDS]) for place in range(min(FOLDS, len(named)))]
    return [(np.flatnonzero(~group), np.flatnonzero(group)) for group in groups]


def _first_step(table: Table, writers: Sequence[str]) -> _Step:
    design = _design(table)
    folds = _folds(table, writers)
    importance = np.where(np.array([bool(writer) for writer in writers])[table.texts], UNSEEN_WEIGHT, 1.0)
    step = _Step(
        np.zeros((design.shape[1], len(table.labels))), [], [], [], np.zeros((len(table.texts), len(table.labels)))
    )
    for column in range(len(table.labels)):
        known = table.shown[:, column] >= 0
        wanted = (table.shown[:, column] == 1).astype(int)
        scores, judged = np.zeros(len(wanted)), np.zeros(len(wanted), np.bool_)
        for learn, judge in folds:
            use = learn[known[learn]]
            judged[judge] = True
            if len(set(wanted[use])) == 2:
                weights, bias = _fit(design[use], wanted[use], importance[use])
                scores[judge] = design[judge] @ weights + bias
        chosen = known & judged
        slope, offset = _calibrate(scores[chosen], wanted[chosen])
        coefficients, bias = _fit(design[known], wanted[known], importance[known])
        step.weights[:, column] = coefficients
        step.unseen[:, column] = slope * scores + offset
        for kept, value in ((step.bias, bias), (step.slope, slope), (step.offset, offset)):
            kept.append(round(value, 5))
    return step


def _calibrate(scores: Array, wanted: Array) -> tuple[float, float]:
    """Fit Platt's slope and offset on scores of unseen texts."""
    if len(set(wanted)) < 2:
        return 1.0, 0.0
    regression = LogisticRegression(C=100.0, random_state=0).fit(scores[:, None], wanted)
    return float(regression.coef_[0][0]), float(regression.intercept_[0])


def _second_step(
    table: Table, step: _Step, texts: Sequence[Labelled], writers: Sequence[str], say: Any
) -> dict[str, list[Any]]:
    """Learn from unseen texts how far to believe score and wordings; return weights, bias and threshold by label."""
    given = signs(step.unseen, table.said, Units(table.texts, table.sizes, table.kinds == 0))
    of_row = np.array(writers)[table.texts]
    unseen, veto = of_row != "", vetoed(table.said)
    facts: dict[str, list[Any]] = {"decision": [], "decision_bias": [], "thresholds": []}
    chances, learned = np.zeros_like(step.unseen), []
    for column in range(len(table.labels)):
        known = unseen & (table.shown[:, column] >= 0)
        wanted = table.shown[:, column] == 1
        taught = int((known & wanted).sum()) >= FEWEST_UNSEEN
        weights, bias = np.array(UNTAUGHT), 0.0
        decided = given[:, column] @ weights
        if taught:
            decided = _judged_by_others(given[:, column], wanted, known, of_row, decided)
            weights, bias = _decide(given[known, column], wanted[known])
        learned.append(taught)
        chances[:, column] = np.where(veto[:, column], 0.0, 1 / (1 + np.exp(-np.clip(decided, -30, 30))))
        facts["decision"].append([round(float(weight), 5) for weight in weights])
        facts["decision_bias"].append(round(bias, 5))
    facts["thresholds"] = _thresholds(table, chances, learned, texts, np.array(writers) != "", say)
    return facts


def _decide(given: Array, wanted: Array) -> tuple[Array, float]:
    regression = LogisticRegression(C=DECISION_STRENGTH, max_iter=1000, random_state=0).fit(given, wanted)
    return regression.coef_[0], float(regression.intercept_[0])


def _judged_by_others(given: Array, wanted: Array, known: Array, of_row: Array, otherwise: Array) -> Array:
    """Decide the texts of each writer by what the other writers taught."""
    decided = otherwise.copy()
    for writer in sorted(set(of_row[known])):
        learn, judge = known & (of_row != writer), of_row == writer
        if len(set(wanted[learn])) == 2:
            weights, bias = _decide(given[learn], wanted[learn])
            decided[judge] = given[judge] @ weights + bias
    return decided


def _thresholds(  # noqa: PLR0917 (one use, above)
    table: Table, chances: Array, learned: list[bool], texts: Sequence[Labelled], unseen: Array, say: Any
) -> list[float]:
    """Choose from which chance each label is a finding: even where unseen texts teach, else where it is nearly always right."""
    of_text = np.zeros((len(texts), len(table.labels)))
    np.maximum.at(of_text, table.texts, chances)
    truth = np.array([[label in text.labels for label in table.labels] for text in texts])
    found: list[float] = []
    for column, taught in enumerate(learned):
        rows = np.arange(len(texts))
        found.append(EVEN if taught else best_threshold(of_text[rows, column], truth[rows, column], precision=0.97))
    if all(learned):
        found = quieter(of_text[unseen], truth[unseen], found, table.labels)
    for column, label in enumerate(table.labels):
        rows = np.flatnonzero(unseen) if learned[column] else np.arange(len(texts))
        hit, true = of_text[rows, column] >= found[column], truth[rows, column]
        say(
            f"{label:26} examples {true.sum():5d}  unseen precision {(hit & true).sum() / max(1, hit.sum()):.2f} "
            f"recall {(hit & true).sum() / max(1, true.sum()):.2f}  threshold {found[column]:.2f}"
        )
    return found


def train(texts: Sequence[Labelled], *, say: Any = print) -> tuple[dict[str, Array], dict[str, Any]]:
    """Return arrays and facts of a model trained on ``texts``."""
    from classifier.reader import open_lexicons

    counts = Counter(label for text in texts for label in text.labels)
    labels = sorted(label for label, count in counts.items() if count >= FEWEST_EXAMPLES and label not in NOT_LEARNED)
    lexicon: LexiconReader = open_lexicons(LEXICONS, load_policy())
    table = make_table(texts, labels, lexicon)
    writers = [writer_of(text.id) for text in texts]
    step = _first_step(table, writers)
    facts: dict[str, Any] = {"bias": step.bias, "slope": step.slope, "offset": step.offset, "ideas": table.idea_names}
    facts |= _second_step(table, step, texts, writers, say)
    return _pack(table, step, facts, texts)


def _pack(
    table: Table, step: _Step, facts: dict[str, Any], texts: Sequence[Labelled]
) -> tuple[dict[str, Array], dict[str, Any]]:
    """Keep the features that matter most, in eight bits each."""
    of_words, of_kinds = len(table.numbers), step.weights[-len(KINDS) :]
    of_ideas = step.weights[of_words : -len(KINDS)]
    arrays: dict[str, Array] = {}
    for prefix, numbers, weights, idf, most in (
        ("", table.numbers, step.weights[:of_words], table.idf, MOST_FEATURES),
        ("idea_", table.idea_numbers, of_ideas, table.idea_idf, MOST_IDEA_FEATURES),
    ):
        weight = np.abs(weights * idf[:, None]).max(axis=1, initial=0.0)
        chosen = np.sort(np.argsort(-weight, kind="stable")[:most])
        kept = weights[chosen]
        scale = np.maximum(np.abs(kept).max(axis=0, initial=0.0), 1e-9) / 127
        arrays |= {
            f"{prefix}features": numbers[chosen].astype(np.uint32),
            f"{prefix}weights": np.round(kept / scale).astype(np.int8),
            f"{prefix}scale": scale.astype(np.float32),
            f"{prefix}idf": idf[chosen].astype(np.float16),
        }
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    for name in sorted(arrays):
        digest.update(arrays[name].tobytes())
    facts |= {
        "format": FORMAT, "feature_list": feature_list(), "labels": table.labels, "version": digest.hexdigest()[:12],
        "kind_bias": {kind: [round(float(value), 5) for value in of_kinds[place]] for place, kind in enumerate(KINDS)},
        "trained_on": {"texts": len(texts), "languages": dict(sorted(Counter(text.lang for text in texts).items())),
                       "labels": dict(sorted(Counter(label for text in texts for label in text.labels).items())),
                       "unseen": sum(bool(writer_of(text.id)) for text in texts)},
        "libraries": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    }  # fmt: skip
    return arrays, facts


def save(arrays: dict[str, Array], facts: dict[str, Any], folder: Path) -> None:
    """Write the model: arrays in a zip whose entries carry no time, facts as JSON. Whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / "weights.part"
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name in sorted(arrays):
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            packed.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue(), zipfile.ZIP_DEFLATED)
    (folder / "model.part").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(folder / "weights.npz")
    (folder / "model.part").replace(folder / "model.json")


def main(arguments: list[str] | None = None) -> int:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=MODEL, help="folder of the model")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of labelled texts")
    options = parser.parse_args(arguments)
    texts = [text for text in read_corpus(options.corpus) if not text.kept_out]
    arrays, facts = train(texts)
    save(arrays, facts, options.out)
    print(
        f"{len(texts)} texts, {len(arrays['features'])} features, {(options.out / 'weights.npz').stat().st_size // 1024} KiB"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
