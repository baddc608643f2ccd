"""Cutting between two ads takes the weakest place: checked against every possible cut of small graphs."""

import random
from itertools import product

import numpy as np
import pytest

from networks.clues import Clues
from networks.joining import make_table
from networks.judgements import Judgement, apply_judgements
from tests.networks.link_ads import make_ad

KINDS = ("shared_phone", "same_address", "template_text", "co_movement")


def drawn(seed: int) -> tuple[Clues, int]:
    """A small random graph of pair clues."""
    rng = random.Random(seed)
    size, clues = 6, Clues()
    for number in range(9):
        pair = sorted(rng.sample(range(size), 2))
        clues.add(rng.choice(KINDS), np.array(pair), np.array([number, number]))
    return clues, size


@pytest.mark.parametrize("seed", range(25))
def test_the_cut_costs_no_more_strength_than_the_cheapest_possible(seed: int) -> None:
    clues, size = drawn(seed)
    table = make_table([make_ad(f"a{n}") for n in range(size)])
    group = clues.labels(size)
    after = apply_judgements(table, clues, group, [Judgement("a0", "a1", same=False)])
    assert after[0] != after[1]
    ad, clue = clues.memberships()
    ends = [ad[clue == number].tolist() for number in range(len(clues))]

    def cost(side: tuple[int, ...] | list[int]) -> float:
        return sum(clues.strength[n] for n, (a, b) in enumerate(ends) if side[a] != side[b])

    cheapest = min(cost(side) for side in product((0, 1), repeat=size) if side[0] != side[1])
    assert cost(after.tolist()) == pytest.approx(cheapest)


def test_what_was_apart_stays_apart_and_the_rest_stays_whole() -> None:
    clues = Clues()
    clues.add("shared_phone", np.array([0, 1, 2]), np.array([1, 1, 1]))
    clues.add("co_movement", np.array([2, 3]), np.array([1, 1]))
    table = make_table([make_ad(f"a{n}") for n in range(5)])
    after = apply_judgements(table, clues, clues.labels(5), [Judgement("a0", "a3", same=False)])
    assert after[0] == after[1] == after[2] != after[3]
    assert after[4] not in after[:4]


def test_same_wins_over_not_the_same_by_a_detour() -> None:
    table = make_table([make_ad(f"a{n}") for n in range(3)])
    words = [Judgement("a0", "a1", same=True), Judgement("a1", "a2", same=True), Judgement("a0", "a2", same=False)]
    clues = Clues()
    assert len(set(apply_judgements(table, clues, clues.labels(3), words).tolist())) == 1
