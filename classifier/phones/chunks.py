"""Cut chunks of texts into words and runs of digits, as far as they can belong to a number.

Chunks come back again and again, so what they hold is remembered; of a text without numbers hardly anything is left to look at.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, compress
from operator import not_
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
from classifier.phones.cleaned import gaps_of_spelt_words, holds_invisible
from classifier.phones.masked import is_masked
from classifier.phones.number_words import may_begin_number, meanings_of, number_words, words_that_announce
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
_NUMBERLESS = SOFT_WORDS | PLUS_WORDS
# The first letters of all words that have to do with numbers: no word that begins otherwise has.
_OPENINGS = number_words().openings | CUE_OPENINGS | {word[:3] for word in _NUMBERLESS}
# A single letter at the end, or at the beginning: two of them with a space between may be a word spelt out.
_LETTER_AT_END = re.compile(r"(?<!\w)[^\W\d_]\Z")
_LETTER_AT_START = re.compile(r"[^\W\d_](?!\w)")
ASKED_AT_ONCE = 200


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
    columns = (of_text, places, chunks.places[places], chunks.begins[places])
    for text, place, in_table, begin in zip(*[column.tolist() for column in columns], strict=True):
        chunk = remembered.telling.get(in_table) or _split(chunks.written[place])
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


def _may_be_digits(word: str, folded: str) -> bool:
    """Say whether a word of letters may be a number, a part of one, or announce a part."""
    if len(word) <= LONGEST_LEET and (len(word) < 2 or may_be_leet(word)):
        return True
    if folded[:3] not in _OPENINGS and folded[:2] not in _OPENINGS:
        return False
    return (may_begin_number(folded) and bool(meanings_of(word))) or folded in _NUMBERLESS or is_folded_cue(folded)


def _one_script(word: str, folded: str) -> bool:
    """Say whether a word is sure to be no mask: letters of two scripts in one word may be."""
    if folded.isascii() or not _OF_TWO_SCRIPTS.search(folded):
        return True
    return not (has_thai(word) or (_CYRILLIC.search(folded) and _LATIN.search(folded)))


def _words_folded(words: Sequence[str]) -> list[str]:
    """Return words folded. Much faster than one by one."""
    folded = fold_many(["" if has_thai(word[:1]) else word for word in words])
    return [one or fold(word) for one, word in zip(folded, words, strict=True)]


def _look(chunk: str, announcing: Sequence[str], folded: str = "") -> _Chunk:
    """Return what a chunk may have to do with numbers.

    ``announcing`` are the words in it, or more, by which reversed order is announced; ``folded`` is its one word, where that is known.
    """
    word = chunk.strip(_AROUND)
    if word.isalpha():
        folded = folded or fold(word)
        if word.isascii() or _one_script(word, folded):
            # Nearly all there is: a word, no number word and none that goes with numbers.
            if not _may_be_digits(word, folded) and not (announcing and _announces([word], announcing)):
                return _WORDS
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
        | may_announce_part(chunk, pieces) * PARTS
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
        facts: Ints = self._facts[chunks.places]
        unknown = np.flatnonzero(facts == _UNKNOWN).tolist()
        if unknown:
            self._learn(dict(zip(chunks.places[unknown].tolist(), [chunks.written[at] for at in unknown], strict=True)))
            facts = self._facts[chunks.places]
        return facts

    def _learn(self, chunks: dict[int, str]) -> None:
        """Look at chunks not met before, given by their places."""
        new, told = list(chunks.values()), list[_Chunk]()
        # Of each chunk that is one word, and signs around it, that word; "" for any other.
        words = [word if (word := chunk.strip(_AROUND)).isalpha() else "" for chunk in new]
        folded = _words_folded(words)
        # Most words begin as none does that has to do with numbers.
        sure = [
            len(word) > LONGEST_LEET
            and one[:3] not in _OPENINGS
            and one[:2] not in _OPENINGS
            and (one.isascii() or _one_script(word, one))
            for word, one in zip(words, folded, strict=True)
        ]
        for first in range(0, len(new), ASKED_AT_ONCE):
            together = slice(first, first + ASKED_AT_ONCE)
            some = new[together]
            # Hardly any word announces reversed order: all of them are asked at once, those of ASCII apart, as they are asked faster.
            plain = [chunk.isascii() for chunk in some]
            announcing = [
                word
                for which in (plain, map(not_, plain))
                for word in words_that_announce(" ".join(compress(some, which)))
            ]
            told += [
                _WORDS if passed_over and not _announces((chunk,), announcing) else _look(chunk, announcing, one)
                for chunk, one, passed_over in zip(some, folded[together], sure[together], strict=True)
            ]
        self.telling.update((place, one) for place, one in zip(chunks, told, strict=True) if one.pieces)
        self._facts[list(chunks)] = [one.facts for one in told]
        # Very long chunks are hardly ever met twice.
        self._long = [place for place, chunk in chunks.items() if len(chunk) > LONGEST_REMEMBERED]


_TABLE = ChunkTable()
