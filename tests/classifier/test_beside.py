"""What stands beside a sentence comes from the same text only, and is what a plain search over all sentences says."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from classifier.beside import REACH, Units, any_elsewhere, best_elsewhere, near, neighbours, others_of, sums_near

NOTHING = -6.0
TEXTS = st.lists(st.lists(st.integers(-5, 4).map(float), min_size=1, max_size=8), max_size=6)


def laid_out(texts: list[list[float]]) -> tuple[np.ndarray, np.ndarray]:
    values = np.array([[value, -value] for text in texts for value in text]).reshape(-1, 2)
    return values, np.array([place for place, text in enumerate(texts) for _ in text], np.int64)


@given(TEXTS)
def test_the_best_elsewhere_is_the_highest_of_the_other_sentences_of_the_text(texts: list[list[float]]) -> None:
    values, text = laid_out(texts)
    expected = [
        max((sign * other for at, other in enumerate(one) if at != place), default=NOTHING)
        for one in texts for place in range(len(one)) for sign in (1, -1)
    ]  # fmt: skip
    assert best_elsewhere(values, text, NOTHING).ravel().tolist() == expected


@given(TEXTS)
def test_what_stands_anywhere_else_in_a_text_is_the_best_elsewhere_of_flags(texts: list[list[float]]) -> None:
    values, text = laid_out(texts)
    flags = (values > 0).astype(np.float64)
    assert any_elsewhere(flags, text).tolist() == best_elsewhere(flags, text, 0.0).tolist()


@given(TEXTS)
def test_neighbours_never_come_from_another_text(texts: list[list[float]]) -> None:
    values, text = laid_out(texts)
    before, after = neighbours(values, text, NOTHING)
    assert before[:, 0].tolist() == [value for one in texts for value in [NOTHING, *one[:-1]]]
    assert after[:, 0].tolist() == [value for one in texts for value in [*one[1:], NOTHING]]


def test_each_sentence_knows_how_many_its_text_has() -> None:
    text = np.array([0, 0, 0, 1, 4, 4])
    assert Units(text, np.ones(6, np.int64), np.ones(6, np.bool_)).per_text().tolist() == [3, 3, 3, 1, 2, 2]


@given(TEXTS)
def test_the_surroundings_of_a_sentence_are_those_beside_it_in_its_text(texts: list[list[float]]) -> None:
    values, text = laid_out(texts)
    around = [one[max(0, place - REACH) : place + REACH + 1] for one in texts for place in range(len(one))]
    assert near(values, text, NOTHING)[:, 0].tolist() == list(map(max, around))
    assert sums_near(values, text)[:, 0].tolist() == list(map(sum, around))


def test_a_sum_over_other_columns_leaves_the_column_itself_out() -> None:
    assert others_of(np.array([[1.0, 2.0, 4.0]]), (0, 2)).tolist() == [[4.0, 5.0, 1.0]]
