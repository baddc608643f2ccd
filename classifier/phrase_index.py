"""Find thousands of phrases in one pass over the words of a text.

Every phrase hangs on its rarest word; only where that word stands are its other words looked at. What a word can be
(which elements it satisfies) is worked out once and remembered, so the cost of a text does not grow with the lexicons.
"""

from collections import Counter
from dataclasses import dataclass

from classifier.languages import is_small_word
from classifier.phrases import Element, Gap, Number, Sequence, Words, compile_phrase

# Words remembered at most; cleared when full, so that endless new words cannot fill the memory.
MOST_REMEMBERED = 200_000


@dataclass(frozen=True, slots=True)
class Match:
    """Phrase ``phrase`` from word ``first`` to word ``last`` (inclusive); ``words`` counts its own words."""

    phrase: int
    first: int
    last: int
    words: int


@dataclass(frozen=True, slots=True)
class _Hung:
    """A sequence with the place of the word it hangs on; elements are ids, gaps are (least, most) pairs.

    ``next`` and ``previous`` are the elements right beside the word, None where a gap or nothing stands there.
    """

    phrase: int
    next: int | None
    previous: int | None
    before: tuple[int | tuple[int, int], ...]
    after: tuple[int | tuple[int, int], ...]
    words: int


@dataclass(frozen=True, slots=True)
class Word:
    """What one word satisfies: element ids, and the sequences that hang on it."""

    elements: frozenset[int]
    hung: tuple[_Hung, ...]


class PhraseIndex:
    """Add phrases, then :meth:`build`, then :meth:`find`."""

    def __init__(self) -> None:
        self._phrases: dict[str, int] = {}
        self._sequences: list[tuple[int, Sequence]] = []
        self._ids: dict[Element, int] = {}
        self._exact: dict[str, list[int]] = {}
        self._stems: dict[str, dict[str, list[int]]] = {"begins": {}, "ends": {}, "contains": {}}
        self._numbers: list[tuple[int, Number]] = []
        self._hung: dict[int, list[_Hung]] = {}
        self._remembered: dict[str, Word] = {}
        self._longest_stem = 0

    def add(self, phrase: str) -> int:
        """Add a phrase and return its id; the same phrase gets the same id. Raises PhraseMistake."""
        known = self._phrases.get(phrase)
        if known is not None:
            return known
        sequences = compile_phrase(phrase)
        number = self._phrases[phrase] = len(self._phrases)
        self._sequences += [(number, sequence) for sequence in sequences]
        return number

    def build(self) -> None:
        """Hang each sequence on its rarest element."""
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
            self._hung.setdefault(self._ids[sequence[anchor]], []).append(
                _Hung(phrase, _beside(after), _beside(before), before, after, words)
            )
        self._sequences = []

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
                self._longest_stem = max(self._longest_stem, len(letters))
        return number

    def _code(self, element: Element) -> int | tuple[int, int]:
        return (element.least, element.most) if isinstance(element, Gap) else self._register(element)

    def word(self, folded: str) -> Word:
        """Return what a word satisfies (remembered)."""
        known = self._remembered.get(folded)
        if known is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            known = self._remembered[folded] = self._work_out(folded)
        return known

    def _work_out(self, folded: str) -> Word:
        elements = set(self._exact.get(folded, ()))
        for size in range(1, min(len(folded), self._longest_stem) + 1):
            elements.update(self._stems["begins"].get(folded[:size], ()))
            elements.update(self._stems["ends"].get(folded[-size:], ()))
        for letters, numbers in self._stems["contains"].items():
            if letters in folded:
                elements.update(numbers)
        if folded.isdecimal() and len(folded) < 10:
            value = int(folded)
            elements.update(number for number, wanted in self._numbers if wanted.low <= value <= wanted.high)
        hung = tuple(entry for element in sorted(elements) for entry in self._hung.get(element, ()))
        return Word(frozenset(elements), hung)

    def find(self, words: list[Word], sentences: list[int]) -> list[Match]:
        """Return all matches; ``sentences[i]`` numbers the sentence of word ``i``, no match crosses one."""
        matches = []
        nothing: frozenset[int] = frozenset()
        last_place = len(words) - 1
        for at, word in enumerate(words):
            if not word.hung:
                continue
            sentence = sentences[at]
            right = words[at + 1].elements if at < last_place and sentences[at + 1] == sentence else nothing
            left = words[at - 1].elements if at and sentences[at - 1] == sentence else nothing
            for entry in word.hung:
                if (entry.next is not None and entry.next not in right) or (
                    entry.previous is not None and entry.previous not in left
                ):
                    continue
                last = _follow(words, sentences, at, entry.after, 1) if entry.after else at
                if last is None:
                    continue
                first = _follow(words, sentences, at, entry.before, -1) if entry.before else at
                if first is not None:
                    matches.append(Match(entry.phrase, first, last, entry.words))
        return matches


def _beside(elements: tuple[int | tuple[int, int], ...]) -> int | None:
    return elements[0] if elements and isinstance(elements[0], int) else None


def _commonness(element: Element) -> float:
    """Guess how often an element stands in a text: small words and short ones do all the time, long ones hardly ever."""
    if not isinstance(element, Words):
        return 40.0
    words = sum(60.0 if is_small_word(word) else 12.0 if len(word) < 4 else 1.0 for word in element.exact)
    return words + sum(15.0 if len(letters) < 4 else 2.0 for _, letters in element.stems)


def _follow(
    words: list[Word], sentences: list[int], at: int, wanted: tuple[int | tuple[int, int], ...], step: int
) -> int | None:
    """Walk from word ``at`` in one direction; return the last word used, None where the elements do not fit."""
    if not wanted:
        return at
    head, rest = wanted[0], wanted[1:]
    if isinstance(head, int):
        place = at + step
        if 0 <= place < len(words) and sentences[place] == sentences[at] and head in words[place].elements:
            return _follow(words, sentences, place, rest, step)
        return None
    least, most = head
    for skipped in range(least, most + 1):
        place = at + step * skipped
        if not 0 <= place < len(words) or sentences[place] != sentences[at]:
            return None
        last = _follow(words, sentences, place, rest, step)
        if last is not None:
            return last
    return None
