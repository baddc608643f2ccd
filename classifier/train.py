"""Train the model from the labelled texts: ``python -m classifier.train [--out DIR] [--judgements FILE]``.

One calibrated logistic regression an indicator over words and letter groups of clauses. Texts kept out of training stay out.
Same texts, same library versions: the same file, byte for byte.
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
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from classifier.corpus_file import CORPUS, Labelled, read_corpus
from classifier.features import pair_features, pair_part, shape, stretches, word_features
from classifier.learned import FORMAT, KINDS, MODEL, feature_list
from classifier.words import WordCutter

# Not learned: found by the phone reader.
NOT_LEARNED = frozenset({"obscured_contact"})
FEWEST_EXAMPLES = 25
MOST_FEATURES = 30_000
STRENGTH = 6.0
FOLDS = 4
Array = NDArray[Any]


@dataclass
class Table:
    """All stretches of all texts: sparse features, the text of each, and what each shows (1, 0, -1 = unclear)."""

    features: csr_matrix
    numbers: Array
    idf: Array
    texts: Array
    kinds: Array
    labels: list[str]
    shown: Array


@dataclass
class _Rows:
    columns: list[int]
    shares: list[float]
    ends: list[int]
    texts: list[int]
    kinds: list[str]
    spans: list[tuple[int, int]]


def _gather(texts: Sequence[Labelled], cutter: WordCutter) -> _Rows:
    rows = _Rows([], [], [0], [], [], [])
    for place, labelled in enumerate(texts):
        words = cutter.cut(labelled.text)
        shaped = [shape(folded) for folded in words.folded]
        pairs = pair_features(np.array([pair_part(word) for word in shaped], np.int64)).tolist()
        first_rows, last_rows = stretches(np.array(words.sentences, np.int64), np.array(words.clauses, np.int64))
        for first, last in zip(first_rows.tolist(), last_rows.tolist(), strict=True):
            _add_row(rows, shaped, pairs, labelled.type, (first, last))
            rows.texts.append(place)
            rows.kinds.append(labelled.type)
            rows.spans.append((words.starts[first], words.ends[last - 1]))
    return rows


def _add_row(rows: _Rows, shaped: list[str], pairs: list[int], kind: str, span: tuple[int, int]) -> None:
    first, last = span
    for at in range(first, last):
        for number, share in word_features(shaped[at], kind):
            rows.columns.append(number)
            rows.shares.append(share)
    # A stretch lies in one sentence, so its neighbours are real ones.
    rows.columns += pairs[first : last - 1]
    rows.shares += [1.0] * (last - 1 - first)
    rows.ends.append(len(rows.columns))


def _shown(rows: _Rows, texts: Sequence[Labelled], labels: list[str]) -> Array:
    """Say what each stretch shows: evidence lies in it for the most part, it lies in evidence, or it is unclear."""
    shown = np.zeros((len(rows.spans), len(labels)), np.int8)
    for row, (start, end) in enumerate(rows.spans):
        spans = texts[rows.texts[row]].spans
        for column, label in enumerate(labels):
            for first, last in spans.get(label, ()):
                shared = min(end, last) - max(start, first)
                if shared >= 0.6 * min(end - start, last - first):
                    shown[row, column] = 1
                elif shared > 0 and not shown[row, column]:
                    shown[row, column] = -1
    return shown


def make_table(texts: Sequence[Labelled], labels: list[str]) -> Table:
    """Turn texts into the table that regressions are fitted on; features seen in one text only are dropped."""
    rows = _gather(texts, WordCutter())
    numbers, columns = np.unique(np.array(rows.columns, np.int64), return_inverse=True)
    stretch_of = np.repeat(np.arange(len(rows.spans)), np.diff(rows.ends))
    text_of = np.array(rows.texts)[stretch_of]
    pairs = np.unique(columns.astype(np.int64) * (len(texts) + 1) + text_of)
    seen_in = np.bincount(pairs // (len(texts) + 1), minlength=len(numbers))
    kept = seen_in >= 2
    idf = np.log((1 + len(texts)) / (1 + seen_in[kept])) + 1.0
    new_column = np.cumsum(kept) - 1
    use = kept[columns]
    matrix = csr_matrix(
        (np.array(rows.shares)[use], (stretch_of[use], new_column[columns[use]])),
        shape=(len(rows.spans), int(kept.sum())),
    )
    return Table(
        matrix, numbers[kept], idf, np.array(rows.texts), np.array(rows.kinds), labels, _shown(rows, texts, labels)
    )


def _lengths(table: Table) -> Array:
    """Return the length of every row as the reader works it out: the root of the summed squares of its single features."""
    weighted = table.features.copy()
    weighted.data = weighted.data**2
    # A feature met twice in a stretch was summed by the matrix; the reader sums squares of single meetings. Close enough.
    lengths: Array = np.sqrt(np.maximum(weighted @ (table.idf**2), 1e-6))
    return lengths


def _design(table: Table) -> csr_matrix:
    """Return features times idf over length, with one column for each kind of text."""
    from scipy.sparse import diags, hstack

    scaled = diags(1.0 / _lengths(table)) @ table.features @ diags(table.idf)
    kinds = csr_matrix(np.stack([(table.kinds == kind).astype(float) for kind in KINDS], axis=1))
    return hstack([scaled, kinds], format="csr")


def _fit(design: csr_matrix, wanted: Array) -> tuple[Array, float]:
    regression = LogisticRegression(
        C=STRENGTH, solver="liblinear", class_weight={0: 1.0, 1: 4.0}, random_state=0, max_iter=200
    )
    regression.fit(design, wanted)
    return regression.coef_[0], float(regression.intercept_[0])


def _unseen_scores(design: csr_matrix, wanted: Array, known: Array, groups: Array) -> Array:
    """Score every stretch by a regression that never saw its text."""
    scores = np.zeros(len(wanted))
    for learn, judge in GroupKFold(FOLDS).split(design, wanted, groups):
        use = learn[known[learn]]
        weights, bias = _fit(design[use], wanted[use])
        scores[judge] = design[judge] @ weights + bias
    return scores


def _calibrate(scores: Array, wanted: Array) -> tuple[float, float]:
    """Fit Platt's slope and offset on scores of unseen texts."""
    regression = LogisticRegression(C=100.0, random_state=0).fit(scores[:, None], wanted)
    return float(regression.coef_[0][0]), float(regression.intercept_[0])


