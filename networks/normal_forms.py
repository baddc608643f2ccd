"""One spelling for what people write in many: names, towns, houses.

Pure and cached, because a million ads hold few different spellings.
"""

import re
import unicodedata
from functools import lru_cache

_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)
# Floor, door and unit say who lives in a house, not which house: "12, 2. tv", "12 st th", "12B lejl. 4".
_AFTER_HOUSE_NUMBER = re.compile(r"^(.*?\b\d+\s?[a-z]?)(?=[\s,.]|$).*$")
_LETTER = re.compile(r"(\d) (?=[a-z]$)")
# "Nørreg. 12", "Østerv 3", "Vestre Alle 4": the usual short forms of street names.
_SHORT_FORMS = (
    (re.compile(r"(?<=\w)g(?:d|ade)?\.(?=\s*\d)"), "gade"),
    (re.compile(r"(?<=\w)v\.(?=\s*\d)"), "vej"),
    (re.compile(r"\bal(?:l[eé]|\.)(?=\s*\d)"), "allé"),
    (re.compile(r"(?<=\w)pl\.(?=\s*\d)"), "plads"),
    (re.compile(r"\bsdr\b\.?"), "søndre"),
    (re.compile(r"\b(?:nr|ndr)\b\.?(?=\s+[a-zæøå])"), "nørre"),
    (re.compile(r"\bgl\b\.?"), "gammel"),
    (re.compile(r"\bst(?:r|ore)?\.(?=\s+[a-zæøå])"), "store"),
    (re.compile(r"\bskt\b\.?"), "sankt"),
)
# An address written in the text: after a pin or the word for it, up to the house number.
_IN_TEXT = re.compile(
    r"(?:📍|\b(?:adresse|address|addr)\b)\s*[:\-–]?\s*([^\W\d][^,;:!?\n\d]{2,40}?\s\d{1,3}\s?[a-z]?)\b(?:\s*,?\s*(?:\d\.\s?\w{1,4}|st\.?\s?\w{0,3}|kl\.?\s?\w{0,3}|lejl\.?\s?\d+))?"
    r"(?:\s*,\s*(?:\d{4}\s)?([^\W\d][^\d,;!?\n]{1,30}?))?(?=\s*(?:[.,;!?\n…–-]|$|\W{2}))",
    re.IGNORECASE,
)


@lru_cache(maxsize=200_000)
def normal_name(alias: str | None) -> str | None:
    """Return an alias without case, emoji and punctuation; None when nothing is left."""
    if not alias:
        return None
    plain = unicodedata.normalize("NFKC", alias).casefold()
    return _NOT_WORD.sub(" ", plain).strip() or None


@lru_cache(maxsize=400_000)
def normal_house(address: str | None) -> str | None:
    """Return street and house number; None when no house is named (a street alone is too coarse)."""
    if not address or not any(character.isdigit() for character in address):
        return None
    plain = unicodedata.normalize("NFKC", address).casefold().strip()
    for short, full in _SHORT_FORMS:
        plain = short.sub(full, plain)
    first = _AFTER_HOUSE_NUMBER.match(plain)
    if first and any(character.isalpha() for character in first[1]):
        plain = first[1]
    return _LETTER.sub(r"\1", _NOT_WORD.sub(" ", plain).strip()) or None


def house_in(text: str) -> tuple[str, str | None] | None:
    """Return the first house written in a text (street and number, town or None); None where no address is marked."""
    found = _IN_TEXT.search(text)
    house = normal_house(found[1]) if found else None
    return (house, normal_name(found[2])) if found and house else None
