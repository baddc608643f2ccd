"""The picture of a small graph: inside the frame, readable, always the same."""

import random
from itertools import pairwise

import pytest

from networks.layout import place_nodes


@pytest.mark.parametrize("seed", range(8))
def test_nodes_stand_inside_the_picture_apart_and_in_the_same_place_each_time(seed: int) -> None:
    rng = random.Random(seed)
    nodes = [f"n{n}" for n in range(rng.randint(2, 30))]
    edges = [(rng.choice(nodes), rng.choice(nodes)) for _ in range(len(nodes) * 2)]
    places = place_nodes(nodes, edges)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places.values())
    spots = sorted(places.values())
    gaps = [((a - c) ** 2 + (b - d) ** 2) ** 0.5 for k, (a, b) in enumerate(spots) for c, d in spots[k + 1 :]]
    assert min(gaps) > 0.02
    rng.shuffle(nodes)
    rng.shuffle(edges)
    assert place_nodes(nodes, [(b, a) for a, b in edges]) == places


def test_neighbours_stand_nearer_than_the_ends_of_a_chain() -> None:
    chain = [f"n{n}" for n in range(6)]
    places = place_nodes(chain, list(pairwise(chain)))

    def distance(a: str, b: str) -> float:
        return sum((p - q) ** 2 for p, q in zip(places[a], places[b], strict=True)) ** 0.5

    assert distance("n0", "n1") < distance("n0", "n5")


def test_one_node_and_none() -> None:
    assert place_nodes(["a"], []) == {"a": (0.5, 0.5)}
    assert place_nodes([], []) == {}
