"""Try changes one after another in forks of one process that has loaded and run everything once.

A pytest plugin: it takes the place of pytest's own loop. First every test runs unchanged (once) and what it reaches is noted; then,
for each change, a fork puts it in and runs the tests that reach its lines, the likeliest first, until one fails.
"""

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from benchmarks.mutation.change import Change
from benchmarks.mutation.forks import SURVIVED, UNREACHED, in_a_fork
from benchmarks.mutation.known_reach import KnownReach
from benchmarks.mutation.likeliest import Likeliest
from benchmarks.mutation.planted import code_named, living_functions, put_in
from benchmarks.mutation.reach import lines_run

# Much more than any test takes: a change that makes a loop endless is noticed by nothing else.
PATIENCE_S = 30
PATIENCE_TIMES = 4
CONTROL_EVERY = 20


@dataclass(eq=False)
class Trying:
    """The plugin. ``said`` is called with each change, what became of it and the test that noticed it."""

    root: Path
    changes: list[Change]
    said: Callable[[Change, str, str], None]
    until: float
    known: KnownReach
    trouble: str = ""
    _failed: str = ""
    _last: str = ""
    _likeliest: Likeliest = field(default_factory=Likeliest)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run all tests once, then all changes."""
        if session.testsfailed:
            self.trouble = "the tests cannot be collected"
            return True
        self._run_unchanged(session)
        if not self.trouble:
            self._functions = living_functions({str(self.root / change.path) for change in self.changes})
            # Whatever lives now is shared with every fork, untouched by the collector.
            gc.freeze()
            for number, change in enumerate(self.changes):
                if time.monotonic() > self.until:
                    break
                if number % CONTROL_EVERY == 0 and not self._still_passes(session):
                    break
                self.said(change, *self._try(session, change))
        return True

    def _still_passes(self, session: pytest.Session) -> bool:
        """Run in a fork, unchanged, the test that noticed last: a test that fails by itself notices nothing."""
        tests = [item for item in session.items if item.nodeid == self._last]
        if not tests:
            return True
        status, failed = in_a_fork(lambda: self._first_to_fail(session, tests), self._patience(tests))
        if status != SURVIVED:
            self.trouble = f"{failed} fails in a fork without any change"
        return not self.trouble

    def _patience(self, tests: list[pytest.Item]) -> float:
        return PATIENCE_S + PATIENCE_TIMES * sum(self.known.seconds[item.nodeid] for item in tests)

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember the first failure of this process."""
        if report.failed and not self._failed:
            self._failed = report.nodeid

    def _run_unchanged(self, session: pytest.Session) -> None:
        """Run every test that was not run before; of files known wholly the first, to have what the session shares made."""
        files = {str(self.root / change.path) for change in self.changes}
        firsts = {item.nodeid.partition("::")[0]: item for item in reversed(session.items)}.values()
        items = [item for item in session.items if item.nodeid not in self.known.seconds or item in firsts]
        for item, following in _in_turn(session, items):
            begun = time.perf_counter()
            with lines_run(files) as seen:
                _run(item, following)
            self.known.put(item.nodeid, time.perf_counter() - begun, seen)
            if self._failed:
                self.trouble = f"{self._failed} fails without any change"
                return
            self.known.keep()

    def _tests_of(self, session: pytest.Session, change: Change) -> list[pytest.Item]:
        """Return the tests that reach a change, the likeliest to notice it soon first."""
        file, (first, last) = str(self.root / change.path), change.lines
        wanted = {(file, line) for line in range(first, last + 1)}
        tests = [item for item in session.items if self.known.reach[item.nodeid] & wanted]
        return sorted(
            tests,
            key=lambda item: self._likeliest.wait(item.nodeid, change.function, self.known.seconds[item.nodeid]),
        )

    def _try(self, session: pytest.Session, change: Change) -> tuple[str, str]:
        tests = self._tests_of(session, change)
        if not tests:
            return UNREACHED, ""
        file = str(self.root / change.path)
        living, code = self._functions.get((file, change.function)), code_named(change.source, file, change.function)
        if living is None:
            return UNREACHED, ""

        def work() -> str:
            put_in(living, code)
            return self._first_to_fail(session, tests)

        status, failed = in_a_fork(work, self._patience(tests))
        self._likeliest.learn(change.function, [item.nodeid for item in tests], failed)
        self._last = failed or self._last
        return status, failed

    def _first_to_fail(self, session: pytest.Session, tests: list[pytest.Item]) -> str:
        """Run tests; return the one that failed, or nothing."""
        for item, following in _in_turn(session, tests):
            try:
                _run(item, following)
            except BaseException:  # whatever a change does to the run itself: it does not go unnoticed
                return item.nodeid
            if self._failed:
                return self._failed
        return ""


def _in_turn(session: pytest.Session, items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item]]:
    """Give each test with the one after it; after the last comes the session itself, so that its fixtures stay up."""
    yield from zip(items, [*items[1:], session], strict=True)


def _run(item: pytest.Item, following: pytest.Item) -> None:
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
