"""Plain arrays in one file that runs no code when it is read: a third of the time that NumPy's archives take.

The arrays come one after the other, each from a round place on; behind them an index in JSON and the index's own place. So arrays
can be written as they come, and a file that was not written to its end has no index.
"""

import json
from os import SEEK_END
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

MAGIC = b"lygte-arrays-1\n\0"
# Arrays begin at multiples of so many bytes.
ROUND = 64
_KINDS = frozenset("biuf")
# Larger arrays are not copied but looked at where they lie. Whoever shortens the file in place meanwhile ends the process that
# looks at it; a file that is replaced, as ours is, stays readable.
LEAST_MAPPED = 1 << 20


class TornFile(ValueError):
    """Not such a file, or not all of it."""


class ArrayWriter:
    """Writes arrays by name; ``end`` makes the file whole."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._index: dict[str, tuple[str, list[int], int]] = {}
        self._place = out.write(MAGIC)

    def add(self, name: str, array: NDArray[np.generic]) -> None:
        """Write one array."""
        self._place += self._out.write(bytes(-self._place % ROUND))
        self._index[name] = (array.dtype.str, list(array.shape), self._place)
        if array.size:
            self._place += self._out.write(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)

    def end(self) -> None:
        """Write the index; nothing comes after it."""
        index = json.dumps(self._index).encode()
        self._out.write(index + len(index).to_bytes(8, "little") + MAGIC)


def read_arrays(file: BinaryIO) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of an open file. Raises TornFile."""
    size = file.seek(0, SEEK_END)
    end = size - len(MAGIC) - 8
    if end < len(MAGIC) or _bytes(file, 0, len(MAGIC)) != MAGIC or _bytes(file, end + 8, len(MAGIC)) != MAGIC:
        raise TornFile
    begin = end - int.from_bytes(_bytes(file, end, 8), "little")
    if begin < len(MAGIC):
        raise TornFile
    index: dict[str, tuple[str, list[int], int]] = json.loads(_bytes(file, begin, end - begin))
    return {name: _array(file, begin, *place) for name, place in index.items()}


def _bytes(file: BinaryIO, place: int, length: int) -> bytes:
    file.seek(place)
    return file.read(length)


def _array(file: BinaryIO, end: int, kind: str, shape: list[int], place: int) -> NDArray[np.generic]:
    dtype = np.dtype(kind)
    count = int(np.prod(shape, dtype=np.int64))
    length = count * dtype.itemsize
    if dtype.kind not in _KINDS or min(shape) < 0 or place < 0 or place + length > end:
        raise TornFile
    if length < LEAST_MAPPED:
        return np.frombuffer(_bytes(file, place, length), dtype).reshape(shape)
    found: NDArray[np.generic] = np.memmap(file, dtype, "r", place, tuple(shape))
    return found.view(np.ndarray)
