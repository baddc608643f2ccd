"""Words that must never score: nationality, ethnicity, skin colour, language (safety rule R-FAIR-1)."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from classifier.word_group import WordGroup
from models.yaml_file import read_yaml

PROTECTED_FILE = Path(__file__).parent / "protected_words.yml"


@cache
def _listed(*names: str) -> WordGroup:
    content = read_yaml(PROTECTED_FILE)
    return WordGroup(word for name in names for line in content[name] for word in line.split())


def is_protected(folded: str) -> bool:
    """Say whether a folded word names a nationality, ethnicity, colour or language."""
    return folded in _listed("protected", "double_meaning")


def protected_among(folded: Iterable[str]) -> set[str]:
    """Return those of many folded words of which :func:`is_protected` says so."""
    return _listed("protected", "double_meaning").among(folded)


def is_only_protected(folded: str) -> bool:
    """Say whether a folded word has no other meaning than nationality, ethnicity or language."""
    return folded in _listed("protected")
