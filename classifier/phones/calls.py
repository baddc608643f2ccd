"""Words before a number that speak of a phone, ask to call or write, or name the country it belongs to."""

import re
from functools import lru_cache

from classifier.folding import fold
from classifier.phones.context_words import context_words, country_words

WORD = re.compile(r"[^\W\d_]+|[\u0e00-\u0e7f]+")
# How far (characters) such a word may stand before a number.
NEAR_CALL = 60
# And one that names a country.
NEAR_COUNTRY = 40
_WHOLE = frozenset(word for word in context_words("calls") if len(word) <= 3)
_BEGIN = tuple(sorted(context_words("calls") - _WHOLE))


@lru_cache(maxsize=30_000)
def is_call(word: str) -> bool:
    """Say whether a word speaks of a phone, or asks to call or write."""
    folded = fold(word)
    return folded in _WHOLE or folded.startswith(_BEGIN)


def is_called(text: str, start: int) -> bool:
    """Say whether such a word stands near before a place."""
    return any(map(is_call, WORD.findall(text, max(0, start - NEAR_CALL), start)))


def countries_named(text: str, start: int) -> list[str]:
    """Return the languages of the countries that are named right before a place: "tysk nummer: 0172 …"."""
    named = set[str]().union(*map(_countries, WORD.findall(text, max(0, start - NEAR_COUNTRY), start)))
    return [lang for lang in country_words() if lang in named] if named else []


@lru_cache(maxsize=30_000)
def _countries(word: str) -> tuple[str, ...]:
    """Return the languages whose country a word may name."""
    folded = fold(word)
    return tuple(lang for lang, begins in country_words().items() if folded.startswith(begins))
