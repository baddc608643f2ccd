"""Cut a text into words, sentences and clauses, with exact offsets. spaCy's tokenizer does the cutting.

Signs are words of their own where phrases may hold them (``/ + %``); all other signs only end clauses and sentences.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from spacy.attrs import IDX, LENGTH, ORTH
from spacy.tokenizer import Tokenizer
from spacy.vocab import Vocab

from classifier.folding import ZERO_WIDTH, fold, without_surrogates

_SIGN_WORDS = frozenset("/+%&€$£")
_SENTENCE_ENDS = frozenset(".!?…。")
_CLAUSE_ENDS = frozenset(',;:–—()[]•|"“”„»«')
_ABBREVIATIONS = frozenset(
    fold(word)
    for word in yaml.safe_load((Path(__file__).parent / "abbreviations.yml").read_text(encoding="utf-8"))[
        "abbreviations"
    ]
)
_CUT = re.compile(r"[\u0e00-\u0e7f]+|[^\w\s]|_")


@dataclass(slots=True)
class Words:
    """The words of one text. Word ``i``: ``folded[i]``, ``starts[i]:ends[i]``, in sentence and clause."""

    text: str
    folded: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    clauses: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.folded)

    def clause_spans(self) -> list[tuple[int, int]]:
        """Return (first word, last word exclusive) of every clause."""
        return _spans(self.clauses)

    def sentence_spans(self) -> list[tuple[int, int]]:
        """Return (first word, last word exclusive) of every sentence."""
        return _spans(self.sentences)


def _spans(numbers: list[int]) -> list[tuple[int, int]]:
    spans, first = [], 0
    for place in range(1, len(numbers) + 1):
        if place == len(numbers) or numbers[place] != numbers[first]:
            spans.append((first, place))
            first = place
    return spans


class WordCutter:
    """A spaCy tokenizer that cuts at every sign, its words folded once each."""

    def __init__(self) -> None:
        # A bare vocabulary: the lexical attributes of a language would be worked out for every new word and never used.
        self._vocab = Vocab()
        # Only infixes: prefixes and suffixes are stripped one by one, which is quadratic on a megabyte of brackets.
        self._tokenizer = Tokenizer(self._vocab, infix_finditer=_CUT.finditer)
        self._strings = self._vocab.strings
        self._folded: dict[int, tuple[tuple[int, int, str], ...]] = {}

    @contextmanager
    def memory_zone(self) -> Iterator[None]:
        """Forget the words met inside when it ends: long runs do not grow."""
        with self._vocab.memory_zone():
            try:
                yield
            finally:
                self._folded.clear()

    def cut(self, text: str) -> Words:
        """Return the words of a text; zero-width signs inside a word do not part it."""
        words = Words(without_surrogates(text))
        source = text = words.text
        places: list[int] | None = None
        if not text.isascii() and any(sign in text for sign in ZERO_WIDTH):
            places = [place for place, sign in enumerate(text) if sign not in ZERO_WIDTH]
            source = "".join(source[place] for place in places)
        table = self._tokenizer(source).to_array([ORTH, IDX, LENGTH]).tolist()
        sentence = clause = 0
        ended = False
        size = len(source)
        for start, length, folded in self._pieces(table):
            if folded[0].isalnum() or folded in _SIGN_WORDS:
                if ended:
                    sentence += 1
                    clause += 1
                    ended = False
                words.folded.append(folded)
                words.starts.append(start)
                words.ends.append(start + length)
                words.sentences.append(sentence)
                words.clauses.append(clause)
            elif not words.folded or words.sentences[-1] != sentence:
                continue
            elif folded == "\n" or (
                folded in _SENTENCE_ENDS and self._ends(source, start + length, size, words, folded)
            ):
                ended = True
            elif words.clauses[-1] == clause and (
                folded in _CLAUSE_ENDS or (folded == "-" and source[start - 1 : start + 2] == " - ")
            ):
                clause += 1
        if places is not None:
            words.starts = [places[start] for start in words.starts]
            words.ends = [places[end - 1] + 1 for end in words.ends]
        return words

    def _pieces(self, table: list[list[int]]) -> Iterator[tuple[int, int, str]]:
        """Yield (start, length, folded) of every word and sign; spaCy leaves a leading sign on its word, we do not."""
        known = self._folded
        for orth, start, length in table:
            pieces = known.get(orth)
            if pieces is None:
                pieces = known[orth] = self._parted(self._strings[orth], length)
            for offset, size, folded in pieces:
                yield start + offset, size, folded

    def _parted(self, word: str, length: int) -> tuple[tuple[int, int, str], ...]:
        sign = _CUT.match(word)
        if sign is None or sign.end() == length:
            return ((0, length, self._fold(word)),)
        rest = word[sign.end() :]
        return ((0, sign.end(), self._fold(sign.group())), (sign.end(), len(rest), self._fold(rest)))

    @staticmethod
    def _fold(word: str) -> str:
        if word.isspace():
            return "\n" if "\n" in word or "\r" in word else " "
        return fold(word) or word[0]

    @staticmethod
    def _ends(text: str, after: int, size: int, words: Words, sign: str) -> bool:
        if after < size and not (text[after].isspace() or text[after] in "\"'”»)" or not text[after].isascii()):
            return False
        if sign != "." or words.ends[-1] != after - 1 or after >= size:
            return True
        last = words.folded[-1]
        # "kl. 10", "3. sal", "d. 5. maj"
        return last not in _ABBREVIATIONS and not (
            last.isdecimal() and len(last) < 3 and text[after + 1 : after + 2].islower()
        )
