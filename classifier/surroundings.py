"""What stands around a short cue: whom it speaks of, what must be near it and what must not.

A single word of feeling or body proves nothing by itself: "tired?" may ask the reader, "bruises" may be the writer's own
from football. ``lexicons/_shared/context.yml`` says by indicator which ideas a cue needs in its sentence, and whose it must be.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import reduce
from operator import or_

from classifier.families import Families
from classifier.family_file import Context
from classifier.words import Words

# Words looked at on either side of a cue: no sentence of a real ad is longer.
FARTHEST = 60
# How many words after a cue count as right after it.
RIGHT_AFTER = 5
JOKES = ("😂", "🤣", "😅", "😆", "😜")


class Place:
    """A cue in its sentence: words ``first`` to ``last`` (inclusive); ``begin`` to ``end`` (exclusive) is the sentence."""

    def __init__(self, words: Words, ideas: Sequence[int], first: int, last: int) -> None:
        self.words, self.ideas, self.first, self.last = words, ideas, first, last
        sentences = words.sentences
        sentence = sentences[first]
        self.begin = bisect_left(sentences, sentence, max(0, first - FARTHEST), first)
        self.end = max(last + 1, bisect_right(sentences, sentence, first, min(len(sentences), last + FARTHEST)))
        self._here: int | None = None

    @property
    def here(self) -> int:
        """The ideas of the whole sentence together."""
        if self._here is None:
            self._here = self.all_ideas(self.begin, self.end)
        return self._here

    def all_ideas(self, begin: int, end: int) -> int:
        """Return the ideas of some words together."""
        return reduce(or_, self.ideas[begin:end], 0)

    def sign_after(self) -> str:
        """Return what stands between the sentence and the next one."""
        words = self.words
        stop = words.starts[self.end] if self.end < len(words.starts) else min(len(words.text), words.ends[-1] + 12)
        return words.text[words.ends[self.end - 1] : stop]

    def asks_or_jokes(self) -> bool:
        """Say whether the sentence is a question or ends in a laughing emoji."""
        sign = self.sign_after()
        return "?" in sign or any(joke in sign for joke in JOKES)


class _Test:
    """One context with its families as bits."""

    def __init__(self, context: Context, families: Families) -> None:
        self.context = context
        self.needs = [families.mask(*names) for names in context.needs]
        self.forbidden = families.mask(*context.forbidden)
        self.after = families.mask(*context.after_forbidden)
        self.after_but = families.mask(*context.after_but)
        self.but = families.mask(*context.but)


class Surroundings:
    """The contexts of one language."""

    def __init__(self, contexts: Sequence[Context], families: Families) -> None:
        self._tests: dict[str, list[_Test]] = defaultdict(list)
        for context in contexts:
            self._tests[context.indicator].append(_Test(context, families))
        self._her, self._self = families.mask("her", "girl"), families.mask("self")
        self._mine, self._perceives = families.mask("mine"), families.mask("see")
        self._bare, self._asks = families.mask("bare"), families.mask("ask1")
        self._men = families.mask("man", "boss", "staff")
        self._people, self._told = families.mask("people"), families.mask("told")

    def allow(self, indicator: str, kind: str, own_words: int, place: Place) -> bool:
        """Say whether a cue of so many words of its own may count where it stands."""
        return all(
            self._allows(test, place)
            for test in self._tests.get(indicator, ())
            if own_words <= test.context.words and test.context.type in (None, kind)
        )

    def _allows(self, test: _Test, place: Place) -> bool:
        here = place.here
        if here & test.forbidden or not all(here & mask for mask in test.needs if mask):
            return False
        if test.after:
            stop = place.last + 1
            clauses = place.words.clauses
            while stop < min(place.last + 1 + RIGHT_AFTER, place.end) and clauses[stop] == clauses[place.last]:
                stop += 1
            after = place.all_ideas(place.last + 1, stop)
            if after & test.after and not after & test.after_but:
                return False
        if test.context.no_question and place.asks_or_jokes():
            return False
        if test.context.about == "offered":
            return bool(here & test.but) or not self._asked_for(place)
        return test.context.about != "her" or self.about_her(place, named=test.context.indicator == "pressure")

    def rumoured(self, place: Place) -> bool:
        """Say whether the sentence only tells what people say or write: "on the net they claim"."""
        here = place.here
        return bool(here & self._people and here & self._told)

    def of_the_writer(self, ideas: Sequence[int], first: int, last: int) -> bool:
        """Say whether words ``first`` to ``last`` hold a man, boss or driver of the writer's own: "my husband waited"."""
        return any(ideas[row] & self._men and ideas[row - 1] & self._mine for row in range(max(1, first), last + 1))

    def _asked_for(self, place: Place) -> bool:
        """Say whether the writer is the last person named before the cue: he asked for it himself."""
        asks = self._self | self._asks
        if place.all_ideas(place.first, place.last + 1) & self._her:
            return False
        for row in range(place.first - 1, place.begin - 1, -1):
            if place.ideas[row] & self._her:
                return False
            if place.ideas[row] & asks:
                return True
        return False

    def about_her(self, place: Place, *, named: bool = False) -> bool:
        """Say whether a cue in a review speaks of her rather than of the writer: the nearest person named bears it.

        ``named``: a text that opens with the cue, names nobody and only then comes to her, opens with the writer.
        """
        if not self._her:
            return True
        clauses = place.words.clauses
        at, clause = place.last, clauses[place.first]
        while at >= place.begin:
            begin = at
            while begin > place.begin and clauses[begin - 1] == clauses[at]:
                begin -= 1
            end = at + 1
            if clauses[at] == clause:
                while end < place.end and clauses[end] == clause:
                    end += 1
            bearer = self._bearer(place, begin, at, end)
            if bearer is not None:
                return bearer
            at = begin - 1
        if place.ideas[place.begin] & self._bare:
            return False
        if place.all_ideas(place.last + 1, place.end) & self._her:
            return True
        if named and not place.begin and place.all_ideas(place.end, len(place.ideas)) & self._her:
            return False
        return self._told_before(place)

    def _bearer(self, place: Place, begin: int, at: int, end: int) -> bool | None:
        """Look in a clause (rows ``begin`` to ``end``) from ``at`` leftwards, then rightwards; None where nobody is named."""
        her = False
        for row in [*range(at, begin - 1, -1), *range(at + 1, end)]:
            bits = place.ideas[row]
            if bits & self._her:
                return True
            if bits & self._self and not self._only_perceives(place, row):
                return False
            her = her or bool(bits & self._her)
        if place.all_ideas(begin, end) & self._mine:
            return False
        return None

    def _only_perceives(self, place: Place, row: int) -> bool:
        """Say whether "I" only sees, hears or asks here."""
        return bool(place.all_ideas(max(place.begin, row - 2), min(place.end, row + 3)) & self._perceives)

    def _told_before(self, place: Place) -> bool:
        """Say whether the sentence before speaks of her, or of nobody."""
        if not place.begin:
            return True
        before = Place(place.words, place.ideas, place.begin - 1, place.begin - 1)
        told = before.here
        return bool(told & self._her) or not told & (self._self | self._mine)
