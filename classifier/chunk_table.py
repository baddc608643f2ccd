"""Texts cut at spaces and at the ends of lines. What stands between two of them is a chunk.

Most chunks come back again and again: each has a place in a table, and what is worked out for chunks is kept by their place.
They are known again by a number made of their signs, all of them at once: looking each up by its letters took five times as long.
"""

import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Ints, at_once, longer, room_for

# Chunks, and words in them, that are remembered at most: a long run forgets all of them at once and starts anew.
MOST_REMEMBERED, LONGEST_REMEMBERED = 140_000, 80
# Signs cut in one go: what is made of them fits into a processor's own memory.
AT_ONCE = 100_000
_SPACE, _LINE_END = ord(" "), ord("\n")
# Each sign of a chunk counts this many times what the one before it counts, in 64 bits. Two of 140,000 chunks have one number
# in one of two thousand million tables; nobody who writes ads can make two that have, as each process draws its own factor.
_FACTOR = secrets.randbits(64) | 1
_UNDONE = pow(_FACTOR, -1, 2**64)
# So many bits say where a chunk is looked for: the highest ones of its number times the factor.
_SLOT_BITS = 20

Numbers = NDArray[np.uint64]


class Chunks(NamedTuple):
    """The chunks of many texts, one after the other: where each begins and ends in its text.

    The end of a line is a chunk of its own, which begins after it and ends before it. Text ``t`` has ``counts[t]`` chunks;
    ``new`` were not met before and have the last places of the table, in order.
    """

    table: "ChunkTable"
    texts: Sequence[str]
    places: Ints
    counts: Ints
    begins: Ints
    ends: Ints
    new: list[str]

    def written(self, chosen: Ints) -> list[str]:
        """Return some of the chunks as they are written."""
        columns = (self.counts.cumsum().searchsorted(chosen, side="right"), self.begins[chosen], self.ends[chosen])
        return [
            self.texts[text][begin:end] if begin <= end else "\n"
            for text, begin, end in zip(*(column.tolist() for column in columns), strict=True)
        ]


class ChunkTable:
    """A place for each chunk met."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Start anew with an empty table."""
        self._size = 0
        self._places: dict[str, int] = {}
        # The number of each chunk, and in each slot the place, both from one on, of the chunk met last of those looked for there.
        self._numbers: Numbers = np.zeros(1, np.uint64)
        self._slots = np.zeros(1 << _SLOT_BITS, np.int32)
        # What is known of chunks by their places, by whoever worked it out.
        self.known: dict[str, Any] = {}

    def __len__(self) -> int:
        return self._size

    def cut(self, texts: Sequence[str]) -> Chunks:
        """Return the chunks of texts."""
        counts, begins, ends, numbers = map(np.concatenate, zip(*map(_cut, at_once(texts, AT_ONCE)), strict=True))
        slots = (numbers * np.uint64(_FACTOR) >> np.uint64(64 - _SLOT_BITS)).astype(np.int64)
        found = self._slots[slots].astype(np.int64)
        places = np.where(self._numbers[found] == numbers, found, 0) - 1
        chunks = Chunks(self, texts, places, counts, begins, ends, [])
        unknown = (places < 0).nonzero()[0]
        if len(unknown):
            places[unknown] = self._places_of(chunks.written(unknown), chunks.new)
            # Very long chunks are hardly ever met twice.
            kept = unknown[ends[unknown] - begins[unknown] <= LONGEST_REMEMBERED]
            self._slots[slots[kept]] = places[kept] + 1
            if len(self._numbers) <= self._size:
                self._numbers = longer(self._numbers, 0, room_for(self._size) + 1)
            self._numbers[places[unknown] + 1] = numbers[unknown]
        return chunks

    def _places_of(self, written: Sequence[str], new: list[str]) -> list[int]:
        """Return the places of chunks; those that have none yet get one and are added to ``new``, each once."""
        new += dict.fromkeys([chunk for chunk in written if chunk not in self._places])
        self._places.update(zip(new, range(self._size, self._size + len(new)), strict=True))
        self._size += len(new)
        places = [self._places[chunk] for chunk in written]
        for chunk in new:
            if len(chunk) > LONGEST_REMEMBERED:
                del self._places[chunk]
        return places


def _cut(texts: Sequence[str]) -> tuple[Ints, Ints, Ints, Numbers]:
    """Return how many chunks texts have; of each chunk where it begins and ends in its text, and its number."""
    sizes = np.array([len(text) + 1 for text in texts], np.int64)
    signs = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = ((signs == _SPACE) | (signs == _LINE_END)).nonzero()[0]
    begins = np.append(0, ends + 1)[:-1]
    numbers = _numbers(signs, begins, ends)
    lines = signs[ends] == _LINE_END
    last = ends.searchsorted(sizes.cumsum() - 1)
    lines[last] = False
    times = 1 + lines
    up_to = times.cumsum()
    begins, ends, numbers = begins.repeat(times), ends.repeat(times), numbers.repeat(times)
    line = up_to[lines] - 1
    begins[line], numbers[line] = ends[line] + 1, _LINE_END + 1
    counts = np.diff(up_to[last], prepend=0)
    of_text = (sizes.cumsum() - sizes).repeat(counts)
    return counts, begins - of_text, ends - of_text, numbers


def _numbers(signs: NDArray[np.uint32], begins: Ints, ends: Ints) -> Numbers:
    """Return the number of each chunk."""
    sums = np.zeros(len(signs) + 1, np.uint64)
    # A sign that counts nothing would make chunks with and without it one.
    np.cumsum((signs + np.uint32(1)) * _powers(_FACTOR, len(signs)), out=sums[1:])
    numbers: Numbers = (sums[ends] - sums[begins]) * _powers(_UNDONE, len(signs))[begins]
    return numbers


def _powers(factor: int, count: int) -> Numbers:
    """Return the first powers of a number in 64 bits, from 1 on."""
    powers = np.full(count, factor, np.uint64)
    powers[:1] = 1
    return np.multiply.accumulate(powers)
