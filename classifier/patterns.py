"""The wordings that are searched as written: regular expressions, and phrases in Thai letters.

Most texts hold none of them. So each is searched only where a text holds a piece that all its finds hold; asking for a piece
takes a hundredth of the time.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from classifier.phrases import TOKEN, has_thai, thai_pattern

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
        # The places of the patterns all whose finds hold a piece, be it this one or another of theirs.
        self._holding: dict[str, list[int]] = defaultdict(list)

    def add(self, law: int, phrase: str, *, regex: bool) -> None:
        """Add the wording of a law: a regular expression, or a phrase in Thai letters."""
        written = phrase if regex else thai_pattern(phrase)
        for piece in held_by(phrase) if regex else held_by_thai(phrase):
            self._holding[piece].append(len(self._patterns))
        glance = re.compile(_LOOK_BACK.sub("", written))
        self._patterns.append(_Pattern(re.compile(written), glance, law, has_thai(phrase)))

    def search(self, text: str) -> list[tuple[int, int, int]]:
        """Return (law, start, end) of all finds; wordings in Thai letters only where Thai stands."""
        text = text[:LONGEST_SEARCHED]
        near = {place for piece, places in self._holding.items() if piece in text for place in places}
        return [
            (pattern.law, hit.start(), hit.end())
            for pattern in [self._patterns[place] for place in sorted(near)]
            if pattern.glance.search(text) and (not pattern.thai or has_thai(text))
            for hit in pattern.full.finditer(text)
            if hit.end() > hit.start()
        ]


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
