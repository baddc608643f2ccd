"""Whose age a number tells: hers, or that of a child, a cat, a house, a whisky.

A grave finding hangs on it: a woman who writes that her cat is seventeen must not be shown as a minor.
"""

import re
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from classifier.folding import fold
from classifier.word_group import WordGroup
from models.yaml_file import read_yaml

FILE = Path(__file__).parent / "whose_age.yml"
# How many characters and words before a number are looked at.
BEFORE, AFTER, MOST_WORDS = 48, 30, 6
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
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
_UNIT = re.compile(r"[ \u00a0-]?[^\W\d_]+(?:[ -]old)?")


class _Words(NamedTuple):
    beings: WordGroup
    things: WordGroup
    aged: WordGroup
    hers: frozenset[str]
    parting: frozenset[str]


@cache
def _words() -> _Words:
    content = read_yaml(FILE)

    def group(*names: str) -> WordGroup:
        return WordGroup(word for name in names for line in content[name].values() for word in line.split())

    hers, parting, aged = (content[name].split() for name in ("hers", "parting", "aged"))
    beings, things = group("relatives", "animals"), group("things", "occasions")
    return _Words(beings, things, WordGroup(aged), frozenset(hers), frozenset(parting))


class _Kind(Enum):
    """What a word beside a number says of whose age it tells."""

    HERS = "hers"
    BEING = "being"
    THING = "thing"


# Looked up once: a name in its class takes Python 3.11 ten times as long.
_HERS, _BEING, _THING = _Kind


@lru_cache(maxsize=20_000)
def _kind(written: str) -> _Kind | None:
    known, low, word = _words(), written.lower(), fold(written)
    # As written: Polish "się" is not German "sie".
    if low in known.hers or low in known.parting:
        return _HERS
    return _BEING if word in known.beings else _THING if word in known.things else None


def is_of_another(text: str, start: int, end: int) -> bool:
    """Say whether the number and unit between two places of a text tell the age of somebody or something else than her."""
    return _named_before(said_before(text, start)) or _named_after(said_after(text, end))


def said_before(text: str, start: int) -> str:
    """Return what is said before a number, from where its sentence or item of a list begins."""
    return _PARTS.split(text[max(0, start - BEFORE) : start])[-1]


def said_after(text: str, end: int) -> str:
    """Return what is said after a number, to where its clause ends."""
    return _CLAUSE_ENDS.split(text[end : end + AFTER], maxsplit=1)[0]


def _named_before(clause: str) -> bool:
    """Say whether the nearest person or thing named before a number is another: "my cat is", not "my cat and I am"."""
    said, comma, rest = clause.rpartition(",")
    words = WORD.findall(rest)
    if comma and not words:
        # "My son, 15, …" names him; "cat, 19 years, …" lists facts.
        words = WORD.findall(said)
        return bool(words) and _kind(words[-1]) is _BEING
    named = False
    for written in reversed(words[-MOST_WORDS:]):
        kind = _kind(written)
        if kind:
            # "Salon Anna 23 år": a name after the thing is hers; after "my cat" it is the cat's.
            return kind is _BEING or (kind is _THING and not named)
        named = named or written[0].isupper()
    return False


def _named_after(clause: str) -> bool:
    """Say whether what is so old stands right after the years: "17 years old whisky", "15-årige søn"."""
    for found in WORD.finditer(clause):
        written = found.group()
        if _kind(written) in (_BEING, _THING):
            return True
        if fold(written) not in _words().aged:
            return False
    return False


def is_of_the_writer(text: str, start: int, end: int) -> bool:
    """Say whether a number and its unit tell how old who writes is: in a review, the customer."""
    before, after = text[max(0, start - BEFORE) : start].lower(), text[end : end + _LONGEST_AM_I].lower()
    return bool(_I_AM.search(before) or _AM_I.match(after))


def end_of_unit(text: str, end: int) -> int:
    """Return where the word right after a number ends: "years", "-årig", "éves"."""
    found = _UNIT.match(text, end)
    return found.end() if found else end
