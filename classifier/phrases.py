"""The phrase language of the lexicons: `[uden|u/] kondom`, `pige*`, `… 6`, `_`, `#18-20` (see lexicons/README.md).

A phrase is compiled to one or more sequences of elements; one element is a set of words, any word, a number or a gap.
"""

import re
from dataclasses import dataclass

from classifier.folding import fold

MOST_SEQUENCES = 400
WIDEST_GAP = 8
DEFAULT_GAP = 3
_THAI = re.compile("[\u0e00-\u0e7f]")
TOKEN = re.compile(r"\[[^\[\]]*\]|…\d*|\.\.\.\d*|#(?:\d+-\d+)?|[^\s\[\]]+")
_WORD_OR_SIGN = re.compile(r"\*?[^\W_]+\*?|[/+%&€$£]")


class PhraseMistake(ValueError):
    """A phrase that cannot be read; says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Words:
    """One of these words; ``stems`` are (kind, letters) with kind begins, ends or contains."""

    exact: frozenset[str]
    stems: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in digits within a range."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Gap:
    """From ``least`` to ``most`` words, whatever they are."""

    least: int
    most: int


Element = Words | Number | Gap
Sequence = tuple[Element, ...]


def has_thai(text: str) -> bool:
    """Say whether a text holds Thai letters (such phrases are searched as written)."""
    return not text.isascii() and _THAI.search(text) is not None


def thai_pattern(phrase: str) -> str:
    """Return the regular expression of a phrase in Thai letters: gaps are at most 24 signs."""
    out = ""
    for part in TOKEN.findall(phrase):
        if part.startswith(("…", "...")):
            out += r"[^\n]{0,24}?"
        elif part.startswith("["):
            out += "(?:" + "|".join(re.escape(option) for option in part[1:-1].split("|")) + ")"
        else:
            out += (r"\s{0,2}" if out and not out.endswith("?") else "") + re.escape(part.strip("*"))
    return out


def word_element(text: str) -> Words:
    """Return what one word of a phrase matches: itself, or with a star a stem. Raises PhraseMistake."""
    letters = fold(text.strip("*"))
    if not letters:
        raise PhraseMistake("a star needs letters beside it")
    if not text.startswith("*") and not text.endswith("*"):
        return Words(frozenset({letters}))
    kind = "contains" if text.startswith("*") and text.endswith("*") else "ends" if text.startswith("*") else "begins"
    if len(letters) < 2:
        raise PhraseMistake(f"'{text}' would match almost anything: give the star at least two letters")
    return Words(frozenset(), frozenset({(kind, letters)}))


def _plain(text: str) -> list[Element]:
    """Compile words without brackets; a word that holds signs becomes several ("24/7" → 24 / 7)."""
    elements: list[Element] = []
    for part in text.split():
        if part == "_":
            elements.append(Gap(1, 1))
        elif part.startswith(("…", "...")):
            most = int(part.lstrip("….") or DEFAULT_GAP)
            if most > WIDEST_GAP:
                raise PhraseMistake(f"a gap of {most} words is too wide: at most {WIDEST_GAP}")
            elements.append(Gap(0, most))
        elif part.startswith("#"):
            low, _, high = part[1:].partition("-")
            elements.append(Number(int(low or 0), int(high or 10**9)))
        else:
            pieces = _WORD_OR_SIGN.findall(part.replace("'", " ").replace("’", " "))
            # Signs alone (", - ?") are skipped in texts too.
            elements += [word_element(piece) for piece in pieces]
    return elements


def _options(part: str) -> list[list[Element]]:
    if not part.startswith("["):
        return [_plain(part)]
    compiled = [_plain(option) for option in part[1:-1].split("|")]
    singles = [option[0] for option in compiled if len(option) == 1 and isinstance(option[0], Words)]
    others = [option for option in compiled if not (len(option) == 1 and isinstance(option[0], Words))]
    if singles:
        exact = frozenset(word for single in singles if isinstance(single, Words) for word in single.exact)
        stems = frozenset(stem for single in singles if isinstance(single, Words) for stem in single.stems)
        others.insert(0, [Words(exact, stems)])
    return others


def compile_phrase(phrase: str) -> list[Sequence]:
    """Return the sequences a phrase stands for. Raises PhraseMistake with a plain reason."""
    if phrase.count("[") != phrase.count("]") or re.search(r"\[[^\]]*\[", phrase):
        raise PhraseMistake("brackets do not fit together: write [this|that], never one inside the other")
    sequences: list[list[Element]] = [[]]
    for part in TOKEN.findall(phrase):
        sequences = [sequence + option for sequence in sequences for option in _options(part)]
        if len(sequences) > MOST_SEQUENCES:
            raise PhraseMistake(f"the phrase stands for more than {MOST_SEQUENCES} wordings: split it")
    for sequence in sequences:
        while sequence and isinstance(sequence[0], Gap) and sequence[0].least == 0:
            sequence.pop(0)
        while sequence and isinstance(sequence[-1], Gap) and sequence[-1].least == 0:
            sequence.pop()
        if all(isinstance(element, Gap) for element in sequence):
            raise PhraseMistake("the phrase needs at least one real word or number")
    unique = dict.fromkeys(tuple(sequence) for sequence in sequences)
    return list(unique)
