"""Whose age a number tells: hers, or that of a child, a cat, a house, a whisky.

A grave finding hangs on it: a woman who writes that her cat is seventeen must not be shown as a minor.
"""

import re
from collections.abc import Iterable
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from classifier.folding import fold

FILE = Path(__file__).parent / "whose_age.yml"
# How many characters and words before a number are looked at.
BEFORE, AFTER, MOST_WORDS = 48, 30, 6
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# What is said before these is another sentence's, or another item's of a list.
_PARTS = re.compile(r"[.!?;:\n|•·…]")
_CLAUSE_ENDS = re.compile(r"[.,!?;:\n|•·…(]")
# Searched in small letters.
_I_AM = re.compile(
    r"(?<!\w)(?:jeg er|i am|i'?m|ich bin|jag är|soy|tengo|sono|ho|мне|jestem|mam|sunt|am|съм|аз съм|я)(?: (?:selv|själv|selbst|myself|sam|самому|на|само|само на|bare|kun|only|nur|bara))*\s*$|"
    r"(?<!\w)(?:самият|самата) съм на $|"
    r"(?<!\w)(?:i(?: just|'ve just)? turned|jeg(?: er)?(?: lige| netop)? fyldt?e?|jag(?: har)?(?: just| precis)? fyll(?:t|de)|ich bin(?: gerade)?|acabo de cumplir(?: los)?|cumplí|ho(?: appena)? compiuto|skończyłem|am împlinit|"
    r"мне(?: только)? исполнилось|навърших)\s*$"
)
_AM_I = re.compile(r" vagyok\b")
_LONGEST_AM_I = 8
# A grown woman's age, after another number: how old she is by now.
_GROWN = re.compile(
    r"(?<![\d.,:/-])(?:2[4-9]|[3-7]\d)(?![\d%€]|[.,:/-]\d|[ ]?(?:min|kr|eur|€|dkk|cm|kg|km|kvm|m\b|%|time|hour|gang|stund|zł|ft\b|lei|мин|евро|крон))",
    re.IGNORECASE,
)
THEN_AND_NOW, NEAR_WORDS = 60, 3
_UNIT = re.compile(r"[ \u00a0-]?[^\W\d_]+(?:[ -]old)?")


class _Group:
    """Words of one kind, some of them by how they begin."""

    def __init__(self, words: Iterable[str]) -> None:
        words = list(words)
        self._whole = frozenset(fold(word) for word in words if not word.endswith("*"))
        self._begins = tuple(sorted({fold(word[:-1]) for word in words if word.endswith("*")}))

    def __contains__(self, folded: str) -> bool:
        return folded in self._whole or (bool(self._begins) and folded.startswith(self._begins))


class _Words(NamedTuple):
    beings: _Group
    things: _Group
    aged: _Group
    hers: frozenset[str]
    parting: frozenset[str]
    once: _Group
    claimed: _Group
    now: _Group
    being: _Group


@cache
def _words() -> _Words:
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))

    def group(*names: str) -> _Group:
        lists = (content[name].values() if isinstance(content[name], dict) else [content[name]] for name in names)
        return _Group(word for words in lists for line in words for word in line.split())

    hers, parting = (frozenset(content[name].split()) for name in ("hers", "parting"))
    beings, things = group("relatives", "animals"), group("things", "occasions")
    others = [group(*names) for names in (("began", "was"), ("claimed",), ("now",), ("is",))]
    return _Words(beings, things, group("aged"), hers, parting, *others)


class _Kind(Enum):
    """What a word before a number says of whose age it tells."""

    HERS = "hers"
    BEING = "being"
    THING = "thing"


@lru_cache(maxsize=20_000)
def _kind(written: str) -> _Kind | None:
    known, low, word = _words(), written.lower(), fold(written)
    # As written: Polish "się" is not German "sie".
    if low in known.hers or low in known.parting:
        return _Kind.HERS
    return _Kind.BEING if word in known.beings else _Kind.THING if word in known.things else None


def is_of_another(text: str, start: int, end: int) -> bool:
    """Say whether the number and unit between two places of a text tell the age of somebody or something else than her."""
    if _named_before(text[max(0, start - BEFORE) : start]) or _named_after(text[end : end + AFTER]):
        return True
    return _is_older(text, start, end)


def _is_older(text: str, start: int, end: int) -> bool:
    """Say whether a number tells how old she was, or is said to be, as another one tells how old she is.

    "She began at 19, now she is 41", "the ad says 20, she is 40".
    """
    grown = _GROWN.search(text, end, end + THEN_AND_NOW)
    if not grown or is_of_the_writer(text, grown.start(), grown.end()):
        return False
    before = _WORD.findall(_PARTS.split(text[max(0, start - BEFORE) : start])[-1])[-MOST_WORDS:]
    between = [fold(word) for word in _WORD.findall(text[end : grown.start()])]
    after = _WORD.findall(_CLAUSE_ENDS.split(text[grown.end() : grown.end() + AFTER])[0])
    known, said = _words(), [*map(fold, before), *between[:MOST_WORDS]]
    now = [*between[-NEAR_WORDS:], *map(fold, after[:NEAR_WORDS])]
    if any(word in known.now for word in now):
        return any(word in known.once or word in known.claimed for word in said)
    return any(word in known.being for word in now) and any(word in known.claimed for word in said)


def _named_before(before: str) -> bool:
    """Say whether the nearest person or thing named before a number is another: "my cat is", not "my cat and I am"."""
    clause = _PARTS.split(before)[-1]
    said, comma, rest = clause.rpartition(",")
    words = _WORD.findall(rest)
    if comma and not words:
        # "My son, 15, …" names him; "cat, 19 years, …" lists facts.
        words = _WORD.findall(said)
        return bool(words) and fold(words[-1]) in _words().beings
    named = False
    for written in reversed(words[-MOST_WORDS:]):
        kind = _kind(written)
        if kind:
            # "Salon Anna 23 år": a name after the thing is hers; after "my cat" it is the cat's.
            return kind is _Kind.BEING or (kind is _Kind.THING and not named)
        named = named or written[0].isupper()
    return False


def _named_after(after: str) -> bool:
    """Say whether what is so old stands right after the years: "17 years old whisky", "15-årige søn"."""
    for written in _WORD.findall(_CLAUSE_ENDS.split(after)[0]):
        word = fold(written)
        if _is_another(word):
            return True
        if word not in _words().aged:
            return False
    return False


def _is_another(folded: str) -> bool:
    return folded in _words().beings or folded in _words().things


def is_of_the_writer(text: str, start: int, end: int) -> bool:
    """Say whether a number and its unit tell how old who writes is: in a review, the customer."""
    before, after = text[max(0, start - BEFORE) : start].lower(), text[end : end + _LONGEST_AM_I].lower()
    return bool(_I_AM.search(before) or _AM_I.match(after))


def number_is_of_another(text: str, start: int, end: int, kind: str) -> bool:
    """Say whether a bare number in an ad or a review is somebody or something else's age, or the age guests must have ("18+")."""
    if text[end : end + 1] == "+":
        return True
    end = _unit(text, end)
    return is_of_another(text, start, end) or (kind == "review" and is_of_the_writer(text, start, end))


def _unit(text: str, end: int) -> int:
    """Return where the word right after a number ends: "years", "-årig", "éves"."""
    found = _UNIT.match(text, end)
    return found.end() if found else end
