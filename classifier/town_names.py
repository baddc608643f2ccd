"""How people write the larger Danish towns: in capitals or small letters, in their own language, in Cyrillic, with endings."""

import re
from functools import cache
from pathlib import Path

from models.yaml_file import read_yaml

FILE = Path(__file__).parent / "town_names.yml"
_WORD = re.compile(r"(?<![\w@./-])[^\W\d_]{3,20}(?![\w@])")
# "Koldingban", "Esbjergbe", "Odensében"; "в Копенгагене", "в Орхусе".
_HUNGARIAN = re.compile(r"(?<=.{5})(?:ban|ben|ba|be|ból|ből|ról|ről|on|en|ön|nak|nek|i|tól|től)$")
_RUSSIAN = re.compile(r"(?<=.{5})(?:е|а|у|ом)$")


@cache
def _names() -> dict[str, str]:
    content = read_yaml(FILE)
    names = {}
    for proper in content["towns"].split():
        low = proper.lower()
        for written in (low, low.replace("ø", "oe").replace("æ", "ae"), low.replace("aa", "å")):
            names[written] = proper
    for proper, others in content["other_names"].items():
        names |= dict.fromkeys(others.split(), proper)
    return names


def other_names() -> frozenset[str]:
    """Return all the names by which larger towns are known, in small letters."""
    return frozenset(_names())


def large_town(word: str) -> str | None:
    """Return the proper name of the larger town a word stands for, however it is written; None for any other word."""
    low, names = word.lower(), _names()
    found = names.get(low)
    if found or len(low) < 6:
        return found
    if not low.isascii() and low[0] >= "\u0400":
        return names.get(_RUSSIAN.sub("", low)) or names.get(_RUSSIAN.sub("е", low))
    bare = _HUNGARIAN.sub("", low)
    return names.get(bare) or names.get(bare[:-1] + "e" if bare.endswith("é") else bare)


def find_large_towns(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, proper name) of every larger town that a text names in whatever letters."""
    return [(found.start(), found.end(), town) for found in _WORD.finditer(text) if (town := large_town(found.group()))]
