"""One run of the demo for all tests of the whole road: it takes a minute."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

DAYS = 3


@dataclass(frozen=True)
class Ran:
    """One run of the demo."""

    code: int
    out: str
    err: str
    data: Path


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Run the demo once, as a person would."""
    data = tmp_path_factory.mktemp("demo") / "data"
    words = ["demo", "--no-serve", "--days", str(DAYS), "--data", str(data)]
    done = subprocess.run([sys.executable, "-m", "lygte.main", *words], capture_output=True, text=True, check=False)
    return Ran(done.returncode, done.stdout, done.stderr, data)
