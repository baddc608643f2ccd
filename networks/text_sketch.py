"""Texts as sets of word pairs, hashed for many texts at once.

A "word" is a run of letters and digits; every byte above ASCII counts as a letter, so æ, ø, å, other alphabets and emoji
all take part. Hashing runs over one long byte array, because a Python loop over words would take minutes for a million ads.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from networks.ad_table import Hashes, Ints, WordPairs

# Bytes hashed at a time: bounds memory at about 0.2 GB whatever the number of ads.
CHUNK_CHARACTERS = 1_000_000
CHUNK_TEXTS = 500_000
# Bits kept of a pair's hash; the rest of a 64-bit number holds the text's place in its chunk (below 2**20).
HASH_BITS = 44
_PRIME = 0x9E3779B97F4A7C15 | 1
_INVERSE = pow(_PRIME, -1, 1 << 64)
_WORD_BYTE = np.zeros(256, dtype=bool)
_WORD_BYTE[[*range(48, 58), *range(97, 123), *range(128, 256)]] = True


def mix(value: Hashes) -> Hashes:
    """Scramble 64-bit values so that near inputs give far outputs (the finaliser of MurmurHash3, public domain)."""
    value = value ^ (value >> np.uint64(33))
    value = value * np.uint64(0xFF51AFD7ED558CCD)
    value = value ^ (value >> np.uint64(33))
    value = value * np.uint64(0xC4CEB9FE1A85EC53)
    return value ^ (value >> np.uint64(33))


def _powers(base: int, length: int) -> Hashes:
    row = np.full(length, base & ((1 << 64) - 1), dtype=np.uint64)
    row[0] = 1
    return np.cumprod(row, dtype=np.uint64)


def _word_hashes(raw: NDArray[np.uint8], powers: Hashes, inverses: Hashes) -> tuple[Hashes, Ints]:
    """Return each word's hash and the number of the text it stands in (texts end in a zero byte)."""
    word = _WORD_BYTE[raw]
    before = np.concatenate(([False], word[:-1]))
    starts = np.flatnonzero(word & ~before)
    ends = np.flatnonzero(before & ~word)
    sums = np.concatenate(
        (np.zeros(1, dtype=np.uint64), np.cumsum((raw.astype(np.uint64) + np.uint64(1)) * powers[: len(raw)]))
    )
    hashes = (sums[ends] - sums[starts]) * inverses[starts]
    return mix(hashes), np.cumsum(raw == 0)[starts]


def hash_word(word: str) -> int:
    """Return the hash that a word has in every text."""
    raw = np.frombuffer(word.lower().encode() + b"\0", dtype=np.uint8)
    hashes, _ = _word_hashes(raw, _powers(_PRIME, len(raw)), _powers(_INVERSE, len(raw)))
    return int(hashes[0])


@dataclass(slots=True)
class Watch:
    """Finds texts that hold one of some words, or one of some short byte strings."""

    words: Hashes
    parts: tuple[bytes, ...]

    def find(self, raw: NDArray[np.uint8], words: Hashes, owner: Ints, texts: int) -> NDArray[np.bool_]:
        """Return for each text of a chunk whether it holds any of them."""
        quick = np.zeros(1 << 16, dtype=bool)
        quick[self.words >> np.uint64(48)] = True
        likely = np.flatnonzero(quick[words >> np.uint64(48)])
        found = np.zeros(texts, dtype=bool)
        found[owner[likely[np.isin(words[likely], self.words)]]] = True
        ends = np.flatnonzero(raw == 0)
        for part in self.parts:
            here = np.flatnonzero(raw == part[-1])
            for back, byte in enumerate(reversed(part[:-1]), start=1):
                here = here[here >= back]
                here = here[raw[here - back] == byte]
            found[np.searchsorted(ends, here)] = True
        return found


