"""Number words of all languages: what a word can mean as digits."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from classifier.folding import fold
from classifier.phrases import has_thai
from models.yaml_file import read_yaml

WORDS_FILE = Path(__file__).parent / "number_words.yml"
# A word made of this many number words at most ("syvensyvfire…"): longer ones are not numbers.
LONGEST_GLUED = 16
LONGEST_WORD = 120
SHORTEST_IN_GLUED, LONGEST_IN_GLUED = 2, 20
_LETTERS = re.compile(r"[\u0e00-\u0e7f]+|[^\W\d_\u0e00-\u0e7f]+")
# May stand between two numbers written as one word.
_JOINERS = ("og", "and", "und", "och")


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing a word can mean: ``kind`` unit, teen, tens, hundreds, hundred, twice, thrice, plural ("zeros") or code (fixed digits)."""

    kind: str
    value: int
    lang: str
    digits: str = ""


@dataclass(frozen=True)
class NumberWords:
    """The dictionary: folded word to meanings, and words allowed between numbers."""

    meanings: dict[str, tuple[Meaning, ...]]
    # The same by language.
    of_language: dict[str, dict[str, tuple[Meaning, ...]]]
    # The first three letters of them; shorter ones whole.
    openings: frozenset[str]
    # The last three letters of them; shorter ones whole.
    endings: frozenset[str]
    # How long they are by their first two letters, the longest first; the longest and shortest are never glued to others.
    lengths: dict[str, tuple[int, ...]]
    joiners: dict[str, frozenset[str]]
    unit_first: frozenset[str]


def _spellings(entry: str) -> list[str]:
    return [fold(word) for word in entry.split("/")]


def _plain_words(lang: str, facts: dict[str, Any]) -> list[tuple[str, Meaning]]:
    found: list[tuple[str, Meaning]] = []
    for kind, key, first, step in (("unit", "units", 0, 1), ("teen", "teens", 10, 1), ("tens", "tens", 20, 10)):
        for place, entry in enumerate(facts[key]):
            found += [(word, Meaning(kind, first + place * step, lang)) for word in _spellings(entry)]
    for place, entry in enumerate(facts.get("hundreds", [])):
        found += [(word, Meaning("hundreds", 100 * (place + 1), lang)) for word in _spellings(entry)]
    for word in _spellings(facts["hundred"]) if "hundred" in facts else []:
        found.append((word, Meaning("hundred", 100, lang)))
    for place, entry in enumerate(facts.get("plurals", [])):
        found += [(word, Meaning("plural", place, lang)) for word in _spellings(entry) if word]
    for kind in ("twice", "thrice"):
        found += [(fold(word), Meaning(kind, 2 if kind == "twice" else 3, lang)) for word in facts[kind]]
    return found


def _glued_words(lang: str, facts: dict[str, Any], plain: list[tuple[str, Meaning]]) -> list[tuple[str, Meaning]]:
    """Write "enogtyve", "sixtysix", "hatvannégy" out."""
    units = [(word, meaning.value) for word, meaning in plain if meaning.kind == "unit" and meaning.value]
    tens = [(word, meaning.value) for word, meaning in plain if meaning.kind == "tens"]
    found = []
    for ten, ten_value in tens:
        for unit, unit_value in units:
            meaning = Meaning("pair", ten_value + unit_value, lang)
            if facts.get("unit_first"):
                found += [(f"{unit}{fold(joiner)}{ten}", meaning) for joiner in facts["and"]]
            found += [(f"{ten}{fold(joiner)}{unit}", meaning) for joiner in facts["and"]]
            if facts.get("glue") or lang in ("en", "ro", "ru", "bg", "pl", "da"):
                found.append((ten + unit, meaning))
    return found


