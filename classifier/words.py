"""Cut a text into words, sentences and clauses, with exact offsets. spaCy's tokenizer does the cutting.

Signs are words of their own where phrases may hold them (``/ + %``); all other signs only end clauses and sentences.
Most pieces between two spaces come back again and again, so what spaCy made of each is remembered.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import yaml
from spacy.attrs import IDX, LENGTH, ORTH
from spacy.tokenizer import Tokenizer
from spacy.vocab import Vocab

from classifier.folding import INVISIBLE, ZERO_WIDTH, fold, without_surrogates

_SIGN_WORDS = frozenset("/+%&€$£")
_SENTENCE_ENDS = frozenset(".!?…。")
_CLAUSE_ENDS = frozenset(',;:–—()[]•|"“”„»«')
_AFTER_AN_END = frozenset("\"'”»)")
_ABBREVIATIONS = frozenset(
    fold(word)
    for word in yaml.safe_load((Path(__file__).parent / "abbreviations.yml").read_text(encoding="utf-8"))[
        "abbreviations"
    ]
)
_CUT = re.compile(r"[\u0e00-\u0e7f]+|[^\w\s]|_")
# Breaks between words, the larger wins; MAYBE ends a sentence unless a small letter follows ("d. 5. maj").
NONE, CLAUSE, MAYBE, SENTENCE = 0, 1, 2, 3
# Words and pieces remembered at most: a long run forgets all of them at once and starts anew.
MOST_REMEMBERED = 150_000
LONGEST_REMEMBERED = 80


@dataclass(slots=True)
class Words:
    """The words of one text. Word ``i``: ``folded[i]``, ``starts[i]:ends[i]``, in sentence and clause.

    ``numbers[i]`` is the word's place in the cutter's table of words.
    """

    text: str
    folded: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    clauses: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.folded)


class _Piece(NamedTuple):
    """What stands between two spaces: its words, where each begins and ends, the break before each and after the last."""

    folded: list[str]
    numbers: list[int]
    spans: list[tuple[int, int]]
    breaks: list[int]
    after: int


class WordTable:
    """A number for each folded word met; columns of numbers can be kept beside it (see ``word_columns``)."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.names)

    def number(self, folded: str) -> int:
        """Return the number of a word, a new one when first met."""
        known = self._numbers.get(folded)
        if known is None:
            known = self._numbers[folded] = len(self.names)
            self.names.append(folded)
        return known


class WordCutter:
    """A spaCy tokenizer that cuts at every sign, its words folded once each."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Start anew with an empty table: words cut before lose their numbers."""
        # A bare vocabulary: the lexical attributes of a language would be worked out for every new word and never used.
        self._vocab = Vocab()
        # Only infixes: prefixes and suffixes are stripped one by one, which is quadratic on a megabyte of brackets.
        self._tokenizer = Tokenizer(self._vocab, infix_finditer=_CUT.finditer)
        self._pieces: dict[str, _Piece] = {}
        self.table = WordTable()

    def forget_when_full(self) -> None:
        """Forget when so many words were met that memory would grow without end. Call between batches only."""
        if len(self._pieces) > MOST_REMEMBERED or len(self.table) > MOST_REMEMBERED:
            self.forget()

    def cut(self, text: str) -> Words:
        """Return the words of a text; zero-width signs inside a word do not part it."""
        words = Words(without_surrogates(text))
        source = text = words.text
        places: list[int] | None = None
        if not text.isascii() and INVISIBLE.search(text):
            places = [place for place, sign in enumerate(text) if sign not in ZERO_WIDTH]
            source = "".join(text[place] for place in places)
        self._fill(words, source)
        if places is not None:
            words.starts = [places[start] for start in words.starts]
            words.ends = [places[end - 1] + 1 for end in words.ends]
        return words

    def _fill(self, words: Words, source: str) -> None:
        """Add the words of all pieces; the loop that every text runs through."""
        folded, numbers, starts, ends = words.folded, words.numbers, words.starts, words.ends
        sentences, clauses, known = words.sentences, words.clauses, self._pieces
        sentence = clause = at = pending = 0
        for piece in source.split(" "):
            if not piece:
                if pending == MAYBE:
                    pending = SENTENCE
                at += 1
                continue
            cut = known.get(piece)
            if cut is None:
                cut = self._cut_piece(piece)
            if pending == MAYBE:
                pending = NONE if piece[0].islower() else SENTENCE
            for word, number, (start, end), before in zip(cut[0], cut[1], cut[2], cut[3], strict=True):
                pending = max(pending, before)
                if pending:
                    if folded:
                        clause += 1
                        if pending == SENTENCE:
                            sentence += 1
                    pending = NONE
                folded.append(word)
                numbers.append(number)
                starts.append(at + start)
                ends.append(at + end)
                sentences.append(sentence)
                clauses.append(clause)
            pending = max(pending, cut[4])
            at += len(piece) + 1

    def _cut_piece(self, piece: str) -> _Piece:
        """Cut what stands between two spaces with spaCy, and remember it unless it is very long."""
        cut = _Piece([], [], [], [], NONE)
        breaks = NONE
        for start, end, word in self._parts(piece):
            if word[0].isalnum() or word in _SIGN_WORDS:
                cut.folded.append(word)
                cut.numbers.append(self.table.number(word))
                cut.spans.append((start, end))
                cut.breaks.append(breaks)
                breaks = NONE
            else:
                breaks = max(breaks, _break_of(piece, start, end, word, cut))
        cut = cut._replace(after=breaks)
        if len(piece) <= LONGEST_REMEMBERED:
            self._pieces[piece] = cut
        return cut

    def _parts(self, piece: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, folded) of every word and sign; spaCy leaves a leading sign on its word, we do not."""
        strings = self._vocab.strings
        for orth, start, length in self._tokenizer(piece).to_array([ORTH, IDX, LENGTH]).tolist():
            word = strings[orth]
            sign = _CUT.match(word)
            if sign is None or sign.end() == length:
                yield start, start + length, _fold(word)
            else:
                yield start, start + sign.end(), _fold(sign.group())
                yield start + sign.end(), start + length, _fold(word[sign.end() :])


def _fold(word: str) -> str:
    if word.isspace():
        return "\n" if "\n" in word or "\r" in word else " "
    return fold(word) or word[0]


def _break_of(  # noqa: PLR0911 (one rule a line)
    piece: str, start: int, end: int, sign: str, cut: _Piece
) -> int:
    """Return what kind of break a sign makes after the words ``cut`` has so far."""
    if sign == "\n":
        return SENTENCE
    if sign in _CLAUSE_ENDS or piece == "-":
        return CLAUSE
    if sign not in _SENTENCE_ENDS:
        return NONE
    rest = piece[end : end + 2]
    if rest and rest[0].isascii() and not (rest[0].isspace() or rest[0] in _AFTER_AN_END):
        return NONE
    if sign != "." or not cut.folded or cut.spans[-1][1] != start:
        return SENTENCE
    last = cut.folded[-1]
    # "kl. 10", "3. sal", "d. 5. maj"
    if last in _ABBREVIATIONS:
        return NONE
    if last.isdecimal() and len(last) < 3:
        return MAYBE if not rest else NONE if rest[1:].islower() else SENTENCE
    return SENTENCE
