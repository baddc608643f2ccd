"""One spelling for each word: small letters, no accents, look-alike signs undone. Thai marks stay (they are vowels)."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# Letters that Unicode does not take apart.
_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "o", "ß": "ss", "ł": "l", "đ": "d", "ı": "i", "œ": "oe", "þ": "th", "ð": "d", "’": "'", "ё": "е"}
)
ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u034f\u180e")
# Signs without width and lone halves of signs: words hold neither.
ODD = re.compile("[" + "".join(sorted(ZERO_WIDTH)) + "\ud800-\udfff]")


class _Kept(dict[int, int | None]):
    """What becomes of signs taken apart: accents and signs without width go. Worked out for a sign when it is first met."""

    def __missing__(self, code: int) -> int | None:
        gone = unicodedata.category(chr(code)) == "Mn" or chr(code) in ZERO_WIDTH
        self[code] = None if gone else code
        return self[code]


_KEPT = _Kept()


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Return the form in which words are compared; may be longer or shorter than the word."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKC", word).casefold().translate(_LETTERS)
    if plain.isascii() or "\u0e00" <= plain[:1] <= "\u0e7f":
        return plain
    return unicodedata.normalize("NFD", plain).translate(_KEPT)


def fold_many(words: Sequence[str]) -> list[str]:
    """Return what :func:`fold` makes of words without line ends and Thai letters, for all of them at once."""
    folded = "\n".join(words).lower().split("\n") if words else []
    others = [place for place, word in enumerate(words) if not word.isascii()]
    for place, word in zip(others, _fold_others([words[place] for place in others]), strict=True):
        folded[place] = word
    return folded


def _fold_others(words: Sequence[str]) -> list[str]:
    """Return the same of words that hold more than ASCII; for those of ASCII small letters are enough, and much faster."""
    plain = unicodedata.normalize("NFKC", "\n".join(words)).casefold()
    # Sign by sign through the whole: much faster than translating what holds many signs.
    for letter, others in _LETTERS.items():
        plain = plain.replace(chr(letter), others)
    plain = unicodedata.normalize("NFD", plain)
    for sign in set(plain):
        if _KEPT[ord(sign)] is None:
            plain = plain.replace(sign, "")
    return plain.split("\n") if words else []


def lowered(text: str) -> str:
    """Return a text in small letters, sign for sign: offsets stay true."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(sign.lower()[0] for sign in text)


_SURROGATES = re.compile("[\ud800-\udfff]")


def without_surrogates(text: str) -> str:
    """Replace lone surrogates (JSON can escape them, UTF-8 cannot hold them) one for one: offsets stay true."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)
