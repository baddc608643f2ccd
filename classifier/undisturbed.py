"""Keep Python's collector of cycles out of work that makes none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold the collector back for the length of a block.

    Reading a batch makes hundreds of thousands of small things and no cycle among them; looking for cycles again and again,
    through all that was ever loaded, took a third of the time. What is dropped is freed at once either way.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
