"""Pages are parsed in a process of its own, without rights: the same four functions as `extract` and `list_page`, asked from here.

What comes back is JSON, checked value by value: a page that took the other process over can make up an ad, as any site
can, but neither run anything here nor learn anything. One such process serves all passes of this one; it ends with it.
Pages are handed over without waiting for the ones before: this process fetches and stores while that one parses.
"""

import asyncio
import atexit
import os
import pickle
import sys
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawler.definition import SiteDefinition
from crawler.errors import PageUnreadable
from crawler.items import AdItem, ListPage, ListRow, ReviewItem
from crawler.page import Page
from crawler.plain_values import from_plain
from crawler.reader_process import ReaderProcess

# A page is read in less than two seconds; one that holds the reader up longer is given up with it.
LONGEST_S = 30.0
# Loading its code takes most of a second of work, on a busy small machine much longer.
LONGEST_START_S = 120.0
WATCH_S = 0.5
MOST_DEFINITIONS = 64


@dataclass(slots=True)
class _Asked:
    """A page handed over (no message: the greeting of a new process), who waits for it, and how long it may take."""

    message: bytes
    answer: "asyncio.Future[dict[str, Any]]"
    longest_s: float


class ReadingRoom:
    """The process that parses, started when first needed and again after it died. Everything here is for one event loop."""

    def __init__(self, command: Sequence[str] = (sys.executable, "-m", "crawler.page_reader")) -> None:
        self._command = tuple(command)
        self._reader: ReaderProcess | None = None
        # In the order they were handed over, which is the order answers come in.
        self._asked: deque[_Asked] = deque()
        self._greeting: asyncio.Future[dict[str, Any]] | None = None
        # When the answer that is waited for is late (the loop's seconds).
        self._until = 0.0
        self._packed: dict[int, tuple[SiteDefinition, bytes]] = {}
        self._parents: ReaderProcess | None = None
        # What the kernel has shut for it; see `confinement`.
        self.shut: frozenset[str] = frozenset()

    @property
    def pid(self) -> int | None:
        """The number of the process that parses, None when there is none."""
        return self._reader.pid if self._reader else None

    def begin(self) -> None:
        """Start the process without waiting for it: loading its code takes a few seconds."""
        loop = asyncio.get_running_loop()
        if self._reader is not None:
            if self._reader.loop is loop:
                return
            # The loop it was for is no more.
            self._reader.kill()
            self._asked.clear()
        self._reader = ReaderProcess(self._command, self._heard)
        self._greeting = loop.create_future()
        self._await(_Asked(b"", self._greeting, LONGEST_START_S))
        loop.call_later(WATCH_S, self._watch, loop, self._reader)

    async def ready(self) -> None:
        """Wait until a begun process has loaded its code; one that cannot is left to the first page."""
        if self._greeting is not None:
            await asyncio.wait({self._greeting})

    async def ask(self, what: str, page: Page, definition: SiteDefinition, **more: object) -> Any:
        """Have a page read. Raises PageUnreadable when the reader fails, dies, takes too long or answers nonsense."""
        self.begin()
        message = self._message(what, page, definition, more)
        asked = _Asked(message, asyncio.get_running_loop().create_future(), LONGEST_S)
        self._hand_over(asked)
        answer = await asked.answer
        if "read" not in answer:
            raise PageUnreadable(str(answer.get("failed", ""))[:200])
        return answer["read"]

    def _message(self, what: str, page: Page, definition: SiteDefinition, more: Mapping[str, object]) -> bytes:
        if id(definition) not in self._packed:
            if len(self._packed) >= MOST_DEFINITIONS:
                self._packed.clear()
            self._packed[id(definition)] = (definition, pickle.dumps(definition))
        about = (page.url, page.text, page.links, page.most_tags)
        return pickle.dumps((what, about, self._packed[id(definition)][1], more), pickle.HIGHEST_PROTOCOL)

    def _hand_over(self, asked: _Asked) -> None:
        self._await(asked)
        if self._reader is not None:
            self._reader.send(asked.message)

    def _await(self, asked: _Asked) -> None:
        if not self._asked:
            self._until = asyncio.get_running_loop().time() + asked.longest_s
        self._asked.append(asked)

    def _watch(self, loop: asyncio.AbstractEventLoop, reader: ReaderProcess) -> None:
        """Give up a reader that takes too long."""
        if reader is not self._reader:
            return
        if self._asked and loop.time() > self._until:
            self._lose()
        else:
            loop.call_later(WATCH_S, self._watch, loop, reader)

    def _heard(self, reader: ReaderProcess, answer: dict[str, Any] | None) -> None:
        if reader is not self._reader:
            return
        if answer is None or not self._asked:
            self._lose()
            return
        asked = self._asked.popleft()
        if not asked.message:
            self.shut = frozenset(map(str, answer.get("shut", ())))
        if self._asked:
            self._until = asyncio.get_running_loop().time() + self._asked[0].longest_s
        _give(asked, answer)

    def _lose(self) -> None:
        """Give up the process and the page it was at; the pages behind that one go to another process."""
        lost, self._asked = self._asked, deque()
        self.close()
        # Of a process that never began to read, the first page pays.
        while lost and not lost[0].message:
            _give(lost.popleft(), {})
        if lost:
            _give(lost.popleft(), {})
        if lost:
            try:
                self.begin()
            except OSError:  # no more processes, no more files: each of the pages is told so
                for each in lost:
                    _give(each, {})
                return
            for each in lost:
                self._hand_over(each)

    def close(self) -> None:
        """End the process; pages that are waited for are not read any more. On its loop."""
        reader, self._reader, self._greeting = self._reader, None, None
        if reader is not None:
            reader.end()
        while self._asked:
            _give(self._asked.popleft(), {})

    def kill(self) -> None:
        """End the process when this one ends."""
        if self._reader is not None:
            self._reader.kill()

    def leave_to_parent(self) -> None:
        """After a fork: the process belongs to the parent; two that talk into one pipe would read each other's pages."""
        self._parents, self._reader, self._greeting = self._reader, None, None
        self._asked = deque()


