"""One process at a time for one thing: a site, or the worker. Held by the kernel, so a kill -9 lets go of it.

On one machine; several machines on one PostgreSQL each need their own data directory and their own sites.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.settings import Settings


@contextmanager
def held(settings: Settings, name: str) -> Iterator[bool]:
    """Hold the lock ``name`` of this data directory; gives False at once when another process (or thread) has it."""
    folder: Path = settings.data_dir / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
    finally:
        os.close(descriptor)
