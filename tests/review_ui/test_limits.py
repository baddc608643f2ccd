"""Limits of the whole installation: so many a minute, shared out where several processes answer."""

import pytest

from review_ui.errors import TooMany
from review_ui.limits import MOST, WINDOW_S, Limited, Turnstile


class Clock:
    """Seconds that only grow when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def let_through(turnstile: Turnstile, what: Limited) -> int:
    """Return how many pass before one is refused."""
    for count in range(MOST[what] + 1):
        try:
            turnstile.let_through(what)
        except TooMany:
            return count
    raise AssertionError


@pytest.mark.parametrize("processes", [1, 2, 3, 7])
@pytest.mark.parametrize("what", list(Limited), ids=str)
def test_all_processes_together_let_no_more_through_than_one_would(what: Limited, processes: int) -> None:
    passed = [let_through(Turnstile(processes=processes), what) for _ in range(processes)]
    assert MOST[what] - processes < sum(passed) <= MOST[what]


def test_with_more_processes_than_acts_each_still_lets_one_through() -> None:
    assert let_through(Turnstile(processes=1000), Limited.OBJECT) == 1


def test_a_minute_later_there_is_room_again_and_what_was_refused_did_not_lengthen_the_wait() -> None:
    clock = Clock()
    turnstile = Turnstile(clock)
    assert let_through(turnstile, Limited.REVEAL) == MOST[Limited.REVEAL]
    clock.now = WINDOW_S - 0.001
    assert let_through(turnstile, Limited.REVEAL) == 0
    # One act has its own minute.
    assert let_through(turnstile, Limited.OBJECT) == MOST[Limited.OBJECT]
    clock.now = WINDOW_S
    assert let_through(turnstile, Limited.REVEAL) == MOST[Limited.REVEAL]
