"""Small counts: hidden, and not to be worked out again."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.figures.differencing import DifferencingGuard, WouldSingleOut
from outreach.figures.suppression import K, _with_totals, highest, release, release_list

TABLES = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), st.integers(0, 40) | st.integers(0, 6), min_size=1
)


def hidden_of(table: dict[tuple[str, str], int]) -> tuple[dict[tuple[str, str], int], set[tuple[str, str]]]:
    released, full = release(table), _with_totals(table)
    hidden = {cell for cell in full if released.cells.get(cell, 0) is None}
    hidden |= {(row, "\0total") for row, count in released.rows.items() if count is None}
    hidden |= {("\0total", column) for column, count in released.columns.items() if count is None}
    return full, hidden | ({("\0total", "\0total")} if released.total is None else set())


@settings(max_examples=40, deadline=None)
@given(TABLES)
def test_no_small_count_is_shown_and_none_can_be_narrowed_below_five(table: dict[tuple[str, str], int]) -> None:
    full, hidden = hidden_of(table)
    for cell, count in full.items():
        assert not (0 < count < K and cell not in hidden)
        if 0 < count < K:
            assert highest(full, hidden, cell) >= K


def test_a_lone_small_count_takes_a_second_with_it() -> None:
    shown, total = release_list({"a": 3, "b": 12, "c": 30})
    assert shown == {"a": None, "b": None, "c": 30}
    assert total == 45


def test_two_small_counts_whose_sum_is_small_take_a_third() -> None:
    assert release_list({"a": 1, "b": 2, "c": 9, "d": 30}) == ({"a": None, "b": None, "c": None, "d": 30}, 42)


def test_zero_is_shown_and_a_small_total_is_not() -> None:
    assert release_list({"a": 0, "b": 20}) == ({"a": 0, "b": 20}, 20)
    shown, total = release_list({"a": 2, "b": 0})
    assert (shown["a"], total) == (None, None)


def test_large_counts_are_left_alone() -> None:
    assert release_list({"a": 5, "b": 6}) == ({"a": 5, "b": 6}, 11)


def test_a_negative_count_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="negative"):
        release({("a", "b"): -1})


def test_a_question_that_differs_from_an_earlier_one_by_fewer_than_five_is_refused() -> None:
    guard = DifferencingGuard({"north": 40, "south": 30, "island": 2})
    assert guard.answer(["north", "south", "island"]) == 72
    with pytest.raises(WouldSingleOut):
        guard.answer(["north", "south"])
    with pytest.raises(WouldSingleOut):
        guard.answer(["island"])
    assert guard.answer(["north"]) == 40


def test_three_answers_that_together_single_out_a_cell_are_refused() -> None:
    guard = DifferencingGuard({"a": 10, "b": 20, "c": 3})
    assert guard.answer(["a", "c"]) == 13
    assert guard.answer(["b", "c"]) == 23
    with pytest.raises(WouldSingleOut):
        guard.answer(["a", "b"])


@pytest.mark.parametrize("seed", range(5))
def test_random_questions_never_reveal_a_small_cell(seed: int) -> None:
    import numpy as np

    dice = random.Random(seed)
    counts = {f"c{i}": dice.choice([0, 1, 2, 3, 4, 5, 9, 30]) for i in range(7)}
    guard, answered = DifferencingGuard(counts), []
    for _ in range(300):
        names = dice.sample(sorted(counts), dice.randint(1, 7))
        try:
            guard.answer(names)
        except WouldSingleOut:
            continue
        answered.append([name in names for name in sorted(counts)])
    matrix = np.array(answered or [[0] * 7], dtype=float)
    for index, name in enumerate(sorted(counts)):
        unit = np.eye(7)[index]
        solution, *_ = np.linalg.lstsq(matrix.T, unit, rcond=None)
        follows = np.allclose(matrix.T @ solution, unit, atol=1e-7)
        assert not (follows and 0 < counts[name] < K)
