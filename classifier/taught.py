"""What is taught: the labelled texts as they were written, and longer ones joined of them. No sentence is read twice for it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Flags, Ints, ranges
from classifier.corpus_file import Labelled, writer_of
from classifier.joined import pieces_of_longer

# Of the texts so many begin a longer one, with at least and at most so many pieces; so often a further piece may be any.
SHARE, SIZES, COMPANY = 0.6, (2, 6), 0.15
# Writers are judged by what others taught, so many groups of them in turn.
GROUPS = 4


@dataclass(frozen=True)
class Taught:
    """Texts as rows of a table of units: text ``text[i]``, ascending, holds unit ``unit[i]``.

    ``labels`` and ``writers`` ("" where it teaches nothing unseen) are those of the texts. The first ``written`` texts are as they
    were written.
    """

    unit: Ints
    text: Ints
    labels: Sequence[frozenset[str]]
    writers: Sequence[str]
    written: int

    def shows(self, labels: Sequence[str]) -> Flags:
        """Say of every text and label whether it shows it."""
        return np.array([[label in shown for label in labels] for shown in self.labels], np.bool_)


def taught(texts: Sequence[Labelled], text_of_unit: Ints) -> Taught:
    """Return the texts and longer ones made of them; ``text_of_unit``, ascending, says to which text each unit belongs."""
    writers = [writer_of(text.id) for text in texts]
    pieces = [[place] for place in range(len(texts))]
    if len(set(writers) - {""}) > 1:
        pieces += pieces_of_longer(texts, SIZES, share=SHARE, company=COMPANY)
    first = np.searchsorted(text_of_unit, np.arange(len(texts) + 1))
    flat = np.array([one for some in pieces for one in some], np.int64)
    sizes = np.diff(first)[flat]
    of_piece = np.repeat(np.arange(len(pieces)), list(map(len, pieces)))
    return Taught(
        ranges(first[:-1][flat], sizes), np.repeat(of_piece, sizes),
        [frozenset().union(*(texts[one].labels for one in some)) for some in pieces],
        [writers[some[0]] for some in pieces], len(texts),
    )  # fmt: skip


def apart(writers: Sequence[str] | NDArray[np.str_]) -> list[Flags]:
    """Return groups of rows to judge by what all other rows taught: a writer's rows are in one group, those of none in no group."""
    of_row = np.array(writers)
    named = sorted(set(of_row.tolist()) - {""})
    return [np.isin(of_row, named[place::GROUPS]) for place in range(min(GROUPS, len(named)))]
