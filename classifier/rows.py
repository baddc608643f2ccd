"""The words of some texts in rows, with what is asked of many places at once: sentence and clause around, ideas that stand there."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from classifier.batch import Batch, Flags, Ints, run_starts
from classifier.families import PARTS, Bits, parts

# What a text is, as a number; anything else is 0.
KINDS = {"ad": 1, "review": 2}
AD, REVIEW = KINDS["ad"], KINDS["review"]
# Words looked at on either side of a cue: no sentence of a real ad is longer.
FARTHEST = 60


class Rows:
    """Words in rows: sentence, clause and text of each, the kind of its text, its ideas (``bits[part, row]``).

    Row ``i`` is row ``at[i]`` of the batch, text ``t`` its text ``numbers[t]``.
    """

    def __init__(self, batch: Batch, texts: Sequence[int], at: Ints, bits: Bits) -> None:
        """``at`` are the rows that some ``texts`` have in a batch."""
        self._batch, self.at, self.bits = batch, at, bits
        self.numbers = np.array(texts, np.int64)
        self.texts = [batch.words[text] for text in texts]
        self.sentences, self.clauses = batch.sentences[at], batch.clauses[at]
        self.text: Ints = np.repeat(np.arange(len(texts)), [len(words.starts) for words in self.texts])
        self.kind: Ints = np.array([KINDS.get(batch.kinds[text], 0) for text in texts], np.int64)[self.text]
        # One row more, of no idea: a run may end behind the last word.
        self._and_one = np.concatenate([bits, np.zeros((PARTS, 1), np.uint64)], axis=1)

    def __len__(self) -> int:
        return len(self.sentences)

    def characters(self, first: Ints, last: Ints) -> tuple[Ints, Ints]:
        """Return where rows ``first`` to ``last`` (inclusive) begin and end in their texts."""
        return self._batch.starts[self.at[first]], self._batch.ends[self.at[last]]

    @cached_property
    def of_sentence(self) -> tuple[Ints, Ints]:
        """The first row and the last (exclusive) of the sentence of each row."""
        return _runs(self.sentences)

    @cached_property
    def of_clause(self) -> tuple[Ints, Ints]:
        """The first row and the last (exclusive) of the clause of each row."""
        return _runs(self.clauses)

    @cached_property
    def of_text(self) -> tuple[Ints, Ints]:
        """The first row and the last (exclusive) of the text of each row."""
        return _runs(self.text)

    def sentence_around(self, first: Ints, last: Ints) -> tuple[Ints, Ints]:
        """Return the first row and the last (exclusive) of the sentence around cues, no farther than FARTHEST."""
        begin, end = self.of_sentence
        return np.maximum(begin[first], first - FARTHEST), np.maximum(last + 1, np.minimum(end[first], last + FARTHEST))

    def ideas(self, begin: Ints, end: Ints) -> Bits:
        """Return the ideas of rows ``begin`` to ``end`` (exclusive) together, for many such runs."""
        if not len(begin):
            return np.zeros((PARTS, 0), np.uint64)
        pairs = np.stack([begin, end], axis=1).reshape(-1)
        found = np.bitwise_or.reduceat(self._and_one, pairs, axis=1)[:, ::2]
        return np.where(begin < end, found, np.uint64(0))

    def meeting(self, mask: int) -> Flags:
        """Say of each row whether it stands for any idea of a mask."""
        return meet(self.bits, mask)


def meet(bits: Bits, mask: int) -> Flags:
    """Say of each column of ideas whether it shares any with a mask."""
    met = np.zeros(bits.shape[1], np.bool_)
    for part, wanted in zip(bits, parts(mask), strict=True):
        if wanted:
            met |= (part & np.uint64(wanted)) != 0
    return met


def share(bits: Bits, masks: Bits) -> Flags:
    """Say of each column of ideas whether it shares any with the mask beside it."""
    shared: Flags = ((bits & masks) != 0).any(axis=0)
    return shared


def any_in(flags: Flags, begin: Ints, end: Ints) -> Flags:
    """Say for many runs of rows whether a flag is set in them."""
    before = so_far(flags)
    found: Flags = before[end] > before[begin]
    return found


def so_far(flags: Flags) -> Ints:
    """Return how many flags are set before each row, and before the end."""
    counts: Ints = np.concatenate([[0], np.cumsum(flags)])
    return counts


def _runs(values: Ints) -> tuple[Ints, Ints]:
    """Return for each row where the run of its value begins, and where it ends (exclusive)."""
    starts = run_starts(values)
    ends = np.append(starts[1:], len(values)) if len(starts) else starts
    return np.repeat(starts, ends - starts), np.repeat(ends, ends - starts)
