"""Texts cut at spaces and at the ends of lines. What stands between two of them is a chunk.

Most chunks come back again and again: each has a place in a table, and what is worked out for chunks is kept by their place.
"""

from collections.abc import Sequence
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np

from classifier.batch import GrowingRows, Ints

# The end of a line is a chunk of its own; two spaces more, so it counts as so long that the next one stands where it does.
LINE_END, LENGTH_OF_LINE_END = " \n ", -1
# Chunks, and words in them, that are remembered at most: a long run forgets all of them at once and starts anew.
MOST_REMEMBERED, LONGEST_REMEMBERED = 80_000, 80


class Chunks(NamedTuple):
    """The chunks of many texts as they are written, one after the other: where each begins and ends in its text.

    Text ``t`` has ``counts[t]`` of them; ``new`` were not met before and have the last places of the table, in order.
    """

    table: "ChunkTable"
    texts: Sequence[str]
    written: list[str]
    places: Ints
    counts: Ints
    begins: Ints
    ends: Ints
    new: list[str]


class ChunkTable:
    """A place for each chunk met."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Start anew with an empty table."""
        self._places: dict[str, int] = {}
        self._lengths = GrowingRows(1)
        # What is known of chunks by their places, by whoever worked it out.
        self.known: dict[str, Any] = {}

    def __len__(self) -> int:
        return len(self._lengths)

    def cut(self, texts: Sequence[str]) -> Chunks:
        """Return the chunks of texts."""
        written: list[str] = []
        sizes = []
        for text in texts:
            cut = text.replace("\n", LINE_END).split(" ")
            written += cut
            sizes.append(len(cut))
        counts = np.array(sizes, np.int64)
        places: Ints = np.fromiter(map(self._places.get, written, repeat(-1)), np.int64, len(written))
        new = self._add(written, places)
        lengths = self._lengths.columns()[0, places]
        begins = np.cumsum(lengths + 1) - lengths - 1
        begins -= np.repeat(begins[np.cumsum(counts) - counts], counts)
        return Chunks(self, texts, written, places, counts, begins, begins + lengths, new)

    def _add(self, written: Sequence[str], places: Ints) -> list[str]:
        """Give places to the chunks that have none yet (-1) and enter them; return these chunks, each once."""
        unknown = np.flatnonzero(places < 0)
        given, first = dict[str, int](), len(self)
        met = [written[at] for at in unknown.tolist()]
        places[unknown] = [given.setdefault(chunk, first + len(given)) for chunk in met]
        new = list(given)
        lengths = np.array([*map(len, new)], np.int64)
        if "\n" in given:
            lengths[given["\n"] - first] = LENGTH_OF_LINE_END
        self._lengths.add(lengths[None, :])
        # Very long chunks are hardly ever met twice.
        for place in np.flatnonzero(lengths > LONGEST_REMEMBERED).tolist():
            del given[new[place]]
        self._places.update(given)
        return new
