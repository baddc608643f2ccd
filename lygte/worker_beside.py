"""A worker beside the screens: a process of its own, because the web process fetches nothing."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from lygte.installation import Installation

LONGEST_STOP_S = 10.0


@contextmanager
def worker_beside(place: Installation, *, wanted: bool = True) -> Iterator[None]:
    """Run ``lygte work`` for as long as the block lasts; it also ends by itself when this program dies."""
    if not wanted:
        yield
        return
    words = ["work", "--quiet", "--with-parent", "--data", str(place.settings.data_dir)]
    # The address of a database may hold a password: it goes by the environment, which others cannot list.
    child = subprocess.Popen(  # noqa: S603  (our own program, our own words)
        [sys.executable, "-m", "lygte.main", *words],
        env={**os.environ, "LYGTE_DATABASE": place.settings.database_url},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        child.terminate()
        try:
            child.wait(LONGEST_STOP_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
