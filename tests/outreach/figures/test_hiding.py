"""What is hidden, on sums small enough to work out by hand."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from outreach.figures.figure import is_small
from outreach.figures.hiding import Candidate, CannotHide, Form, Known, to_hide, value_of

# Three fine counts: 3, 9 and 20.
VALUES = (3, 9, 20)
PARTS: list[Form] = [{at: 1} for at in range(3)]
WHOLE: Form = {0: 1, 1: 1, 2: 1}


def cell(key: str, form: Form, cost: float = 1) -> Candidate:
    value = value_of(form, VALUES)
    return Candidate(key, form, value, value, cost)


def highest(
    variables: int, known: Sequence[Known], told: Sequence[Candidate], form: Form, *, whole: bool = True
) -> float:
    """Return the largest value a sum can have beside all that is told; infinite where nothing limits it."""
    rows = [(one.form, one.low, one.high) for one in (*known, *told)]
    table = np.array([[row.get(at, 0) for at in range(variables)] for row, _, _ in rows]).reshape(len(rows), variables)
    limits = LinearConstraint(table, [low for _, low, _ in rows], [high for _, _, high in rows])
    goal = [-form.get(at, 0) for at in range(variables)]
    answer = milp(goal, constraints=limits, bounds=Bounds(0, np.inf), integrality=np.full(variables, whole))
    return math.inf if answer.x is None else float(-answer.fun)


CELLS = [cell("a", PARTS[0]), cell("b", PARTS[1]), cell("c", PARTS[2]), cell("whole", WHOLE, cost=30)]


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (4, True), (5, False)])
def test_small_is_one_to_four(count: int, small: bool) -> None:
    assert is_small(count) is small


def test_a_small_part_of_a_shown_whole_takes_another_part_with_it() -> None:
    hidden = to_hide(3, [], CELLS, [PARTS[0]], ["a"])
    assert "a" in hidden and "whole" not in hidden and len(hidden) == 2


def test_the_dearest_stays_unless_it_alone_helps() -> None:
    dear = [cell("a", PARTS[0]), cell("b", PARTS[1], cost=50), cell("c", PARTS[2], cost=50), cell("whole", WHOLE)]
    assert to_hide(3, [], dear, [PARTS[0]], ["a"]) == {"a", "whole"}


def test_a_second_hidden_part_that_leaves_room_is_enough() -> None:
    assert to_hide(3, [], CELLS, [PARTS[0]], ["a", "b"]) == {"a", "b"}


def test_nothing_small_hides_nothing() -> None:
    assert to_hide(3, [], CELLS, [], []) == set()


def test_what_was_told_before_counts_as_shown() -> None:
    before = [Known(WHOLE, 32, 32), Known(PARTS[2], 20, 20)]
    assert to_hide(3, before, [cell("b", PARTS[1])], [PARTS[0]], ["a"]) == {"a", "b"}
    with pytest.raises(CannotHide):
        to_hide(3, [*before, Known(PARTS[1], 9, 9)], [], [PARTS[0]], ["a"])


def test_rounded_numbers_leave_the_room_they_leave() -> None:
    rounded = [Known(WHOLE, 28, 32), Known(PARTS[1], 8, 12), Known(PARTS[2], 18, 22)]
    assert highest(3, rounded, [], PARTS[0]) == 32 - 8 - 18
    assert to_hide(3, rounded, [], [PARTS[0]], ["a"]) == {"a"}


def test_how_high_a_sum_may_be() -> None:
    assert highest(3, [], CELLS, PARTS[0]) == 3
    assert highest(3, [], CELLS[2:], PARTS[0]) == 12
    assert highest(3, [], CELLS[:3], {**PARTS[0], 1: 1}) == 12
    assert highest(3, [], CELLS[1:3], PARTS[0]) == math.inf


def test_whole_numbers_may_say_more_than_fractions() -> None:
    """Twice a count and once another make nine: the first is at most four, though four and a half would fit."""
    told = [Known({0: 2, 1: 1}, 9, 9)]
    assert highest(2, told, [], {0: 1}) == 4
    assert highest(2, told, [], {0: 1}, whole=False) == 4.5
    both = Candidate("both", {0: 2, 1: 1}, 9, 9, 1)
    assert to_hide(2, [], [both], [{0: 1}], []) == {"both"}
