"""Which of the wordings found count: kind of text, neighbours, negation, quotation and whom they speak of decide."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from classifier.lexicon_file import Entry
from classifier.phrase_index import Match
from classifier.shared_wordings import SharedWordings, Together, nearest
from classifier.surroundings import Place, Surroundings
from classifier.words import Words

# A hedge ("maybe", "ask") leaves this share of the strength.
HEDGED = 0.75
# How many words a negation may follow what it denies.
SCOPE_AFTER = 2


class LexiconHit(NamedTuple):
    """One wording found: characters ``start`` to ``end``, words ``first`` to ``last`` (inclusive), in sentence ``sentence``."""

    indicator: str
    rule: str
    strength: float
    start: int
    end: int
    sentence: int
    words: int
    first: int
    last: int


class Cancelled(NamedTuple):
    """A wording that stands there but was cancelled: the model must not find it after all."""

    indicator: str
    start: int
    end: int


@dataclass
class Found:
    """What the lexicons say of one text."""

    hits: list[LexiconHit] = field(default_factory=list)
    cancelled: list[Cancelled] = field(default_factory=list)


@dataclass
class Law:
    """The index numbers behind one entry."""

    entry: Entry
    unless: frozenset[int] = frozenset()
    unless_text: frozenset[int] = frozenset()
    needs: frozenset[int] = frozenset()


@dataclass
class Grammar:
    """The index numbers behind one language's negation file."""

    scope: int = 4
    lists: dict[str, frozenset[int]] = field(default_factory=dict)
    # Phrase to the names of the lists it stands in.
    names: dict[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class TextToJudge:
    """One text with all that was found in it; ``ideas[i]`` are the families of word ``i`` as bits."""

    words: Words
    kind: str
    matches: Sequence[Match]
    spans: Sequence[tuple[Law, int, int]]
    ideas: Sequence[int]
    together: Sequence[Together]


class Judge:
    """Judges what was found in texts of one language."""

    def __init__(
        self, laws: Mapping[int, Sequence[Law]], grammar: Grammar, surroundings: Surroundings, shared: SharedWordings
    ) -> None:
        self._laws, self._grammar, self._surroundings, self._shared = laws, grammar, surroundings, shared

    def judge(self, text: TextToJudge) -> Found:
        """Return the hits of a text, and what negation, quotation or neighbours cancelled."""
        found = Found()
        if not text.matches and not text.spans and not text.together:
            return found
        words = text.words
        seen = Seen(text.matches, words, self._grammar)
        for match in text.matches:
            for law in self._laws.get(match.phrase, ()):
                if law.entry.type not in (None, text.kind):
                    continue
                hit = self._hit(law, match, text, seen)
                if hit:
                    found.hits.append(hit)
                else:
                    start, end = words.starts[match.first], words.ends[match.last]
                    found.cancelled.append(Cancelled(law.entry.indicator, start, end))
        for law, start, end in text.spans:
            span_hit = self._span_hit(law, start, end, text, seen)
            if span_hit:
                found.hits.append(span_hit)
        for together in text.together:
            shared_hit = self._shared_hit(together, text, seen)
            if shared_hit:
                found.hits.append(shared_hit)
        return found

    def _span_hit(self, law: Law, start: int, end: int, text: TextToJudge, seen: "Seen") -> LexiconHit | None:
        words = text.words
        first, after = bisect_right(words.ends, start), bisect_left(words.starts, end)
        if first >= after:
            return None
        hit = self._hit(law, Match(-1, first, after - 1, after - first), text, seen)
        return hit._replace(start=start, end=end) if hit else None

    def _hit(self, law: Law, match: Match, text: TextToJudge, seen: "Seen") -> LexiconHit | None:
        """Return the hit, or None where type, neighbours, negation, quotation or surroundings cancel it."""
        entry, words = law.entry, text.words
        if entry.type not in (None, text.kind):
            return None
        sentence = words.sentences[match.first]
        here = seen.by_sentence.get(sentence, set())
        if law.unless & here or law.unless_text & seen.anywhere or (law.needs and not law.needs & here):
            return None
        if (entry.negatable and seen.negated(match)) or seen.hearsay(sentence):
            return None
        if entry.about_her and text.kind == "review" and seen.about_self(match):
            return None
        if not self._fits(entry, match, text):
            return None
        hedged = HEDGED if seen.hedged(match) else 1.0
        return LexiconHit(
            entry.indicator, entry.rule, entry.strength * hedged, words.starts[match.first], words.ends[match.last], sentence,
            match.words, match.first, match.last,
        )  # fmt: skip

    def _fits(self, entry: Entry, match: Match, text: TextToJudge) -> bool:
        """Say whether what stands around a wording lets it count."""
        place = Place(text.words, text.ideas, match.first, match.last)
        if text.kind == "review" and (
            self._surroundings.rumoured(place) or self._surroundings.of_the_writer(text.ideas, match.first, match.last)
        ):
            return False
        # A wording of several words made for ads says whom it speaks of.
        tested = entry.tested and not (entry.type == text.kind == "ad" and match.words > 1)
        return not tested or self._surroundings.allow(entry.indicator, text.kind, match.words, place)

    def _shared_hit(self, together: Together, text: TextToJudge, seen: "Seen") -> LexiconHit | None:
        """Return the hit of a shared wording where its families stand near enough, in truth and about her."""
        wording, words = self._shared.wordings[together.wording], text.words
        if wording.type not in (None, text.kind):
            return None
        masks = self._shared.masks[together.wording]
        near = nearest(masks, text.ideas[together.begin : together.end], wording.within, ordered=wording.ordered)
        if near is None:
            return None
        first, last, cue = (at + together.begin for at in (min(near), max(near), near[-1]))
        match = Match(-1, first, last, len(masks))
        sentence = words.sentences[first]
        if wording.one_clause and words.clauses[first] != words.clauses[last]:
            return None
        if seen.hearsay(sentence) or (wording.negatable and self._denied(first, last, text)):
            return None
        # The last family named is the cue that must be hers.
        place = Place(words, text.ideas, cue, cue)
        if text.kind == "review" and (
            self._surroundings.rumoured(place)
            or self._surroundings.of_the_writer(text.ideas, first, last)
            or place.asks_or_jokes()
            or (wording.about_her and not self._surroundings.about_her(place))
        ):
            return None
        hedged = HEDGED if seen.hedged(match) else 1.0
        return LexiconHit(
            wording.indicator, wording.rule, wording.strength * hedged, words.starts[first], words.ends[last], sentence,
            len(masks), first, last,
        )  # fmt: skip

    def _denied(self, first: int, last: int, text: TextToJudge) -> bool:
        """Say whether a "no" stands among the words of a shared wording or right before them in the clause."""
        clauses = text.words.clauses
        before = max(0, first - self._grammar.scope)
        while before < first and clauses[before] != clauses[first]:
            before += 1
        return any(bits & self._shared.negation for bits in text.ideas[before : last + 1])


class Seen:
    """All matches of one text, by what they are needed for: what denies, doubts, quotes or speaks of the writer."""

    def __init__(self, matches: Sequence[Match], words: Words, grammar: Grammar) -> None:
        self.by_sentence: dict[int, set[int]] = defaultdict(set)
        self._words, self._grammar = words, grammar
        self._listed: dict[str, list[Match]] = defaultdict(list)
        sentences, names = words.sentences, grammar.names
        for match in matches:
            phrase = match[0]
            self.by_sentence[sentences[match[1]]].add(phrase)
            for name in names.get(phrase, ()):
                self._listed[name].append(match)
        self.anywhere = set().union(*self.by_sentence.values())
        self._longest = max((found.last - found.first for found in self._listed.get("negators", ())), default=0)
        self._clauses: dict[str, dict[int, list[Match]]] = {}

    def negated(self, match: Match) -> bool:
        """Say whether a negator stands in scope: before the hit in its clause, or right after it."""
        clauses = self._words.clauses
        clause, last_clause = clauses[match.first], clauses[match.last]
        for negator in self._between("negators", match.first - self._grammar.scope - self._longest, match.first):
            if negator.last >= match.first or clauses[negator.last] != clause:
                continue
            if match.first - negator.last <= self._grammar.scope and not self._broken(negator.last, match.first):
                return True
        for negator in self._between("negators_after", match.last + 1, match.last + SCOPE_AFTER + 1):
            if clauses[negator.first] == last_clause and not self._broken(match.last, negator.first):
                return True
        return False

    def _between(self, name: str, first: int, after: int) -> list[Match]:
        """Return the matches of a list that begin with words ``first`` to ``after`` (exclusive)."""
        listed = self._listed.get(name)
        if not listed:
            return []
        return listed[_place(listed, first) : _place(listed, after)]

    def _broken(self, after: int, before: int) -> bool:
        """Say whether a "but" stands between two words."""
        return any(found.last < before for found in self._between("clause_breaks", after + 1, before))

    def hearsay(self, sentence: int) -> bool:
        """Say whether this sentence or the one before only tells what was read or seen on television."""
        if "hearsay" not in self._listed:
            return False
        told = self._grammar.lists["hearsay"]
        return bool(told & self.by_sentence.get(sentence, set()) or told & self.by_sentence.get(sentence - 1, set()))

    def hedged(self, match: Match) -> bool:
        """Say whether a word of doubt stands in the clause, beside the hit."""
        here = self._in_clause("hedges", match)
        return any(found.first > match.last or found.last < match.first for found in here)

    def about_self(self, match: Match) -> bool:
        """Say whether the writer speaks of himself here."""
        return bool(self._in_clause("self", match)) and not self._in_clause("her", match)

    def _in_clause(self, name: str, match: Match) -> list[Match]:
        listed = self._listed.get(name)
        if not listed:
            return []
        clauses = self._clauses.get(name)
        if clauses is None:
            clauses = self._clauses[name] = defaultdict(list)
            for found in listed:
                clauses[self._words.clauses[found.first]].append(found)
        return clauses.get(self._words.clauses[match.first], [])


def _place(listed: list[Match], first: int) -> int:
    return bisect_left(listed, first, key=lambda match: match.first)