def _lengths(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for word in words:
        if SHORTEST_IN_GLUED <= len(word) <= LONGEST_IN_GLUED:
            found.setdefault(word[:2], set()).add(len(word))
    return {opening: tuple(sorted(sizes, reverse=True)) for opening, sizes in found.items()}


@cache
def number_words() -> NumberWords:
    """Return the dictionary, read once."""
    content = read_yaml(WORDS_FILE)
    meanings: dict[str, list[Meaning]] = {}
    of_language: dict[str, dict[str, tuple[Meaning, ...]]] = {}
    for lang, facts in content.items():
        plain = _plain_words(lang, facts)
        own = of_language[lang] = dict[str, tuple[Meaning, ...]]()
        for word, meaning in plain + _glued_words(lang, facts, plain):
            own[word] = (*own.get(word, ()), meaning)
            known = meanings.setdefault(word, [])
            if not any((old.kind, old.value) == (meaning.kind, meaning.value) for old in known):
                known.append(meaning)
    return NumberWords(
        meanings={word: tuple(options) for word, options in meanings.items()},
        of_language=of_language,
        openings=frozenset(word[:3] for word in meanings),
        endings=frozenset(word[-3:] for word in meanings),
        lengths=_lengths(meanings),
        joiners={lang: frozenset(fold(word) for word in facts["and"]) for lang, facts in content.items()},
        unit_first=frozenset(lang for lang, facts in content.items() if facts.get("unit_first")),
    )


def thai_number_words() -> list[str]:
    """Return the number words of Thai as they are written, the longest first."""
    return sorted((word for word in number_words().meanings if has_thai(word)), key=lambda word: (-len(word), word))


def may_begin_number(folded: str) -> bool:
    """Say whether a folded word begins as a number word does: no other word can be one, alone or glued to others."""
    openings = number_words().openings
    return folded[:3] in openings or folded[:2] in openings


@lru_cache(maxsize=30_000)
def meanings_of(word: str) -> tuple[Meaning, ...]:
    """Return what a word can mean as digits; an empty tuple for any other word."""
    folded = fold(word)
    known = number_words().meanings.get(folded)
    if known:
        return known
    if len(folded) < 5 or len(folded) > LONGEST_WORD:
        return ()
    digits = _cut_glued(folded)
    return (Meaning("code", 0, "", digits),) if digits else ()


def _cut_glued(word: str) -> str:
    """Read number words written as one ("syvensyvfire", "doppelnull", "etthundrasjuttiofyra"); no other letters may be left.

    The longest words first, of any language; a joiner ("og", "and") may stand between two of them. Where that leaves letters over,
    words of one language, shorter ones too: "ni-otte", not "nio-tte".
    """
    endings = number_words().endings
    if not may_begin_number(word) or (word[-3:] not in endings and word[-2:] not in endings):
        return ""
    place, digits, parts = 0, "", 0
    while place < len(word) and parts < LONGEST_GLUED:
        found = next(_glued_at(word, place), None) or next(_after_joiner(word, place, parts), None)
        if found is None:
            break
        more, place = found
        digits, parts = digits + more, parts + 1
    if place < len(word):
        return next(filter(None, (_cut_of_one_language(word, lang) for lang in _languages_of_end(word))), "")
    return digits if parts > 1 or len(digits) > 1 else ""


def _languages_of_end(word: str) -> list[str]:
    """Return the languages in which a word ends with a number word; two letters are more likely an article ("fir-en")."""
    known = number_words()
    sizes = range(SHORTEST_IN_GLUED + 1, min(len(word), LONGEST_IN_GLUED + 1))
    ends = [end for size in sizes if (end := word[-size:]) in known.meanings]
    return [lang for lang, words in known.of_language.items() if not words.keys().isdisjoint(ends)] if ends else []


def _cut_of_one_language(word: str, lang: str) -> str:
    """Read words of one language written as one, whatever their lengths; empty where letters are left over."""
    waiting, tried = [(0, "", 0)], set[tuple[int, int]]()
    while waiting:
        place, digits, parts = waiting.pop()
        if place == len(word):
            return digits if parts > 1 or len(digits) > 1 else ""
        if parts < LONGEST_GLUED and (place, parts) not in tried:
            tried.add((place, parts))
            found = [*_glued_at(word, place, lang), *_after_joiner(word, place, parts, lang)]
            # The likeliest is tried next.
            waiting += [(end, digits + more, parts + 1) for more, end in reversed(found)]
    return ""


def _meanings_at(word: str, place: int, kinds: tuple[str, ...], lang: str) -> Iterator[tuple[Meaning, int]]:
    """Yield the number words of ``kinds`` at ``place``, the longest first, and where each ends; of any language where ``lang`` is empty."""
    known = number_words()
    meanings = known.of_language[lang] if lang else known.meanings
    left = len(word) - place
    for size in known.lengths.get(word[place : place + 2], ()):
        if size <= left:
            options = meanings.get(word[place : place + size], ())
            yield from [(option, place + size) for option in options if option.kind in kinds][:1]


def _glued_at(word: str, place: int, lang: str = "") -> Iterator[tuple[str, int]]:
    """Yield the digits of the numbers that may stand at ``place`` of a glued word and where each ends, the likeliest first."""
    kinds = ("unit", "teen", "tens", "pair", "twice", "thrice", "hundreds", "hundred")
    for meaning, end in _meanings_at(word, place, kinds, lang):
        if meaning.kind in ("twice", "thrice"):
            units = _meanings_at(word, end, ("unit",), lang)
            yield from ((str(unit.value) * meaning.value, last) for unit, last in units)
        elif meaning.kind in ("hundreds", "hundred"):
            yield from _after_hundreds(word, end, meaning.value, lang)
        else:
            if meaning.kind == "unit" and meaning.value:
                for _, last in _meanings_at(word, end, ("hundred",), lang):
                    yield from _after_hundreds(word, last, 100 * meaning.value, lang)
            yield str(meaning.value), end


def _after_hundreds(word: str, place: int, hundreds: int, lang: str) -> Iterator[tuple[str, int]]:
    """Yield hundreds with what follows them at ``place``, and by themselves."""
    for rest, end in _meanings_at(word, place, ("pair", "teen", "tens", "unit"), lang):
        yield str(hundreds + rest.value), end
    yield str(hundreds), place


def _after_joiner(word: str, place: int, parts: int, lang: str = "") -> Iterator[tuple[str, int]]:
    """Yield the numbers after an "og" inside a glued word."""
    for joiner in _JOINERS if parts else ():
        if word.startswith(joiner, place):
            yield from _glued_at(word, place + len(joiner), lang)
