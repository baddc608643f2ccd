"""Which test runs which lines of a few files: noted in one run before anything is changed."""

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


@contextmanager
def lines_run(files: Iterable[str]) -> Iterator[set[tuple[str, int]]]:
    """Note (file, line) of everything that runs in these files meanwhile, in every thread begun meanwhile too."""
    wanted, seen = frozenset(files), set[tuple[str, int]]()

    def lines(frame: FrameType, event: str, _: Any) -> Callable[..., Any]:
        seen.add((frame.f_code.co_filename, frame.f_lineno))
        return lines

    def calls(frame: FrameType, event: str, _: Any) -> Callable[..., Any] | None:
        # Only frames of these files are looked at line by line: all others run at nearly full speed.
        return lines(frame, event, None) if frame.f_code.co_filename in wanted else None

    before = sys.gettrace()
    threading.settrace(calls)
    sys.settrace(calls)
    try:
        yield seen
    finally:
        sys.settrace(before)
        threading.settrace(None)
