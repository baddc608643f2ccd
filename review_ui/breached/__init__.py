"""Pass phrases that others have used before, shipped as a filter: nothing is asked of anybody outside (ASVS 6.2.12).

The filter knows 413,000 passwords from published breaches (see README.md here). It never misses one of them, and
takes a phrase of its own accord for a known one about once in a million (``FALSE_ALARMS``). Beside the phrase itself, what
is left of it without digits, signs and repetitions is looked up: ``Password!!123456`` is ``password``.
"""

import hashlib
import re
import struct
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

FILE = Path(__file__).parent / "passwords.bloom"
MAGIC = b"lygte-bloom-1\n"
HEAD = struct.Struct(">IB")
# Shorter ones are in every phrase.
SHORTEST = 4
HASHES = 20
FALSE_ALARMS = 2.0**-HASHES
# A phrase of fewer different letters and digits is a pattern, whoever used it before.
FEWEST_DIFFERENT = 5


def is_known(phrase: str, own_words: Iterable[str] = ()) -> bool:
    """Tell whether a pass phrase is known from a breach, a plain pattern, or one of ``own_words`` (log-in, organisation)."""
    plain = folded(phrase)
    own = {core for word in (*own_words, "lygte") for core in _cores(folded(word))}
    return is_pattern(plain) or any(core in own or in_filter(core) for core in _cores(plain))


def folded(phrase: str) -> str:
    """Return a phrase as the filter keeps it: composed letters, no capitals."""
    return unicodedata.normalize("NFKC", phrase).casefold()


def is_pattern(plain: str) -> bool:
    """Tell whether a phrase has hardly any different characters, or runs up or down one by one."""
    letters = [letter for letter in plain if letter.isalnum()]
    steps = {ord(after) - ord(before) for before, after in pairwise(letters)}
    return len(set(letters)) < FEWEST_DIFFERENT or steps in ({1}, {-1})


def in_filter(plain: str) -> bool:
    """Tell whether the filter holds exactly this (folded) password."""
    bits, size = _filter()
    return len(plain) >= SHORTEST and all(bits[place >> 3] >> (place & 7) & 1 for place in places(plain, size))


def places(plain: str, size: int, hashes: int = HASHES) -> Iterator[int]:
    """Yield the bits of a password in a filter of ``size`` bits (Kirsch and Mitzenmacher: two hashes make all)."""
    digest = hashlib.sha256(plain.encode()).digest()
    first, step = int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:16], "big") | 1
    return ((first + number * step) % size for number in range(hashes))


def _cores(plain: str) -> set[str]:
    """Return what a guesser would start from: the phrase, without gaps, without padding, said once."""
    close = "".join(letter for letter in plain if letter.isalnum())
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    return {_said_once(one) for one in (plain, close, bare, "".join(filter(str.isalpha, bare)))} | {plain, close}


def _said_once(text: str) -> str:
    """Return the part a text repeats from beginning to end, else the text."""
    # A text within itself doubled, but not at its ends, is a repetition.
    at = (text + text).find(text, 1)
    return text[:at] if 0 < at < len(text) else text


@cache
def _filter() -> tuple[bytes, int]:
    content = FILE.read_bytes()
    size, _ = HEAD.unpack_from(content, len(MAGIC))
    return content[len(MAGIC) + HEAD.size :], size
