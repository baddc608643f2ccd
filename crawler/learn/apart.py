"""Learning happens in a process of its own, without rights: this side starts it, fetches what it asks for, and checks what it says.

A page that takes that process over can ask for further pages of the same site, within the same limits, and propose a
definition of this site and no other, which a person looks at. It learns nothing but public pages.
"""

import json
import logging
import os
import pickle
import select
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import astuple, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from crawler.definition import read_definition
from crawler.errors import DefinitionWrong, PageUnreadable, SiteRefused
from crawler.learn.fixture import PAGE_NAME, Fixture
from crawler.learn.looks import Looking
from crawler.learn.preview import HEAD
from crawler.learn.proposal import LearnResult
from crawler.learn.samples import Sample
from crawler.learn.task import Task
from crawler.reader_process import LARGEST_ANSWER, LENGTH, started
from crawler.sentences import SENTENCES, say

log = logging.getLogger("crawler")
LEARNER = (sys.executable, "-m", "crawler.learn.learner")
# Between two things it says: comparing many pages takes seconds, on a busy small machine much longer.
LONGEST_SILENCE_S = 300.0
# A learning asks for some hundred pages, and opens a look or two with and without a browser.
MOST_PAGES = 600
MOST_LOOKS = 12
MOST_SCROLLS = 10
MOST_ROWS = 20


def learn_apart(task: Task, command: Sequence[str] = LEARNER) -> LearnResult | None:
    """Return what the process proposes, None when it found no list of ads.

    Raises SiteRefused as looking at the site did, PageUnreadable when the process died, hung or said nonsense.
    """
    process = started(command)
    try:
        with ExitStack() as looks:
            return _Learning(task, process, looks).answered()
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise PageUnreadable from None
    finally:
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        process.wait()


@dataclass
class _Learning:
    """One run of the process. What it says is JSON; what it gets is pickled, because we are trusted."""

    task: Task
    process: "subprocess.Popen[bytes]"
    looks: ExitStack
    open: list[Looking | None] = field(default_factory=list)
    refusals: list[SiteRefused] = field(default_factory=list)
    pages: int = 0

    def answered(self) -> LearnResult | None:
        """Answer what it asks until it says what it has learned."""
        answers: dict[str, Callable[[dict[str, Any]], object]] = {
            "wish": self._wish,
            "open": self._open,
            "close": self._close,
            "get": self._get,
            "browse": self._browse,
        }
        while True:
            said = self._said()
            if "ask" in said:
                self._answer(answers[said["ask"]], said)
            elif "tell" in said:
                step, done, total = said["tell"]
                self.task.progress(str(step)[:100], int(done), int(total))
            elif "refused" in said:
                raise self.refusals[int(said["refused"])]
            elif "learned" in said:
                return _checked(said["learned"], self.task) if said["learned"] is not None else None
            else:
                raise PageUnreadable(str(said.get("failed", ""))[:200])

    def _answer(self, answer: Callable[[dict[str, Any]], object], said: dict[str, Any]) -> None:
        try:
            content = pickle.dumps((answer(said), None))
        except SiteRefused as refused:
            self.refusals.append(refused)
            content = pickle.dumps((None, len(self.refusals) - 1))
        assert self.process.stdin is not None  # noqa: S101 - asked for
        self.process.stdin.write(LENGTH.pack(len(content)) + content)
        self.process.stdin.flush()

    def _wish(self, _said: dict[str, Any]) -> object:
        return {"url": self.task.url, "name": self.task.name, "now": self.task.now}

    def _open(self, said: dict[str, Any]) -> int:
        if len(self.open) >= MOST_LOOKS:
            raise ValueError
        look = self.task.looking(browser=bool(said["browser"]))
        self.open.append(self.looks.enter_context(look))
        return len(self.open) - 1

    def _close(self, said: dict[str, Any]) -> None:
        look, self.open[int(said["look"])] = self.open[int(said["look"])], None
        if look is not None:
            look.__exit__(None, None, None)

    def _look(self, said: dict[str, Any]) -> Looking:
        self.pages += 1
        look = self.open[int(said["look"])]
        if look is None or self.pages > MOST_PAGES or not isinstance(said["url"], str):
            raise ValueError
        return look

    def _get(self, said: dict[str, Any]) -> object:
        look = self._look(said)
        page = look.get(said["url"]) if _is_address(said["url"]) else None
        return _plain(page) if page else None

    def _browse(self, said: dict[str, Any]) -> object:
        look, press = self._look(said), said["press"]
        if not _is_address(said["url"]):
            return None
        shown = look.browse(
            said["url"], scrolls=min(int(said["scrolls"]), MOST_SCROLLS), press=None if press is None else str(press)
        )
        return (_plain(shown.page), [astuple(each) for each in shown.answers]) if shown else None

    def _said(self) -> dict[str, Any]:
        until = time.monotonic() + LONGEST_SILENCE_S
        length = LENGTH.unpack(self._bytes(LENGTH.size, until))[0]
        if length > LARGEST_ANSWER:
            raise ValueError
        said = json.loads(self._bytes(length, until))
        if not isinstance(said, dict):
            raise TypeError
        return said

    def _bytes(self, count: int, until: float) -> bytes:
        assert self.process.stdout is not None  # noqa: S101 - asked for
        pipe, found = self.process.stdout.fileno(), bytearray()
        while len(found) < count:
            if not select.select([pipe], [], [], max(0.0, until - time.monotonic()))[0]:
                raise ValueError
            piece = os.read(pipe, min(count - len(found), 1 << 18))
            if not piece:
                raise ValueError
            found += piece
        return bytes(found)


def _is_address(url: str) -> bool:
    """Say whether a text is an address at all; whether it may be fetched is the guard's to say."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _plain(page: Sample) -> tuple[str, str, str]:
    return page.url, page.text, page.links


def _checked(told: dict[str, Any], task: Task) -> LearnResult:
    """Return what was learned when it is a definition of this site; what else it may hold, ``read_definition`` refuses."""
    definition = told["definition"]
    try:
        checked = read_definition(definition, f"{task.name}/site.yml")
    except DefinitionWrong as problem:
        log.error("A learned definition does not read: %d problems", len(problem.problems))
        raise PageUnreadable from None
    if (
        checked.name != task.name
        or set(checked.hosts) != {task.host}
        or urlsplit(checked.start_url).hostname != task.host
    ):
        raise ValueError
    result = LearnResult(task.name, definition, now=task.now, looked_at=int(told["looked_at"]))
    width = len(HEAD)
    result.preview_rows = [
        [each if isinstance(each, int | float) else str(each)[:500] for each in row[:width]]
        for row in told["rows"][:MOST_ROWS]
    ]
    result.problems = [
        say(each["code"], **{str(name): int(value) for name, value in each["values"].items()})
        for each in told["problems"]
        if each["code"] in SENTENCES
    ]
    if told["fixture"]:
        name, page, expected = told["fixture"]
        if name != PAGE_NAME or not isinstance(expected, dict):
            raise ValueError
        result.fixture = Fixture(name, str(page), expected)
    return result
