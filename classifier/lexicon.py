"""The lexicons at work: which wordings stand in a text, less what negation, quotation and neighbours cancel."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from classifier.lexicon_file import NEGATION_LISTS, Entry, Lexicon
from classifier.phrase_index import Match, PhraseIndex
from classifier.phrases import has_thai, thai_pattern
from classifier.words import Words

# The folder of Thai-English mix: read wherever Thai stands.
MIX = "th-en"
# English without any of these, but with one of the others before a second word, is the English of the mix.
ARTICLES = frozenset({"the", "a", "an"})
_SPEAKERS = frozenset("she he lady girl boss man i me they customer mama owner guy woman".split())
_UNBENT = frozenset(
    "not no have say tell want look come take live sleep cry work call go ask stay cannot speak like need very scare afraid tired sick give make wait sit hold "
    "open answer keep talk know understand see hit shout drive send bring still only".split()
)
# A wording of another language than the text's needs so many words of its own.
WORDS_OF_OTHERS = 2
# A hedge ("maybe", "ask") leaves this share of the strength.
HEDGED = 0.75
# Texts are searched by regular expressions this far; no real ad is longer.
LONGEST_SEARCHED = 20_000


@dataclass(frozen=True, slots=True)
class LexiconHit:
    """One wording found: characters ``start`` to ``end``, in sentence ``sentence``."""

    indicator: str
    rule: str
    strength: float
    start: int
    end: int
    sentence: int
    words: int


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A wording that stands there but was cancelled: the model must not find it after all."""

    indicator: str
    start: int
    end: int


@dataclass
class _Law:
    """The index numbers behind one entry."""

    entry: Entry
    unless: frozenset[int] = frozenset()
    unless_text: frozenset[int] = frozenset()
    needs: frozenset[int] = frozenset()


@dataclass
class _Grammar:
    """The index numbers behind one language's negation file."""

    scope: int = 4
    lists: dict[str, frozenset[int]] = field(default_factory=dict)


@dataclass
class _Seen:
    """All matches of one text, by what they are needed for."""

    matches: list[Match]
    by_sentence: dict[int, set[int]]
    anywhere: set[int]
    places: dict[int, list[Match]]


class LexiconReader:
    """The lexicons of all languages; each is read and compiled when a text first needs it."""

    def __init__(self, load: Callable[[str], Lexicon], languages: frozenset[str]) -> None:
        self._load = load
        self._folders = languages
        self._ready: dict[str, _LanguageReader] = {}

    def find(
        self, words: Words, kind: str, languages: frozenset[str], main: str
    ) -> tuple[list[LexiconHit], list[Cancelled]]:
        """Return all hits in a text of ``kind`` ad or review that holds ``languages``, ``main`` above all.

        Also returns what was cancelled. In a language that is not the main one, single words prove nothing.

        Raises LexiconMistakes where a language's files cannot be used.
        """
        hits: list[LexiconHit] = []
        cancelled: list[Cancelled] = []
        broken_english = main in ("th", "en") and _is_broken_english(words.folded)
        for folder in sorted(self._folders, key=lambda folder: (folder != main, folder)):
            if folder in languages or (folder == MIX and ("th" in languages or broken_english)):
                ready = self._ready.get(folder)
                if ready is None:
                    ready = self._ready[folder] = _LanguageReader(self._load(folder))
                found, dropped = ready.find(words, kind)
                if folder not in (main, MIX):
                    found = [hit for hit in found if hit.words >= WORDS_OF_OTHERS and not _covered(hit, cancelled)]
                hits += found
                cancelled += dropped
        return hits, cancelled


def _is_broken_english(folded: list[str]) -> bool:
    """Say whether English has no articles and unbent verbs ("she look", "boss not here")."""
    if ARTICLES.intersection(folded):
        return False
    return (
        any(first in _SPEAKERS and second in _UNBENT for first, second in pairwise(folded))
        or "na" in folded
        or "ka" in folded
    )


