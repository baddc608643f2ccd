"""Who has the keys of a data directory open: many at a time, or one alone that changes them.

Held by the kernel, so a kill lets go. Several machines on one PostgreSQL: stop Lygte on all of them before a ceremony.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from models.errors import BadInput
from models.settings import Settings


class KeysOpen:
    """This process has the keys open, until this object goes."""

    def __init__(self, settings: Settings) -> None:
        """Raise BadInput when they are being changed."""
        self._descriptor = _open(settings)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            raise BadInput("The keys are being changed just now: try again when the ceremony is over.") from None

    def __del__(self) -> None:
        os.close(self._descriptor)


@contextmanager
def keys_alone(settings: Settings) -> Iterator[None]:
    """Have the keys to oneself. Raises BadInput while anything of Lygte runs on this data directory."""
    descriptor = _open(settings)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BadInput("Lygte is at work in this data directory: stop it first; nothing was changed.") from None
        yield
    finally:
        os.close(descriptor)


def _open(settings: Settings) -> int:
    folder = settings.data_dir / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    return os.open(folder / "keys.lock", os.O_RDWR | os.O_CREAT, 0o600)
