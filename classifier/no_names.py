"""Words before a number that name nobody: things, rooms, units, streets. What they are followed by is nobody's age."""

from functools import cache
from pathlib import Path

from classifier.folding import fold
from models.yaml_file import read_yaml

FILE = Path(__file__).parent / "no_names.yml"


@cache
def _known() -> tuple[frozenset[str], tuple[str, ...]]:
    content = read_yaml(FILE)
    return frozenset(map(fold, content["words"].split())), tuple(map(fold, content["endings"].split()))


def names_nobody(word: str) -> bool:
    """Say whether a word, as written or folded, is sure to be no name of a person."""
    words, endings = _known()
    folded = fold(word)
    return folded in words or folded.endswith(endings)