class _LanguageReader:
    """One language's wordings, compiled."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._index = PhraseIndex()
        self._laws: dict[int, list[_Law]] = defaultdict(list)
        self._patterns: list[tuple[re.Pattern[str], _Law, bool]] = []
        self._grammar = _Grammar(lists={name: frozenset() for name in NEGATION_LISTS})
        for negation in lexicon.negations:
            lists = {name: self._ids(phrases) for name, phrases in negation.lists.items()}
            self._grammar = _Grammar(negation.scope_words, lists)
        for entry in lexicon.entries:
            self._add(entry)
        self._index.build()

    def _ids(self, phrases: tuple[str, ...]) -> frozenset[int]:
        return frozenset(self._index.add(phrase) for phrase in phrases if not has_thai(phrase))

    def _add(self, entry: Entry) -> None:
        law = _Law(entry, self._ids(entry.unless), self._ids(entry.unless_text), self._ids(entry.needs))
        if entry.regex:
            self._patterns.append((re.compile(entry.phrase), law, has_thai(entry.phrase)))
        elif has_thai(entry.phrase):
            self._patterns.append((re.compile(thai_pattern(entry.phrase)), law, True))
        else:
            self._laws[self._index.add(entry.phrase)].append(law)

    def find(self, words: Words, kind: str) -> tuple[list[LexiconHit], list[Cancelled]]:
        """Return all hits of this language, and what negation, quotation or neighbours cancelled."""
        look = self._index.word
        matches = self._index.find([look(folded) for folded in words.folded], words.sentences)
        seen = _gather(matches, words)
        hits: list[LexiconHit] = []
        cancelled: list[Cancelled] = []
        for match in matches:
            for law in self._laws.get(match.phrase, ()):
                if law.entry.type not in (None, kind):
                    continue
                hit = self._judge(law, match, words, kind=kind, seen=seen)
                if hit:
                    hits.append(hit)
                else:
                    cancelled.append(Cancelled(law.entry.indicator, words.starts[match.first], words.ends[match.last]))
        return hits + self._search(words, kind, seen), cancelled

    def _search(self, words: Words, kind: str, seen: _Seen) -> list[LexiconHit]:
        """Run the regular expressions; those in Thai letters only where Thai stands."""
        text, found = words.text[:LONGEST_SEARCHED], []
        thai = bool(self._patterns) and has_thai(text)
        for pattern, law, needs_thai in self._patterns:
            if needs_thai and not thai:
                continue
            for hit in pattern.finditer(text):
                if hit.end() > hit.start():
                    judged = self._judge_span(law, hit.start(), hit.end(), words, kind=kind, seen=seen)
                    if judged:
                        found.append(judged)
        return found

    def _judge_span(
        self, law: _Law, start: int, end: int, words: Words, *, kind: str, seen: _Seen
    ) -> LexiconHit | None:
        inside = [place for place in range(len(words)) if words.starts[place] < end and start < words.ends[place]]
        if not inside:
            return None
        hit = self._judge(law, Match(-1, inside[0], inside[-1], WORDS_OF_OTHERS), words, kind=kind, seen=seen)
        return replace(hit, start=start, end=end) if hit else None

    def _judge(self, law: _Law, match: Match, words: Words, *, kind: str, seen: _Seen) -> LexiconHit | None:
        """Return the hit, or None where type, neighbours, negation or quotation cancel it."""
        entry, grammar = law.entry, self._grammar
        if entry.type not in (None, kind):
            return None
        sentence = words.sentences[match.first]
        here = seen.by_sentence.get(sentence, set())
        if law.unless & here or law.unless_text & seen.anywhere or (law.needs and not law.needs & here):
            return None
        if entry.negatable and _negated(grammar, match, words, seen):
            return None
        if _hearsay(grammar, sentence, seen) or (
            entry.about_her and _about_self(grammar, match, words, seen, kind=kind)
        ):
            return None
        hedged = HEDGED if _in_clause(grammar.lists["hedges"], match, words, seen) else 1.0
        return LexiconHit(
            entry.indicator, entry.rule, entry.strength * hedged, words.starts[match.first], words.ends[match.last], sentence,
            match.words,
        )  # fmt: skip


def _covered(hit: LexiconHit, cancelled: list[Cancelled]) -> bool:
    """Say whether the main language cancelled the same words."""
    return any(drop.indicator == hit.indicator and drop.start < hit.end and hit.start < drop.end for drop in cancelled)


def _gather(matches: list[Match], words: Words) -> _Seen:
    by_sentence: dict[int, set[int]] = defaultdict(set)
    places: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        by_sentence[words.sentences[match.first]].add(match.phrase)
        places[match.phrase].append(match)
    return _Seen(matches, by_sentence, set(places), places)


def _overlaps(one: Match, other: Match) -> bool:
    return one.first <= other.last and other.first <= one.last


def _negated(grammar: _Grammar, match: Match, words: Words, seen: _Seen) -> bool:
    """Say whether a negator stands in scope: before the hit in its clause, or right after it."""
    clause = words.clauses[match.first]
    for phrase in grammar.lists["negators"] & seen.anywhere:
        for negator in seen.places[phrase]:
            if negator.last >= match.first or words.clauses[negator.last] != clause:
                continue
            if match.first - negator.last <= grammar.scope and not _broken(grammar, negator.last, match.first, seen):
                return True
    last_clause = words.clauses[match.last]
    for phrase in grammar.lists["negators_after"] & seen.anywhere:
        for negator in seen.places[phrase]:
            if negator.first <= match.last or words.clauses[negator.first] != last_clause:
                continue
            if negator.first - match.last <= 2 and not _broken(grammar, match.last, negator.first, seen):
                return True
    return False


def _broken(grammar: _Grammar, after: int, before: int, seen: _Seen) -> bool:
    """Say whether a "but" stands between two words."""
    return any(
        after < found.first and found.last < before
        for phrase in grammar.lists["clause_breaks"] & seen.anywhere
        for found in seen.places[phrase]
    )


def _hearsay(grammar: _Grammar, sentence: int, seen: _Seen) -> bool:
    """Say whether this sentence or the one before only tells what was read or seen on television."""
    told = grammar.lists["hearsay"]
    return bool(told & seen.by_sentence.get(sentence, set()) or told & seen.by_sentence.get(sentence - 1, set()))


def _in_clause(phrases: frozenset[int], match: Match, words: Words, seen: _Seen) -> bool:
    phrases = phrases & seen.anywhere
    if not phrases:
        return False
    clause = words.clauses[match.first]
    return any(
        words.clauses[found.first] == clause and not _overlaps(found, match)
        for phrase in phrases
        for found in seen.places[phrase]
    )


def _about_self(grammar: _Grammar, match: Match, words: Words, seen: _Seen, *, kind: str) -> bool:
    """Say whether the writer of a review speaks of himself here."""
    if kind != "review":
        return False
    clause = words.clauses[match.first]

    def stands(name: str) -> bool:
        return any(
            words.clauses[found.first] == clause
            for phrase in grammar.lists[name] & seen.anywhere
            for found in seen.places[phrase]
        )

    return stands("self") and not stands("her")
