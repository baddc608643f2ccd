"""One lexicon file as it is read: YAML with line numbers, and every mistake gathered with file and line."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from classifier.phrases import PhraseMistake, compile_phrase, has_thai
from models.errors import LygteError

LINE = "__line__"


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
        told = f"{self.file.parent.name}/{self.file.name} line {line}: {what}."
        if told not in self.mistakes:
            self.mistakes.append(told)

    def load(self) -> dict[str, Any]:
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
        return content

    def phrase_fits(self, phrase: object, line: int, *, gaps: bool = True) -> bool:
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

    def list_of(self, owner: dict[str, Any], key: str) -> tuple[str, ...]:
        values = owner.get(key) or []
        if isinstance(values, str):
            values = [values]
        if not isinstance(values, list):
            self.wrong(owner[LINE], f"'{key}' must be a list of phrases")
            return ()
        return tuple(value for value in values if self.phrase_fits(value, owner[LINE]))
