"""Read the lexicon files and report every mistake with file and line, all together."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from classifier.family_file import FAMILY_FILE, family_names, read_families
from classifier.lexicon_yaml import LINE, TYPES, FileReader, LexiconMistakes
from classifier.phrases import Words
from classifier.shared_file import Shared, read_patterns, read_shared

LEXICONS = Path(__file__).parent / "lexicons"
NEGATION_FILE = "negation.yml"
# Words after a negation that it denies, where a language says nothing else.
USUAL_SCOPE = 4
NEGATION_LISTS = ("negators", "negators_after", "clause_breaks", "hedges", "hearsay", "self", "her")
_KEYS = {
    "phrase", "phrases", "regex", "pattern", "strength", "type", "unless", "unless_text", "needs", "negatable", "about", "rule",
    "source", "reviewer", "date", "note", "context",
}  # fmt: skip
FIXED_RULES = ("restricted_freedom.may_not_refuse",)


@dataclass(frozen=True, slots=True)
class Entry:
    """One wording with its law; see lexicons/README.md for the fields."""

    rule: str
    lang: str
    indicator: str
    phrase: str
    regex: bool
    strength: float
    type: str | None = None
    unless: tuple[str, ...] = ()
    unless_text: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    negatable: bool = True
    about_her: bool = False
    # Whether the context of the indicator must fit (lexicons/_shared/context.yml).
    tested: bool = True


@dataclass(frozen=True, slots=True)
class Negation:
    """How one language says no, doubts, quotes and speaks of self."""

    lang: str
    lists: dict[str, tuple[str, ...]]
    scope_words: int = USUAL_SCOPE


@dataclass
class Lexicon:
    """All entries and negations of all languages."""

    entries: list[Entry] = field(default_factory=list)
    negations: list[Negation] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)
    families: dict[str, Words] = field(default_factory=dict)
    shared: Shared = field(default_factory=Shared)


def _slug(phrase: str) -> str:
    return re.sub(r"[^\w*#|+/-]+", "-", phrase.lower()).strip("-")[:60] or "entry"


def _wordings(reader: FileReader, entry: dict[str, Any], patterns: Mapping[str, str] | None) -> list[str]:
    given = [key for key in ("phrase", "phrases", "regex", "pattern") if key in entry]
    if len(given) != 1:
        reader.wrong(entry[LINE], "an entry needs one of 'phrase', 'phrases', 'regex' or 'pattern'")
        return []
    value = entry[given[0]]
    if given[0] == "regex":
        return [str(value)] if reader.regex_fits(value, entry[LINE]) else []
    if given[0] == "pattern":
        if patterns is not None and str(value) not in patterns:
            reader.wrong(entry[LINE], f"no shared pattern is called '{value}'")
        return [(patterns or {}).get(str(value), "")]
    wordings = value if isinstance(value, list) else [value]
    return [wording for wording in wordings if reader.phrase_fits(wording, entry[LINE])]


def _law(reader: FileReader, entry: dict[str, Any], defaults: dict[str, Any]) -> Entry:
    """Return what holds for every wording of an entry, as an Entry whose own rule and phrase are still to come."""
    merged, line = {**defaults, **entry}, entry[LINE]
    reader.only(entry, _KEYS, line, "an entry")
    reader.signed(merged, line)
    return Entry(
        rule=reader.one_of(merged, "rule", line, FIXED_RULES) or "",
        lang=reader.file.parent.name,
        indicator=reader.file.stem,
        phrase="",
        regex="regex" in entry or "pattern" in entry,
        strength=reader.strength(merged, line),
        type=reader.one_of(merged, "type", line, TYPES),
        unless=reader.list_of(entry, "unless") + (reader.list_of(defaults, "unless") if defaults else ()),
        unless_text=reader.list_of(entry, "unless_text"),
        needs=reader.list_of(entry, "needs"),
        negatable=reader.flag(merged, "negatable", line, usual=True),
        about_her=reader.one_of(merged, "about", line, ("her",)) == "her",
        tested=reader.one_of(merged, "context", line, ("any",)) != "any",
    )


def read_indicator_file(
    file: Path, known: set[str], patterns: Mapping[str, str] | None, mistakes: list[str]
) -> list[Entry]:
    """Return the entries of one indicator file; appends a sentence to ``mistakes`` for everything wrong.

    ``patterns`` are the shared ones that entries may name; None leaves the names unchecked.
    """
    reader = FileReader(file, mistakes)
    content = reader.load("indicator", "defaults", "entries")
    if not content:
        return []
    if content.get("indicator") != file.stem or file.stem not in known:
        reader.wrong(content[LINE], f"'indicator' must be '{file.stem}' and stand in the catalogue")
        return []
    defaults = reader.mapping_of(content, "defaults")
    reader.only(defaults, _KEYS, defaults.get(LINE, 1), "an entry")
    found: list[Entry] = []
    for entry in reader.entries_of(content, "entries", "'- phrase:', '- phrases:', '- regex:' or '- pattern:'"):
        law = _law(reader, entry, defaults)
        for wording in _wordings(reader, entry, patterns):
            rule = law.rule or f"{law.lang}/{law.indicator}/{_slug(wording)}"
            found.append(replace(law, rule=rule, phrase=wording))
    return found


def read_negation_file(file: Path, mistakes: list[str]) -> Negation | None:
    """Return how a language negates; appends a sentence to ``mistakes`` for everything wrong."""
    reader = FileReader(file, mistakes)
    content = reader.load(*NEGATION_LISTS, "scope_words")
    if not content:
        return None
    lists = {}
    for key in NEGATION_LISTS:
        if key not in content:
            reader.wrong(content[LINE], f"the list '{key}' is missing (it may be empty: [])")
        lists[key] = reader.list_of(content, key, gaps=False)
    scope = content.get("scope_words", USUAL_SCOPE)
    if type(scope) is not int or scope < 0:
        reader.wrong(content[LINE], "'scope_words' must be a number of words")
        scope = USUAL_SCOPE
    return Negation(file.parent.name, lists, scope)


def folders(folder: Path) -> frozenset[str]:
    """Return the languages that have a lexicon."""
    return frozenset(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith(("_", ".")))


def load_language(folder: Path, lang: str, known: set[str], shared: Shared | None = None) -> Lexicon:
    """Read one language's lexicon; ``known`` are the indicator names of the policy. Raises LexiconMistakes.

    ``shared`` is what all languages share, where it was read before.
    """
    lexicon = Lexicon(languages={lang}, shared=read_shared(folder, known) if shared is None else shared)
    mistakes: list[str] = []
    try:
        lexicon.families = read_families(folder, lang)
    except LexiconMistakes as found:
        mistakes += found.mistakes
    try:
        patterns = read_patterns(folder)
    except LexiconMistakes as found:
        mistakes += found.mistakes
        patterns = None
    for file in sorted((folder / lang).glob("*.yml")):
        if file.name == NEGATION_FILE:
            negation = read_negation_file(file, mistakes)
            if negation:
                lexicon.negations.append(negation)
        elif file.name != FAMILY_FILE:
            lexicon.entries += read_indicator_file(file, known, patterns, mistakes)
    if mistakes:
        raise LexiconMistakes(mistakes)
    return lexicon


def load_lexicons(folder: Path, known: set[str]) -> Lexicon:
    """Read the lexicons of all languages. Raises LexiconMistakes with every mistake of every file."""
    lexicon, mistakes = Lexicon(), list[str]()
    try:
        names = family_names(folder)
    except LexiconMistakes:
        # Told below, with the language's other mistakes; which families there are is not known then.
        names = None
    try:
        lexicon.shared = read_shared(folder, known, names)
    except LexiconMistakes as found:
        mistakes += found.mistakes
    for lang in sorted(folders(folder)):
        try:
            one = load_language(folder, lang, known, lexicon.shared)
        except LexiconMistakes as found:
            mistakes += found.mistakes
            continue
        lexicon.entries += one.entries
        lexicon.negations += one.negations
        lexicon.languages.add(lang)
    if mistakes:
        # What all languages share is read with each of them: a mistake there is told once.
        raise LexiconMistakes(list(dict.fromkeys(mistakes)))
    return lexicon
