"""Train the model from the labelled texts: ``python -m classifier.train [--out DIR] [--corpus DIR]``.

Two steps. A calibrated logistic regression an indicator scores sentences, by their words, letter groups and ideas, and a second one
whole texts. Then one small regression an indicator learns how far to believe those scores and the wordings of the lexicons: from
unseen texts only, that is
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
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from classifier.beside import Units
from classifier.corpus_file import CORPUS, Labelled, read_corpus, writer_of
from classifier.deciding import UNTAUGHT, Sides, signs, vetoed
from classifier.first_step import first_step, of_texts, of_units
from classifier.learned import FORMAT, KINDS, MODEL, feature_list
from classifier.lexicon import LexiconReader
from classifier.lexicon_file import LEXICONS
from classifier.table import Table, make_table
from classifier.thresholds import best_threshold, quieter
from classifier.trust import learn_trust
from models.policy import load_policy

# Not learned: found by the phone reader.
NOT_LEARNED = frozenset({"obscured_contact"})
FEWEST_EXAMPLES = 25
# So many sentences that show it teach how far to believe wordings of an indicator.
FEWEST_UNSEEN = 20
MOST_FEATURES, MOST_IDEA_FEATURES = 160_000, 20_000
DECISION_STRENGTH = 0.5
# Where unseen texts teach, a finding is what is more likely right than wrong.
EVEN = 0.5
Array = NDArray[Any]


def _second_step(
    table: Table, scores: tuple[Array, Array], texts: Sequence[Labelled], writers: Sequence[str], say: Any
) -> dict[str, Any]:
    """Learn from unseen texts how far to believe scores and wordings; return weights, bias and threshold by label.

    ``scores`` are log odds of every unit, and of the text of every unit, by models that never saw the text.
    """
    of_row = np.array(writers)[table.texts]
    trusted, trust = learn_trust(table.met, table.shown, of_row.tolist())
    units, sides = Units(table.texts, table.sizes, table.kinds == 0), Sides.of(table.labels, load_policy())
    given = signs(*scores, replace(table.said, trust=trust), units, sides)
    unseen, veto = of_row != "", vetoed(table.said)
    facts: dict[str, Any] = {"trust": trusted, "decision": [], "decision_bias": [], "thresholds": []}
    chances, learned = np.zeros_like(scores[0]), []
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
    sentences, whole = first_step(of_units(table), writers), first_step(of_texts(table, texts), writers)
    facts: dict[str, Any] = {
        name: [*getattr(sentences, name), *getattr(whole, name)] for name in ("bias", "slope", "offset")
    } | {"ideas": table.idea_names}
    facts |= _second_step(table, (sentences.unseen, whole.unseen[table.texts]), texts, writers, say)
    return _pack(table, np.concatenate([sentences.weights, whole.weights], axis=1), facts, texts)


def _pack(
    table: Table, learned: Array, facts: dict[str, Any], texts: Sequence[Labelled]
) -> tuple[dict[str, Array], dict[str, Any]]:
    """Keep the features that matter most, in eight bits each; ``learned`` are their weights for units, then for texts."""
    of_words, of_kinds = len(table.numbers), learned[-len(KINDS) :]
    of_ideas = learned[of_words : -len(KINDS)]
    arrays: dict[str, Array] = {}
    for prefix, numbers, weights, idf, most in (
        ("", table.numbers, learned[:of_words], table.idf, MOST_FEATURES),
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
