"""Cut a text into words and runs of digits, as far as they can belong to a number.

What stands between two spaces comes back again and again, so what it holds is remembered; of a text without numbers hardly
anything is left to look at.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, chain, islice
from typing import Literal, NamedTuple

from classifier.folding import fold
from classifier.phones.cleaned import SPELT
from classifier.phones.masked import is_masked
from classifier.phones.number_words import may_begin_number, meanings_of, number_words, words_that_announce
from classifier.phones.pieces import LONGEST_LEET, PIECE, PLUS_WORDS, SOFT_WORDS, known, may_be_leet, most_digits
from classifier.phones.split import CUE_OPENINGS, HALF, is_folded_cue, may_announce_part
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
# No phone number is shorter, and none is written with fewer letters and digits.
FEWEST_DIGITS, FEWEST_SIGNS = 7, 8
LONGEST_REMEMBERED, MOST_REMEMBERED, ASKED_AT_ONCE = 80, 150_000, 200


class _Chunk(NamedTuple):
    """What stands between two spaces: its pieces, where each ends, and those with which a number may begin (their places).

    A number may go on over a chunk that ``matters``; for the rest see Cut.
    """

    pieces: list[str]
    ends: list[int]
    telling: list[int]
    matters: bool = False
    announces: bool = False
    parts: bool = False
    spelt: bool = False
    letter_first: bool = False
    letter_last: bool = False
    masked: bool = False
    digits: int = 0
    # How many letters and digits of it may stand for digits, and how many of its pieces for one digit or by a word.
    signs: int = 0
    hidden: int = 0


class Cut(NamedTuple):
    """The pieces of a text that stand at numbers, in order: where each ends, and with which a number may begin (their places).

    What stands apart from all numbers is left out, but for one piece before each number and what may follow it.
    ``announces`` says that reversed order may be announced, ``parts`` that a number may come in parts, ``spelt`` that a word
    may be spelt with gaps, ``masked`` that number words stand behind a mask, ``digits`` how many digits all its numbers
    spell at most.
    """

    pieces: list[str]
    ends: list[int]
    telling: list[int]
    announces: bool
    parts: bool
    spelt: bool
    masked: bool
    digits: int


def cut(texts: Sequence[str]) -> list[Cut]:
    """Cut texts into the pieces that runs of numbers are made of."""
    chunks = [text.split(" ") for text in texts]
    found = iter(_KNOWN.of(list(chain.from_iterable(chunks))))
    return [_cut(of_text, list(islice(found, len(of_text)))) for of_text in chunks]


def _cut(chunks: Sequence[str], found: Sequence[_Chunk | Literal[False]]) -> Cut:
    special = [(place, chunk) for place, chunk in enumerate(found) if chunk]
    announces = parts = spelt = masked = False
    letter, digits = -2, 0
    for place, chunk in special:
        announces, parts = announces or chunk.announces, parts or chunk.parts
        masked, digits = masked or chunk.masked, digits + chunk.digits
        spelt = spelt or chunk.spelt or (chunk.letter_first and letter == place - 1)
        letter = place if chunk.letter_last else -2
    pieces: list[str] = []
    ends: list[int] = []
    telling: list[int] = []
    if digits < FEWEST_DIGITS:
        return Cut(pieces, ends, telling, announces, parts, spelt, masked, digits)
    after = list(accumulate(map(len, chunks)))
    for place in _at_numbers(chunks, found, special, all_of_them=parts):
        chunk, begin = found[place] or _split(chunks[place]), after[place] - len(chunks[place]) + place
        telling += [len(pieces) + one for one in chunk.telling]
        pieces += chunk.pieces
        ends += [begin + end for end in chunk.ends]
    return Cut(pieces, ends, telling, announces, parts, spelt, masked, digits)


def _at_numbers(
    chunks: Sequence[str],
    found: Sequence[_Chunk | Literal[False]],
    special: Sequence[tuple[int, _Chunk]],
    *,
    all_of_them: bool,
) -> list[int]:
    """Return the places of chunks with which numbers may begin, each with the words right before it and what may go on after it.

    Chunks that stand together are left out where they hold too little for a number, unless all are asked for or one of them
    may be a part in disguise.
    """
    enough: list[int] = []
    every: list[int] = []
    together: list[int] = []
    done = signs = 0
    for place, here in special:
        if place < done or not here.telling:
            continue
        before = place - 1
        while before >= done and not (found[before] or _split(chunks[before])).pieces:
            before -= 1
        if before >= done:
            every += together
            if signs >= FEWEST_SIGNS:
                enough += together
            together, signs = [before], 0
        together.append(place)
        signs, hidden = signs + here.signs, here.hidden
        done, matters = place + 1, True
        while matters and done < len(chunks):
            chunk = found[done] or _split(chunks[done])
            if chunk.pieces:
                together.append(done)
                matters, signs, hidden = chunk.matters, signs + chunk.signs, hidden + chunk.hidden
            done += 1
        all_of_them = all_of_them or hidden >= HALF
    if all_of_them:
        return every + together
    return enough + together if signs >= FEWEST_SIGNS else enough


@lru_cache(maxsize=20_000)
def _split(chunk: str) -> _Chunk:
    """Return the pieces of a chunk without numbers."""
    split = _PIECES.split(chunk)
    return _Chunk(split[1::2], list(accumulate(map(len, split)))[1::2], [])


def _says_nothing(chunk: str, announcing: Sequence[str]) -> bool:
    """Say quickly of most chunks that :func:`_look` finds nothing in them: one word, no number word and none that goes with numbers.

    ``announcing`` are the words in it, or more, by which reversed order is announced.
    """
    word = chunk.strip(_AROUND)
    if not word.isalpha():
        if "\n" in word:
            # Nothing reaches over the end of a line.
            return all(_says_nothing(line, announcing) for line in word.split("\n"))
        found = _ONE_WORD.fullmatch(chunk)
        if found is None or not (word := found.group(1)).isalpha():
            return False
    folded = fold(word)
    return (
        not _may_be_digits(word, folded)
        and (word.isascii() or _one_script(word, folded))
        and not (announcing and any(one in word.lower() for one in announcing))
    )


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


def _look(chunk: str, announcing: Sequence[str]) -> _Chunk | Literal[False]:
    """Return what a chunk may have to do with numbers, False for most; ``announcing`` as above."""
    if _says_nothing(chunk, announcing):
        return False
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
        bool(telling) or any(piece.leet or piece.folded in SOFT_WORDS for piece in what), any(piece.announces for piece in what),
        may_announce_part(chunk, pieces), single > 1 and SPELT.search(chunk) is not None,
        single > 0 and _LETTER_AT_START.match(chunk) is not None, single > 0 and _LETTER_AT_END.search(chunk) is not None,
        (len(pieces) > 1 or not chunk.isascii()) and is_masked(chunk),
    )  # fmt: skip
    if not any(flags):
        return False
    items = [(len(piece), one.plain) for piece, one in zip(pieces, what, strict=True) if one.meanings or one.leet]
    digits = sum(most_digits((*one.meanings, *one.leet)) for one in what)
    signs, hidden = sum(size for size, _ in items), sum(size == 1 or not plain for size, plain in items)
    return _Chunk(pieces, ends, telling, *flags, digits, signs, hidden)


class _KnownChunks:
    """What chunks may have to do with numbers, remembered; long ones are hardly ever met twice."""

    def __init__(self) -> None:
        self._known: dict[str, _Chunk | Literal[False]] = {}

    def of(self, chunks: Sequence[str]) -> list[_Chunk | Literal[False]]:
        """Return for each chunk what :func:`_look` tells."""
        found = list(map(self._known.get, chunks))
        if None not in found:
            return found  # type: ignore[return-value]  # just asked
        if len(self._known) > MOST_REMEMBERED:
            self._known = {}
        new = list(dict.fromkeys(chunk for chunk, one in zip(chunks, found, strict=True) if one is None))
        told: dict[str, _Chunk | Literal[False]] = {}
        for first in range(0, len(new), ASKED_AT_ONCE):
            some = new[first : first + ASKED_AT_ONCE]
            # Hardly any word announces reversed order: all of them are asked at once.
            announcing = words_that_announce(" ".join(some))
            told.update((chunk, _look(chunk, announcing)) for chunk in some)
        self._known.update((chunk, one) for chunk, one in told.items() if len(chunk) <= LONGEST_REMEMBERED)
        return [told[chunk] if one is None else one for chunk, one in zip(chunks, found, strict=True)]


_KNOWN = _KnownChunks()
