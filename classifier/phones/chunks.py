"""Cut a text into words and runs of digits, as far as they can belong to a number.

What stands between two spaces comes back again and again, so what it holds is remembered; of a text without numbers hardly
anything is left to look at.
"""

import re
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from classifier.phones.cleaned import SPELT
from classifier.phones.number_words import may_announce
from classifier.phones.pieces import PIECE, SOFT_WORDS, known, may_begin
from classifier.phones.split import may_announce_part

_PIECES = re.compile(f"({PIECE.pattern})")
# A single letter at the end, or at the beginning: two of them with a space between may be a word spelt out.
_LETTER_AT_END = re.compile(r"(?<!\w)[^\W\d_]\Z")
_LETTER_AT_START = re.compile(r"[^\W\d_](?!\w)")
LONGEST_REMEMBERED = 80


class _Chunk(NamedTuple):
    """What stands between two spaces: its pieces, where each ends, and those with which a number may begin (their places).

    A number may go on over a chunk that ``matters``; for the rest see Cut. Most chunks are ``ordinary``: none of it holds.
    """

    ordinary: bool
    pieces: list[str]
    ends: list[int]
    telling: list[int]
    matters: bool
    announces: bool
    parts: bool
    spelt: bool
    letter_first: bool
    letter_last: bool


class Cut(NamedTuple):
    """The pieces of a text that stand at numbers, in order: where each ends, and with which a number may begin (their places).

    What stands apart from all numbers is left out, but for one piece before each number and what may follow it.
    ``announces`` says that reversed order may be announced, ``parts`` that a number may come in parts, ``spelt`` that a word
    may be spelt with gaps.
    """

    pieces: list[str]
    ends: list[int]
    telling: list[int]
    announces: bool
    parts: bool
    spelt: bool


def cut(text: str) -> Cut:
    """Cut a text into the pieces that runs of numbers are made of."""
    made = Cut([], [], [], False, False, False)
    pieces, ends, telling = made[:3]
    announces = parts = spelt = letter = keep = False
    begin, before = 0, None
    for chunk in text.split(" "):
        size = len(chunk)
        found = _remembered(chunk) if size <= LONGEST_REMEMBERED else _cut_chunk(chunk)
        if not found.ordinary:
            announces, parts = announces or found.announces, parts or found.parts
            spelt = spelt or found.spelt or (letter and found.letter_first)
        letter = found.letter_last
        if found.telling or keep:
            if before and found.telling:
                pieces += before[0].pieces
                ends += [before[1] + end for end in before[0].ends]
            if found.pieces:
                telling += [len(pieces) + place for place in found.telling]
                pieces += found.pieces
                ends += [begin + end for end in found.ends]
                keep, before = found.matters, None
        elif found.pieces:
            before = found, begin
        begin += size + 1
    return Cut(pieces, ends, telling, announces, parts, spelt)


def _cut_chunk(chunk: str) -> _Chunk:
    split = _PIECES.split(chunk)
    pieces, ends = split[1::2], list(accumulate(map(len, split)))[1::2]
    telling = [
        at for at, (piece, end) in enumerate(zip(pieces, ends, strict=True)) if may_begin(piece, chunk[end : end + 1])
    ]
    matters = bool(telling) or any(known(piece).leet or known(piece).folded in SOFT_WORDS for piece in pieces)
    flags = (
        matters, any(map(may_announce, pieces)), may_announce_part(chunk, pieces), SPELT.search(chunk) is not None,
        _LETTER_AT_START.match(chunk) is not None, _LETTER_AT_END.search(chunk) is not None,
    )  # fmt: skip
    return _Chunk(not any(flags), pieces, ends, telling, *flags)


_remembered = lru_cache(maxsize=100_000)(_cut_chunk)
