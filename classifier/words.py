"""Cut a text into words, sentences and clauses, with exact offsets. spaCy's tokenizer does the cutting.

Signs are words of their own where phrases may hold them (``/ + %``); all other signs only end clauses and sentences.
Most chunks between two spaces or line ends come back again and again, so what spaCy made of each is remembered.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from classifier.batch import Batch, Flags, GrowingRows, Ints, marked, ranges
from classifier.breaks import MAYBE, NONE, SENTENCE, break_at_end, break_of
from classifier.chunk_table import MOST_REMEMBERED, Chunks, ChunkTable
from classifier.folding import ODD, ZERO_WIDTH, fold, fold_many, without_surrogates
from classifier.phrases import has_thai
from classifier.spacy_tokenizer import IDX, LENGTH, Tokenizer, Vocab

_SIGN_WORDS = frozenset("/+%&€$£")
# What ends a sentence or clause and stands right after a word most of the time.
_PLAIN_ENDS = frozenset(".,!?:;")
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
    columns: "_Columns"
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


class _Chunk(NamedTuple):
    """What a chunk holds: its words, where each begins and ends, the break before each and after the last."""

    numbers: list[int]
    starts: list[int]
    ends: list[int]
    breaks: list[int]
    after: int


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
        new = dict.fromkeys([word for word in folded if word not in self._numbers])
        self._numbers.update(zip(new, range(len(self), len(self) + len(new)), strict=True))
        self.names += new
        return [self._numbers[word] for word in folded]


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
        self.table = WordTable()
        self._chunks = ChunkTable()
        self._columns = _ChunkColumns()

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

    def _as_words(self, texts: Sequence[str], columns: "_Columns") -> list[Words]:
        """Return the words text by text."""
        first, starts, ends = columns.first.tolist(), columns.starts.tolist(), columns.ends.tolist()
        return [
            Words(text, starts[a:b], ends[a:b], slice(a, b), columns, self.table.names)
            for text, (a, b) in zip(texts, pairwise(first), strict=True)
        ]

    def _learn(self, chunks: Sequence[str]) -> None:
        """Cut chunks not met before into words, all of them at once."""
        plain = _plain_words(chunks)
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

    def _cut_chunk(self, chunk: str, tokens: Sequence[tuple[int, int]]) -> _Chunk:
        cut = _Chunk([], [], [], [], NONE)
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


class _PlainWords(NamedTuple):
    """Chunks that are letters and digits, perhaps with one sign after them: a word each, from the chunk's begin on.

    Of each the place among the chunks, the word folded, where it ends and the break after it.
    """

    places: list[int]
    folded: list[str]
    ends: list[int]
    after: list[int]


def _plain_words(chunks: Sequence[str]) -> _PlainWords:
    """Return those chunks that need no cutting, all of them at once; the others spaCy has to cut."""
    places, cores = [], []
    for place, chunk in enumerate(chunks):
        core = chunk[:-1] if chunk[-1:] in _PLAIN_ENDS else chunk
        if core.isalnum() and not has_thai(core):
            places.append(place)
            cores.append(core)
    plain = _PlainWords([], [], [], [])
    for place, core, folded in zip(places, cores, fold_many(cores), strict=True):
        if folded[:1].isalnum():
            chunk, end = chunks[place], len(core)
            plain.places.append(place)
            plain.folded.append(folded)
            plain.ends.append(end)
            plain.after.append(break_at_end(chunk[-1], folded) if len(chunk) > end else NONE)
    return plain


def _parts(chunk: str, tokens: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, folded) of every word and sign; spaCy leaves a leading sign on its word, we do not."""
    for start, end in tokens:
        sign = _CUT.match(chunk, start, end)
        if sign is None or sign.end() == end:
            yield start, end, _fold(chunk[start:end])
        else:
            yield start, sign.end(), _fold(sign.group())
            yield sign.end(), end, _fold(chunk[sign.end() : end])


class _Columns(NamedTuple):
    """The words of many texts in rows; text ``t`` has rows ``first[t]`` to ``first[t + 1]``."""

    first: Ints
    numbers: Ints
    starts: Ints
    ends: Ints
    sentences: Ints
    clauses: Ints


class _ChunkColumns:
    """All chunks met, as columns: laying a text out is picking rows, whatever stands in them."""

    def __init__(self) -> None:
        # (words before, words, break after, starts with a small letter) of each chunk
        self._columns = GrowingRows(4)
        # (number, start, end, break before) of each word of a chunk
        self._words = GrowingRows(4)

    def add(
        self, is_plain: Flags, starts_small: list[bool], plain: _PlainWords, numbers: list[int], cut: Sequence[_Chunk]
    ) -> None:
        """Add chunks: of those that are plain words the numbers, of the others what they were cut into."""
        sizes = np.ones(len(is_plain), np.int64)
        sizes[~is_plain] = [len(one.numbers) for one in cut]
        # The plain words stand first.
        order = np.argsort(~is_plain, kind="stable")
        before = np.zeros_like(sizes)
        before[order] = len(self._words) + np.cumsum(sizes[order]) - sizes[order]
        after = np.zeros_like(sizes)
        after[is_plain], after[~is_plain] = plain.after, [one.after for one in cut]
        self._columns.add(np.stack([before, sizes, after, np.array(starts_small, np.int64)]))
        begins = [0] * len(numbers)
        self._words.add(np.array([numbers, begins, plain.ends, [NONE] * len(numbers)], np.int64))
        rows = [row for one in cut for row in zip(one.numbers, one.starts, one.ends, one.breaks, strict=True)]
        self._words.add(np.array(rows, np.int64).reshape(-1, 4).T)

    def lay_out(self, chunks: Chunks) -> _Columns:
        """Return the words of texts."""
        before, words, after, small = self._columns.columns().take(chunks.places, axis=1)
        # "d. 5. maj" ends no sentence, "d. 5. Maj" does; a chunk at the end of its text is followed by nothing that counts.
        follows_small = np.append(small[1:], 0)
        after = np.where(after == MAYBE, np.where(follows_small > 0, NONE, SENTENCE), after)
        # A break lasts over chunks without words until the next word.
        groups = np.cumsum(words > 0)
        lasting = np.zeros(int(groups[-1]) + 1 if len(groups) else 1, np.int64)
        np.maximum.at(lasting, groups, after)
        of_word = np.repeat(np.arange(len(words)), words)
        first_of_chunk = np.cumsum(words) - words
        rows = np.arange(len(of_word)) - np.repeat(first_of_chunk - before, words)
        number, start, end, breaks = self._words.columns().take(rows, axis=1)
        opens = first_of_chunk[words > 0]
        breaks[opens] = np.maximum(breaks[opens], lasting[:-1])
        begins = chunks.begins[of_word]
        first = np.append(0, np.cumsum(words))[np.append(0, np.cumsum(chunks.counts))]
        new_text = marked(len(rows) + 1, first[:-1])
        return _Columns(
            first, number, start + begins, end + begins,
            _number_through(breaks == SENTENCE, new_text[:-1]), _number_through(breaks != NONE, new_text[:-1]),
        )  # fmt: skip


def _number_through(begins: Flags, new_text: Flags) -> Ints:
    """Number sentences or clauses through all texts, from 0, one number left free between two texts."""
    steps = np.where(new_text, 2, begins)
    if len(steps):
        steps[0] = 0
    numbers: Ints = np.cumsum(steps)
    return numbers


def _fold(word: str) -> str:
    if word.isspace():
        return "\n" if "\n" in word or "\r" in word else " "
    return fold(word) or word[0]
