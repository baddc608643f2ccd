"""All chunks met, as columns: the words of each, and where texts made of them have their words, sentences and clauses."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from classifier.batch import Flags, GrowingRows, Ints, marked
from classifier.breaks import MAYBE, NONE, SENTENCE
from classifier.chunk_table import Chunks
from classifier.plain_words import PlainWords


class CutChunk(NamedTuple):
    """What a chunk holds: its words, where each begins and ends, the break before each and after the last."""

    numbers: list[int]
    starts: list[int]
    ends: list[int]
    breaks: list[int]
    after: int


class Columns(NamedTuple):
    """The words of many texts in rows; text ``t`` has rows ``first[t]`` to ``first[t + 1]``."""

    first: Ints
    numbers: Ints
    starts: Ints
    ends: Ints
    sentences: Ints
    clauses: Ints


class ChunkColumns:
    """All chunks met, as columns: laying a text out is picking rows, whatever stands in them."""

    def __init__(self) -> None:
        # (words before, words, break after, starts with a small letter) of each chunk
        self._columns = GrowingRows(4)
        # (number, start, end, break before) of each word of a chunk
        self._words = GrowingRows(4)

    def add(
        self, is_plain: Flags, starts_small: list[bool], plain: PlainWords, numbers: list[int], cut: Sequence[CutChunk]
    ) -> None:
        """Add chunks: of those that are plain words the numbers, of the others what they were cut into."""
        sizes = np.ones(len(is_plain), np.int64)
        sizes[~is_plain] = [len(one.numbers) for one in cut]
        # The plain words stand first.
        order = np.argsort(~is_plain, kind="stable")
        before = np.zeros_like(sizes)
        before[order] = len(self._words) + np.cumsum(sizes[order]) - sizes[order]
        after = np.zeros_like(sizes)
        after[is_plain], after[~is_plain] = plain.after, [one.after for one in cut]
        self._columns.add(np.stack([before, sizes, after, np.array(starts_small, np.int64)]))
        begins = [0] * len(numbers)
        self._words.add(np.array([numbers, begins, plain.ends, [NONE] * len(numbers)], np.int64))
        rows = [row for one in cut for row in zip(one.numbers, one.starts, one.ends, one.breaks, strict=True)]
        self._words.add(np.array(rows, np.int64).reshape(-1, 4).T)

    def lay_out(self, chunks: Chunks) -> Columns:
        """Return the words of texts."""
        before, words, after, small = self._columns.columns().take(chunks.places, axis=1)
        # "d. 5. maj" ends no sentence, "d. 5. Maj" does; a chunk at the end of its text is followed by nothing that counts.
        follows_small = np.append(small[1:], 0)
        after = np.where(after == MAYBE, np.where(follows_small > 0, NONE, SENTENCE), after)
        # A break lasts over chunks without words until the next word.
        groups = np.cumsum(words > 0)
        lasting = np.zeros(int(groups[-1]) + 1 if len(groups) else 1, np.int64)
        np.maximum.at(lasting, groups, after)
        of_word = np.repeat(np.arange(len(words)), words)
        first_of_chunk = np.cumsum(words) - words
        rows = np.arange(len(of_word)) - np.repeat(first_of_chunk - before, words)
        number, start, end, breaks = self._words.columns().take(rows, axis=1)
        opens = first_of_chunk[words > 0]
        breaks[opens] = np.maximum(breaks[opens], lasting[:-1])
        begins = chunks.begins[of_word]
        first = np.append(0, np.cumsum(words))[np.append(0, np.cumsum(chunks.counts))]
        new_text = marked(len(rows) + 1, first[:-1])
        return Columns(
            first, number, start + begins, end + begins,
            _number_through(breaks == SENTENCE, new_text[:-1]), _number_through(breaks != NONE, new_text[:-1]),
        )  # fmt: skip


def _number_through(begins: Flags, new_text: Flags) -> Ints:
    """Number sentences or clauses through all texts, from 0, one number left free between two texts."""
    steps = np.where(new_text, 2, begins)
    if len(steps):
        steps[0] = 0
    numbers: Ints = np.cumsum(steps)
    return numbers