def best_threshold(probability: Array, truth: Array, *, precision: float) -> float:
    """Return the threshold with the best F1 among those that reach ``precision``; 0.97 where none does."""
    best, chosen = 0.0, 0.97
    for threshold in np.arange(0.05, 0.96, 0.01):
        found = probability >= threshold
        right = float((found & truth).sum())
        if not right:
            continue
        rightly, share = right / found.sum(), right / truth.sum()
        score = 2 * rightly * share / (rightly + share)
        if rightly >= precision and score > best:
            best, chosen = score, float(threshold)
    return round(chosen, 2)


def train(texts: Sequence[Labelled], *, say: Any = print) -> tuple[dict[str, Array], dict[str, Any]]:
    """Return arrays and facts of a model trained on ``texts``."""
    counts = Counter(label for text in texts for label in text.labels)
    labels = sorted(label for label, count in counts.items() if count >= FEWEST_EXAMPLES and label not in NOT_LEARNED)
    table = make_table(texts, labels)
    design = _design(table)
    weights = np.zeros((len(table.numbers), len(labels)))
    facts: dict[str, Any] = {name: [] for name in ("bias", "slope", "offset", "thresholds", "backing", "doubts")}
    kind_bias = np.zeros((len(KINDS), len(labels)))
    for column, label in enumerate(labels):
        known = table.shown[:, column] >= 0
        wanted = (table.shown[:, column] == 1).astype(int)
        scores = _unseen_scores(design, wanted, known, table.texts)
        slope, offset = _calibrate(scores[known], wanted[known])
        coefficients, bias = _fit(design[known], wanted[known])
        weights[:, column], kind_bias[:, column] = coefficients[: -len(KINDS)], coefficients[-len(KINDS) :]
        probability = 1 / (1 + np.exp(-(slope * scores + offset)))
        of_text = np.zeros(len(texts))
        np.maximum.at(of_text, table.texts, probability)
        truth = np.array([label in text.labels for text in texts])
        for name, value in (("bias", bias), ("slope", slope), ("offset", offset)):
            facts[name].append(round(value, 5))
        facts["thresholds"].append(best_threshold(of_text, truth, precision=0.97))
        # Enough to back a clue; too little to believe a wording.
        facts["backing"].append(round(float(np.quantile(of_text[~truth], 0.95)), 3))
        facts["doubts"].append(round(float(np.quantile(of_text[truth], 0.02)) / 2, 4))
        found = of_text >= facts["thresholds"][-1]
        say(
            f"{label:26} examples {truth.sum():5d}  unseen precision {(found & truth).sum() / max(1, found.sum()):.2f} "
            f"recall {(found & truth).sum() / truth.sum():.2f}  threshold {facts['thresholds'][-1]:.2f}"
        )
    return _pack(table, weights, labels, facts, kind_bias, texts)


def _pack(  # noqa: PLR0917 (one use, above)
    table: Table, weights: Array, labels: list[str], facts: dict[str, Any], kind_bias: Array, texts: Sequence[Labelled]
) -> tuple[dict[str, Array], dict[str, Any]]:
    """Keep the features that matter most, in eight bits each."""
    weight = np.abs(weights * table.idf[:, None]).max(axis=1)
    chosen = np.sort(np.argsort(-weight, kind="stable")[:MOST_FEATURES])
    kept = weights[chosen]
    scale = np.maximum(np.abs(kept).max(axis=0), 1e-9) / 127
    arrays = {
        "features": table.numbers[chosen].astype(np.uint32),
        "weights": np.round(kept / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "idf": table.idf[chosen].astype(np.float16),
    }
    digest = hashlib.sha256()
    for name in sorted(arrays):
        digest.update(arrays[name].tobytes())
    facts |= {
        "format": FORMAT, "feature_list": feature_list(), "labels": labels, "version": digest.hexdigest()[:12],
        "kind_bias": {kind: [round(float(value), 5) for value in kind_bias[place]] for place, kind in enumerate(KINDS)},
        "trained_on": {"texts": len(texts), "languages": dict(sorted(Counter(text.lang for text in texts).items())),
                       "labels": dict(sorted(Counter(label for text in texts for label in text.labels).items()))},
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
