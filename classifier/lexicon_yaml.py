"""One lexicon file as it is read: YAML with line numbers, and every mistake gathered with file and line."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from classifier.phrases import PhraseMistake, compile_phrase, has_thai
from models.errors import LygteError

LINE = "__line__"
# What a wording or context may be for alone.
TYPES = ("ad", "review")


class LexiconMistakes(LygteError):
    """Lexicon files that cannot be used; ``mistakes`` holds one sentence each, with file and line."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("The lexicons hold mistakes: " + " ".join(mistakes))
        self.mistakes = mistakes


class _Lines(yaml.CSafeLoader):
    """A loader that notes the line of every mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        mapping[LINE] = node.start_mark.line + 1
        return mapping


@dataclass
class FileReader:
    """Reads one file and gathers its mistakes."""

    file: Path
    mistakes: list[str]

    def wrong(self, line: int, what: str) -> None:
        """Note a mistake in one sentence with file and line, once."""
        told = f"{self.file.parent.name}/{self.file.name} line {line}: {what}."
        if told not in self.mistakes:
            self.mistakes.append(told)

    def load(self, *keys: str) -> dict[str, Any]:
        """Return the file's mapping, each with its line under LINE; empty where it cannot be used.

        ``keys`` are those it may have besides its language.
        """
        try:
            content = yaml.load(self.file.read_text(encoding="utf-8"), _Lines)  # noqa: S506 (a SafeLoader that counts lines)
        except yaml.YAMLError as problem:
            mark = getattr(problem, "problem_mark", None)
            self.wrong(
                mark.line + 1 if mark else 1, f"this is not YAML ({getattr(problem, 'problem', None) or 'unreadable'})"
            )
            return {}
        except (OSError, UnicodeDecodeError):
            self.wrong(1, "the file cannot be read as UTF-8 text")
            return {}
        if not isinstance(content, dict):
            self.wrong(1, "a file starts with 'language:'")
            return {}
        if content.get("language") != self.file.parent.name:
            self.wrong(content[LINE], f"'language' must be '{self.file.parent.name}', the folder's name")
        self.only(content, {"language", *keys}, content[LINE], "this file")
        return content

    def mapping_of(self, owner: dict[str, Any], key: str) -> dict[Any, Any]:
        """Return the mapping under a key, an empty one where there is none."""
        value = owner.get(key) or {}
        if not isinstance(value, dict):
            self.wrong(owner[LINE], f"under '{key}' every line must be a name, a colon and what it is")
            return {}
        return value

    def entries_of(self, owner: dict[str, Any], key: str, begin: str) -> list[dict[str, Any]]:
        """Return the entries under a key; ``begin`` shows how one begins."""
        value = owner.get(key) or []
        entries = [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
        if not isinstance(value, list) or len(entries) < len(value):
            self.wrong(owner[LINE], f"every entry starts with {begin}")
        return entries

    def only(self, owner: Mapping[str, Any], keys: Set[str], line: int, what: str) -> None:
        """Note every key that ``what`` does not have."""
        for key in sorted(owner.keys() - keys - {LINE}, key=str):
            self.wrong(line, f"'{key}' is no key of {what}")

    def signed(self, owner: Mapping[str, Any], line: int) -> None:
        """Note what is missing of who stands for a wording: source, reviewer and date."""
        for key in ("source", "reviewer", "date"):
            if not owner.get(key):
                self.wrong(line, f"'{key}' is missing here and under 'defaults'")
        if owner.get("date") and not isinstance(owner["date"], date):
            self.wrong(line, "'date' must look like 2026-11-21")

    def one_of(self, owner: Mapping[str, Any], key: str, line: int, allowed: tuple[str, ...]) -> str | None:
        """Return the word under a key that is one of a few; None where it is left out or is none of them."""
        value = owner.get(key)
        if value is not None and value not in allowed:
            self.wrong(line, f"'{key}' can only be " + " or ".join(f'"{word}"' for word in allowed))
            return None
        return value

    def strength(self, owner: Mapping[str, Any], line: int, usual: float = 0.0) -> float:
        """Return the strength, ``usual`` where it is left out or is none; without a usual one it must be there."""
        value = owner.get("strength", usual)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
            self.wrong(line, "'strength' must be a number from 0 to 1")
            return usual
        return float(value)

    def flag(self, owner: Mapping[str, Any], key: str, line: int, usual: bool) -> bool:
        """Return yes or no under a key, ``usual`` where it is left out or is neither."""
        value = owner.get(key, usual)
        if not isinstance(value, bool):
            self.wrong(line, f"'{key}' can only be true or false")
            return usual
        return value

    def count(self, owner: Mapping[str, Any], key: str, line: int, usual: int) -> int:
        """Return the whole number under a key, ``usual`` where it is left out or is none."""
        value = owner.get(key, usual)
        if type(value) is not int or value < 1:
            self.wrong(line, f"'{key}' must be a whole number from 1 on")
            return usual
        return value

    def regex_fits(self, regex: object, line: int) -> bool:
        """Say whether a regular expression can be used; else note why not."""
        try:
            re.compile(str(regex))
        except re.error as problem:
            self.wrong(line, f"the regex cannot be read ({problem.msg})")
            return False
        if re.search(r"[+*}]\)?[+*{]", str(regex)):
            self.wrong(line, "a repeat inside a repeat can hang on odd texts: write the regex simpler")
            return False
        return True

    def phrase_fits(self, phrase: object, line: int, *, gaps: bool = True) -> bool:
        """Say whether a phrase can be used; else note why not. ``gaps``: whether it may hold one."""
        if not isinstance(phrase, str) or not phrase.strip():
            self.wrong(line, 'a phrase must be words in "quotes"')
            return False
        if has_thai(phrase):
            return True
        if not gaps and ("…" in phrase or "..." in phrase):
            self.wrong(line, f"'{phrase}' may not hold a gap here")
            return False
        try:
            compile_phrase(phrase)
        except PhraseMistake as mistake:
            self.wrong(line, f"'{phrase}': {mistake}")
            return False
        return True

    def list_of(self, owner: dict[str, Any], key: str, *, gaps: bool = True) -> tuple[str, ...]:
        """Return the phrases of a list that can be used; a single one needs no list."""
        values = owner.get(key) or []
        if isinstance(values, str):
            values = [values]
        if not isinstance(values, list):
            self.wrong(owner[LINE], f"'{key}' must be a list of phrases")
            return ()
        return tuple(value for value in values if self.phrase_fits(value, owner[LINE], gaps=gaps))
