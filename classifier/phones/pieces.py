"""Cut a text into number items: digits in any script, number words, letters that stand for digits."""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import yaml

from classifier.folding import ZERO_WIDTH, fold
from classifier.phones.number_words import Meaning, meanings_of

_PIECE = re.compile(r"[0-9]+|[\u0e00-\u0e7f]+|[^\W\d_\u0e00-\u0e7f]+|\d+")
_PIECES = re.compile(f"({_PIECE.pattern})")
# Letters people write for digits; only beside digits.
_LEET = {
    "o": "0", "O": "0", "Q": "0", "l": "1", "I": "1", "i": "1", "L": "1", "Z": "2", "z": "2", "E": "3", "A": "4",
    "S": "5", "s": "5", "G": "6", "b": "6", "T": "7", "B": "8", "g": "9", "q": "9", "О": "0", "о": "0", "З": "3", "Ø": "0",
}  # fmt: skip
_ALONE_LEET = frozenset("oOlIОоSBZ")
_CONTEXT = yaml.safe_load((Path(__file__).parent / "context_words.yml").read_text(encoding="utf-8"))
SOFT_WORDS = frozenset(fold(word) for word in _CONTEXT["soft"])
UNITS = frozenset(fold(word) for word in _CONTEXT["units"])
UNITS_BEFORE = frozenset(fold(word) for word in _CONTEXT["units_before"])
_CURRENCY_SIGNS = frozenset("€$£¥₽฿%½°")
LONGEST_GAP = 14
# Single letters with the same sign between them.
_SPELT = re.compile(r"(?<!\w)[^\W\d_]([ .\-_*·/])[^\W\d_](?:\1[^\W\d_]){0,40}(?!\w)")
_INVISIBLE = re.compile("[" + "".join(sorted(ZERO_WIDTH)) + "\ufe0f\u20e3]")


class Item(NamedTuple):
    """One number-like piece with everything it can mean. ``gap`` is the text between it and the item before."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]
    plain: bool
    gap: str = ""
    plus: bool = False
    measured: bool = False
    softs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without invisible signs; ``places[i]`` is where sign ``i`` stands in the text as given."""

    text: str
    places: list[int] | None

    def span(self, start: int, end: int, whole: str) -> tuple[int, int]:
        """Return the span in the text as given, with a keycap's trailing signs."""
        if self.places is None:
            return start, end
        last = self.places[end - 1] + 1
        while last < len(whole) and whole[last] in "\ufe0f\u20e3":
            last += 1
        return self.places[start], last


def clean(text: str) -> Cleaned:
    """Drop zero-width signs, what makes a digit a keycap emoji, and the gaps of number words spelt l-i-k-e this."""
    places: list[int] | None = None
    if not text.isascii() and _INVISIBLE.search(text):
        places = [place for place, sign in enumerate(text) if sign not in ZERO_WIDTH and sign not in "\ufe0f\u20e3"]
        text = "".join(text[place] for place in places)
    gaps = _gaps_of_spelt_words(text)
    if not gaps:
        return Cleaned(text, places)
    kept = [place for place in range(len(text)) if place not in gaps]
    places = kept if places is None else [places[place] for place in kept]
    return Cleaned("".join(text[place] for place in kept), places)


def _gaps_of_spelt_words(text: str) -> frozenset[int]:
    """Return where signs stand between single letters that together are number words ("s e k s", "f-i-r-e")."""
    gaps: set[int] = set()
    for found in _SPELT.finditer(text):
        if meanings_of("".join(found.group()[::2])):
            gaps.update(range(found.start() + 1, found.end(), 2))
    return frozenset(gaps)


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


def _leet(piece: str, text: str, start: int, end: int) -> tuple[Meaning, ...]:
    """Read O, l, S, B … beside digits as digits."""
    if len(piece) > 3 or not all(sign in _LEET for sign in piece):
        return ()
    before, after = text[start - 1 : start], text[end : end + 1]
    glued = before.isdecimal() or after.isdecimal()
    if not glued and not all(sign in _ALONE_LEET for sign in piece):
        return ()
    return (Meaning("leet", 0, "", "".join(_LEET[sign] for sign in piece)),)


def _gap_allowed(gap: str) -> bool:
    return len(gap) <= LONGEST_GAP and not any(sign in _CURRENCY_SIGNS for sign in gap)


@lru_cache(maxsize=200_000)
def is_ordinary(piece: str) -> bool:
    """Say whether a piece can be no part of a number by itself (most words)."""
    if (
        piece.isdecimal()
        or meanings_of(piece)
        or _other_digits(piece)
        or (len(piece) <= 3 and all(sign in _LEET for sign in piece))
    ):
        return False
    return fold(piece) != "plus"


