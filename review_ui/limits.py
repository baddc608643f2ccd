"""How often the whole installation may do the few things that cost work or open numbers; nobody's address is kept.

Limits per worker stand elsewhere (a growing wait after wrong passwords, twenty numbers a day). These hold for everybody
together, in the memory of this process: they slow floods and guessing, and are wide for any real team. Where several processes
answer, each lets its share through.
"""

import time
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from threading import Lock

from review_ui.errors import TooMany

WINDOW_S = 60.0


class Limited(StrEnum):
    """What is limited."""

    LOG_IN = "log_in"  # passwords and codes tried
    OBJECT = "object"  # numbers written on the open page
    REVEAL = "reveal"  # numbers opened


# How many within one minute. Forty workers at one morning's start log in within a minute; a team opens few numbers.
MOST: dict[Limited, int] = {Limited.LOG_IN: 120, Limited.OBJECT: 20, Limited.REVEAL: 30}


class Turnstile:
    """Counts the last minute of each limited act in one of ``processes``. ``pace`` gives seconds that only grow."""

    def __init__(self, pace: Callable[[], float] = time.monotonic, *, processes: int = 1) -> None:
        self._pace = pace
        self._most = {limited: max(1, most // processes) for limited, most in MOST.items()}
        self._lock = Lock()
        self._passed: dict[Limited, deque[float]] = {limited: deque() for limited in Limited}

    def let_through(self, limited: Limited) -> None:
        """Count one more. Raises TooMany when the minute is full; what is refused does not lengthen the wait."""
        with self._lock:
            now, passed = self._pace(), self._passed[limited]
            while passed and now - passed[0] >= WINDOW_S:
                passed.popleft()
            if len(passed) >= self._most[limited]:
                raise TooMany("error.too_many")
            passed.append(now)
