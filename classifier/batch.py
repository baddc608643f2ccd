"""The words of many texts side by side, as arrays: what is the same work for every text is done once for all of them.

Texts keep their order. Word ``i`` of text ``t`` stands in row ``first[t] + i``; sentences and clauses are numbered through,
with one number left free between two texts, so that neighbouring sentences are always of one text.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from classifier.chunk_table import Chunks
    from classifier.words import Words

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
# So many rows of a run are added beside those of others; what long runs have more, one by one.
SIDE_BY_SIDE = 256
# So many words or chunks are remembered at once, and the new ones of a batch.
ROOM = 180_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts with their words in rows, each of characters ``starts`` to ``ends``; ``first`` has one entry more than there are texts."""

    words: Sequence["Words"]
    kinds: Sequence[str]
    first: Ints
    numbers: Ints
    starts: Ints
    ends: Ints
    sentences: Ints
    clauses: Ints
    chunks: "Chunks"

    def __len__(self) -> int:
        return len(self.words)

    def rows_of(self, texts: Sequence[int]) -> Ints:
        """Return the rows of some of the texts, in order."""
        chosen = np.array(texts, np.int64)
        if len(chosen) == len(self.words):
            return np.arange(len(self.numbers))
        return ranges(self.first[chosen], self.first[chosen + 1] - self.first[chosen])

    def rows_at(self, texts: Ints, characters: Ints) -> Ints:
        """Return the rows of the words that stand at characters of texts, or before them; of the first word where none does."""
        farthest = int(max(self.starts.max(initial=0), characters.max(initial=0))) + 1
        begins = np.repeat(np.arange(len(self)) * farthest, np.diff(self.first)) + self.starts
        rows = np.searchsorted(begins, texts * farthest + characters, side="right") - 1
        return np.maximum(rows, self.first[texts])

    def text_of(self, rows: Ints) -> Ints:
        """Return for each row the text it belongs to."""
        texts: Ints = np.searchsorted(self.first, rows, side="right") - 1
        return texts


def ranges(first: Ints, counts: Ints) -> Ints:
    """Return ``counts[i]`` numbers from ``first[i]`` on, for each i, one after the other."""
    rows: Ints = (first + counts - counts.cumsum()).repeat(counts)
    rows += np.arange(len(rows))
    return rows


def at_once(texts: Sequence[str], signs: int) -> Iterator[Sequence[str]]:
    """Yield texts some at a time, so many that they do not have many more ``signs`` together; at least once."""
    first, together = 0, 0
    for place, text in enumerate(texts):
        if together > signs:
            yield texts[first:place]
            first, together = place, 0
        together += len(text)
    yield texts[first:]


def marked(size: int, places: Ints) -> Flags:
    """Return ``size`` flags, those at some places set."""
    flags = np.zeros(size, np.bool_)
    flags[places] = True
    return flags


def among(known: Ints, wanted: Ints) -> Flags:
    """Say of each number whether it is among the ``known`` ones, which ascend."""
    if not len(known):
        return np.zeros(len(wanted), np.bool_)
    found: Flags = known.take(np.searchsorted(known, wanted), mode="clip") == wanted
    return found


def run_starts(values: Ints) -> Ints:
    """Return the rows at which a new value begins; the first row included."""
    begins = np.empty(len(values), np.bool_)
    begins[:1] = True
    np.not_equal(values[1:], values[:-1], out=begins[1:])
    return begins.nonzero()[0]


def sums_of_runs(rows_at: Callable[[Ints], NDArray[Any]], width: int, sizes: Ints) -> NDArray[np.float64]:
    """Return the sums of runs of rows, ``sizes`` says how many make each; ``rows_at`` returns the rows, of a ``width``, at places.

    Made for whole numbers: their sums are exact. The first rows of all runs are added at once, then the second ones, and so on:
    four times as fast as run by run.
    """
    order = np.argsort(-sizes, kind="stable")
    begins = (sizes.cumsum() - sizes).take(order)
    added = np.zeros((len(sizes), width))
    # So many runs have a row more, after no step, after one, and so on.
    more = (len(sizes) - np.bincount(sizes).cumsum()).tolist()
    for step, runs in enumerate(more[:SIDE_BY_SIDE]):
        added[:runs] += rows_at(begins[:runs] + step)
    for run in range(more[SIDE_BY_SIDE] if len(more) > SIDE_BY_SIDE else 0):
        rest = np.arange(SIDE_BY_SIDE, sizes[order[run]])
        added[run] += rows_at(begins[run] + rest).sum(axis=0)
    sums = np.empty_like(added)
    sums[order] = added
    return sums


class Lists:
    """A list of numbers for each of many things, one after the other."""

    def __init__(self, lists: Sequence[Sequence[int]]) -> None:
        self.counts = np.array(list(map(len, lists)), np.int64)
        self._first = np.cumsum(self.counts) - self.counts
        self.numbers = np.array([number for numbers in lists for number in numbers], np.int64)

    def of(self, things: Ints) -> tuple[Ints, Ints]:
        """Return (place among ``things``, number) for every number of every thing."""
        counts = self.counts[things]
        return np.repeat(np.arange(len(things)), counts), self.numbers[ranges(self._first[things], counts)]


def room_for(size: int) -> int:
    """Return for how many entries a column is made that has to hold so many now.

    For all that is remembered at once, so that it hardly ever grows and nothing is copied: where nothing was written yet, no memory
    is taken.
    """
    return max(ROOM, size + size // 4)


def longer(column: NDArray[Any], axis: int, size: int) -> NDArray[Any]:
    """Return a column that is ``size`` long along an axis, with zeros after what it held."""
    shape = list(column.shape)
    shape[axis] = size
    grown = np.zeros(shape, column.dtype)
    grown[(slice(None),) * axis + (slice(column.shape[axis]),)] = column
    return grown


class GrowingRows:
    """Rows of whole numbers that are added some at a time and read as columns."""

    def __init__(self, width: int) -> None:
        self._kept: Ints = np.zeros((width, room_for(0)), np.int64)
        self._filled = 0

    def __len__(self) -> int:
        return self._filled

    def add(self, columns: Ints) -> None:
        """Add rows given as ``columns[column, row]``."""
        size = self._filled + columns.shape[1]
        if size > self._kept.shape[1]:
            self._kept = longer(self._kept, 1, room_for(size))
        self._kept[:, self._filled : size] = columns
        self._filled = size

    def columns(self) -> Ints:
        """Return all rows, as ``columns[column, row]``."""
        return self._kept[:, : self._filled]
