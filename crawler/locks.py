"""One process at a time for one site on this machine. Held by the kernel, so a kill -9 lets go of it.

Between machines the store keeps them apart: a pass bears the name of its machine, and says that it lives.
"""

import fcntl
import os
import socket
import uuid
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


def machine_of(settings: Settings) -> str:
    """Return the name of this machine: a random word kept in its data directory, and the host's name.

    Both, because data directories are copied from machine to machine, and hosts are called "debian".
    """
    file = settings.data_dir / "locks" / "machine"
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="ascii") as new:
            new.write(uuid.uuid4().hex[:16])
    except FileExistsError:
        pass
    return f"{file.read_text(encoding='ascii').strip()}@{socket.gethostname()}"
