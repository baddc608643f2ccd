"""The process that parses: takes pages on standard input, gives plain values on standard output, and may do nothing else.

Started by `reading_room`. It has no environment, no key, no database and no network, reads no file but its own program's,
and can start nothing. A page that takes it over gets the pages of the sites being collected, which are public, and no more.
"""

import json
import os
import pickle  # what is unpickled comes from the process that started this one
import sys
import sysconfig
import traceback
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

import dateparser

import crawler
import models
from crawler.confinement import confine
from crawler.definition import SiteDefinition
from crawler.extract import extract_ad, extract_reviews, is_gone
from crawler.list_page import extract_list
from crawler.page import Page
from crawler.plain_values import to_plain
from crawler.reader_process import LENGTH

READS: dict[str, Callable[..., object]] = {
    "list": extract_list,
    "ad": extract_ad,
    "reviews": extract_reviews,
    "gone": is_gone,
}


def readable() -> Iterator[Path]:
    """Yield where this program's own files are: Python, its packages, our two rooms. Never a data directory."""
    for name in ("stdlib", "platstdlib", "purelib", "platlib"):
        yield Path(sysconfig.get_paths()[name])
    # Further places of packages, but not the folder our rooms stand in: a data directory may stand beside them.
    rooms = [Path(room.__path__[0]) for room in (crawler, models)]
    beside = {room.parent for room in rooms}
    yield from (Path(each) for each in sys.path if "site-packages" in each and Path(each) not in beside)
    yield from rooms
    yield from map(Path, ("/usr/lib", "/lib", "/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache", "/dev/urandom"))


def main() -> None:
    """Shut the doors, say which are shut, then read pages until nobody asks any more."""
    taken, given = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # A stray print must not look like an answer.
    sys.stdout = sys.stderr
    # Loads what dateparser loads when first used.
    dateparser.parse("1. januar 2026", languages=["da"])
    _send(given, {"shut": sorted(confine(readable()))})
    last: tuple[tuple[object, ...], Page] | None = None
    while head := taken.read(LENGTH.size):
        what, about, definition, more = pickle.loads(taken.read(LENGTH.unpack(head)[0]))  # noqa: S301 - from the process that started this one
        # The page just read is often asked about again: its tree is kept.
        last = last if last and last[0] == about else (about, Page(*about))
        _send(given, _answer(what, last[1], definition, more))


def _answer(what: str, page: Page, definition: bytes, more: dict[str, Any]) -> dict[str, object]:
    try:
        return {"read": to_plain(READS[what](page, _definition(definition), **more))}
    except Exception as problem:  # told by its place in the code, never by the page's words
        frames = traceback.extract_tb(problem.__traceback__)
        return {"failed": f"{type(problem).__name__} in {Path(frames[-1].filename).name}:{frames[-1].lineno}"}


@lru_cache(maxsize=64)
def _definition(packed: bytes) -> SiteDefinition:
    """Unpack a site's definition once: it comes with each of its pages."""
    definition: SiteDefinition = pickle.loads(packed)  # noqa: S301 - from the process that started this one
    return definition


def _send(given: BinaryIO, answer: dict[str, object]) -> None:
    content = json.dumps(answer).encode()
    given.write(LENGTH.pack(len(content)) + content)
    given.flush()


if __name__ == "__main__":
    main()
