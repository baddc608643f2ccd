"""Keep Python's collector of cycles out of work that makes none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

# The largest block that the C library will keep, in octets, and a little less.
_LARGEST = 31 << 20


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


def keep_memory() -> None:
    """Have the C library keep the memory of one batch for the next one, instead of asking the system anew for every page of it.

    It keeps blocks up to the size of the largest that was freed; one that nobody writes to takes no memory itself.
    """
    np.empty(_LARGEST, np.uint8)
