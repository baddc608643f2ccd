"""A wording is believed as far as unseen texts bear it out, and no writer is judged by what his own texts taught."""

import numpy as np

from classifier.trust import Met, learn_trust, trust_in


def _met(rules: list[str]) -> Met:
    return Met(np.arange(len(rules)), np.zeros(len(rules), np.int64), rules)


RULES = ["good"] * 10 + ["bad"] * 10
SHOWN = np.array([[1]] * 9 + [[0]] + [[1]] * 2 + [[0]] * 8)


def test_a_wording_that_is_often_wrong_is_trusted_less_than_one_that_is_right() -> None:
    trusted, _ = learn_trust(_met(RULES), SHOWN, ["w1", "w2"] * 10)
    assert trusted["good"] > 0 > trusted["bad"]


def test_nobody_is_judged_by_what_he_taught() -> None:
    _, trust = learn_trust(_met(RULES), SHOWN, ["w1"] * 20)
    assert not trust.any()
    _, trust = learn_trust(_met(RULES), SHOWN, ["w1", "w2"] * 10)
    other = SHOWN.copy()
    other[::2] = 1 - other[::2]
    _, changed = learn_trust(_met(RULES), other, ["w1", "w2"] * 10)
    # What the first writer's texts say moves the second writer's rows only, but for the share of all rules together.
    assert np.sign(trust[0, 0]) == np.sign(changed[0, 0]) and np.sign(trust[1, 0]) != np.sign(changed[1, 0])


def test_unclear_texts_and_those_of_the_lexicons_own_writers_teach_nothing() -> None:
    trusted, trust = learn_trust(_met(["good"] * 4), np.array([[-1], [-1], [1], [1]]), ["w1", "w2", "", ""])
    assert not trusted and not trust.any()


def test_a_wording_nothing_is_known_of_is_neither_trusted_nor_distrusted() -> None:
    assert trust_in(["new", "bad"], {"bad": -1.5}) == [0.0, -1.5]
