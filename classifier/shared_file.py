"""Read what languages share: wordings made of word families, the context that short cues need, and named patterns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from classifier.lexicon_yaml import LINE, TYPES, FileReader, LexiconMistakes

SHARED = "_shared"
CONTEXT_FILE = "context.yml"
PATTERN_FILE = "patterns.yml"
_SHARED_KEYS = {
    "all", "within", "strength", "type", "not", "unless", "about", "negatable", "clause", "ordered", "source", "reviewer", "date", "note",
}  # fmt: skip
_CONTEXT_KEYS = {
    "indicator", "type", "words", "needs", "not", "about", "question", "after_not", "why", "after_but", "but",
}  # fmt: skip
# How far apart and how strong where a shared wording does not say.
WIDEST, USUAL_WITHIN, USUAL_STRENGTH = 16, 8, 0.6


@dataclass(frozen=True, slots=True)
class SharedWording:
    """Families that must stand near each other in one sentence, in any order; see lexicons/README.md."""

    rule: str
    indicator: str
    strength: float
    # Each element is met by a word of any of its families.
    elements: tuple[tuple[str, ...], ...]
    within: int = USUAL_WITHIN
    type: str | None = None
    forbidden: tuple[str, ...] = ()
    about_her: bool = False
    negatable: bool = True
    one_clause: bool = False
    ordered: bool = False
    # A regular expression that cancels the wording where it finds any of its words, or what stands right beside them.
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What must, or must not, stand around the short cues of one indicator."""

    indicator: str
    type: str | None = None
    # Cues of so many words and fewer are tested.
    words: int = 1
    needs: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[str, ...] = ()
    after_forbidden: tuple[str, ...] = ()
    # What is right after the cue after all: "without condom no problem".
    after_but: tuple[str, ...] = ()
    # Families that excuse ``about``: "I asked without, she said 300 more".
    but: tuple[str, ...] = ()
    # Whose it must be: "her", or "offered" (not asked for by the writer); empty where it does not matter.
    about: str = ""
    no_question: bool = False


@dataclass
class Shared:
    """What all languages share."""

    wordings: list[SharedWording] = field(default_factory=list)
    contexts: list[Context] = field(default_factory=list)


def read_shared(folder: Path, known: set[str], families: frozenset[str] | None = None) -> Shared:
    """Read what all languages share; ``known`` are the indicators of the policy. Raises LexiconMistakes.

    ``families`` are the names that may be used; None leaves them unchecked.
    """
    shared, mistakes = Shared(), list[str]()
    patterns = read_patterns(folder)
    for file in sorted((folder / SHARED).glob("*.yml")):
        reader = FileReader(file, mistakes)
        if file.name == CONTEXT_FILE:
            shared.contexts += _contexts(reader, known, families)
        elif file.name != PATTERN_FILE:
            shared.wordings += _wordings(reader, known, families, patterns)
    if mistakes:
        raise LexiconMistakes(mistakes)
    return shared


def read_patterns(folder: Path) -> dict[str, str]:
    """Read the regular expressions that lexicons of several languages look for, by name. Raises LexiconMistakes."""
    file, mistakes = folder / SHARED / PATTERN_FILE, list[str]()
    if not file.is_file():
        return {}
    reader, patterns = FileReader(file, mistakes), dict[str, str]()
    for entry in reader.entries_of(reader.load("patterns"), "patterns", "'- name:' and 'regex:'"):
        name, regex, line = entry.get("name"), entry.get("regex"), entry[LINE]
        reader.only(entry, {"name", "regex"}, line, "a pattern")
        if not isinstance(name, str) or not isinstance(regex, str):
            reader.wrong(line, "a pattern needs a 'name' and a 'regex' in quotes")
        elif name in patterns:
            reader.wrong(line, f"'{name}' is the name of another pattern too")
        elif reader.regex_fits(regex, line):
            patterns[name] = regex
    if mistakes:
        raise LexiconMistakes(mistakes)
    return patterns


