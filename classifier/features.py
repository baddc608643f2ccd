"""What the trained model sees of a text: words and letter groups of its sentences, never nationality or language.

Every feature belongs to one word or two neighbours, so the score of a stretch of text is a sum over its words and each
word's share can be shown.
"""

import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Ints, ranges, run_starts
from classifier.protected import is_protected, protected_among

KINDS = ("ad", "review")
# A sentence of more words is judged in parts.
LONGEST_UNIT = 60
_LETTER_GROUPS = (3, 4, 5)
# Letter groups of one word weigh together about as much as the word.
GROUP_SHARE = 0.6
# What a word, or an idea, weighs as one of ads, or of reviews.
KIND_SHARE = 0.7
_KEPT_NUMBERS = frozenset({"18", "19", "20", "24", "7", "21", "22"})
PROTECTED = "<who>"
# How the features of a word and of its part in pairs begin; one of a kind of text begins with the kind.
_WORD, _PAIR = "w:", "p:"
# The number of a letter group goes on from here.
_GROUP = zlib.crc32(b"c:")
# zlib's table of the 256 remainders.
_CRC = np.array([zlib.crc32(bytes([octet]), 0xFFFFFFFF) ^ 0xFFFFFFFF for octet in range(256)], np.int64)
# Odd numbers that mix two 32-bit numbers into a third; the order of the two counts.
PAIR_FACTOR, PAIR_FACTOR_SECOND = 0x2C1B3C6D, 0x297A2D39


class UnitFeatures(NamedTuple):
    """Features of units in rows, sorted by unit: unit ``unit[i]`` has feature ``feature[i]``, weighing ``share[i]``."""

    unit: Ints
    feature: Ints
    share: NDArray[np.float64]


def shape(folded: str) -> str:
    """Return a word as the model sees it: numbers by their length, protected words as one sign."""
    if folded.isdecimal() and folded not in _KEPT_NUMBERS:
        return f"<{min(len(folded), 8)}>"
    if folded[0].isdecimal() and any(sign.isalpha() for sign in folded):
        return "<1" + "".join(sign for sign in folded if not sign.isdecimal()) + ">"
    return PROTECTED if is_protected(folded) else folded


def shapes(folded: Sequence[str]) -> list[str]:
    """Return what :func:`shape` makes of many words; most are letters and stay as they are."""
    protected = protected_among(folded)
    return [word if word.isalpha() and word not in protected else shape(word) for word in folded]


def word_numbers(words: Sequence[bytes]) -> Ints:
    """Return the features of shaped words, in UTF-8, wherever they stand."""
    return _numbers(_WORD, words)


def kind_numbers(words: Sequence[bytes], kind: str) -> Ints:
    """Return the features of shaped words in ads or in reviews."""
    return _numbers(f"{kind}:", words)


def pair_parts(words: Sequence[bytes]) -> Ints:
    """Return the numbers by which shaped words enter into pairs with their neighbours."""
    return _numbers(_PAIR, words)


def _numbers(begin: str, words: Sequence[bytes]) -> Ints:
    """Return the 32-bit numbers under which features are stored that begin so and end in a word each."""
    return np.fromiter(map(zlib.crc32, words, repeat(zlib.crc32(begin.encode()))), np.int64, len(words))


def group_features(word: str) -> list[int]:
    """Return the features of the letter groups of a shaped word, in alphabetical order; each weighs ``group_share``."""
    if word.startswith("<"):
        return []
    edged = f"<{word}>"
    groups = {edged[at : at + size] for size in _LETTER_GROUPS for at in range(len(edged) - size + 1)}
    groups.discard(edged)
    return [zlib.crc32(group.encode(), _GROUP) for group in sorted(groups)]


def letter_groups(words: Sequence[str]) -> tuple[Ints, Ints]:
    """Return (word, feature) of the letter groups of many shaped words, word by word: see group_features."""
    edged = ["" if word.startswith("<") else f"<{word}>" for word in words]
    octets = np.frombuffer("".join(edged).encode(), np.uint8)
    # Where each sign begins, and the end.
    begins = np.append(np.flatnonzero((octets & 0xC0) != 0x80), len(octets))
    sizes = np.array(list(map(len, edged)), np.int64)
    of_sign, last = np.repeat(np.arange(len(words)), sizes), np.cumsum(sizes)
    keys = []
    at, sums, done = np.arange(len(of_sign)), np.full(len(of_sign), _GROUP), 0
    for size in _LETTER_GROUPS:
        # Within the word, and not all of it; a longer group goes on from the shorter one at the same place.
        fits = np.flatnonzero((at + size <= last[of_sign[at]]) & (sizes[of_sign[at]] > size))
        at = at[fits]
        sums, done = _crc32(octets, begins[at + done], begins[at + size], sums[fits]), size
        keys.append(of_sign[at] << 32 | sums)
    each = np.sort(np.concatenate(keys))
    each = each[run_starts(each)]
    return each >> 32, each & 0xFFFFFFFF


def _crc32(octets: NDArray[np.uint8], first: Ints, after: Ints, begun: Ints) -> Ints:
    """Return zlib's crc32 of many stretches of octets, each going on from what was ``begun``."""
    sums = begun ^ 0xFFFFFFFF
    for step in range(int((after - first).max(initial=0))):
        goes_on = np.flatnonzero(first + step < after)
        here = sums[goes_on]
        sums[goes_on] = _CRC[(here ^ octets[first[goes_on] + step]) & 0xFF] ^ here >> 8
    return sums ^ 0xFFFFFFFF


def group_shares(counts: Ints) -> NDArray[np.float64]:
    """Return what each letter group weighs, for words with so many."""
    shares: NDArray[np.float64] = GROUP_SHARE / np.maximum(1.0, counts.astype(np.float64) ** 0.5)
    return shares


def group_share(count: int) -> float:
    """Return what each of so many letter groups of one word weighs."""
    return GROUP_SHARE / max(1.0, float(count**0.5))


@lru_cache(maxsize=100_000)
def word_features(word: str, kind: str) -> tuple[tuple[int, float], ...]:
    """Return (feature, weight before idf) of one shaped word in an ad or a review."""
    if word == PROTECTED:
        return ()
    groups = group_features(word)
    share = group_share(len(groups))
    octets = [word.encode()]
    anywhere, of_kind = word_numbers(octets).item(), kind_numbers(octets, kind).item()
    return ((anywhere, 1.0), (of_kind, KIND_SHARE), *((group, share) for group in groups))


def pair_features(shapes: Ints) -> Ints:
    """Return the features of neighbouring words, from their parts in pairs: one fewer than there are words."""
    mixed: Ints = (shapes[:-1] * PAIR_FACTOR + shapes[1:] * PAIR_FACTOR_SECOND) & 0xFFFFFFFF
    return mixed


def units(sentences: Ints) -> tuple[Ints, Ints]:
    """Return the units (first row, last exclusive) that are judged: sentences, very long ones in parts.

    ``sentences`` says for each word where it stands.
    """
    begins = run_starts(sentences)
    sizes = np.diff(np.append(begins, len(sentences)))
    parts = -(-sizes // LONGEST_UNIT)
    first = ranges(np.zeros(len(parts), np.int64), parts) * LONGEST_UNIT + np.repeat(begins, parts)
    return first, np.append(first[1:], len(sentences))[: len(first)]
