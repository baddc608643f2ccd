"""All words on the screens: ``locale/<lang>.yml``, the same keys in each, Danish first.

A key that is missing raises: an untranslated screen is a bug, not a shrug.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from models.yaml_file import read_yaml

FOLDER = Path(__file__).parent / "locale"
LANGUAGES = ("da", "en")


def _flat(tree: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        key = f"{before}{name}"
        if isinstance(value, dict):
            yield from _flat(value, f"{key}.")
        else:
            yield key, str(value)


@cache
def phrases(lang: str) -> dict[str, str]:
    """Return all phrases of one language by dotted key."""
    return dict(_flat(read_yaml(FOLDER / f"{lang}.yml")))


class Words:
    """The phrases of one language, as templates use them."""

    def __init__(self, lang: str) -> None:
        self.lang = lang if lang in LANGUAGES else "da"
        self._phrases = phrases(self.lang)

    def __call__(self, key: str, **values: object) -> str:
        """Return a phrase with its values filled in. Raises KeyError for an unknown key."""
        phrase = self._phrases[key]
        return phrase.format(**values) if values else phrase

    def count(self, key: str, n: int, **values: object) -> str:
        """Return the singular (``key.one``) or plural (``key.other``) phrase for a count."""
        return self._phrases[f"{key}.{'one' if n == 1 else 'other'}"].format(n=n, **values)

    def known(self, key: str) -> bool:
        """Tell whether there is such a phrase: for codes that other rooms may add to."""
        return key in self._phrases

    def code(self, prefix: str, code: object) -> str:
        """Return the phrase for a code from the tables, or the code itself in plain letters when it is new to us."""
        key = f"{prefix}.{code}"
        return self._phrases.get(key, str(code).replace("_", " "))

    def said(self, said: Mapping[str, Any] | None, words: object = "") -> str:
        """Return the phrase of a stored sentence ({"code", "values"}); the words as stored where it has no code here.

        Lists among the values are field names.
        """
        phrase = self._phrases.get(f"said.{said.get('code')}") if said else None
        if said is None or phrase is None:
            return str(words or "")
        values = {
            name: ", ".join(self.code("field", each) for each in value) if isinstance(value, list) else value
            for name, value in said.get("values", {}).items()
        }
        return phrase.format(**values)
