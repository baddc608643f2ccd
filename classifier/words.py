"""Cut a text into words, sentences and clauses, with exact offsets. spaCy's tokenizer does the cutting.

Signs are words of their own where phrases may hold them (``/ + %``); all other signs only end clauses and sentences.
Most chunks between two spaces or line ends come back again and again, so what spaCy made of each is remembered.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

import numpy as np

from classifier.batch import Batch, marked, ranges
from classifier.breaks import MAYBE, NONE, break_of
from classifier.chunk_columns import ChunkColumns, Columns, CutChunk
from classifier.chunk_table import MOST_REMEMBERED, ChunkTable
from classifier.folding import ODD, ZERO_WIDTH, fold, without_surrogates
from classifier.plain_words import plain_words
from classifier.spacy_tokenizer import IDX, LENGTH, Tokenizer, Vocab

_SIGN_WORDS = frozenset("/+%&€$£")
_CUT = re.compile(r"[\u0e00-\u0e7f]+|[^\w\s]|_")
# Stands between two chunks that spaCy cuts in one go: no run of white space reaches over it.
APART = " | "


class Words(NamedTuple):
    """The words of one text. Word ``i``: ``text[starts[i]:ends[i]]``; it stands in row ``rows.start + i`` of the columns.

    What few texts are asked for is taken from the columns when it is asked for; sentences and clauses count up through the text.
    """

    text: str
    starts: list[int]
    ends: list[int]
    rows: slice
    columns: Columns
    names: Sequence[str]

    @property
    def folded(self) -> list[str]:
        """All words, folded."""
        return self.said(0, len(self.starts))

    def said(self, first: int, last: int) -> list[str]:
        """Return the folded words from ``first`` to ``last`` (exclusive)."""
        names, begin = self.names, self.rows.start
        return [names[number] for number in self.columns.numbers[begin + first : begin + last].tolist()]

    @property
    def sentences(self) -> list[int]:
        """The number of each word's sentence."""
        numbers: list[int] = self.columns.sentences[self.rows].tolist()
        return numbers

    @property
    def clauses(self) -> list[int]:
        """The number of each word's clause."""
        numbers: list[int] = self.columns.clauses[self.rows].tolist()
        return numbers


class WordTable:
    """A number for each folded word met; what is worked out for words is kept in columns by their number."""

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

    def numbers_of(self, folded: Sequence[str]) -> list[int]:
        """Return the numbers of words."""
        known = self._numbers
        numbers = [known.setdefault(word, len(known)) for word in folded]
        # The new ones stand last: the table is long.
        self.names += [*islice(reversed(known), len(known) - len(self))][::-1]
        return numbers


