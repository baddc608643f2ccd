"""Parts of graphs against networkx, counts against plain loops."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.components import components, distinct, distinct_count, first_places, ranks, renumber, star


@pytest.mark.parametrize("seed", range(20))
def test_components_agree_with_networkx(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size, edges = int(rng.integers(1, 60)), int(rng.integers(0, 60))
    first, second = rng.integers(0, size, edges), rng.integers(0, size, edges)
    graph = nx.Graph(zip(first.tolist(), second.tolist(), strict=True))
    graph.add_nodes_from(range(size))
    labels = components(size, first, second)
    ours = {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())}
    assert ours == {frozenset(part) for part in nx.connected_components(graph)}


@pytest.mark.parametrize("seed", range(10))
def test_a_star_joins_exactly_the_owners_of_each_key(seed: int) -> None:
    rng = np.random.default_rng(seed)
    owner, key = rng.integers(0, 12, 30), rng.integers(0, 6, 30)
    first, second = star(owner, key)
    everyone = nx.Graph()
    everyone.add_nodes_from(range(12))
    for value in set(key.tolist()):
        members = owner[key == value].tolist()
        everyone.add_edges_from((members[0], other) for other in members[1:])
    labels = components(12, first, second)
    ours = {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())}
    assert ours == {frozenset(part) for part in nx.connected_components(everyone)}


@pytest.mark.parametrize("seed", range(10))
def test_distinct_counts_agree_with_sets_and_leave_unknown_out(seed: int) -> None:
    rng = np.random.default_rng(seed)
    key, value = rng.integers(0, 5, 40), rng.integers(-1, 6, 40)
    plain = [len(set(value[key == k].tolist()) - {-1}) for k in range(5)]
    assert distinct_count(key, value, 5).tolist() == plain
    assert distinct(value).tolist() == sorted(set(value.tolist()))


def test_renumber_gives_equal_numbers_to_equal_combinations_only() -> None:
    numbers = renumber(np.array([1, 1, -1, 1]), np.array([5, 6, 5, 5]))
    assert numbers[0] == numbers[3]
    assert len(set(numbers.tolist())) == 3


@pytest.mark.parametrize("widths", [(5, 7), (1 << 20, 1 << 21, 1 << 22), (1 << 61, 3), (2, 1 << 40, 2, 1 << 30)])
def test_renumber_keeps_the_order_of_combinations_however_wide_they_are(widths: tuple[int, ...]) -> None:
    rng = np.random.default_rng(len(widths))
    columns = [rng.integers(-1, width, 200) % max(2, width // 3) - 1 for width in widths]
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    place = {row: number for number, row in enumerate(sorted(set(rows)))}
    assert renumber(*columns).tolist() == [place[row] for row in rows]


@given(st.lists(st.integers(0, 12), max_size=40))
def test_ranks_and_first_places_agree_with_plain_lists(values: list[int]) -> None:
    numbers = ranks(np.array(values, dtype=np.int64))
    ordered = sorted(set(values))
    assert numbers.tolist() == [ordered.index(value) for value in values]
    assert first_places(numbers).tolist() == [values.index(value) for value in ordered]
