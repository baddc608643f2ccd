"""The wordings that are searched as written: regular expressions, and phrases in Thai letters.

Most texts hold none of them. So each is searched only where a text holds a piece that all its finds hold. Pieces are sought in
chunks when these are first met, and what a chunk may belong to is remembered with it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from classifier.batch import Batch, Ints, ranges
from classifier.chunk_table import Chunks
from classifier.families import Bits
from classifier.folding import ZERO_WIDTH
from classifier.phrases import TOKEN, has_thai, thai_pattern
from classifier.word_columns import WordColumns

# Texts are searched this far; no real ad is longer.
LONGEST_SEARCHED = 20_000
# What a regular expression may look back at before its first sign: left out of the quick look whether it occurs at all.
_LOOK_BACK = re.compile(r"^\(\?<!(?:\[[^\]]*\]|\\?\w)+\)")
# What stands for no certain sign in a regular expression: groups without groups, classes, escapes, what may be left out.
_UNCERTAIN = re.compile(r"\(\?(?::|<?[!=])[^()]*\)|\[[^\]]*\]|\\.|\w[?*]|\w?\{[^}]*\}")
_STRUCTURE = frozenset("()[]|\\")
# A group that stands for one of some pieces, letter by letter.
_CHOICE = re.compile(r"\(\?:((?:[^()\[\]\\.?*+{}^$]|\\[^\w\s|])*)\)")
_NOT_ONCE = frozenset("?*{")
# A group of digits only ("a day of the month"), a group without groups, and a sign between two digits.
_DIGIT = r"(?:\d|\\d|\[[\d-]+\])"
_NUMBER = rf"(?:{_DIGIT}\??)*{_DIGIT}"
_DIGITS = re.compile(rf"\(\?:{_NUMBER}(?:\|{_NUMBER})*\)(?![?*{{])")
_GROUP = re.compile(r"\((?:\?(?::|<?[!=])|(?!\?))[^()]*\)")
_SIGN_BETWEEN = re.compile(r"\\d(\[[^\\^\]]+\])\\d(?![?*{])")
# Brackets that are signs, and groups of other kinds.
_ODD = re.compile(r"\\[()|\[\]\\]|\[[^\]]*[()|\[]|\(\?[^:!=<]")
# What a chunk may belong to is kept as so many bits; patterns share them.
_BITS = 64
# A chunk holds neither, see classifier.chunk_table.
_BETWEEN_CHUNKS = re.compile("[ \n]")


class _Pattern(NamedTuple):
    """A regular expression with its law; ``glance`` tells quickly that it does not occur."""

    full: re.Pattern[str]
    glance: re.Pattern[str]
    law: int
    thai: bool


class Patterns:
    """Add wordings, then :meth:`search` texts for them."""

    def __init__(self) -> None:
        self._patterns: list[_Pattern] = []
        # The bits of the patterns all whose finds hold a piece or a sign between digits, be it this one or another of theirs.
        self._pieces: dict[str, int] = defaultdict(int)
        self._signs: dict[str, int] = defaultdict(int)
        # The bits of the patterns whose finds may hold a chunk, or touch it.
        self._bits = WordColumns(np.zeros(0, np.uint64))

    def add(self, law: int, phrase: str, *, regex: bool) -> None:
        """Add the wording of a law: a regular expression, or a phrase in Thai letters."""
        written = phrase if regex else thai_pattern(phrase)
        bit = 1 << len(self._patterns) % _BITS
        pieces = held_by(phrase) if regex else held_by_thai(phrase)
        sign = sign_held_by(phrase) if pieces == ("",) and regex else ""
        if sign:
            self._signs[sign] |= bit
        else:
            for piece in pieces:
                self._pieces[_in_one_chunk(piece)] |= bit
        glance = re.compile(_LOOK_BACK.sub("", written))
        self._patterns.append(_Pattern(re.compile(written), glance, law, has_thai(phrase)))

    def search(self, batch: Batch, chosen: Ints) -> Iterator[tuple[int, int, int, int]]:
        """Yield (place among the chosen, law, start, end) of all finds in some texts; wordings in Thai letters only where Thai stands."""
        if not self._patterns or not len(chosen):
            return
        bits = self._bits_of(batch.chunks, chosen)
        for place in np.flatnonzero(bits).tolist():
            text, near = batch.words[chosen[place]].text[:LONGEST_SEARCHED], int(bits[place])
            for number, pattern in enumerate(self._patterns):
                if (
                    not near >> number % _BITS & 1
                    or not pattern.glance.search(text)
                    or (pattern.thai and not has_thai(text))
                ):
                    continue
                for hit in pattern.full.finditer(text):
                    if hit.end() > hit.start():
                        yield place, pattern.law, hit.start(), hit.end()

    def _bits_of(self, chunks: Chunks, chosen: Ints) -> Bits:
        """Return for each of the chosen texts the bits of the patterns that it may hold."""
        counts = chunks.counts[chosen]
        of_text = ranges((np.cumsum(chunks.counts) - chunks.counts)[chosen], counts)
        places = chunks.places[of_text]
        new = self._bits.new(chunks.table, places)
        if len(new):
            at = np.zeros(len(chunks.table), np.int64)
            at[places] = of_text
            self._bits.columns[0][new] = self._looked_for(chunks.written(at[new]))
        bits: Bits = np.bitwise_or.reduceat(self._bits.columns[0][places], np.cumsum(counts) - counts)
        return bits

    def _looked_for(self, written: Sequence[str]) -> Bits:
        """Return the bits of chunks, all of them looked through at once for each piece."""
        joined, sizes = " ".join(written), np.array(list(map(len, written)), np.int64) + 1
        begins = np.cumsum(sizes) - sizes
        bits: Bits = np.full(len(written), self._pieces.get("", 0), np.uint64)
        sought = [(re.escape(piece), mine) for piece, mine in self._pieces.items() if piece and piece in joined]
        sought += [(rf"\d{sign}\d", mine) for sign, mine in self._signs.items()]
        for piece, mine in sought:
            at = [hit.start() for hit in re.finditer(piece, joined)]
            bits[np.searchsorted(begins, at, side="right") - 1] |= np.uint64(mine)
        return bits


def _in_one_chunk(piece: str) -> str:
    """Return the longest part of a piece that stands in one chunk, as it stands there."""
    return max(_BETWEEN_CHUNKS.split("".join(sign for sign in piece if sign not in ZERO_WIDTH)), key=len)


def sign_held_by(pattern: str) -> str:
    """Return signs, as a class, of which all that a regular expression finds holds one between two digits; "" where none is certain."""
    certain, shorter = "", _DIGITS.sub(r"\\d", pattern)
    while certain != shorter:
        certain, shorter = shorter, _GROUP.sub(" ", shorter)
    found = None if _ODD.search(pattern) or any(sign in certain for sign in "()|") else _SIGN_BETWEEN.search(certain)
    return found[1] if found else ""


def held_by(pattern: str) -> tuple[str, ...]:
    """Return pieces of which all that a regular expression finds holds one, the empty one where none is certain."""
    certain = _UNCERTAIN.sub(" ", pattern)
    if not _STRUCTURE.isdisjoint(certain):
        return ("",)
    choices = [
        tuple(re.sub(r"\\(.)", r"\1", choice[1]).split("|"))
        for group in _UNCERTAIN.finditer(pattern)
        if (choice := _CHOICE.fullmatch(group.group())) and pattern[group.end() : group.end() + 1] not in _NOT_ONCE
    ]
    return _rarest([*((word,) for word in re.findall(r"\w+", certain)), *choices])


def held_by_thai(phrase: str) -> tuple[str, ...]:
    """Return pieces of which every find of a phrase in Thai letters holds one."""
    parts = [part for part in TOKEN.findall(phrase) if not part.startswith(("…", "..."))]
    return _rarest([tuple(part[1:-1].split("|")) if part.startswith("[") else (part.strip("*"),) for part in parts])


def _rarest(choices: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the pieces that are likely the rarest: of the longest, then of the fewest; what holds another piece is left out."""
    rarest = max(choices, key=lambda pieces: (min(map(len, pieces)), -len(pieces)), default=("",))
    return tuple(piece for piece in rarest if not any(one != piece and one in piece for one in rarest))
