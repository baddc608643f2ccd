"""Words around numbers, from a file that anyone can edit: what joins parts, counts, calls, lists."""

from functools import cache
from pathlib import Path
from typing import Any

from classifier.folding import fold
from models.yaml_file import read_yaml

FILE = Path(__file__).parent / "context_words.yml"


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(FILE)
    return content


def context_words(kind: str) -> frozenset[str]:
    """Return the folded words of one list of the file. Raises KeyError where it has no such list."""
    return frozenset(fold(word) for word in _content()[kind])


@cache
def country_words() -> dict[str, tuple[str, ...]]:
    """Return the folded beginnings of the words that name the country of a language, by language."""
    return {lang: tuple(map(fold, words)) for lang, words in _content()["countries"].items()}
