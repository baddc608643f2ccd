"""Suppression on tables small enough to work out by hand: what is hidden, what stays, and how high a hidden count may be."""

import math

import pytest

from outreach.figures.figure import is_small
from outreach.figures.suppression import (
    SHARED,
    TOTAL,
    Place,
    highest,
    lines_of,
    release_together,
    to_hide,
    with_totals,
)
from tests.outreach.figures.single import release, release_list

A, B, C, D, T = (("t", "r", name) for name in ("a", "b", "c", "d", TOTAL))


@pytest.mark.parametrize(
    ("counts", "hidden", "place", "most"),
    [
        # Two hidden counts under a known total: each may be all of it.
        ({A: 3, B: 9, T: 12}, {A, B}, A, 12),
        # What is shown beside them leaves less.
        ({A: 3, B: 9, C: 5, D: 7, T: 24}, {A, B}, A, 12),
        # Alone it follows exactly.
        ({A: 3, B: 9, T: 12}, {A}, A, 3),
        # A hidden total with a hidden part: no limit.
        ({A: 3, B: 9, T: 12}, {A, T}, A, math.inf),
        ({A: 3, B: 9, T: 12}, {A, T}, T, math.inf),
        # A hidden total of shown parts follows exactly.
        ({A: 3, B: 9, T: 12}, {T}, T, 12),
    ],
)
def test_how_high_a_hidden_count_may_be_in_one_line(
    counts: dict[Place, int], hidden: set[Place], place: Place, most: float
) -> None:
    line = [*(one for one in counts if one != T), T]
    assert highest(counts, [line], hidden, place) == pytest.approx(most)


def test_two_lines_together_narrow_further_than_each_alone() -> None:
    counts = {A: 3, B: 9, C: 1, D: 4, T: 12}
    one, other = [A, B, T], [A, C, D]
    assert highest(counts, [one], {A, B, C}, A) == pytest.approx(12)
    assert highest(counts, [one, other], {A, B, C}, A) == pytest.approx(4)
    # And what one line's total may be follows from the parts of another.
    assert highest(counts, [one, [B, C, D]], {B, C, T}, T) == pytest.approx(3 + 4)


def test_a_table_gets_every_pair_and_the_totals_of_its_lines() -> None:
    full = with_totals({"t": {("r", "a"): 3, ("s", "b"): 7}})
    assert full == {
        ("t", "r", "a"): 3, ("t", "r", "b"): 0, ("t", "s", "a"): 0, ("t", "s", "b"): 7,
        ("t", TOTAL, "a"): 3, ("t", TOTAL, "b"): 7,
        (SHARED, "r", TOTAL): 3, (SHARED, "s", TOTAL): 7, (SHARED, TOTAL, TOTAL): 10,
    }  # fmt: skip
    lines = lines_of(full)
    assert sorted(map(tuple, lines)) == sorted(
        [
            (("t", "r", "a"), ("t", "r", "b"), (SHARED, "r", TOTAL)),
            (("t", "s", "a"), ("t", "s", "b"), (SHARED, "s", TOTAL)),
            (("t", TOTAL, "a"), ("t", TOTAL, "b"), (SHARED, TOTAL, TOTAL)),
            (("t", "r", "a"), ("t", "s", "a"), ("t", TOTAL, "a")),
            (("t", "r", "b"), ("t", "s", "b"), ("t", TOTAL, "b")),
            ((SHARED, "r", TOTAL), (SHARED, "s", TOTAL), (SHARED, TOTAL, TOTAL)),
        ]
    )
    assert all(full[line[-1]] == sum(full[part] for part in line[:-1]) for line in lines)


def test_two_tables_share_the_totals_of_their_rows_and_each_keeps_its_own_columns() -> None:
    full = with_totals({"one": {("r", "a"): 6, ("r", "b"): 7}, "two": {("r", "x"): 13}})
    assert set(full) == {
        ("one", "r", "a"), ("one", "r", "b"), ("one", TOTAL, "a"), ("one", TOTAL, "b"),
        ("two", "r", "x"), ("two", TOTAL, "x"), (SHARED, "r", TOTAL), (SHARED, TOTAL, TOTAL),
    }  # fmt: skip
    shown = release_together({"one": {("r", "a"): 6, ("r", "b"): 7}, "two": {("r", "x"): 13}})
    assert (shown["one"].cells, shown["one"].columns) == ({("r", "a"): 6, ("r", "b"): 7}, {"a": 6, "b": 7})
    assert (shown["two"].cells, shown["two"].columns) == ({("r", "x"): 13}, {"x": 13})
    assert (shown["one"].rows, shown["one"].total) == (shown["two"].rows, shown["two"].total) == ({"r": 13}, 13)


