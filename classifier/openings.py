"""What may follow a number, told by its first two signs: asked of all numbers of many texts at once, before any word is sought."""

from collections.abc import Iterable
from itertools import product
from string import ascii_letters

import numpy as np

from classifier.batch import Flags, Ints, among
from classifier.digits import Digits

# Signs that a search without regard to capitals takes for another letter: nothing is told by them.
_ODD = np.array(sorted(map(ord, "İıſ\u212a\u212b\u1c80\u1c81\u1c82\u1c83\u1c84\u1c85\u1c86")), np.int64)
_LATIN = np.array(sorted(map(ord, ascii_letters)), np.int64)
# A pair of signs is one number: the first one so many bits higher.
_SIGN_BITS = 21


class Openings:
    """How some words begin: the first two signs of each, or a single one; ``alone`` are words of one letter."""

    def __init__(self, words: Iterable[str], alone: str = "") -> None:
        words = list(words)
        pairs = [pair for word in words if len(word) > 1 for pair in product(*map(_cases, word[:2]))]
        self._pairs = np.array(sorted({(ord(one) << _SIGN_BITS) + ord(other) for one, other in pairs}), np.int64)
        self._signs, self._alone = codes(word for word in words if len(word) == 1), codes(alone)

    def after(self, digits: Digits) -> Flags:
        """Say of each run of digits whether one of these words may follow it; no is certain."""
        first, second = digits.follows
        flags = among(self._pairs, (first << _SIGN_BITS) + second) | among(self._signs, first)
        flags |= among(self._alone, first) & ~among(_LATIN, second)
        flags |= among(_ODD, first) | among(_ODD, second)
        return flags


def in_one_number(digits: Digits, flags: Flags) -> Flags:
    """Say of each run whether it, or another one of a number written in several ("1 000", "0,5"), is flagged."""
    if not len(flags):
        return flags
    begins = np.append(True, ~digits.goes_on[:-1])
    some: Flags = np.logical_or.reduceat(flags, np.flatnonzero(begins))[begins.cumsum() - 1]
    return some


def codes(letters: Iterable[str]) -> Ints:
    """Return the numbers of letters, small and capital, ascending."""
    return np.array(sorted({ord(one) for letter in letters for one in _cases(letter)}), np.int64)


def _cases(letter: str) -> set[str]:
    return {one for one in (letter, letter.lower(), letter.upper()) if len(one) == 1}
