"""A worker beside the screens: a process of its own, because the web process fetches nothing."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from lygte.installation import Installation
from lygte.tied import begin_tied

LONGEST_STOP_S = 10.0


@contextmanager
def worker_beside(place: Installation, *, wanted: bool = True) -> Iterator[None]:
    """Run ``lygte work`` for as long as the block lasts, or this program lives."""
    if not wanted:
        yield
        return
    child = begin_tied(place, "work")
    try:
        yield
    finally:
        child.terminate()
        try:
            child.wait(LONGEST_STOP_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
