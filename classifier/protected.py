"""Words that must never score: nationality, ethnicity, skin colour, language (safety rule R-FAIR-1)."""

from functools import cache, lru_cache
from pathlib import Path

import yaml

from classifier.folding import fold

PROTECTED_FILE = Path(__file__).parent / "protected_words.yml"


@cache
def _lists(*names: str) -> tuple[frozenset[str], tuple[str, ...]]:
    content = yaml.safe_load(PROTECTED_FILE.read_text(encoding="utf-8"))
    words = " ".join(line for name in names for line in content[name]).split()
    whole = frozenset(fold(word) for word in words if not word.endswith("*"))
    stems = tuple(sorted({fold(word[:-1]) for word in words if word.endswith("*")}))
    return whole, stems


@lru_cache(maxsize=50_000)
def is_protected(folded: str) -> bool:
    """Say whether a folded word names a nationality, ethnicity, colour or language."""
    whole, stems = _lists("protected", "double_meaning")
    return folded in whole or folded.startswith(stems)


def is_only_protected(folded: str) -> bool:
    """Say whether a folded word has no other meaning than nationality, ethnicity or language."""
    whole, stems = _lists("protected")
    return folded in whole or folded.startswith(stems)
