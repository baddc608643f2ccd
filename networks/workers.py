"""Work on all cores: threads, because numpy lets go of the interpreter while it sorts and counts."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

In = TypeVar("In")
Out = TypeVar("Out")
CORES = max(1, min(os.cpu_count() or 1, 8))


def in_threads(work: Callable[[In], Out], parts: Sequence[In]) -> list[Out]:
    """Return the results in the order of the parts; a single part starts no thread."""
    if len(parts) < 2 or CORES == 1:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(CORES) as pool:
        return list(pool.map(work, parts))