def _give(asked: _Asked, answer: dict[str, Any]) -> None:
    """Answer who waits, unless nobody does any more."""
    if not asked.answer.done():
        asked.answer.set_result(answer)


ROOM = ReadingRoom()
atexit.register(ROOM.kill)
os.register_at_fork(after_in_child=ROOM.leave_to_parent)


async def is_gone(page: Page, definition: SiteDefinition) -> bool:
    """See `extract.is_gone`."""
    if not definition.gone or definition.ad_json:
        return False
    return bool(from_plain(bool, await ROOM.ask("gone", page, definition)))


async def extract_list(page: Page, definition: SiteDefinition, *, number: int = 1) -> ListPage:
    """See `list_page.extract_list`."""
    read: ListPage = from_plain(ListPage, await ROOM.ask("list", page, definition, number=number))
    return read


async def extract_ad(
    page: Page,
    definition: SiteDefinition,
    *,
    now: datetime,
    row: ListRow | None = None,
    fetched: Mapping[str, str] | None = None,
) -> AdItem:
    """See `extract.extract_ad`."""
    item: AdItem = from_plain(AdItem, await ROOM.ask("ad", page, definition, now=now, row=row, fetched=fetched))
    return item


async def extract_reviews(
    page: Page, definition: SiteDefinition, *, now: datetime, read: Collection[str] = ()
) -> tuple[list[ReviewItem], str | None]:
    """See `extract.extract_reviews`."""
    kind = tuple[list[ReviewItem], str | None]
    answer = await ROOM.ask("reviews", page, definition, now=now, read=set(read))
    found: tuple[list[ReviewItem], str | None] = from_plain(kind, answer)
    return found
