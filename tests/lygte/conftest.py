"""The program in a process of its own, and one run of the demo for all tests of the whole road: it takes a minute."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

DAYS = 3


def lygte(*words: str, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program as a person would, in a fresh process."""
    return subprocess.run(
        [sys.executable, "-m", "lygte.main", *words], input=stdin, capture_output=True, text=True, cwd=cwd, check=False
    )


@dataclass(frozen=True)
class Ran:
    """One run of the demo."""

    code: int
    out: str
    err: str
    data: Path


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Run the demo as a person would, once for all processes of this test run; each works on a copy of its own."""
    base = tmp_path_factory.getbasetemp()
    # Processes of one run have their folders side by side.
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made, ran = shared / "demo-made", shared / "demo-ran.json"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ran.exists():
            done = lygte("demo", "--no-serve", "--days", str(DAYS), "--data", str(made))
            ran.write_text(json.dumps([done.returncode, done.stdout, done.stderr]))
    data = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(made, data)
    code, out, err = json.loads(ran.read_text())
    return Ran(code, out, err, data)
