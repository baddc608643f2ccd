"""The sequences of all phrases as columns: each seen from the word it hangs on, with what must stand before and after.

A step is the number of an element; where ``least`` to ``most`` words may stand before it, these are written into higher bits.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from classifier.batch import Flags, Ints, ranges, run_starts
from classifier.language_words import UNMET, evidence
from classifier.phrases import DEFAULT_GAP, Element, Gap, Words
from classifier.phrases import Sequence as Phrase
from classifier.word_elements import ANY, Bits, element_bits

# Stands after the last step of a sequence.
END = -1
# A word in more than every hundredth text is a common one.
COMMON = 0.01
# So many bits hold the number of an element (ANY is the highest), so many each how many words it may skip at least and at most.
_ELEMENT, _SKIPPED = ANY.bit_length(), 12


def steps_of(phrase: Phrase, numbers: Mapping[Element, int]) -> list[int]:
    """Return the steps that stand for some elements of a phrase, read in their order."""
    steps, least, most = [], 0, 0
    for element in phrase:
        if isinstance(element, Gap):
            least, most = least + element.least, most + element.most
        else:
            steps.append(_step(numbers[element], least, most))
            least = most = 0
    # Behind the last element only gaps stand that skip a word at least.
    return [*steps, _step(ANY, least - 1, most - 1)] if most else steps


def _step(element: int, least: int, most: int) -> int:
    return element | least << _ELEMENT | most << _ELEMENT + _SKIPPED


def elements_of(steps: Ints) -> Ints:
    """Return the elements of steps, ANY for an END."""
    return steps & ANY


def skipped_before(steps: Ints) -> tuple[Ints, Ints]:
    """Return how many words steps skip at least and at most before their element."""
    skipped = steps >> _ELEMENT
    return skipped & (1 << _SKIPPED) - 1, skipped >> _SKIPPED


def skips(steps: Ints) -> Flags:
    """Say of steps whether they may skip words."""
    return steps > ANY


@dataclass(frozen=True, slots=True)
class Sequences:
    """All sequences; ``before`` is read leftwards. The sequences of element ``e`` are ``hanging[first[e] : first[e + 1]]``."""

    phrase: Ints
    words: Ints
    before: Ints
    after: Ints
    first: Ints
    hanging: Ints

    def as_data(self) -> dict[str, Any]:
        """Return everything as lists of numbers."""
        columns = {
            "phrase": self.phrase, "words": self.words, "first": self.first, "hanging": self.hanging,
            "before": _unpadded(self.before), "after": _unpadded(self.after),
        }  # fmt: skip
        return {name: column.tolist() for name, column in columns.items()}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Sequences":
        """Return what :meth:`as_data` gave."""
        columns = {name: np.array(column, np.int64) for name, column in data.items()}
        count = len(columns["phrase"])
        for name in ("before", "after"):
            sizes, steps = columns[name][:count], columns[name][count:]
            padded = np.full((count, int(sizes.max(initial=0)) + 1), END, np.int64)
            padded[np.arange(padded.shape[1]) < sizes[:, None]] = steps
            columns[name] = np.ascontiguousarray(padded.T)
        return cls(**columns)

    def on(self, rows: Ints, elements: Ints) -> tuple[Ints, Ints]:
        """Return (row, sequence) for the sequences that hang on the elements of rows."""
        counts = self.first[elements + 1] - self.first[elements]
        return np.repeat(rows, counts), self.hanging[ranges(self.first[elements], counts)]


def hang(sequences: Sequence[tuple[int, Phrase]]) -> tuple[list[Element], Sequences]:
    """Hang each (phrase, sequence) on its rarest element; return the elements in order of their numbers, and the columns."""
    usage: Counter[Element] = Counter(
        element for _, sequence in sequences for element in dict.fromkeys(sequence) if not isinstance(element, Gap)
    )
    numbers = {element: number for number, element in enumerate(usage)}
    rigid, loose = ({element: weigh(element) for element in usage} for weigh in (_often, _roughly))
    before, after, on, words = [], [], [], []
    for _, sequence in sequences:
        places = [place for place, step in enumerate(sequence) if not isinstance(step, Gap)]
        # Over a gap the nearest word counts, seen from the one that a sequence hangs on: another one could find another end.
        common = loose if len(places) < len(sequence) else rigid
        anchor = min(places, key=lambda place: (common[sequence[place]], usage[sequence[place]]))
        on.append(numbers[sequence[anchor]])
        before.append(steps_of(sequence[:anchor][::-1], numbers))
        after.append(steps_of(sequence[anchor + 1 :], numbers))
        words.append(sum(not isinstance(step, Gap) for step in sequence))
    hanging = np.argsort(np.array(on, np.int64), kind="stable")
    first = np.append(0, np.cumsum(np.bincount(np.array(on, np.int64), minlength=len(numbers))))
    phrase = np.array([number for number, _ in sequences], np.int64)
    return list(numbers), Sequences(phrase, np.array(words, np.int64), _padded(before), _padded(after), first, hanging)


def _padded(steps: Sequence[Sequence[int]]) -> Ints:
    """Return steps as ``padded[step, sequence]``, with an END after the last of each."""
    padded = np.full((max(map(len, steps), default=0) + 1, len(steps)), END, np.int64)
    for place, codes in enumerate(steps):
        padded[: len(codes), place] = codes
    return padded


def _unpadded(padded: Ints) -> Ints:
    """Return how many steps each sequence has, then all steps one after the other."""
    steps = padded.T
    return np.concatenate([(steps != END).sum(axis=1), steps[steps != END]])


def _often(element: Element) -> float:
    """Guess in how many of a hundred texts an element stands: numbers in nearly all, however rare their neighbours are."""
    if not isinstance(element, Words):
        return 100.0
    often = evidence().often
    words = sum(30.0 if word.isdecimal() else 100 * often.get(word, UNMET) for word in element.exact)
    return words + sum(10.0 if len(letters) < 4 else 0.3 for _, letters in element.stems)


def _roughly(element: Element) -> float:
    """Guess how common an element is: small words and short ones are, long ones are not, numbers stand between them."""
    if not isinstance(element, Words):
        return 40.0
    often = evidence().often
    words = sum(60.0 if often.get(word, 0) > COMMON else 12.0 if len(word) < 4 else 1.0 for word in element.exact)
    return words + sum(15.0 if len(letters) < 4 else 2.0 for _, letters in element.stems)


class Sieve:
    """Tells quickly where a sequence cannot stand, from 64 bits a word: a word satisfies no element whose bit it lacks."""

    def __init__(self, sequences: Sequences) -> None:
        # The word beside the one that a sequence hangs on, where none may be skipped; and where few may.
        self._next, self._soon = (_within(sequences.after[0], skipped) for skipped in (0, DEFAULT_GAP))
        self._previous, self._lately = (_within(sequences.before[0], skipped) for skipped in (0, DEFAULT_GAP))
        self._needed = np.zeros(len(sequences.phrase), np.uint64)
        for steps in (*sequences.before, *sequences.after):
            self._needed |= _bits(steps)

    def keep(self, rows: Ints, hung: Ints, bits: Bits, sentences: Ints) -> Ints:
        """Return which of the (row, sequence) pairs deserve an exact look."""
        right, left = _beside(bits, sentences, 1)
        soon, lately = _beside(bits, sentences, 1 + DEFAULT_GAP)
        starts = run_starts(sentences)
        whole = np.bitwise_or.reduceat(bits, starts).repeat(np.diff(starts, append=len(bits)))
        kept = np.arange(len(rows))
        for needed, there in (
            (self._next, right), (self._previous, left), (self._soon, soon), (self._lately, lately), (self._needed, whole),
        ):  # fmt: skip
            met = ((needed.take(hung) & (~there).take(rows)) == 0).nonzero()[0]
            rows, hung, kept = rows.take(met), hung.take(met), kept.take(met)
        return kept


def _within(steps: Ints, most: int) -> Bits:
    """Return the bits of steps that skip at most so many words, none for others."""
    return np.where(skipped_before(steps)[1] <= most, _bits(steps), np.uint64(0))


def _beside(bits: Bits, sentences: Ints, reach: int) -> tuple[Bits, Bits]:
    """Return the bits of up to so many words after each word, then of those before it, in its sentence."""
    after, before = np.zeros_like(bits), np.zeros_like(bits)
    for far in range(1, reach + 1):
        same = sentences[far:] == sentences[:-far]
        after[:-far] |= bits[far:] * same
        before[far:] |= bits[:-far] * same
    return after, before


def _bits(steps: Ints) -> Bits:
    elements = elements_of(steps)
    return np.where(elements < ANY, element_bits(elements), np.uint64(0))


def flags(phrases: Ints, wanted: Iterable[int]) -> Flags:
    """Say for each of many phrases whether it is among the wanted."""
    return np.isin(phrases, np.array(sorted(wanted), np.int64))
