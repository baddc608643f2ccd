"""Words that must never score: nationality, ethnicity, skin colour, language (safety rule R-FAIR-1)."""

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import yaml

from classifier.folding import fold

PROTECTED_FILE = Path(__file__).parent / "protected_words.yml"


class _Listed(NamedTuple):
    """Whole words, and how others begin: ``stems`` by their first ``letters``."""

    whole: frozenset[str]
    stems: dict[str, tuple[str, ...]]
    letters: int

    def hold(self, folded: str) -> bool:
        """Say whether a word is one of these."""
        return folded in self.whole or folded.startswith(self.stems.get(folded[: self.letters], ()))


@cache
def _listed(*names: str) -> _Listed:
    content = yaml.safe_load(PROTECTED_FILE.read_text(encoding="utf-8"))
    words = " ".join(line for name in names for line in content[name]).split()
    begins = sorted({fold(word[:-1]) for word in words if word.endswith("*")})
    letters = min(map(len, begins))
    stems = {first: tuple(some) for first, some in groupby(begins, lambda begin: begin[:letters])}
    return _Listed(frozenset(fold(word) for word in words if not word.endswith("*")), stems, letters)


def is_protected(folded: str) -> bool:
    """Say whether a folded word names a nationality, ethnicity, colour or language."""
    return _listed("protected", "double_meaning").hold(folded)


def is_only_protected(folded: str) -> bool:
    """Say whether a folded word has no other meaning than nationality, ethnicity or language."""
    return _listed("protected").hold(folded)
