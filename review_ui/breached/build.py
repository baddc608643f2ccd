"""Make the filter anew from lists of passwords, one a line: ``python -m review_ui.breached.build LIST [LIST …]``."""

import math
import sys
from collections.abc import Iterable
from pathlib import Path

from review_ui.breached import FILE, HASHES, HEAD, MAGIC, SHORTEST, folded, places


def make_filter(passwords: Iterable[str]) -> bytes:
    """Return a filter's file: as large as its hashes need to be full by half, where it errs least."""
    known = {plain for word in passwords if len(plain := folded(word)) >= SHORTEST}
    size = max(8, math.ceil(len(known) * HASHES / math.log(2)))
    bits = bytearray(math.ceil(size / 8))
    for plain in known:
        for place in places(plain, size):
            bits[place >> 3] |= 1 << (place & 7)
    return MAGIC + HEAD.pack(size, HASHES) + bytes(bits)


def lines_of(files: Iterable[Path]) -> Iterable[str]:
    """Yield the passwords of several lists."""
    for file in files:
        yield from file.read_text(encoding="utf-8", errors="ignore").splitlines()


if __name__ == "__main__":
    FILE.write_bytes(make_filter(lines_of(Path(name) for name in sys.argv[1:])))
