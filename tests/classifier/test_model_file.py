"""A model's two files are one model or none: what is damaged, or of two trainings, is refused in a sentence."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from classifier.learned import MODEL, ModelUnusable, load_model
from classifier.reader import load_reader
from classifier.train import save


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(MODEL, tmp_path / "model")
    return tmp_path / "model"


def cut_in_half(folder: Path) -> None:
    content = (folder / "weights.npz").read_bytes()
    (folder / "weights.npz").write_bytes(content[: len(content) // 2])


def turn_some_bytes(folder: Path) -> None:
    content = bytearray((folder / "weights.npz").read_bytes())
    content[500_000:500_004] = b"\0\1\2\3"
    (folder / "weights.npz").write_bytes(content)


def exchange_weights(folder: Path) -> None:
    """As after a kill between the two files: new weights beside the facts of the model before."""
    facts = (folder / "model.json").read_text(encoding="utf-8")
    with np.load(folder / "weights.npz") as stored:
        arrays = {name: stored[name] for name in stored.files}
    arrays["weights"] = arrays["weights"][::-1].copy()
    save(arrays, json.loads(facts), folder)


def exchange_labels(folder: Path) -> None:
    facts = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    facts["labels"] = facts["labels"][::-1]
    (folder / "model.json").write_text(json.dumps(facts), encoding="utf-8")


def holding(name: str, content: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / name).write_text(content, encoding="utf-8")

    return write


def without(name: str) -> Callable[[Path], None]:
    def drop(folder: Path) -> None:
        facts = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        del facts[name]
        (folder / "model.json").write_text(json.dumps(facts), encoding="utf-8")

    return drop


DAMAGES: dict[str, Callable[[Path], None]] = {
    "half": cut_in_half,
    "bytes": turn_some_bytes,
    "empty": holding("weights.npz", ""),
    "list": holding("model.json", "[]"),
    "other weights": exchange_weights,
    "other labels": exchange_labels,
    "no thresholds": without("thresholds"),
    "no kind_bias": without("kind_bias"),
    "no version": without("version"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_model_is_refused_and_the_one_that_ships_reads_on(folder: Path, damage: str) -> None:
    assert load_model(folder).version == load_reader().version.rpartition("/")[2]
    DAMAGES[damage](folder)
    with pytest.raises(ModelUnusable, match="run 'python"):
        load_model(folder)
    assert load_reader(folder) is load_reader()
