"""Small counts: hidden, and not to be worked out again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.figures.figure import K
from outreach.figures.suppression import (
    SHARED,
    TOTAL,
    Place,
    highest,
    lines_of,
    release_lists,
    release_together,
    with_totals,
)
from tests.outreach.figures.attacker import recovered
from tests.outreach.figures.single import release, release_list

COUNTS = st.integers(0, 40) | st.integers(0, 6)
TABLES = st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), COUNTS, min_size=1)
# What was counted, by month, region and kind: the tables of one subject are sums over it.
FACTS = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from("uvw")), COUNTS, min_size=1, max_size=12
)


def tables_of(facts: dict[tuple[str, str, str], int]) -> dict[str, dict[tuple[str, str], int]]:
    tables: dict[str, dict[tuple[str, str], int]] = {"region": {}, "kind": {}}
    for (month, region, kind), count in facts.items():
        for name, group in (("region", region), ("kind", kind)):
            tables[name][month, group] = tables[name].get((month, group), 0) + count
    return tables


def hidden_of(tables: dict[str, dict[tuple[str, str], int]]) -> tuple[dict[Place, int], set[Place]]:
    full, hidden = with_totals(tables), set()
    for name, table in release_together(tables).items():
        hidden |= {(name, *cell) for cell, count in table.cells.items() if count is None}
        hidden |= {(name, TOTAL, column) for column, count in table.columns.items() if count is None}
        hidden |= {(SHARED, row, TOTAL) for row, count in table.rows.items() if count is None}
        hidden |= {(SHARED, TOTAL, TOTAL)} if table.total is None else set()
    return full, hidden


def assert_no_small_count_is_shown_or_narrowed(tables: dict[str, dict[tuple[str, str], int]]) -> None:
    full, hidden = hidden_of(tables)
    for place, count in full.items():
        assert not (0 < count < K and place not in hidden)
        if 0 < count < K:
            assert highest(full, lines_of(full), hidden, place) >= K


@settings(max_examples=40, deadline=None)
@given(TABLES)
def test_no_small_count_is_shown_and_none_can_be_narrowed_below_five(table: dict[tuple[str, str], int]) -> None:
    assert_no_small_count_is_shown_or_narrowed({"": table})


@settings(max_examples=40, deadline=None)
@given(FACTS)
def test_nor_by_comparing_two_tables_of_the_same_things(facts: dict[tuple[str, str, str], int]) -> None:
    assert_no_small_count_is_shown_or_narrowed(tables_of(facts))


@settings(max_examples=60, deadline=None)
@given(FACTS)
def test_exact_algebra_over_all_tables_together_recovers_no_small_count(facts: dict[tuple[str, str, str], int]) -> None:
    tables = tables_of(facts)
    full, hidden = hidden_of(tables)
    found = worked_out(full, hidden)
    assert all(full[place] == value for place, value in found.items())
    assert not [place for place, value in found.items() if 0 < value < K]


def worked_out(full: dict[Place, int], hidden: set[Place]) -> dict[Place, int]:
    """Return what follows from everything shown, by exact elimination: an attacker of its own, no linear programme."""
    unknown = sorted(hidden)
    questions, answers = [], []
    for line in lines_of(full):
        *parts, whole = line
        sign = dict.fromkeys(parts, 1) | {whole: -1}
        questions.append([sign.get(place, 0) for place in unknown])
        answers.append(-sum(sign[place] * full[place] for place in line if place not in hidden))
    return {unknown[at]: value for at, value in recovered(questions, answers, len(unknown)).items()}


def test_tables_released_one_by_one_do_give_a_count_away() -> None:
    """Why they are released together: March's total is hidden by region and shown by kind."""
    by_region = {("mar", "x"): 3, ("mar", "y"): 0, ("apr", "x"): 20, ("apr", "y"): 30}
    by_kind = {("mar", "u"): 0, ("mar", "v"): 3, ("apr", "u"): 25, ("apr", "v"): 25}
    full = with_totals({"region": by_region, "kind": by_kind})
    shown_by_kind = {place for place in full if place[0] == "kind" and place[1] == "mar"}
    hidden_by_region = {
        (name, *place) for name, *place in full if (name, *place) in hidden_of({"region": by_region})[1]
    }
    assert worked_out(full, hidden_by_region - shown_by_kind)[SHARED, "mar", TOTAL] == 3
    together = hidden_of({"region": by_region, "kind": by_kind})
    assert not [value for value in worked_out(*together).values() if 0 < value < K]


def test_lists_of_the_same_things_agree_on_their_total() -> None:
    shown = release_lists({"region": {"a": 3, "b": 0}, "kind": {"u": 1, "v": 2}})
    assert {total for _, total in shown.values()} == {None}
    assert release_lists({"region": {"a": 30, "b": 2}, "kind": {"u": 16, "v": 16}})["kind"] == ({"u": 16, "v": 16}, 32)
    with pytest.raises(ValueError, match="agree"):
        release_lists({"region": {"a": 30}, "kind": {"u": 16}})


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
