"""The connection to Redis: short waits, one sentence when it is not there, quiet for a moment after a failure."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from models.errors import BadInput, LygteError

log = logging.getLogger("crawler")
Result = TypeVar("Result")
# The event loop waits for Redis: an answer comes within a millisecond or something is wrong (seconds).
LONGEST_WAIT_S = 3.0
QUIET_AFTER_FAILURE_S = 0.5
NOT_INSTALLED = (
    "LYGTE_REDIS is set, but the parts for a shared queue are missing: install lygte with the extra 'redis'."
)
NOT_THERE = "The queue server named by LYGTE_REDIS does not answer: is it running, and are address and password right?"


class QueueAway(LygteError):
    """Redis does not answer now; what is in the store is whole."""


class Server:
    """A Redis that is asked through one door: every failure is QueueAway, and a dead server is not asked in a row."""

    def __init__(self, url: str) -> None:
        try:
            from scrapy_redis.connection import get_redis
        except ImportError:
            raise BadInput(NOT_INSTALLED) from None
        try:
            self.redis: Any = get_redis(
                url=url,
                socket_timeout=LONGEST_WAIT_S,
                socket_connect_timeout=LONGEST_WAIT_S,
                decode_responses=True,
                health_check_interval=30,
            )
        except ValueError:
            raise BadInput("LYGTE_REDIS must be redis://[:PASSWORD@]HOST:PORT/NUMBER, rediss://… or unix://…") from None
        self._failed_at: float | None = None

    def ask(self, question: Callable[[Any], Result]) -> Result:
        """Ask Redis. Raises QueueAway."""
        from redis.exceptions import RedisError, ResponseError

        if self._failed_at is not None and time.monotonic() - self._failed_at < QUIET_AFTER_FAILURE_S:
            raise QueueAway(NOT_THERE)
        try:
            answer = question(self.redis)
        except (RedisError, OSError) as problem:
            self._failed_at = time.monotonic()
            if isinstance(problem, ResponseError):
                # It answers and refuses: full, read-only, still loading. Its words name no address of a page.
                log.error("The queue server refuses: %s", str(problem)[:80])
            raise QueueAway(NOT_THERE) from None
        self._failed_at = None
        return answer