class Pieces(NamedTuple):
    """The words and numbers of a text in order, where each ends, and which of them may belong to a number."""

    pieces: list[str]
    ends: list[int]
    telling: list[int]


def cut_pieces(text: str) -> Pieces:
    """Cut a text into runs of letters and runs of digits."""
    parts = _PIECES.split(text)
    pieces = parts[1::2]
    ends = list(accumulate(map(len, parts)))[1::2]
    return Pieces(pieces, ends, [at for at, piece in enumerate(pieces) if not is_ordinary(piece)])


def number_runs(text: str, cut: Pieces) -> list[list[Item]]:  # noqa: PLR0912, PLR0915 (one pass over the text, kept together for speed)
    """Return the runs of number items with nothing but separators and soft words between them."""
    runs: list[list[Item]] = []
    run: list[Item] = []
    softs: list[str] = []
    plus = False
    last_end, previous, previous_end, counted = 0, "", 0, False
    pieces, ends, telling = cut
    at = -1
    while True:
        at += 1
        if not run:
            following = bisect_left(telling, at)
            if following == len(telling):
                break
            if telling[following] > at:
                # By far the most words: nothing to look at but what stands before the next number.
                at = telling[following]
                softs, plus, previous, previous_end, counted = [], False, pieces[at - 1], ends[at - 1], False
        elif at == len(pieces):
            break
        piece, end = pieces[at], ends[at]
        start = end - len(piece)
        is_plain = piece.isascii() and piece.isdecimal()
        meanings: tuple[Meaning, ...]
        if is_plain:
            meanings = (Meaning("code", 0, "", piece),) if len(piece) <= 16 else ()
        else:
            meanings = meanings_of(piece) or _other_digits(piece) or _leet(piece, text, start, end)
        folded = "" if is_plain else fold(piece)
        between = text[last_end:start] if run else text[max(0, start - 3) : start]
        if (
            meanings
            and meanings[0].kind == "leet"
            and not ((run and start - last_end <= 3) or text[end : end + 1].isdecimal())
        ):
            meanings = ()
        if (
            run
            and meanings
            and meanings[0].kind != "leet"
            and folded in SOFT_WORDS
            and not _looks_like_number(text, end)
        ):
            meanings = ()
        if not meanings:
            if folded == "plus":
                plus, previous, previous_end = True, folded, end
                if run:
                    softs.append(folded)
                continue
            between_digits = folded == "x" and text[start - 1].isdecimal() and text[end : end + 1].isdecimal()
            if run and between_digits and start == last_end:
                softs.append(folded)
                continue
            if run and folded in SOFT_WORDS and start - last_end <= LONGEST_GAP and len(softs) < 3:
                softs.append(folded)
                previous, previous_end = folded, end
                continue
            counted = bool(run) and folded in UNITS and start - last_end <= 2
            if run:
                if counted:
                    run[-1] = _measured(run[-1])
                runs.append(run)
                run = []
            softs, plus, previous, previous_end = [], False, folded, end
            continue
        gap_text = between
        if run and (not _gap_allowed(_without_words(between, softs))):
            tail = between.strip()
            if tail[:1] in _CURRENCY_SIGNS or tail.startswith(",-"):
                run[-1] = _measured(run[-1])
            runs.append(run)
            run, softs = [], []
        stripped = between.rstrip()
        before_counts = not run and not counted and fold(previous) in UNITS_BEFORE and start - previous_end <= 3
        item = Item(
            start, end, meanings, is_plain, gap_text if run else "",
            plus=plus or stripped.endswith(("+", "＋", "+(")),
            measured=before_counts or stripped[-1:] in _CURRENCY_SIGNS,
            softs=tuple(softs),
        )  # fmt: skip
        run.append(item)
        softs, plus, last_end, previous, previous_end = [], False, end, folded, end
    if run:
        tail = text[last_end : last_end + 3].strip()
        if tail[:1] in _CURRENCY_SIGNS or tail.startswith(",-"):
            run[-1] = _measured(run[-1])
        runs.append(run)
    return runs


def _looks_like_number(text: str, end: int) -> bool:
    """Say whether a word that is both soft and a number stands for a number: no other number follows it."""
    following = _PIECE.search(text, end)
    return not (following and (following.group().isdecimal() or meanings_of(following.group())))


def _without_words(between: str, softs: list[str]) -> str:
    return between if not softs else "".join(sign for sign in between if not sign.isalpha())


def _measured(item: Item) -> Item:
    return item._replace(measured=True)