def _pairs_of_words(words: Hashes, owner: Ints, texts: int, slot: NDArray[np.bool_]) -> tuple[Hashes, Ints]:
    # A text of one word keeps that word; longer texts keep their word pairs.
    alone = (np.bincount(owner, minlength=texts)[owner] == 1) & ~slot
    same = (owner[1:] == owner[:-1]) & ~slot[1:] & ~slot[:-1]
    paired = mix(words[:-1] * np.uint64(0x2545F4914F6CDD1D) + words[1:])[same]
    hashes = np.concatenate((paired, words[alone]))
    owners = np.concatenate((owner[:-1][same], owner[alone])).astype(np.uint64)
    # One plain sort of one number (text, pair) is several times faster than np.unique or a sort by two columns.
    keys = (owners << np.uint64(HASH_BITS)) | (hashes >> np.uint64(64 - HASH_BITS))
    keys.sort()
    keys = keys[np.concatenate((keys[:1] == keys[:1], keys[1:] != keys[:-1]))]
    return keys & np.uint64((1 << HASH_BITS) - 1), (keys >> np.uint64(HASH_BITS)).astype(np.int64)


def _lower(raw: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lower the capital letters of Western Europe (À to Þ, with Æ, Ø and Å), two bytes each in UTF-8."""
    after = np.concatenate((np.zeros(1, dtype=bool), raw[:-1] == 0xC3))
    capital = after & (raw >= 0x80) & (raw <= 0x9E) & (raw != 0x97)
    return np.where(capital, raw + np.uint8(0x20), raw)


def _chunks(texts: Sequence[bytes]) -> Iterator[tuple[NDArray[np.uint8], int]]:
    part: list[bytes] = []
    size = 0
    for number, text in enumerate(texts, start=1):
        # Zero bytes separate the texts; none may stand inside one.
        part.append(text.replace(b"\0", b" "))
        size += len(text)
        if size > CHUNK_CHARACTERS or len(part) >= CHUNK_TEXTS or number == len(texts):
            yield _lower(np.frombuffer(b"\0".join(part) + b"\0", dtype=np.uint8)), len(part)
            part, size = [], 0


def hashes_of_words(texts: Sequence[bytes]) -> tuple[Hashes, Ints]:
    """Return the hash of each word of all texts in order, and the number of its text."""
    hashes: list[Hashes] = [np.zeros(0, dtype=np.uint64)]
    owners: list[Ints] = [np.zeros(0, dtype=np.int64)]
    done = 0
    for raw, texts_here in _chunks(texts):
        words, whose = _word_hashes(raw, _powers(_PRIME, len(raw)), _powers(_INVERSE, len(raw)))
        hashes.append(words)
        owners.append(whose + done)
        done += texts_here
    return np.concatenate(hashes), np.concatenate(owners)


def _marked(words: Hashes, whose: Ints, slots: Sequence[Hashes], done: int) -> NDArray[np.bool_]:
    """Tell which words of a chunk fill a slot of their text."""
    found = np.zeros(len(words), dtype=bool)
    for taken in slots:
        for column in taken[done:].T:
            found |= words == column[whose]
    return found


def word_pairs(
    texts: Sequence[bytes], watches: Sequence[Watch] = (), slots: Sequence[Hashes] = ()
) -> tuple[WordPairs, list[NDArray[np.bool_]]]:
    """Return the distinct word pairs of each text (UTF-8, lower-cased in ASCII), and for each watch what it found.

    ``slots`` are hashes of words (texts x words): pairs with such a word of their text are left out.
    """
    hashes: list[Hashes] = [np.zeros(0, dtype=np.uint64)]
    counts: list[Ints] = [np.zeros(1, dtype=np.int64)]
    seen: list[list[NDArray[np.bool_]]] = [[np.zeros(0, dtype=bool)] for _ in watches]
    powers = inverses = np.zeros(0, dtype=np.uint64)
    done = 0
    for raw, texts_here in _chunks(texts):
        if len(powers) < len(raw):
            powers, inverses = _powers(_PRIME, len(raw)), _powers(_INVERSE, len(raw))
        words, whose = _word_hashes(raw, powers, inverses)
        for watch, marks in zip(watches, seen, strict=True):
            marks.append(watch.find(raw, words, whose, texts_here))
        found, owner = _pairs_of_words(words, whose, texts_here, _marked(words, whose, slots, done))
        done += texts_here
        hashes.append(found)
        counts.append(np.bincount(owner, minlength=texts_here))
    ends = np.cumsum(np.concatenate(counts))
    pairs = WordPairs(np.concatenate(hashes), ends[:-1], np.diff(ends))
    return pairs, [np.concatenate(m) for m in seen]
