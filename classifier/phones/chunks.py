"""Cut chunks of texts into words and runs of digits, as far as they can belong to a number.

Chunks come back again and again, so what they hold is remembered; of a text without numbers hardly anything is left to look at.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from classifier.batch import Ints, room_for
from classifier.chunk_table import LONGEST_REMEMBERED, MOST_REMEMBERED, Chunks, ChunkTable
from classifier.folding import fold, fold_many
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
    UNSEEN,
    at_numbers,
    facts_of,
)  # fmt: skip
from classifier.phones.backwards import words_that_announce
from classifier.phones.cleaned import gaps_of_spelt_words, holds_invisible
from classifier.phones.masked import is_masked
from classifier.phones.number_words import number_words
from classifier.phones.pieces import (
    LONGEST_DIGITS,
    LONGEST_LEET,
    PIECE,
    PLUS_WORDS,
    SOFT_WORDS,
    Piece,
    known,
    may_be_leet,
    most_digits_of,
)
from classifier.phones.split import CUE_OPENINGS, is_folded_cue, may_announce_part
from classifier.phrases import has_thai

_PIECES = re.compile(f"({PIECE.pattern})")
# The signs that most often stand around a word or a number.
_AROUND = ".,!?:;()\"'«»„“”‘’¡¿…*–—-"
_CYRILLIC, _LATIN = re.compile("[а-яё]"), re.compile("[a-z]")
# What stands in Thai words and in those of two scripts.
_OF_TWO_SCRIPTS = re.compile("[a-z\u0e00-\u0e7f]")
# How words begin and end that may be numbers.
_OPENINGS, _ENDINGS = number_words().openings, number_words().endings
_NUMBERLESS = SOFT_WORDS | PLUS_WORDS
# A single letter at the end, or at the beginning: two of them with a space between may be a word spelt out.
_LETTER_AT_END = re.compile(r"(?<!\w)[^\W\d_]\Z")
_LETTER_AT_START = re.compile(r"[^\W\d_](?!\w)")


class _Chunk(NamedTuple):
    """A chunk: its facts, its pieces, where each ends, and those with which a number may begin (their places)."""

    facts: int
    pieces: list[Piece]
    ends: list[int]
    telling: list[int]


# Nothing to do with numbers: most of all chunks.
_WORDS, _NO_WORDS = _Chunk(PIECES, [], [], []), _Chunk(0, [], [], [])
_NUMBER = PIECES | MATTERS | TELLING
_UNKNOWN = -1


class Cut(NamedTuple):
    """The pieces of a text that stand at numbers, in order: where each ends, and with which a number may begin (their places).

    What stands apart from all numbers is left out, but for one piece before each number and what may follow it. ``flags`` say
    what may be said of the text.
    """

    flags: int
    pieces: list[Piece]
    ends: list[int]
    telling: list[int]


def cut_texts(texts: Sequence[str]) -> list[Cut]:
    """Cut texts whose chunks nobody else has a use for."""
    if len(_TABLE) > MOST_REMEMBERED:
        _TABLE.forget()
    return cut(_TABLE.cut(texts))


def cut(chunks: Chunks) -> list[Cut]:
    """Cut texts into the pieces that runs of numbers are made of."""
    if not len(chunks.counts):
        return []
    remembered = chunks.table.known.setdefault("numbers", _KnownChunks())
    facts = remembered.facts(chunks)
    flags, places, of_text = at_numbers(facts, chunks.begins, chunks.ends, chunks.counts)
    cuts = [Cut(said, [], [], []) for said in flags.tolist()]
    columns = (of_text, chunks.places[places], chunks.begins[places], chunks.ends[places])
    for text, place, begin, stop in zip(*[column.tolist() for column in columns], strict=True):
        chunk = remembered.telling.get(place) or _split(chunks.texts[text][begin:stop])
        _, pieces, ends, telling = cuts[text]
        for at in chunk.telling:
            telling.append(len(pieces) + at)
        pieces += chunk.pieces
        for end in chunk.ends:
            ends.append(begin + end)
    return cuts


@lru_cache(maxsize=20_000)
def _split(chunk: str) -> _Chunk:
    """Return the pieces of a chunk without numbers."""
    split = _PIECES.split(chunk)
    return _Chunk(0, list(map(known, split[1::2])), list(accumulate(map(len, split)))[1::2], [])


def _announces(words: Sequence[str], announcing: Sequence[str]) -> bool:
    """Say whether one of the words that announce reversed order stands in one of these."""
    return bool(announcing) and any(one in word.lower() for word in words for one in announcing)


def _announcing(chunks: Sequence[str]) -> dict[int, list[str]]:
    """Return by place the words in chunks by which reversed order is announced: all are asked at once, as hardly any holds one."""
    found = defaultdict[int, list[str]](list)
    joined = " ".join(chunks).lower()
    for word in words_that_announce(joined):
        place = 0
        for before in joined.split(word)[:-1]:
            place += before.count(" ")
            found[place].append(word)
    return found


def _worth_a_look(chunks: Sequence[str]) -> list[int]:
    """Return the places of chunks that may be more than a word without digits; the others are none, unless they announce something."""
    words = [word if (word := chunk.strip(_AROUND)).isalpha() else "" for chunk in chunks]
    # Thai words are folded wrongly here, but keep a Thai letter: all of them are looked at.
    return [
        place
        for place, (word, folded) in enumerate(zip(words, fold_many(words), strict=True))
        if len(word) < 2
        or (len(word) <= LONGEST_LEET and may_be_leet(word))
        or ((begin := folded[:3]) in CUE_OPENINGS and is_folded_cue(folded))
        or ((begin in _OPENINGS or folded[:2] in _OPENINGS) and (folded[-3:] in _ENDINGS or folded[-2:] in _ENDINGS))
        or folded in _NUMBERLESS
        or not (folded.isascii() or _OF_TWO_SCRIPTS.search(folded) is None)
    ]


def _one_script(word: str, folded: str) -> bool:
    """Say whether a word is sure to be no mask: letters of two scripts in one word may be."""
    if folded.isascii() or not _OF_TWO_SCRIPTS.search(folded):
        return True
    return not (has_thai(word) or (_CYRILLIC.search(folded) and _LATIN.search(folded)))


def _look(chunk: str, announcing: Sequence[str]) -> _Chunk:
    """Return what a chunk may have to do with numbers; ``announcing`` are the words in it, or more, by which reversed order is announced."""
    word = chunk.strip(_AROUND)
    if word.isalpha():
        if word.isascii() or _one_script(word, fold(word)):
            return _look_at_word(chunk, word, announcing)
    elif word.isdecimal() and word.isascii():
        long = len(word) > LONGEST_DIGITS
        facts = facts_of(_NUMBER, *((0, 0) if long else (len(word), len(word) == 1)))
        return _Chunk(facts, [known(word)], [chunk.index(word) + len(word)], [0])
    elif not word:
        return _NO_WORDS
    return _look_closely(chunk, announcing)


def _look_at_word(chunk: str, word: str, announcing: Sequence[str]) -> _Chunk:
    """Return the same of a chunk that holds one word of one script, and nothing but signs around it."""
    what = known(word)
    flags = (
        PIECES
        | (what.begins or bool(what.leet) or what.folded in SOFT_WORDS) * MATTERS
        | what.begins * TELLING
        | _announces([word], announcing) * ANNOUNCES
        | is_folded_cue(what.folded) * PARTS
        | (chunk[0] == word) * LETTER_FIRST
        | (chunk[-1] == word) * LETTER_LAST
    )
    if flags == PIECES:
        return _WORDS
    meanings = what.meanings or what.leet
    counted = (most_digits_of(what), int(bool(meanings)))
    return _Chunk(facts_of(flags, *counted), [what], [chunk.index(word) + len(word)], [0] if what.begins else [])


def _look_closely(chunk: str, announcing: Sequence[str]) -> _Chunk:
    """Return the same of any chunk."""
    split = _PIECES.split(chunk)
    pieces, ends = split[1::2], list(accumulate(map(len, split)))[1::2]
    what = list(map(known, pieces))
    telling = [
        at
        for at, (piece, end) in enumerate(zip(what, ends, strict=True))
        if piece.begins or (piece.leet and chunk[end : end + 1].isdecimal())
    ]
    single = sum([len(piece) == 1 for piece in pieces])
    flags = (
        bool(pieces) * PIECES
        | (bool(telling) or any(piece.leet or piece.folded in SOFT_WORDS for piece in what)) * MATTERS
        | bool(telling) * TELLING
        | _announces(pieces, announcing) * ANNOUNCES
        | may_announce_part(chunk, [piece.folded for piece in what]) * PARTS
        | (single > 1 and bool(gaps_of_spelt_words(chunk))) * SPELT
        | (single > 0 and _LETTER_AT_START.match(chunk) is not None) * LETTER_FIRST
        | (single > 0 and _LETTER_AT_END.search(chunk) is not None) * LETTER_LAST
        | ((len(pieces) > 1 or not chunk.isascii()) and is_masked(chunk)) * MASKED
        | holds_invisible(chunk) * UNSEEN
    )
    if flags in (_WORDS.facts, _NO_WORDS.facts):
        return _WORDS if pieces else _NO_WORDS
    digits = hidden = 0
    for piece, one in zip(pieces, what, strict=True):
        digits += most_digits_of(one)
        if one.meanings or one.leet:
            hidden += len(piece) == 1 or not one.plain
    return _Chunk(facts_of(flags, digits, hidden), what, ends, telling)


class _KnownChunks:
    """What the chunks of a table may have to do with numbers, by their places."""

    def __init__(self) -> None:
        self._facts = np.zeros(0, np.int64)
        # Those that hold more than words.
        self.telling: dict[int, _Chunk] = {}
        self._long: list[int] = []

    def facts(self, chunks: Chunks) -> Ints:
        """Return the facts of each chunk."""
        for place in self._long:
            self._facts[place] = _UNKNOWN
            self.telling.pop(place, None)
        self._long.clear()
        if len(self._facts) < len(chunks.table):
            self._facts = np.append(self._facts, np.full(room_for(len(chunks.table)) - len(self._facts), _UNKNOWN))
        facts: Ints = self._facts.take(chunks.places)
        unknown = np.flatnonzero(facts == _UNKNOWN)
        if len(unknown):
            places, first = np.unique(chunks.places[unknown], return_index=True)
            self._learn(places, chunks.written(unknown[first]))
            facts = self._facts.take(chunks.places)
        return facts

    def _learn(self, places: Ints, new: Sequence[str]) -> None:
        """Look at chunks not met before, by their places: few are more than words without digits."""
        announcing = _announcing(new)
        facts = np.full(len(new), _WORDS.facts)
        for at in {*_worth_a_look(new), *announcing}:
            one = _look(new[at], announcing.get(at, ()))
            facts[at] = one.facts
            if one.pieces:
                self.telling[int(places[at])] = one
        self._facts[places] = facts
        # Very long chunks are hardly ever met twice.
        self._long = [
            place for place, chunk in zip(places.tolist(), new, strict=True) if len(chunk) > LONGEST_REMEMBERED
        ]


_TABLE = ChunkTable()
