"""Words that need no cutting: letters and digits between two spaces, perhaps with one sign after them."""

from collections.abc import Sequence
from typing import NamedTuple

from classifier.breaks import NONE, break_of
from classifier.folding import fold_many
from classifier.phrases import has_thai

# What ends a sentence or clause and stands right after a word most of the time; the break it makes, whatever the word is.
_PLAIN_ENDS = {sign: break_of(sign, 1, sign, "") for sign in ".,!?:;"}


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
    cores = [chunk[:-1] if chunk[-1:] in _PLAIN_ENDS else chunk for chunk in chunks]
    places = [place for place, core in enumerate(cores) if core.isalnum() and (core.isascii() or not has_thai(core))]
    folded = fold_many([cores[place] for place in places])
    if not all(word[:1].isalnum() for word in folded):
        places = [place for place, word in zip(places, folded, strict=True) if word[:1].isalnum()]
        folded = [word for word in folded if word[:1].isalnum()]
    after = [
        _PLAIN_ENDS.get(chunk[-1], NONE) if chunk[-1] != "." else break_of(chunk, len(chunk), ".", word)
        for chunk, word in zip([chunks[place] for place in places], folded, strict=True)
    ]
    return PlainWords(places, folded, [len(cores[place]) for place in places], after)
