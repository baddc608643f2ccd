"""Words that need no cutting: letters and digits between two spaces, perhaps with one sign after them."""

from collections.abc import Sequence
from typing import NamedTuple

from classifier.breaks import NONE, break_of
from classifier.folding import fold_many
from classifier.phrases import has_thai

# What ends a sentence or clause and stands right after a word most of the time.
_PLAIN_ENDS = frozenset(".,!?:;")


class PlainWords(NamedTuple):
    """Chunks that are letters and digits, perhaps with one sign after them: a word each, from the chunk's begin on.

    Of each the place among the chunks, the word folded, where it ends and the break after it.
    """

    places: list[int]
    folded: list[str]
    ends: list[int]
    after: list[int]


def plain_words(chunks: Sequence[str]) -> PlainWords:
    """Return those chunks that need no cutting, all of them at once; the others spaCy has to cut."""
    places, cores = [], []
    for place, chunk in enumerate(chunks):
        core = chunk[:-1] if chunk[-1:] in _PLAIN_ENDS else chunk
        if core.isalnum() and not has_thai(core):
            places.append(place)
            cores.append(core)
    plain = PlainWords([], [], [], [])
    for place, core, folded in zip(places, cores, fold_many(cores), strict=True):
        if folded[:1].isalnum():
            chunk, end = chunks[place], len(core)
            plain.places.append(place)
            plain.folded.append(folded)
            plain.ends.append(end)
            plain.after.append(break_of(chunk, len(chunk), chunk[-1], folded) if len(chunk) > end else NONE)
    return plain
