"""Whether a text speaks of any concern at all is asked once for the whole text, and closes what no wording is sure of."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.beside import Units
from classifier.concern import Concern, concern_signs, sign_count
from classifier.concern_step import concern_step
from classifier.deciding import Sides
from classifier.learned import MODEL, Model, load_model
from classifier.reader import make_reader
from classifier.thresholds import MOST_FLAGGED, quiet_limit
from models.policy import load_policy
from models.values import Direction

LABELS = ["pressure", "language_barrier", "youth", "own_limits"]
SIDES = Sides.of(LABELS, load_policy())


def units(sizes: list[int]) -> Units:
    """Return units of texts that have so many each."""
    text = np.repeat(np.arange(len(sizes)), sizes)
    return Units(text, np.arange(len(text)) % 9 + 1, text % 2 == 0)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=6), st.integers(0, 2**32 - 1))
def test_a_text_weighs_the_same_alone_and_among_others(sizes: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    count = sum(sizes)
    decided, told = random.normal(0, 4, (count, 4)), random.normal(0, 4, (count, 4))
    concern = Concern(random.normal(0, 1, sign_count(SIDES)), 0.25, 0.5)
    among = units(sizes)
    together = concern.margins(decided, told, among, SIDES)
    for text in range(len(sizes)):
        rows = among.text == text
        own = Units(among.text[rows], among.words[rows], among.ads[rows])
        assert concern.margins(decided[rows], told[rows], own, SIDES).tolist() == together[rows].tolist()


def test_no_text_has_no_signs_and_a_regression_nobody_taught_closes_nothing() -> None:
    nothing = np.zeros((0, 4))
    assert concern_signs(nothing, nothing, units([]), SIDES).shape == (0, sign_count(SIDES))
    untaught = Concern.of(Concern.untaught(SIDES))
    assert (untaught.margins(np.full((2, 4), -100.0), np.zeros((2, 4)), units([2]), SIDES) >= 0).all()


def test_a_note_on_language_neither_raises_nor_lowers_anything() -> None:
    decided, told = np.zeros((2, 4)), np.zeros((2, 4))
    with_note, of_text = decided.copy(), told.copy()
    with_note[:, 1], of_text[:, 1] = 5.0, 5.0
    assert (
        concern_signs(with_note, of_text, units([2]), SIDES).tolist()
        == concern_signs(decided, told, units([2]), SIDES).tolist()
    )


def test_the_limit_is_the_lowest_at_which_clean_texts_stay_quiet() -> None:
    odds, clean = np.linspace(-5, 5, 1000), np.arange(1000) % 2 == 0
    flagged = np.arange(1000) % 3 > 0
    limit = quiet_limit(odds, flagged, clean)
    assert (flagged & (odds >= limit))[clean].mean() <= MOST_FLAGGED
    assert (flagged & (odds >= limit - 0.1))[clean].mean() > MOST_FLAGGED
    assert quiet_limit(odds, np.zeros(1000, np.bool_), clean) < odds.min()


def test_what_other_writers_taught_sets_the_limit() -> None:
    random = np.random.default_rng(5)
    concern, writers = np.arange(900) % 3 == 0, np.array(["", "w1", "w2", "w3"])[np.arange(900) % 4]
    given_signs = random.normal(0, 1, (900, 4)) + 3 * concern[:, None] * [1, 0, 0, 0]
    facts = concern_step(given_signs, concern, writers, np.ones(900, np.bool_), ~concern)
    odds = given_signs @ np.array(facts["weights"]) + facts["bias"]
    assert (odds >= facts["limit"])[~concern].mean() < 2 * MOST_FLAGGED
    assert (odds >= facts["limit"])[concern].mean() > 0.7


@pytest.fixture(scope="module")
def closed() -> Model:
    """The model that ships, but for it no text speaks of any concern."""
    facts = json.loads((Path(MODEL) / "model.json").read_text(encoding="utf-8"))
    facts["concern"]["limit"] = 1000.0
    with np.load(MODEL / "weights.npz", allow_pickle=False) as stored:
        return Model({name: stored[name] for name in stored.files}, facts)


def test_a_text_without_any_concern_keeps_its_counter_signs_and_the_wordings_that_are_always_believed(
    closed: Model,
) -> None:
    text = {
        "text": "A man sat in the kitchen, took all the money from her and decided who goes in next. Always with a condom.",
        "type": "review",
    }
    as_it_ships, without = ({hit.name: hit for hit in make_reader(model).read_many([text]).__next__().indicators} for model in (load_model(), closed))  # fmt: skip
    assert any(hit.direction is Direction.CONCERN for hit in as_it_ships.values())
    assert not any(hit.direction is Direction.CONCERN for hit in without.values())
    assert "condom_required" in as_it_ships
    assert "condom_required" in without
    assert [
        hit.name for hit in make_reader(closed).read("Anna, 18 years old, massage in Odense, call me today").indicators
    ] == ["youth"]
