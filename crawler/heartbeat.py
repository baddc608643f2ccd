"""A sign of life every few seconds while something long is done in this thread, from a thread of its own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from sqlalchemy.exc import SQLAlchemyError

# Three beats fit into the time after which a worker counts as dead (models.collecting.SILENT_AFTER_S).
EVERY_S = 30.0


@contextmanager
def heartbeat(beat: Callable[[], None]) -> Iterator[None]:
    """Call ``beat`` again and again until the block ends; a store that cannot be written now is tried at the next beat."""
    ended = threading.Event()

    def go_on() -> None:
        while not ended.wait(EVERY_S):
            with suppress(SQLAlchemyError):
                beat()

    thread = threading.Thread(target=go_on, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
