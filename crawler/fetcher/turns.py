"""Requests side by side, except one that must be alone: over which of several a fetcher died is found out that way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Any number of requests at once, or a single one that is to be alone."""

    def __init__(self) -> None:
        self._changed = asyncio.Condition()
        self._together = 0
        self._alone = False

    @asynccontextmanager
    async def taken(self, *, alone: bool) -> AsyncIterator[None]:
        """Wait for a turn and hold it."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._alone and not (alone and self._together))
            self._alone, self._together = alone, self._together + 1
        try:
            yield
        finally:
            async with self._changed:
                self._together -= 1
                self._alone = False
                self._changed.notify_all()
