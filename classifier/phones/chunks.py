"""Cut a text into words and runs of digits, as far as they can belong to a number.

What stands between two spaces comes back again and again, so what it holds is remembered; of a text without numbers hardly
anything is left to look at.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, chain
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from classifier.folding import fold
from classifier.phones.at_numbers import (
    ANNOUNCES,
    LETTER_FIRST,
    LETTER_LAST,
    MASKED,
    MATTERS,
    PARTS,
    PIECES,
    SPELT,
    TELLING,
    at_numbers,
    facts_of,
    joined_facts,
)  # fmt: skip
from classifier.phones.cleaned import SPELT_WORD
from classifier.phones.masked import is_masked
from classifier.phones.number_words import may_begin_number, meanings_of, number_words, words_that_announce
from classifier.phones.pieces import LONGEST_LEET, PIECE, PLUS_WORDS, SOFT_WORDS, known, may_be_leet, most_digits
from classifier.phones.split import CUE_OPENINGS, is_folded_cue, may_announce_part
from classifier.phrases import has_thai

_PIECES = re.compile(f"({PIECE.pattern})")
# One word of letters alone, signs at most around it: nearly all there is. No word of so many letters stands for digits.
_ONE_WORD = re.compile(rf"[^\w]*([^\W\d_\u0e00-\u0e7f]{{{LONGEST_LEET + 1},}})[^\w]*")
# The signs that most often stand around it.
_AROUND = ".,!?:;()\n"
_CYRILLIC, _LATIN = re.compile("[а-яё]"), re.compile("[a-z]")
_NUMBERLESS = SOFT_WORDS | PLUS_WORDS
# The first letters of all words that have to do with numbers: no word that begins otherwise has.
_OPENINGS = number_words().openings | CUE_OPENINGS | {word[:3] for word in _NUMBERLESS}
# A single letter at the end, or at the beginning: two of them with a space between may be a word spelt out.
_LETTER_AT_END = re.compile(r"(?<!\w)[^\W\d_]\Z")
_LETTER_AT_START = re.compile(r"[^\W\d_](?!\w)")
LONGEST_REMEMBERED, MOST_REMEMBERED, ASKED_AT_ONCE = 80, 150_000, 200


class _Chunk(NamedTuple):
    """What stands between two spaces: its facts, its pieces, where each ends, and those with which a number may begin (their places)."""

    facts: int
    pieces: list[str]
    ends: list[int]
    telling: list[int]


# Nothing to do with numbers: most of all chunks.
_WORDS, _NO_WORDS = _Chunk(PIECES, [], [], []), _Chunk(0, [], [], [])
_facts = attrgetter("facts")


class Cut(NamedTuple):
    """The pieces of a text that stand at numbers, in order: where each ends, and with which a number may begin (their places).

    What stands apart from all numbers is left out, but for one piece before each number and what may follow it. ``flags`` say
    what may be said of the text.
    """

    flags: int
    pieces: list[str]
    ends: list[int]
    telling: list[int]


def cut(texts: Sequence[str]) -> list[Cut]:
    """Cut texts into the pieces that runs of numbers are made of."""
    if not texts:
        return []
    by_text = [text.split(" ") for text in texts]
    chunks = list(chain.from_iterable(by_text))
    found = _KNOWN.of(chunks)
    counts, sizes, facts = (
        np.array(list(row), np.int64) for row in (map(len, by_text), map(len, chunks), map(_facts, found))
    )
    ends = np.cumsum(sizes + 1) - 1
    begins = ends - sizes
    flags, places, of_text = at_numbers(facts, begins, ends, counts)
    begins = begins[places] - begins[np.cumsum(counts) - counts][of_text]
    cuts = [Cut(said, [], [], []) for said in flags.tolist()]
    for text, place, begin in zip(of_text.tolist(), places.tolist(), begins.tolist(), strict=True):
        _, pieces, its_ends, telling = cuts[text]
        chunk = found[place]
        if chunk is _WORDS:
            chunk = _split(chunks[place])
        elif chunk.telling:
            telling += [len(pieces) + one for one in chunk.telling]
        pieces += chunk.pieces
        its_ends += [begin + end for end in chunk.ends]
    return cuts


@lru_cache(maxsize=20_000)
def _split(chunk: str) -> _Chunk:
    """Return the pieces of a chunk without numbers."""
    split = _PIECES.split(chunk)
    return _Chunk(0, split[1::2], list(accumulate(map(len, split)))[1::2], [])


def _says_nothing(chunk: str, announcing: Sequence[str]) -> bool:
    """Say quickly of most chunks that :func:`_look` finds nothing in them: one word, no number word and none that goes with numbers.

    ``announcing`` are the words in it, or more, by which reversed order is announced.
    """
    word = chunk.strip(_AROUND)
    if not word.isalpha():
        found = _ONE_WORD.fullmatch(chunk)
        if found is None or not (word := found.group(1)).isalpha():
            return False
    folded = fold(word)
    return (
        not _may_be_digits(word, folded)
        and (word.isascii() or _one_script(word, folded))
        and not _announces([word], announcing)
    )


def _announces(words: Sequence[str], announcing: Sequence[str]) -> bool:
    """Say whether one of the words that announce reversed order stands in one of these."""
    return bool(announcing) and any(one in word.lower() for word in words for one in announcing)


def _may_be_digits(word: str, folded: str) -> bool:
    """Say whether a word of letters may be a number, a part of one, or announce a part."""
    if len(word) <= LONGEST_LEET and (len(word) < 2 or may_be_leet(word)):
        return True
    if folded[:3] not in _OPENINGS and folded[:2] not in _OPENINGS:
        return False
    return (may_begin_number(folded) and bool(meanings_of(word))) or folded in _NUMBERLESS or is_folded_cue(folded)


def _one_script(word: str, folded: str) -> bool:
    """Say whether a word is sure to be no mask: letters of two scripts in one word may be."""
    return folded.isascii() or not (has_thai(word) or (_CYRILLIC.search(folded) and _LATIN.search(folded)))


def _look(chunk: str, announcing: Sequence[str]) -> _Chunk:
    """Return what a chunk may have to do with numbers; ``announcing`` as above."""
    if _says_nothing(chunk, announcing):
        return _WORDS
    split = _PIECES.split(chunk)
    pieces, ends = split[1::2], list(accumulate(map(len, split)))[1::2]
    what = list(map(known, pieces))
    telling = [
        at
        for at, (piece, end) in enumerate(zip(what, ends, strict=True))
        if piece.begins or (piece.leet and chunk[end : end + 1].isdecimal())
    ]
    single = sum(len(piece) == 1 for piece in pieces)
    flags = (
        bool(pieces) * PIECES
        | (bool(telling) or any(piece.leet or piece.folded in SOFT_WORDS for piece in what)) * MATTERS
        | bool(telling) * TELLING
        | _announces(pieces, announcing) * ANNOUNCES
        | may_announce_part(chunk, pieces) * PARTS
        | (single > 1 and SPELT_WORD.search(chunk) is not None) * SPELT
        | (single > 0 and _LETTER_AT_START.match(chunk) is not None) * LETTER_FIRST
        | (single > 0 and _LETTER_AT_END.search(chunk) is not None) * LETTER_LAST
        | ((len(pieces) > 1 or not chunk.isascii()) and is_masked(chunk)) * MASKED
    )
    if flags in (_WORDS.facts, _NO_WORDS.facts):
        return _WORDS if pieces else _NO_WORDS
    items = [(len(piece), one.plain) for piece, one in zip(pieces, what, strict=True) if one.meanings or one.leet]
    digits = sum(most_digits((*one.meanings, *one.leet)) for one in what)
    signs, hidden = sum(size for size, _ in items), sum(size == 1 or not plain for size, plain in items)
    return _Chunk(facts_of(flags, digits, signs, hidden), pieces, ends, telling)


def _joined(lines: Sequence[str], found: Sequence[_Chunk]) -> _Chunk:
    """Return what is known of a chunk by its lines: nothing reaches over the end of a line."""
    if all(one is _WORDS for one in found):
        return _WORDS
    facts = joined_facts([line.facts for line in found])
    if facts in (_WORDS.facts, _NO_WORDS.facts):
        return _WORDS if facts else _NO_WORDS
    pieces: list[str] = []
    ends: list[int] = []
    telling: list[int] = []
    begin = 0
    for line, of_line in zip(lines, found, strict=True):
        chunk = _split(line) if of_line is _WORDS else of_line
        telling += [len(pieces) + one for one in chunk.telling]
        pieces += chunk.pieces
        ends += [begin + end for end in chunk.ends]
        begin += len(line) + 1
    return _Chunk(facts, pieces, ends, telling)


class _KnownChunks:
    """What chunks may have to do with numbers, remembered; long ones are hardly ever met twice."""

    def __init__(self) -> None:
        self._known: dict[str, _Chunk] = {}

    def of(self, chunks: Sequence[str]) -> list[_Chunk]:
        """Return for each chunk what :func:`_look` tells."""
        found = list(map(self._known.get, chunks))
        if None not in found:
            return found  # type: ignore[return-value]  # just asked
        if len(self._known) > MOST_REMEMBERED:
            self._known = {}
        known = self._known
        new = list(dict.fromkeys([chunk for chunk, one in zip(chunks, found, strict=True) if one is None]))
        told: dict[str, _Chunk] = {}
        for first in range(0, len(new), ASKED_AT_ONCE):
            some = new[first : first + ASKED_AT_ONCE]
            # Hardly any word announces reversed order: all of them are asked at once.
            announcing = words_that_announce(" ".join(some))
            for chunk in some:
                if len(chunk) <= LONGEST_REMEMBERED:
                    told[chunk] = known[chunk] = _look_by_lines(chunk, announcing, known)
                else:
                    told[chunk] = _look(chunk, announcing)
        return [told[chunk] if one is None else one for chunk, one in zip(chunks, found, strict=True)]


def _look_by_lines(chunk: str, announcing: Sequence[str], known: dict[str, _Chunk]) -> _Chunk:
    """Return what :func:`_look` does; lines and words within that are known already are not looked at again."""
    # Thai vowel signs part letters that are no pieces: how single ones are counted needs the whole chunk.
    if "\n" in chunk and not has_thai(chunk):
        lines = chunk.split("\n")
        return _joined(lines, [known.get(line) or _remembered(line, announcing, known) for line in lines])
    return _remembered(chunk, announcing, known)


def _remembered(chunk: str, announcing: Sequence[str], known: dict[str, _Chunk]) -> _Chunk:
    """Look at a chunk of one line and remember what it tells, and its word where it is one word with signs around."""
    word = chunk.strip(_AROUND)
    if word != chunk and word.isalpha():
        inner = known.get(word)
        if inner is None:
            inner = known[word] = _look(word, announcing)
        if inner is _WORDS:
            return _WORDS
    one = known[chunk] = _look(chunk, announcing)
    return one


_KNOWN = _KnownChunks()
