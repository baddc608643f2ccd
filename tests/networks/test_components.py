"""Parts of graphs against networkx, counts against plain loops."""

import networkx as nx
import numpy as np
import pytest

from networks.components import components, distinct, distinct_count, renumber, star


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