def _names(reader: FileReader, owner: Mapping[str, Any], key: str, families: frozenset[str] | None) -> tuple[str, ...]:
    """Return the families named under a key: a list, or words with | between."""
    value = owner.get(key) or []
    if not isinstance(value, str | list):
        reader.wrong(owner[LINE], f"'{key}' must be families, with | between")
        return ()
    names = [name for part in ([value] if isinstance(value, str) else value) for name in str(part).split("|")]
    for name in names:
        if families is not None and name not in families:
            reader.wrong(owner[LINE], f"no language has a family '{name}'")
    return tuple(names)


def _elements(
    reader: FileReader, owner: Mapping[str, Any], key: str, families: frozenset[str] | None
) -> tuple[tuple[str, ...], ...]:
    value = owner.get(key) or []
    if not isinstance(value, list):
        reader.wrong(owner[LINE], f"'{key}' must be a list of families")
        return ()
    return tuple(_names(reader, {key: part, LINE: owner[LINE]}, key, families) for part in value)


def _wordings(
    reader: FileReader, known: set[str], families: frozenset[str] | None, patterns: Mapping[str, str]
) -> list[SharedWording]:
    content = reader.load("indicator", "defaults", "entries")
    if not content:
        return []
    indicator, defaults = reader.file.stem, reader.mapping_of(content, "defaults")
    reader.only(defaults, _SHARED_KEYS, defaults.get(LINE, 1), "a shared wording")
    if indicator not in known or content.get("indicator") != indicator:
        reader.wrong(1, "'indicator' must be an indicator of the policy and the name of the file")
        return []
    found = []
    for entry in reader.entries_of(content, "entries", "'- {all: […]'"):
        merged, line = {**defaults, **entry}, entry[LINE]
        reader.only(entry, _SHARED_KEYS, line, "a shared wording")
        reader.signed(merged, line)
        elements = _elements(reader, entry, "all", families)
        if len(elements) < 2:
            reader.wrong(line, "'all' needs two families or more")
            continue
        found.append(
            SharedWording(
                rule=f"all/{indicator}/" + "+".join("|".join(element[:2]) for element in elements),
                indicator=indicator,
                strength=reader.strength(merged, line, USUAL_STRENGTH),
                elements=elements,
                within=min(WIDEST, reader.count(merged, "within", line, USUAL_WITHIN)),
                type=reader.one_of(merged, "type", line, TYPES),
                forbidden=_names(reader, merged | {LINE: line}, "not", families),
                about_her=reader.one_of(merged, "about", line, ("her",)) == "her",
                negatable=reader.flag(merged, "negatable", line, usual=True),
                one_clause=reader.flag(merged, "clause", line, usual=False),
                ordered=reader.flag(merged, "ordered", line, usual=False),
                unless=patterns.get(reader.one_of(entry | {LINE: line}, "unless", line, tuple(patterns)) or "", ""),
            )
        )
    return found


def _contexts(reader: FileReader, known: set[str], families: frozenset[str] | None) -> list[Context]:
    found = []
    for entry in reader.entries_of(reader.load("contexts"), "contexts", "'- {indicator: …'"):
        line, indicator = entry[LINE], entry.get("indicator")
        if not isinstance(indicator, str) or indicator not in known:
            reader.wrong(line, "'indicator' must be an indicator of the policy")
        reader.only(entry, _CONTEXT_KEYS, line, "a context")
        found.append(
            Context(
                indicator=str(indicator),
                type=reader.one_of(entry, "type", line, TYPES),
                words=reader.count(entry, "words", line, 1),
                needs=_elements(reader, entry, "needs", families),
                forbidden=_names(reader, entry, "not", families),
                after_forbidden=_names(reader, entry, "after_not", families),
                after_but=_names(reader, entry, "after_but", families),
                but=_names(reader, entry, "but", families),
                about=reader.one_of(entry, "about", line, ("her", "offered")) or "",
                no_question=reader.one_of(entry, "question", line, ("no",)) == "no",
            )
        )
    return found