class WordCutter:
    """A spaCy tokenizer that cuts at every sign, its words folded once each."""

    def __init__(self) -> None:
        self._chunks = ChunkTable()
        self.forget()

    def forget(self) -> None:
        """Start anew with an empty table: words cut before lose their numbers."""
        # A bare vocabulary: the lexical attributes of a language would be worked out for every new word and never used.
        self._vocab = Vocab()
        # Only infixes: prefixes and suffixes are stripped one by one, which is quadratic on a megabyte of brackets.
        self._tokenizer = Tokenizer(self._vocab, infix_finditer=_CUT.finditer)
        self.table = WordTable()
        # Emptied first, as what is known of chunks points back at their table, and nobody looks for cycles while texts are read.
        self._chunks.forget()
        self._chunks = ChunkTable()
        self._columns = ChunkColumns()

    def forget_when_full(self) -> None:
        """Forget when so many words were met that memory would grow without end. Call between batches only."""
        if len(self._chunks) > MOST_REMEMBERED or len(self.table) > MOST_REMEMBERED:
            self.forget()

    def cut(self, text: str) -> Words:
        """Return the words of one text; zero-width signs inside a word do not part it."""
        return self.cut_many([text], ["ad"]).words[0]

    def cut_many(self, texts: Sequence[str], kinds: Sequence[str]) -> Batch:
        """Return the words of texts side by side; ``kinds`` are ad or review."""
        texts = list(texts)
        sources, visible = texts.copy(), dict[int, list[int]]()
        for at, text in enumerate(texts):
            if not text.isascii() and ODD.search(text):
                texts[at] = without_surrogates(text)
                visible[at] = [place for place, sign in enumerate(text) if sign not in ZERO_WIDTH]
                sources[at] = "".join(texts[at][place] for place in visible[at])
        chunks = self._chunks.cut(sources)
        if chunks.new:
            self._learn(chunks.new)
        columns = self._columns.lay_out(chunks)
        for at, seen in visible.items():
            first, last = columns.first[at], columns.first[at + 1]
            signs = np.array([*seen, len(texts[at])], np.int64)
            columns.starts[first:last] = signs[columns.starts[first:last]]
            columns.ends[first:last] = signs[columns.ends[first:last] - 1] + 1
        return Batch(
            self._as_words(texts, columns),
            kinds,
            columns.first,
            columns.numbers,
            columns.starts,
            columns.ends,
            columns.sentences,
            columns.clauses,
            chunks,
        )

    def _as_words(self, texts: Sequence[str], columns: Columns) -> list[Words]:
        """Return the words text by text."""
        first, starts, ends = columns.first.tolist(), columns.starts.tolist(), columns.ends.tolist()
        return [
            Words(text, starts[a:b], ends[a:b], slice(a, b), columns, self.table.names)
            for text, (a, b) in zip(texts, pairwise(first), strict=True)
        ]

    def _learn(self, chunks: Sequence[str]) -> None:
        """Cut chunks not met before into words, all of them at once."""
        plain = plain_words(chunks)
        is_plain = marked(len(chunks), np.array(plain.places, np.int64))
        others = [chunks[place] for place in np.flatnonzero(~is_plain).tolist()]
        cut = list(map(self._cut_chunk, others, self._tokens(others)))
        starts_small = [chunk[:1].islower() for chunk in chunks]
        self._columns.add(is_plain, starts_small, plain, self.table.numbers_of(plain.folded), cut)

    def _tokens(self, chunks: Sequence[str]) -> Iterator[list[tuple[int, int]]]:
        """Yield for each chunk where spaCy's tokens begin and end in it.

        All chunks are cut as one text; what stands between two of them keeps each as if it were alone.
        """
        joined = self._tokenizer(APART.join(chunks))
        starts, lengths = joined.to_array([IDX, LENGTH]).astype(np.int64).T
        sizes = np.array(list(map(len, chunks)), np.int64)
        begins = np.cumsum(sizes + len(APART)) - sizes - len(APART)
        first, after = np.searchsorted(starts, begins), np.searchsorted(starts, begins + sizes)
        # A run of white space may reach over the end of its chunk.
        of_chunk = np.repeat(np.arange(len(chunks)), after - first)
        rows = ranges(first, after - first)
        inside = starts[rows] - begins[of_chunk]
        spans = list(zip(inside.tolist(), np.minimum(inside + lengths[rows], sizes[of_chunk]).tolist(), strict=True))
        last = np.cumsum(after - first).tolist()
        for begin, end in pairwise([0, *last]):
            yield spans[begin:end]

    def _cut_chunk(self, chunk: str, tokens: Sequence[tuple[int, int]]) -> CutChunk:
        cut = CutChunk([], [], [], [], NONE)
        breaks, last = NONE, ""
        for start, end, word in _parts(chunk, tokens):
            if word[0].isalnum() or word in _SIGN_WORDS:
                cut.numbers.append(self.table.number(word))
                cut.starts.append(start)
                cut.ends.append(end)
                cut.breaks.append(breaks)
                breaks, last = MAYBE if chunk == "/" else NONE, word
            else:
                glued = last if cut.ends and cut.ends[-1] == start else ""
                breaks = max(breaks, break_of(chunk, end, word, glued))
        return cut._replace(after=breaks)


def _parts(chunk: str, tokens: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, folded) of every word and sign; spaCy leaves a leading sign on its word, we do not."""
    for start, end in tokens:
        sign = _CUT.match(chunk, start, end)
        if sign is None or sign.end() == end:
            yield start, end, _fold(chunk[start:end])
        else:
            yield start, sign.end(), _fold(sign.group())
            yield sign.end(), end, _fold(chunk[sign.end() : end])


def _fold(word: str) -> str:
    if word.isspace():
        return "\n" if "\n" in word or "\r" in word else " "
    return fold(word) or word[0]
