"""Find thousands of phrases in one pass over the words of many texts.

Every phrase hangs on its rarest word; only where that word stands are its other words looked at. What a word can be
(which elements it satisfies) is worked out once and remembered, so the cost of a text does not grow with the lexicons.
Places that cannot hold a phrase are sieved out for all texts at once (64 bits a word say roughly what it can be); only
what is left is looked at exactly.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from collections.abc import Sequence as Ordered
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Ints, ranges, run_starts
from classifier.languages import is_small_word
from classifier.phrases import Element, Gap, Number, Sequence, Words, compile_phrase
from classifier.words import WordTable

Bits = NDArray[np.uint64]


class Match(NamedTuple):
    """Phrase ``phrase`` from word ``first`` to word ``last`` (inclusive); ``words`` counts its own words."""

    phrase: int
    first: int
    last: int
    words: int


class Matches(NamedTuple):
    """Many matches as columns; see Match."""

    phrase: Ints
    first: Ints
    last: Ints
    words: Ints


@dataclass(frozen=True, slots=True)
class _Hung:
    """A sequence seen from the word it hangs on; elements are numbers, gaps are (least, most) pairs."""

    phrase: int
    before: tuple[int | tuple[int, int], ...]
    after: tuple[int | tuple[int, int], ...]
    words: int


class PhraseIndex:
    """Add phrases, then :meth:`build`, then :meth:`find`."""

    def __init__(self) -> None:
        self._phrases: dict[str, int] = {}
        self._sequences: list[tuple[int, Sequence]] = []
        self._ids: dict[Element, int] = {}
        self._exact: dict[str, list[int]] = {}
        self._stems: dict[str, dict[str, list[int]]] = {"begins": {}, "ends": {}, "contains": {}}
        self._numbers: list[tuple[int, Number]] = []
        self._hung: list[_Hung] = []
        self._hangs_on: dict[int, list[int]] = defaultdict(list)
        self._sizes: dict[str, list[int]] = {}

    def add(self, phrase: str) -> int:
        """Add a phrase and return its id; the same phrase gets the same id. Raises PhraseMistake."""
        known = self._phrases.get(phrase)
        if known is not None:
            return known
        sequences = compile_phrase(phrase)
        number = self._phrases[phrase] = len(self._phrases)
        self._sequences += [(number, sequence) for sequence in sequences]
        return number

    def build(self, wanted: frozenset[int], anywhere: frozenset[int]) -> None:
        """Hang each sequence on its rarest element.

        Only sentences in which a ``wanted`` phrase may stand are reported, with the sentence before them; phrases in
        ``anywhere`` are reported wherever they stand.
        """
        usage: Counter[Element] = Counter(
            element for _, sequence in self._sequences for element in set(sequence) if not isinstance(element, Gap)
        )
        for element in usage:
            self._register(element)
        for phrase, sequence in self._sequences:
            anchor = min(
                (place for place, element in enumerate(sequence) if not isinstance(element, Gap)),
                key=lambda place: (_commonness(sequence[place]), usage[sequence[place]]),
            )
            words = sum(not isinstance(element, Gap) for element in sequence)
            before = tuple(self._code(element) for element in reversed(sequence[:anchor]))
            after = tuple(self._code(element) for element in sequence[anchor + 1 :])
            self._hangs_on[self._ids[sequence[anchor]]].append(len(self._hung))
            self._hung.append(_Hung(phrase, before, after, words))
        self._sequences = []
        self._phrase = np.array([one.phrase for one in self._hung], np.int64)
        self._words = np.array([one.words for one in self._hung], np.int64)
        self._long = np.array([bool(one.before or one.after) for one in self._hung], np.bool_)
        self._sizes = {kind: sorted({len(letters) for letters in stems}) for kind, stems in self._stems.items()}
        self._sieve = _Sieve(self._hung, wanted, anywhere)
        self._meanings = _Meanings()

    def _register(self, element: Element) -> int:
        known = self._ids.get(element)
        if known is not None:
            return known
        number = self._ids[element] = len(self._ids)
        if isinstance(element, Number):
            self._numbers.append((number, element))
        elif isinstance(element, Words):
            for word in element.exact:
                self._exact.setdefault(word, []).append(number)
            for kind, letters in element.stems:
                self._stems[kind].setdefault(letters, []).append(number)
        return number

    def _code(self, element: Element) -> int | tuple[int, int]:
        return (element.least, element.most) if isinstance(element, Gap) else self._register(element)

    def elements(self, folded: str) -> frozenset[int]:
        """Work out which elements a word satisfies."""
        elements = set(self._exact.get(folded, ()))
        begins, ends = self._stems["begins"], self._stems["ends"]
        for size in self._sizes["begins"]:
            if size > len(folded):
                break
            elements.update(begins.get(folded[:size], ()))
        for size in self._sizes["ends"]:
            if size > len(folded):
                break
            elements.update(ends.get(folded[-size:], ()))
        for letters, numbers in self._stems["contains"].items():
            if letters in folded:
                elements.update(numbers)
        if folded.isdecimal() and len(folded) < 10:
            value = int(folded)
            elements.update(number for number, wanted in self._numbers if wanted.low <= value <= wanted.high)
        return frozenset(elements)

    def find(self, table: WordTable, numbers: Ints, sentences: Ints, also: frozenset[int] = frozenset()) -> Matches:
        """Return all matches in rows of words; no match crosses a sentence.

        ``numbers`` are places in ``table``, ``sentences`` number the sentences through; sentences in ``also`` are looked
        at whether or not a wanted phrase stands there.
        """
        if not len(numbers):
            return Matches(*(np.zeros(0, np.int64) for _ in range(4)))
        meanings = self._meanings
        meanings.learn(table, numbers, self)
        rows, hung = meanings.hanging(numbers)
        keep = self._sieve.keep(rows, hung, meanings.bits[numbers], sentences, also)
        rows, hung = rows[keep], hung[keep]
        # Single words need no second look.
        long = self._long[hung]
        first, last = self._look_closely(rows[long], hung[long], numbers.tolist(), sentences.tolist())
        rows, hung = np.concatenate([rows[~long], rows[long]]), np.concatenate([hung[~long], hung[long]])
        first, last = (
            np.concatenate([rows[: len(rows) - len(first)], first]),
            np.concatenate([rows[: len(rows) - len(last)], last]),
        )
        fits = first >= 0
        hung = hung[fits]
        return Matches(self._phrase[hung], first[fits], last[fits], self._words[hung])

    def _look_closely(self, rows: Ints, hung: Ints, numbers: list[int], sentences: list[int]) -> tuple[Ints, Ints]:
        """Return where each sequence begins and ends in truth, -1 where it does not stand there."""
        elements = self._meanings.elements
        firsts, lasts = [], []
        for row, place in zip(rows.tolist(), hung.tolist(), strict=True):
            entry = self._hung[place]
            last = _follow(elements, numbers, sentences, row, entry.after, 1)
            first = None if last is None else _follow(elements, numbers, sentences, row, entry.before, -1)
            firsts.append(-1 if first is None else first)
            lasts.append(-1 if first is None or last is None else last)
        return np.array(firsts, np.int64), np.array(lasts, np.int64)


class _Meanings:
    """What the words of one table satisfy: exact elements, rough bits, and the sequences that hang on each."""

    def __init__(self) -> None:
        self._table: WordTable | None = None
        self.elements: dict[int, frozenset[int]] = {}
        self.bits: Bits = np.zeros(0, np.uint64)
        self._known = np.zeros(0, np.bool_)
        self._first, self._count = np.zeros(0, np.int64), np.zeros(0, np.int64)
        self._hung: Ints = np.zeros(1, np.int64)

    def learn(self, table: WordTable, numbers: Ints, index: PhraseIndex) -> None:
        """Work out the words not met before."""
        if self._table is not table:
            self.__init__()  # type: ignore[misc]  # a new table: everything learned was about the old one
            self._table = table
        if len(self._known) < len(table):
            more = 2 * len(table) - len(self._known)
            self._known, self.bits, self._first, self._count = (
                np.concatenate([old, np.zeros(more, old.dtype)])
                for old in (self._known, self.bits, self._first, self._count)
            )
        new = numbers[~self._known[numbers]]
        if not len(new):
            return
        hung: list[list[int]] = []
        at = len(self._hung)
        for number in np.unique(new).tolist():
            elements = index.elements(table.names[number])
            self.elements[number] = elements
            self.bits[number] = _as_bits(elements)
            mine = list(chain.from_iterable(index._hangs_on.get(element, ()) for element in sorted(elements)))
            self._first[number], self._count[number] = at, len(mine)
            at += len(mine)
            hung.append(mine)
            self._known[number] = True
        self._hung = np.concatenate([self._hung, np.array(list(chain.from_iterable(hung)), np.int64)])

    def hanging(self, numbers: Ints) -> tuple[Ints, Ints]:
        """Return (row, sequence) for every sequence that hangs on a word of these rows."""
        counts = self._count[numbers]
        return np.repeat(np.arange(len(numbers)), counts), self._hung[ranges(self._first[numbers], counts)]


class _Sieve:
    """Tells quickly where a sequence cannot stand, from 64 bits a word: a word satisfies no element whose bit it lacks."""

    def __init__(self, hung: Ordered[_Hung], wanted: frozenset[int], anywhere: frozenset[int]) -> None:
        self._next = np.array([_as_bits(_beside(one.after)) for one in hung], np.uint64)
        self._previous = np.array([_as_bits(_beside(one.before)) for one in hung], np.uint64)
        self._needed = np.array(
            [_as_bits(part for part in one.before + one.after if isinstance(part, int)) for one in hung], np.uint64
        )
        self._wanted = np.array([one.phrase in wanted for one in hung], np.bool_)
        self._anywhere = np.array([one.phrase in anywhere for one in hung], np.bool_)

    def keep(self, rows: Ints, hung: Ints, bits: Bits, sentences: Ints, also: frozenset[int]) -> Ints:
        """Return which of the (row, sequence) pairs deserve an exact look."""
        same = sentences[1:] == sentences[:-1]
        right, left = np.zeros_like(bits), np.zeros_like(bits)
        right[:-1][same] = bits[1:][same]
        left[1:][same] = bits[:-1][same]
        keep = np.flatnonzero(
            ((self._next[hung] & ~right[rows]) | (self._previous[hung] & ~left[rows])) == 0,
        )
        rows, hung = rows[keep], hung[keep]
        starts = run_starts(sentences)
        whole = np.repeat(np.bitwise_or.reduceat(bits, starts), np.diff(np.append(starts, len(bits))))
        fits = (self._needed[hung] & ~whole[rows]) == 0
        keep, rows, hung = keep[fits], rows[fits], hung[fits]
        looked_at = np.zeros(int(sentences[-1]) + 2, np.bool_)
        here = sentences[rows]
        told = here[self._wanted[hung]]
        looked_at[told] = True
        if also:
            looked_at[np.array(sorted(also), np.int64)] = True
        looked_at[:-1] |= looked_at[1:]
        kept: Ints = keep[looked_at[here] | self._anywhere[hung]]
        return kept


def _as_bits(elements: Iterable[int]) -> int:
    bits = 0
    for element in elements:
        bits |= 1 << (element * 0x9E3779B1 >> 7 & 63)
    return bits


def _beside(elements: tuple[int | tuple[int, int], ...]) -> tuple[int, ...]:
    return (elements[0],) if elements and isinstance(elements[0], int) else ()


def _commonness(element: Element) -> float:
    """Guess how often an element stands in a text: small words and short ones do all the time, long ones hardly ever."""
    if not isinstance(element, Words):
        return 40.0
    words = sum(60.0 if is_small_word(word) else 12.0 if len(word) < 4 else 1.0 for word in element.exact)
    return words + sum(15.0 if len(letters) < 4 else 2.0 for _, letters in element.stems)


def _follow(  # noqa: PLR0917 (runs for every candidate: keywords cost)
    elements: dict[int, frozenset[int]], numbers: list[int], sentences: list[int], at: int,
    wanted: tuple[int | tuple[int, int], ...], step: int,
) -> int | None:  # fmt: skip
    """Walk from row ``at`` in one direction; return the last row used, None where the elements do not fit."""
    if not wanted:
        return at
    head, rest = wanted[0], wanted[1:]
    if isinstance(head, int):
        place = at + step
        if 0 <= place < len(numbers) and sentences[place] == sentences[at] and head in elements[numbers[place]]:
            return _follow(elements, numbers, sentences, place, rest, step)
        return None
    least, most = head
    for skipped in range(least, most + 1):
        place = at + step * skipped
        if not 0 <= place < len(numbers) or sentences[place] != sentences[at]:
            return None
        last = _follow(elements, numbers, sentences, place, rest, step)
        if last is not None:
            return last
    return None
