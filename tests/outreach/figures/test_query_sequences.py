"""Sequences of questions against an attacker who does exact algebra on all answers: no count from one to four is recovered (T-08)."""

import random

import pytest

from outreach.figures.differencing import DifferencingGuard, WouldSingleOut
from outreach.figures.suppression import K
from tests.outreach.figures.attacker import recovered


def assert_nothing_small_is_recovered(questions_in_all: int, seed: int) -> None:
    draw, asked, refused, told = random.Random(seed), 0, 0, 0
    while asked < questions_in_all:
        counts = {
            f"area {number}": draw.choice([0, 1, 2, 3, 4, draw.randint(5, 60)]) for number in range(draw.randint(3, 9))
        }
        guard, names = DifferencingGuard(counts), sorted(counts)
        questions: list[list[int]] = []
        answers: list[int] = []
        for _ in range(draw.randint(5, 25)):
            wanted = _next_question(draw, questions, len(names))
            asked += 1
            try:
                answer = guard.answer(name for name, in_it in zip(names, wanted, strict=True) if in_it)
            except WouldSingleOut:
                refused += 1
                continue
            told += 1
            assert not 0 < answer < K
            questions.append(wanted)
            answers.append(answer)
        found = recovered(questions, answers, len(names))
        assert all(counts[names[at]] == value for at, value in found.items())
        assert not [value for value in found.values() if 0 < value < K], (counts, questions)
        for first, one in zip(questions, answers, strict=True):
            for second, other in zip(questions, answers, strict=True):
                if all(a <= b for a, b in zip(first, second, strict=True)):
                    assert not 0 < other - one < K
    assert refused and told > asked // 10


def _next_question(draw: random.Random, before: list[list[int]], cells: int) -> list[int]:
    """Ask as an attacker does: at random, or an earlier question with one or two areas more or fewer."""
    if before and draw.random() < 0.6:
        changed = list(draw.choice(before))
        for at in draw.sample(range(cells), draw.randint(1, 2)):
            changed[at] = 1 - changed[at]
        return changed
    return [draw.randint(0, 1) for _ in range(cells)]


def test_1500_questions_in_sequences_recover_no_small_count() -> None:
    assert_nothing_small_is_recovered(1500, seed=8)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(10))
def test_100000_questions_in_sequences_recover_no_small_count(seed: int) -> None:
    assert_nothing_small_is_recovered(10_000, seed)


def test_the_attacker_of_these_tests_can_recover() -> None:
    """Without the guard three sums of two tell all: the tests above could fail."""
    assert recovered([[1, 1, 0], [0, 1, 1], [1, 0, 1]], [7, 12, 9], 3) == {0: 2, 1: 5, 2: 7}
