"""Where a text says that a number is written backwards: "baglæns 88 26 47 17", "read it from behind"."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from classifier.folding import fold
from classifier.phones.calls import WORD
from classifier.phrases import has_thai
from models.yaml_file import read_yaml

FILE = Path(__file__).parent / "backwards.yml"
# How far (characters) a word of reading may stand from a phrase that says other things too.
NEAR_READING = 25
_LETTERS = re.compile(r"[^\W\d_]+")
_PARTED = re.compile(r"[.,;:!?\n•·|()/]")
# The number follows a colon, or stands beside brackets.
_NUMBER_AFTER, _NUMBER_BEFORE = re.compile(r" ?[:=)] ?\(?\+?\d"), re.compile(r"\d ?\($")


class Announced(NamedTuple):
    """Reversed order is announced at a place; ``sure`` where that is all the words there can mean."""

    start: int
    sure: bool


class _Phrase(NamedTuple):
    """A phrase that announces reversed order: its longest word in small letters, its pattern."""

    word: str
    pattern: str
    sure: bool


@cache
def _phrases() -> tuple[_Phrase, ...]:
    """Return all phrases, each with its accents and without, the longest first."""
    content = read_yaml(FILE)
    found = set()
    for sure in (True, False):
        for phrases in content["sure" if sure else "unsure"].values():
            for phrase in {written for given in phrases for written in (given.lower(), fold(given))}:
                opening, ending = (
                    ("", "") if has_thai(phrase) else (r"(?<!\w)", "" if phrase.endswith("*") else r"(?!\w)")
                )
                pattern = opening + re.escape(phrase.rstrip("*")).replace(r"\ ", r"\s+") + ending
                found.add(_Phrase(max(_LETTERS.findall(phrase), key=len), pattern, sure))
    return tuple(sorted(found, key=lambda phrase: (-len(phrase.pattern), phrase)))


@cache
def _words() -> tuple[str, ...]:
    return tuple(sorted({phrase.word for phrase in _phrases()}, key=lambda word: (len(word), word)))


@cache
def _openings(kind: str) -> tuple[str, ...]:
    return tuple(map(fold, read_yaml(FILE)[kind]))


def words_that_announce(text: str) -> list[str]:
    """Return which words, each the longest of a phrase that announces reversed order, a text holds; small letters."""
    lowered = text.lower()
    return [word for word in _words() if word in lowered]


def announced_backwards(text: str) -> list[Announced]:
    """Return where a text says that a number is written backwards, in order."""
    words = tuple(words_that_announce(text))
    return list(_announced(text, words)) if words else []


def _announced(text: str, words: tuple[str, ...]) -> Iterator[Announced]:
    pattern, sure = _pattern_of(words)
    for found in pattern.finditer(text):
        start, end = found.span()
        yield Announced(start, sure[(found.lastindex or 1) - 1] or _of_a_number(text, start, end))


@lru_cache(maxsize=1_000)
def _pattern_of(words: tuple[str, ...]) -> tuple[re.Pattern[str], tuple[bool, ...]]:
    """Return the pattern of the phrases that hold one of these words, a group each, and which of them are sure."""
    phrases = [phrase for phrase in _phrases() if phrase.word in words]
    pattern = "|".join(f"({phrase.pattern})" for phrase in phrases)
    return re.compile(pattern, re.IGNORECASE), tuple(phrase.sure for phrase in phrases)


def _of_a_number(text: str, start: int, end: int) -> bool:
    """Say whether a phrase that says other things too speaks of a number: words of reading stand beside it, or the number itself."""
    if _NUMBER_AFTER.match(text, end) or _NUMBER_BEFORE.search(text, max(0, start - 3), start):
        return True
    before = _PARTED.split(text[max(0, start - NEAR_READING) : start])[-1]
    after = _PARTED.split(text[end : end + NEAR_READING])[0]
    return _speaks(before + " " + after, _openings("reading")) or _speaks(before, _openings("number"))


def _speaks(words: str, openings: tuple[str, ...]) -> bool:
    """Say whether a word begins as these do; Thai has no spaces, so there they may stand anywhere."""
    return any(fold(word).startswith(openings) for word in WORD.findall(words)) or (
        has_thai(words) and any(opening in words for opening in openings if has_thai(opening))
    )
