"""Train the model from the labelled texts: ``python -m classifier.train [--out DIR] [--corpus DIR]``.

Two steps. A calibrated logistic regression an indicator scores sentences, by their words, letter groups and ideas, and a second one
sentences with those around them. Then one small regression an indicator learns how far to believe those scores and the wordings of the
lexicons: from unseen texts only, that is texts of writers who never saw the wordings and longer ones joined from them (``joined``),
scored by a model that learned from other writers alone (``second_step``). Texts kept out of training stay out. Same texts, same library
versions: the same file, byte for byte.
"""

import argparse
import io
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from classifier.corpus_file import CORPUS, Labelled, read_corpus, writer_of
from classifier.features import KINDS
from classifier.first_step import first_step, of_surroundings, of_units
from classifier.ideas import of_languages
from classifier.learned import FORMAT, MODEL, feature_list, version_of
from classifier.lexicon import LexiconReader
from classifier.lexicon_file import LEXICONS
from classifier.second_step import second_step
from classifier.table import Table, make_table
from classifier.taught import taught
from models.policy import load_policy

# Not learned: what the phone reader finds, and what history and prices tell, whatever a text says of itself.
BY_THE_PHONE_READER = frozenset({"obscured_contact"})
NOT_LEARNED = BY_THE_PHONE_READER | {"long_stable", "price_above_local"}
FEWEST_EXAMPLES = 25
MOST_FEATURES, MOST_IDEA_FEATURES = 160_000, 20_000
Array = NDArray[Any]


def train(texts: Sequence[Labelled], *, say: Any = print) -> tuple[dict[str, Array], dict[str, Any]]:
    """Return arrays and facts of a model trained on ``texts``."""
    from classifier.reader import open_lexicons

    counts = Counter(label for text in texts for label in text.labels)
    labels = sorted(label for label, count in counts.items() if count >= FEWEST_EXAMPLES and label not in NOT_LEARNED)
    lexicon: LexiconReader = open_lexicons(LEXICONS, load_policy())
    table = make_table(texts, labels, lexicon)
    longer = taught(texts, table.texts)
    alone, around = (first_step(rows, longer.writers) for rows in (of_units(table), of_surroundings(table, longer)))
    facts: dict[str, Any] = {
        name: [*getattr(alone, name), *getattr(around, name)] for name in ("bias", "slope", "offset")
    } | {"ideas": table.idea_names}
    weights = np.concatenate([alone.weights, around.weights], axis=1)
    _blind(table, weights)
    # Many small fits: threads of the algebra library only wait for each other (250 s instead of 25 on two cores).
    with threadpool_limits(1):
        facts |= second_step(table, (alone.unseen[longer.unit], around.unseen), longer, say)
    return _pack(table, weights, facts, texts)


def _blind(table: Table, weights: Array) -> None:
    """Take from every label but the language barrier what names of languages say: they never score."""
    rows = len(table.numbers) + np.flatnonzero(of_languages(table.idea_numbers, table.idea_names))
    others = np.flatnonzero([label != "language_barrier" for label in [*table.labels, *table.labels]])
    weights[np.ix_(rows, others)] = 0.0


def _pack(
    table: Table, learned: Array, facts: dict[str, Any], texts: Sequence[Labelled]
) -> tuple[dict[str, Array], dict[str, Any]]:
    """Keep the features that matter most, in eight bits each; ``learned`` are their weights for units, then for surroundings."""
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
    facts |= {
        "format": FORMAT, "feature_list": feature_list(), "labels": table.labels,
        "kind_bias": {kind: [round(float(value), 5) for value in of_kinds[place]] for place, kind in enumerate(KINDS)},
        "trained_on": {"texts": len(texts), "languages": dict(sorted(Counter(text.lang for text in texts).items())),
                       "labels": dict(sorted(Counter(label for text in texts for label in text.labels).items())),
                       "unseen": sum(bool(writer_of(text.id)) for text in texts)},
        "libraries": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    }  # fmt: skip
    return arrays, facts | {"version": version_of(arrays, facts)}


def save(arrays: dict[str, Array], facts: dict[str, Any], folder: Path) -> None:
    """Write the model: arrays in a zip whose entries carry no time, facts as JSON.

    Cut off between the two files, their versions do not fit and neither is taken (`load_model`).
    """
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
