"""Pages are parsed in a process of its own, without rights: the same four functions as `extract` and `list_page`, asked from here.

What comes back is JSON, checked value by value: a page that took the other process over can make up an ad, as any site
can, but neither run anything here nor learn anything. One such process serves all passes of this one; it ends with it.
"""

import atexit
import json
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import Lock, Thread
from typing import Any

from crawler.definition import SiteDefinition
from crawler.errors import PageUnreadable
from crawler.items import AdItem, ListPage, ListRow, ReviewItem
from crawler.page import Page
from crawler.page_reader import LENGTH
from crawler.plain_values import from_plain

# A page is read in less than two seconds; one that holds the reader up longer is given up with it.
LONGEST_S = 30.0
# Loading its code takes most of a second of work, on a busy small machine much longer.
LONGEST_START_S = 120.0
WATCH_S = 0.5
LARGEST_ANSWER = 64_000_000


class ReadingRoom:
    """The process that parses, started when first needed and again after it died."""

    def __init__(self, command: Sequence[str] = (sys.executable, "-m", "crawler.page_reader")) -> None:
        self._command = tuple(command)
        self._lock = Lock()
        self._reader: subprocess.Popen[bytes] | None = None
        self._greeted = False
        self._parents: subprocess.Popen[bytes] | None = None
        # When the answer that is waited for is late (monotonic seconds); None when none is.
        self._until: float | None = None
        # What the kernel has shut for it; see `confinement`.
        self.shut: frozenset[str] = frozenset()

    def begin(self) -> None:
        """Start the process without waiting for it: loading its code takes a few seconds."""
        with self._lock:
            self._running()

    def ask(self, what: str, page: Page, definition: SiteDefinition, **more: object) -> Any:
        """Have a page read. Raises PageUnreadable when the reader fails, dies, takes too long or answers nonsense."""
        given = {
            "what": what,
            "page": (page.url, page.text, page.links, page.most_tags),
            "definition": pickle.dumps(definition),
        }
        content = pickle.dumps({**given, "more": more})
        with self._lock:
            reader = self._running()
            try:
                self._greet(reader)
                with self._within(LONGEST_S):
                    answer = self._exchange(reader, content)
            except (OSError, ValueError, KeyError, TypeError, RecursionError):
                self._end()
                raise PageUnreadable from None
        if "read" not in answer:
            raise PageUnreadable(str(answer.get("failed", ""))[:200])
        return answer["read"]

    def ready(self) -> None:
        """Wait until a begun process has loaded its code: for a thread beside a loop that must not stand still meanwhile."""
        with self._lock:
            if self._reader is None:
                return
            try:
                self._greet(self._reader)
            except (OSError, ValueError, KeyError, TypeError):
                # The first page will start another, and say so if that fails too.
                self._end()

    def _greet(self, reader: subprocess.Popen[bytes]) -> None:
        if not self._greeted:
            with self._within(LONGEST_START_S):
                self.shut, self._greeted = frozenset(map(str, self._taken(reader)["shut"])), True

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def leave_to_parent(self) -> None:
        """After a fork: the process belongs to the parent; two that talk into one pipe would read each other's pages."""
        self._lock, self._parents = Lock(), self._reader
        self._reader, self._greeted = None, False

    def _running(self) -> subprocess.Popen[bytes]:
        if self._reader is None or self._reader.poll() is not None:
            self._end()
            # Nothing of our environment (it may name the database), only where the program is.
            environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}
            self._reader = subprocess.Popen(  # noqa: S603 - our own program
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**environment, "LANG": "C.UTF-8", "PYTHONUTF8": "1"},
                cwd="/",
            )
            Thread(target=self._watch, args=(self._reader,), name="reading-room", daemon=True).start()
        return self._reader

    @contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        self._until = time.monotonic() + seconds
        try:
            yield
        finally:
            self._until = None

    def _watch(self, reader: subprocess.Popen[bytes]) -> None:
        """Kill a reader that takes too long. One thread for its whole life: one a page cost more than reading it."""
        while reader.poll() is None:
            time.sleep(WATCH_S)
            until = self._until
            if until is not None and time.monotonic() > until:
                reader.kill()

    def _exchange(self, reader: subprocess.Popen[bytes], content: bytes) -> dict[str, Any]:
        assert reader.stdin is not None  # noqa: S101 - asked for above
        reader.stdin.write(LENGTH.pack(len(content)) + content)
        reader.stdin.flush()
        return self._taken(reader)

    @staticmethod
    def _taken(reader: subprocess.Popen[bytes]) -> dict[str, Any]:
        assert reader.stdout is not None  # noqa: S101 - asked for above
        head = reader.stdout.read(LENGTH.size)
        if len(head) != LENGTH.size or LENGTH.unpack(head)[0] > LARGEST_ANSWER:
            raise ValueError
        answer = json.loads(reader.stdout.read(LENGTH.unpack(head)[0]))
        if not isinstance(answer, dict):
            raise TypeError
        return answer

    def _end(self) -> None:
        if self._reader is not None:
            self._reader.kill()
            for pipe in (self._reader.stdin, self._reader.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except OSError:
                        continue
            self._reader.wait()
            self._reader, self._greeted = None, False


ROOM = ReadingRoom()
atexit.register(ROOM.close)
os.register_at_fork(after_in_child=ROOM.leave_to_parent)


def is_gone(page: Page, definition: SiteDefinition) -> bool:
    """See `extract.is_gone`."""
    if not definition.gone or definition.ad_json:
        return False
    return bool(from_plain(bool, ROOM.ask("gone", page, definition)))


def extract_list(page: Page, definition: SiteDefinition, *, number: int = 1) -> ListPage:
    """See `list_page.extract_list`."""
    read: ListPage = from_plain(ListPage, ROOM.ask("list", page, definition, number=number))
    return read


def extract_ad(
    page: Page,
    definition: SiteDefinition,
    *,
    now: datetime,
    row: ListRow | None = None,
    fetched: Mapping[str, str] | None = None,
) -> AdItem:
    """See `extract.extract_ad`."""
    item: AdItem = from_plain(AdItem, ROOM.ask("ad", page, definition, now=now, row=row, fetched=fetched))
    return item


def extract_reviews(
    page: Page, definition: SiteDefinition, *, now: datetime, read: Collection[str] = ()
) -> tuple[list[ReviewItem], str | None]:
    """See `extract.extract_reviews`."""
    kind = tuple[list[ReviewItem], str | None]
    answer = ROOM.ask("reviews", page, definition, now=now, read=set(read))
    found: tuple[list[ReviewItem], str | None] = from_plain(kind, answer)
    return found