def test_nothing_to_tell_is_an_empty_table() -> None:
    assert with_totals({}) == {(SHARED, TOTAL, TOTAL): 0}
    assert with_totals({"": {}}) == {(SHARED, TOTAL, TOTAL): 0}
    assert (release({}).cells, release({}).total) == ({}, 0)


def test_one_table_is_shown_as_it_is_where_nothing_is_small() -> None:
    shown = release({("r", "a"): 5, ("r", "b"): 8, ("s", "a"): 9, ("s", "b"): 0})
    assert shown.cells == {("r", "a"): 5, ("r", "b"): 8, ("s", "a"): 9, ("s", "b"): 0}
    assert (shown.rows, shown.columns, shown.total) == ({"r": 13, "s": 9}, {"a": 14, "b": 8}, 22)


def test_a_small_cell_takes_the_cheapest_of_its_row_and_of_its_column_along_and_totals_stay() -> None:
    shown = release(
        {("r", "a"): 2, ("r", "b"): 8, ("r", "c"): 30, ("s", "a"): 9, ("s", "b"): 20, ("s", "c"): 40,
         ("q", "a"): 50, ("q", "b"): 60, ("q", "c"): 70}
    )  # fmt: skip
    assert {cell for cell, count in shown.cells.items() if count is None} == {
        ("r", "a"), ("r", "b"), ("s", "a"), ("s", "b"),
    }  # fmt: skip
    assert (shown.rows, shown.columns, shown.total) == (
        {"r": 40, "s": 69, "q": 180}, {"a": 61, "b": 88, "c": 140}, 289,
    )  # fmt: skip


def test_a_zero_or_a_total_is_hidden_only_when_nothing_else_can_stand_in() -> None:
    assert release_list({"a": 3, "b": 0, "c": 30}) == ({"a": None, "b": 0, "c": None}, 33)
    assert release_list({"a": 3, "b": 0}) == ({"a": None, "b": 0}, None)
    assert release_list({"a": 4, "b": 1, "c": 1}) == ({"a": None, "b": None, "c": None}, 6)
    # Two hidden ones that make five together are enough.
    assert release_list({"a": 4, "b": 1, "c": 9}) == ({"a": None, "b": None, "c": 9}, 14)


def test_of_two_alike_the_first_by_name_goes_so_that_every_run_hides_the_same() -> None:
    assert release_list({"a": 3, "c": 9, "b": 9}) == ({"a": None, "c": 9, "b": None}, 21)


def test_where_only_all_lines_together_give_a_count_away_one_more_is_hidden() -> None:
    """Every line has two hidden counts, and still arithmetic over rows and columns would narrow one down to four."""
    table = {("r", "a"): 1, ("r", "b"): 5, ("s", "a"): 5, ("s", "b"): 1, ("r", "c"): 9, ("s", "c"): 9}
    full = with_totals({"": table})
    lines, hidden = lines_of(full), to_hide(with_totals({"": table}), lines_of(full))
    assert {("", "r", "a"), ("", "s", "b")} <= hidden
    for place in hidden:
        if is_small(full[place]):
            assert highest(full, lines, hidden, place) >= 5


@pytest.mark.parametrize(
    "rows",
    [
        # With two hidden counts in every line, and these making five, rows and columns together leave (r, b) four at most.
        ((7, 2, 0), (4, 6, 2)),
        # The lines of (s, c) are hidden whole; what gives it away stands elsewhere.
        ((7, 3, 6), (4, 0, 2), (4, 0, 0)),
    ],
)
def test_what_only_rows_and_columns_together_give_away_is_hidden_too(rows: tuple[tuple[int, ...], ...]) -> None:
    full = with_totals({"": {("rst"[at], "abc"[of]): n for at, row in enumerate(rows) for of, n in enumerate(row)}})
    lines = lines_of(full)
    hidden = to_hide(full, lines)
    assert all(highest(full, lines, hidden, place) >= 5 for place in full if is_small(full[place]))


@pytest.mark.parametrize("counts", [{("r", "a"): -1}, {("r", "a"): 7, ("r", "b"): -1}])
def test_a_negative_count_anywhere_is_said(counts: dict[tuple[str, str], int]) -> None:
    with pytest.raises(ValueError, match=r"^a count is negative$"):
        release(counts)


def test_totals_that_differ_are_said() -> None:
    with pytest.raises(ValueError, match=r"^tables that are released together must agree in the totals of their rows$"):
        release_together({"one": {("r", "a"): 6}, "two": {("r", "x"): 7}})
    # The same sum with other rows is no agreement either.
    with pytest.raises(ValueError, match="agree"):
        release_together({"one": {("r", "a"): 6}, "two": {("s", "x"): 6}})
