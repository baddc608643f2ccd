"""What a word or a run of digits can mean as digits: any script, number words, letters that stand for digits."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from classifier.folding import fold
from classifier.phones.context_words import context_words
from classifier.phones.number_words import Meaning, meanings_of, thai_number_words

_THAI = r"[\u0e00-\u0e7f]"
_THAI_NUMBER = f"(?:{'|'.join(thai_number_words())})"
# Thai has no spaces: "โทรเจ็ดหนึ่งเจ็ด" is a call and numbers. Three number words in a row are numbers, one where what stands before
# it asks for one or what follows is courtesy ("แปดนะคะ"); alone it is a part of other words ("สามารถ", to be able).
_THAI_ASKS, _THAI_COURTESY = "(?:โทร(?:หา|มา)?(?:ที่)?|เบอร์(?:โทร)?|ไลน์|ติดต่อ)", "(?:นะ|ค่ะ|คะ|ครับ|จ้า|จ้ะ|จ๊ะ)"
_THAI_PIECE = (
    f"{_THAI_NUMBER}{{3,}}(?={_THAI_COURTESY})|{_THAI_NUMBER}{{3,}}|{_THAI_NUMBER}{{1,2}}(?={_THAI_COURTESY})|"
    f"{_THAI_ASKS}(?={_THAI_NUMBER})|{_THAI}+?(?={_THAI_NUMBER}{{3}})|{_THAI}+"
)
PIECE = re.compile(rf"[0-9]+|[^\W\d_\u0e00-\u0e7f]+|{_THAI_PIECE}|\d+")
# Letters people write for digits; only beside digits.
_LEET = {
    "o": "0", "O": "0", "Q": "0", "l": "1", "I": "1", "i": "1", "L": "1", "Z": "2", "z": "2", "E": "3", "A": "4",
    "S": "5", "s": "5", "G": "6", "b": "6", "T": "7", "B": "8", "g": "9", "q": "9", "О": "0", "о": "0", "З": "3", "Ø": "0", "б": "6",
}  # fmt: skip
_ALL_LEET = frozenset(_LEET)
_ALONE_LEET = frozenset("oOlIОоSBZЗ")
TIMES = context_words("times")
SOFT_WORDS = context_words("soft") | TIMES
UNITS = context_words("units")
UNITS_BEFORE = context_words("units_before")
CURRENCY_SIGNS = frozenset("€$£¥₽฿%½°")
LONGEST_DIGITS, LONGEST_LEET = 16, 3
# "Più", "más": more, and plus before a number in words.
MORE_WORDS = frozenset({"piu", "mas"})
PLUS_WORDS = frozenset({"plus", "plusz", "pluss", "плюс"}) | MORE_WORDS


class Item(NamedTuple):
    """One number-like piece with everything it can mean; it spells ``most`` digits at most. ``gap`` is the text before it, from the last item on."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]
    most: int
    plain: bool
    gap: str = ""
    plus: bool = False
    measured: bool = False
    softs: tuple[str, ...] = ()


def _as_digits(piece: str) -> str:
    """Read digits of any script or shape (②, 𝟐, ２, ๒); an empty string where a sign is none."""
    digits = ""
    for sign in piece:
        value = unicodedata.digit(sign, None)
        if value is None:
            number = unicodedata.numeric(sign, None)
            if number is None or not number.is_integer() or not 0 <= number <= 20:
                return ""
            value = int(number)
        digits += str(value)
    return digits


def _other_digits(piece: str) -> tuple[Meaning, ...]:
    if piece.isascii() or any(sign.isalpha() for sign in piece):
        return ()
    digits = _as_digits(piece)
    return (Meaning("code", 0, "", digits),) if digits else ()


class Piece(NamedTuple):
    """What is known of a word or a run of digits, ``size`` signs long, wherever it stands; ``leet`` are its digits beside other digits.

    It spells ``most`` digits at most.
    """

    size: int
    folded: str
    plain: bool
    meanings: tuple[Meaning, ...]
    most: int = 0
    leet: tuple[Meaning, ...] = ()
    # Whether it is read as digits only where it touches one.
    leet_glued: bool = False
    # Whether a number can begin with it anywhere.
    begins: bool = True


# A word for a hundred makes three digits, one that repeats a unit up to six.
_MOST_OF_KIND = {"unit": 1, "teen": 2, "tens": 2, "pair": 2, "hundreds": 3, "hundred": 3}
_MOST_REPEATED, _MOST_TIMES = 6, 4


def _most_digits(meanings: Iterable[Meaning]) -> int:
    """Return how many digits a piece with these meanings can spell at most."""
    return max((len(one.digits) or _MOST_OF_KIND.get(one.kind, _MOST_REPEATED) for one in meanings), default=0)


def most_digits_of(piece: Piece) -> int:
    """Return how many digits a piece can add at most: "times" repeats two twice, after the first."""
    return _MOST_TIMES if piece.folded in TIMES else piece.most


def may_be_leet(piece: str) -> bool:
    """Say whether all signs of a piece are letters that people write for digits."""
    return _ALL_LEET.issuperset(piece)


@lru_cache(maxsize=30_000)
def known(piece: str) -> Piece:
    """Return what is known of a piece."""
    if piece.isascii() and piece.isdecimal():
        if len(piece) > LONGEST_DIGITS:
            return Piece(len(piece), "", True, ())
        return Piece(len(piece), "", True, (Meaning("code", 0, "", piece),), len(piece))
    folded, meanings = fold(piece), meanings_of(piece) or _other_digits(piece)
    if meanings or len(piece) > LONGEST_LEET or not may_be_leet(piece):
        begins = bool(meanings) or piece.isdecimal() or folded in PLUS_WORDS
        return Piece(len(piece), folded, False, meanings, _most_digits(meanings), begins=begins)
    leet = (Meaning("leet", 0, "", "".join(_LEET[sign] for sign in piece)),)
    return Piece(len(piece), folded, False, (), len(piece), leet, not _ALONE_LEET.issuperset(piece), False)
