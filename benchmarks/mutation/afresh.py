"""Try a change where the file is loaded anew: for tables, constants and defaults, which others have copied by the time a test runs.

Each is tried in a fork of a process that has loaded everything but our own code: loading that takes seconds.
"""

import importlib
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.mutation.change import Change
from benchmarks.mutation.forks import in_a_fork
from benchmarks.mutation.planted import plant

PATIENCE_S = 300
OURS = frozenset({"lygte", "crawler", "classifier", "models", "networks", "outreach", "review_ui", "demo", "tests"})
# The same examples at every change; no words about failures, which cost more than most tests.
ARGUMENTS = (
    "-q",
    "-x",
    "--tb=no",
    "-p",
    "no:cacheprovider",
    "--hypothesis-seed=0",
    "-o",
    "tmp_path_retention_policy=none",
)
# No database server here: both engines take the same road through tables and constants.
ONE_ENGINE = ("-k", "not postgresql")


class FirstFailure:
    """A pytest plugin that remembers what failed first."""

    failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember a test that failed."""
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember a file that cannot be loaded."""
        if report.failed and not self.failed:
            self.failed = report.nodeid


def load_what_is_not_ours(names: Iterable[str]) -> None:
    """Load modules of others, pytest's plugins first and by pytest itself (it rewrites their asserts)."""
    with tempfile.TemporaryDirectory(prefix="lygte-mutation-") as empty, open(os.devnull, "w") as nowhere:  # noqa: PTH123 - no path
        before, sys.stdout = sys.stdout, nowhere
        try:
            pytest.main(["-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", empty, empty])
        finally:
            sys.stdout = before
    for name in names:
        if name.partition(".")[0] not in OURS:
            # Some names are parts of others or exist only while something runs.
            with suppress(Exception):
                importlib.import_module(name)


def try_afresh(root: Path, change: Change, tests: Sequence[str], own: Path) -> tuple[str, str]:
    """Run tests in a fork where one file is loaded with its change; return what became of it and which test noticed it."""

    def work() -> str:
        plant(str(root / change.path), change.source)
        first = FirstFailure()
        code = pytest.main([*ARGUMENTS, *ONE_ENGINE, "--basetemp", str(own / change.key), *tests], plugins=[first])
        return first.failed or ("" if code == pytest.ExitCode.OK else f"tests/conftest.py ({code})")

    return in_a_fork(work, PATIENCE_S)
