"""One fetcher as its keeper sees it: hands requests over, opens what connections they need, believes nothing of what comes.

A fetcher that says what ours never says, or asks for a connection that no request at hand leads to, has been taken over:
it is ended (`Strayed`). One that dies or hangs is `Lost`, with the requests it had in hand.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from crawler.confinement import WALLS, WALLS_OF_BROWSERS
from crawler.fetcher.messages import Door, Fetched, Ready, Told, pack, told_in
from crawler.fetcher.nest import NEST, Born, Nest
from crawler.fetcher.opening import open_connection
from crawler.piping import Piping

# What a page may take beyond its own time limit before its fetcher counts as hung (seconds).
GRACE_S = 10.0
# Head and size of a page; the look of a browser comes with what the page fetched for itself.
ROOM_FOR_HEADS = 2_000_000
LARGEST_LOOK = 64_000_000
# A request opens a connection, and another one when the first turns out to be closed already.
CONNECTIONS_A_REQUEST = 2
LONGEST_END_S = 6.0
LONGEST_START_S = 120.0
Order = Callable[[], Awaitable[dict[str, Any]]]


class Lost(Exception):
    """The fetcher died or hung. ``alone``: over this request and no other."""

    def __init__(self, *, alone: bool) -> None:
        super().__init__("the process that fetches was lost")
        self.alone = alone


class Strayed(Exception):
    """The fetcher did what ours never does."""


@dataclass(slots=True)
class _Asked:
    """A request handed over, and who waits for it (None: nobody any more)."""

    authority: tuple[str, int]
    answer: "asyncio.Future[Fetched] | None"


class Keeper:
    """One fetcher, started with its first request; when it is lost, the next request starts another.

    ``largest``: bytes of a page; ``strayed`` is called when the fetcher was; ``order`` returns what a fetcher with a
    browser is told before it shuts its doors, None for one without.
    """

    def __init__(
        self, *, largest: int, strayed: Callable[[], None], order: Order | None = None, nest: Nest | None = None
    ) -> None:
        self._nest, self._order, self._strayed = nest or NEST, order, strayed
        self._largest = LARGEST_LOOK if order else largest + ROOM_FOR_HEADS
        self._born: Born | None = None
        self._pipes: Piping[Told] | None = None
        self._starting = asyncio.Lock()
        self._asked: dict[int, _Asked] = {}
        self._doors: set[asyncio.Task[None]] = set()
        self._number = self._connections = self._handed_over = 0
        self._shut_doors: asyncio.Future[frozenset[str]] | None = None
        self._closed = False
        # What the kernel has shut for it; see `crawler.confinement`.
        self.shut: frozenset[str] | None = None

    @property
    def pid(self) -> int | None:
        """The number of its process, None when there is none."""
        return self._born.pid if self._born else None

    @property
    def open_doors(self) -> frozenset[str]:
        """What the kernel could not shut for a fetcher of this kind."""
        return (WALLS_OF_BROWSERS if self._order else WALLS) - (self.shut or frozenset())

    async def fetch(self, head: dict[str, Any], body: bytes, authority: tuple[str, int]) -> Fetched:
        """Return what came. Raises Lost, Strayed."""
        await self.begin()
        self._number += 1
        self._handed_over += 1
        number = self._number
        answer: asyncio.Future[Fetched] = asyncio.get_running_loop().create_future()
        self._asked[number] = _Asked(authority, answer)
        assert self._pipes is not None  # noqa: S101 - just begun
        self._pipes.send(pack({"fetch": number, **head}, body))
        try:
            return await asyncio.wait_for(answer, head["longest_s"] + GRACE_S)
        except TimeoutError:
            # Which of several holds it up is found out one by one.
            lost = Lost(alone=set(self._asked) == {number})
            if number in self._asked:
                self._lose(lost)
            raise lost from None
        except asyncio.CancelledError:
            if number in self._asked:
                self._asked[number].answer = None
                self._pipes.send(pack({"drop": number}))
            raise

    async def begin(self) -> None:
        """Start the process and wait until it has shut its doors. Raises Lost."""
        async with self._starting:
            if self._born is not None:
                return
            try:
                order = await self._order() if self._order else None
                self._born = await self._nest.born(browser=order is not None)
            except OSError:
                raise Lost(alone=True) from None
            if self._closed:
                self.kill()
                raise Lost(alone=True)
            self._connections = self._handed_over = 0
            self._shut_doors = asyncio.get_running_loop().create_future()
            self._pipes = Piping(self._born.given, self._born.taken, self._heard, read=told_in, largest=self._largest)
            if order is not None:
                self._pipes.send(pack(order))
            try:
                self.shut = await asyncio.wait_for(self._shut_doors, LONGEST_START_S)
            except TimeoutError:
                self.kill()
                raise Lost(alone=True) from None
            except asyncio.CancelledError:
                # Nobody would hear its greeting.
                self.kill()
                raise

    def _heard(self, told: Told | None) -> None:
        if isinstance(told, Ready) and self._shut_doors is not None and not self._shut_doors.done():
            self._shut_doors.set_result(told.shut)
        elif isinstance(told, Fetched) and told.number in self._asked:
            asked = self._asked.pop(told.number)
            if asked.answer is not None and not asked.answer.done():
                asked.answer.set_result(told)
        elif isinstance(told, Door) and self._leads_there(told):
            task = asyncio.get_running_loop().create_task(self._open(told))
            self._doors.add(task)
            task.add_done_callback(self._doors.discard)
        elif told is None and self._pipes is not None and self._pipes.ended_by_itself:
            self._lose(Lost(alone=len(self._asked) == 1))
        else:
            self._lose(Strayed())
            self._strayed()

    def _leads_there(self, door: Door) -> bool:
        """Say whether a request at hand needs this connection, and not more of them than requests can need."""
        self._connections += 1
        wanted = {each.authority for each in self._asked.values()}
        return (door.host, door.port) in wanted and self._connections <= CONNECTIONS_A_REQUEST * self._handed_over

    async def _open(self, door: Door) -> None:
        born = self._born
        try:
            opened = await open_connection(door.host, door.port)
        except OSError:
            opened = None
        if born is None or self._born is not born or self._pipes is None:
            if opened is not None:
                opened.close()
            return
        handed_over = False
        if opened is not None:
            with opened, suppress(OSError):
                socket.send_fds(born.doors, [b"+"], [opened.fileno()])
                handed_over = True
        self._pipes.send(pack({"open": handed_over, "door": door.number}))

    def _lose(self, why: Exception) -> None:
        """End the process; whoever waits for it is told."""
        born, pipes, self._born, self._pipes = self._born, self._pipes, None, None
        asked, self._asked = self._asked, {}
        if pipes is not None:
            pipes.stop()
        if born is not None:
            born.kill()
            born.close()
        if self._shut_doors is not None and not self._shut_doors.done():
            self._shut_doors.set_exception(why)
        for each in asked.values():
            if each.answer is not None and not each.answer.done():
                each.answer.set_exception(why)

    def kill(self) -> None:
        """End the process at once. On its loop."""
        self._lose(Lost(alone=False))

    async def close(self) -> None:
        """Let the process end, and end it when it does not; no other is started."""
        self._closed = True
        if self._born is not None and self._order is not None and self._pipes is not None:
            self._pipes.stop()
            self._pipes = None
            with suppress(TimeoutError):
                await asyncio.wait_for(_ended(self._born), LONGEST_END_S)
        self._lose(Lost(alone=False))


async def _ended(born: Born) -> None:
    """Tell a fetcher that nothing more will be asked, and wait until it has ended."""
    ended, loop = asyncio.Event(), asyncio.get_running_loop()

    def look() -> None:
        if born.has_ended():
            ended.set()

    born.say_no_more()
    loop.add_reader(born.taken, look)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(born.taken)
