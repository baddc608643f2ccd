"""One decision a sentence weighs wordings and model: each may be doubted, a cancelled wording is never found after all."""

import numpy as np
import pytest

from classifier.beside import Units
from classifier.deciding import SIGNS, UNTAUGHT, Few, Sides, Wordings, as_table, decide, signs, vetoed
from classifier.thresholds import UNREACHED, best_threshold
from models.policy import load_policy


def said(strength: float, *, cancelled: bool = False) -> Wordings:
    one = np.array([[strength]])
    return Wordings(one, (one > 0).astype(float), np.zeros((1, 1)), np.array([[float(cancelled)]]), np.zeros((1, 1)))


@pytest.mark.parametrize(("strength", "score", "found"), [(0.8, -6.0, True), (0.0, -1.0, False), (0.0, 1.0, True), (0.2, -1.0, True), (0.2, -3.0, False)])  # fmt: skip
def test_where_nothing_was_taught_a_wording_counts_by_itself_and_the_model_backs_a_clue(
    strength: float, score: float, found: bool
) -> None:
    units = Units(np.zeros(1, np.int64), np.array([7]), np.array([True]))
    given = signs(np.array([[score]]), np.zeros((1, 1)), said(strength), units, Sides((0,), ()))
    assert as_table(given).shape == (1, 1, SIGNS)
    assert bool(decide(given, np.array([UNTAUGHT]).T)[0, 0] >= 0) is found


def test_the_sum_of_signs_is_what_the_table_of_signs_weighs() -> None:
    given = [np.arange(6.0).reshape(2, 3), np.array([[3.0], [5.0]]), Few(np.array([1, 5]), np.array([7.0, 9.0]))]
    weights = np.array([[1.0, 2.0, 4.0], [0.5, 0.0, -1.0], [3.0, 5.0, 0.25]])
    assert decide(given, weights).tolist() == np.einsum("uls,sl->ul", as_table(given), weights).tolist()


def test_a_cancelled_wording_is_never_found_after_all_unless_another_is_sure() -> None:
    assert vetoed(said(0.0, cancelled=True)).all()
    assert not vetoed(said(0.8, cancelled=True)).any()
    assert not vetoed(said(0.0)).any()


def test_what_else_a_text_holds_is_counted_without_the_sign_itself() -> None:
    scores = np.array([[4.0, -6.0, -6.0], [-6.0, 4.0, -6.0]])
    nothing = Wordings(*(np.zeros((2, 3)) for _ in range(5)))
    units = Units(np.zeros(2, np.int64), np.array([7, 7]), np.array([True, True]))
    given = as_table(
        signs(scores, np.zeros((2, 3)), nothing, units, Sides.of(["pressure", "youth", "own_limits"], load_policy()))
    )
    concerns, counters = given[:, :, 21], given[:, :, 22]
    assert concerns.tolist() == [[1.0, 1.0, 2.0]] * 2
    assert not counters.any()


def test_the_threshold_finds_most_rightly_and_one_that_is_never_right_enough_is_out_of_reach() -> None:
    chance = np.array([0.905, 0.805, 0.705, 0.605, 0.205, 0.105])
    assert best_threshold(chance, chance > 0.65, precision=0.5) == pytest.approx(0.65, abs=0.05)
    assert best_threshold(chance, chance < 0.15, precision=0.9) == UNREACHED
