"""Programs that are begun for another end with it: real processes, ended as a power cut ends them."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST_S = 60.0
# Begins a worker (which never ends by itself), says its number, and goes on until it is killed.
BEGINS_A_WORKER = """
import sys, time
from lygte.installation import open_from
from lygte.tied import begin_tied
from models.settings import load_settings
print(begin_tied(open_from(load_settings(sys.argv[1])), "work").pid, flush=True)
time.sleep(600)
"""


def test_what_was_begun_for_a_program_ends_when_that_is_killed(tmp_path: Path) -> None:
    words = [sys.executable, "-c", BEGINS_A_WORKER, str(tmp_path)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as beginner:
        assert beginner.stdout is not None
        worker = int(beginner.stdout.readline())
        assert _is_a_worker_of(worker, tmp_path)
        beginner.kill()
    until = time.monotonic() + LONGEST_S
    while _is_a_worker_of(worker, tmp_path) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _is_a_worker_of(worker, tmp_path)


def _is_a_worker_of(process: int, folder: Path) -> bool:
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:
        return False
    return str(folder).encode() in words and b"work" in words
