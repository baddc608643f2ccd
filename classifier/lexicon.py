"""The lexicons at work: which wordings stand in texts, less what negation, quotation and neighbours cancel."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from classifier.batch import Batch, run_starts
from classifier.lexicon_file import NEGATION_LISTS, Entry, Lexicon
from classifier.phrase_index import Match, PhraseIndex
from classifier.phrases import has_thai, thai_pattern
from classifier.spans import TakenSpans
from classifier.words import Words, WordTable

# The folder of Thai-English mix: read wherever Thai stands.
MIX = "th-en"
# English without any of these, but with one of the others before a second word, is the English of the mix.
ARTICLES = frozenset({"the", "a", "an"})
_SPEAKER_WORDS = "she he lady girl boss man i me they customer mama owner guy woman"
_SPEAKERS = frozenset(_SPEAKER_WORDS.split())
_UNBENT_WORDS = (
    "not no have say tell want look come take live sleep cry work call go ask stay cannot speak like need very scare afraid tired sick give make wait sit hold "
    "open answer keep talk know understand see hit shout drive send bring still only"
)
_UNBENT = frozenset(_UNBENT_WORDS.split())
# A wording of another language than the text's needs so many words of its own.
WORDS_OF_OTHERS = 2
# A hedge ("maybe", "ask") leaves this share of the strength.
HEDGED = 0.75
# Texts are searched by regular expressions this far; no real ad is longer.
LONGEST_SEARCHED = 20_000
# How many words a negation may follow what it denies.
SCOPE_AFTER = 2
# What a regular expression may look back at before its first sign: left out of the quick look whether it occurs at all.
_LOOK_BACK = re.compile(r"^\(\?<!(?:\[[^\]]*\]|\\?\w)+\)")


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
class _Law:
    """The index numbers behind one entry."""

    entry: Entry
    unless: frozenset[int] = frozenset()
    unless_text: frozenset[int] = frozenset()
    needs: frozenset[int] = frozenset()


@dataclass(frozen=True)
class _Pattern:
    """A regular expression with its law; ``glance`` tells quickly that it does not occur."""

    full: re.Pattern[str]
    glance: re.Pattern[str]
    law: _Law
    thai: bool


@dataclass
class _Grammar:
    """The index numbers behind one language's negation file."""

    scope: int = 4
    lists: dict[str, frozenset[int]] = field(default_factory=dict)
    # Phrase to the names of the lists it stands in.
    names: dict[int, tuple[str, ...]] = field(default_factory=dict)


class LexiconReader:
    """The lexicons of all languages; each is read and compiled when a text first needs it."""

    def __init__(self, load: Callable[[str], Lexicon], languages: frozenset[str]) -> None:
        self._load = load
        self._folders = languages
        self._ready: dict[str, _LanguageReader] = {}

    def find(
        self, batch: Batch, languages: Sequence[frozenset[str]], main: Sequence[str], table: WordTable
    ) -> list[Found]:
        """Return for each text all hits, and what was cancelled.

        ``languages[t]`` are those text ``t`` holds parts in, ``main[t]`` the one it is in above all. In a language that is
        not the main one, single words prove nothing. Raises LexiconMistakes where a language's files cannot be used.
        """
        found = [Found() for _ in range(len(batch))]
        readers: dict[str, list[int]] = defaultdict(list)
        for place, words in enumerate(batch.words):
            for folder in self._folders & languages[place]:
                readers[folder].append(place)
            if MIX in self._folders and (
                "th" in languages[place] or (main[place] in ("th", "en") and _is_broken_english(words.folded))
            ):
                readers[MIX].append(place)
        # The main language of each text first: what it cancels, another language does not bring back.
        later: list[tuple[int, str, Found]] = []
        for folder in sorted(readers):
            places = readers[folder]
            for place, one in zip(places, self._language(folder).find(batch, places, table), strict=True):
                if folder == main[place]:
                    found[place] = one
                else:
                    later.append((place, folder, one))
        for place, folder, one in later:
            _add_other(found[place], one, alone_counts=folder == MIX)
        return found

    def _language(self, folder: str) -> "_LanguageReader":
        ready = self._ready.get(folder)
        if ready is None:
            ready = self._ready[folder] = _LanguageReader(self._load(folder))
        return ready


def _is_broken_english(folded: list[str]) -> bool:
    """Say whether English has no articles and unbent verbs ("she look", "boss not here")."""
    if not ARTICLES.isdisjoint(folded):
        return False
    return (
        any(first in _SPEAKERS and second in _UNBENT for first, second in pairwise(folded))
        or "na" in folded
        or "ka" in folded
    )


def _add_other(found: Found, other: Found, *, alone_counts: bool) -> None:
    """Add what another language than the main one says of a text."""
    if alone_counts:
        found.hits += other.hits
    elif other.hits:
        covered: dict[str, TakenSpans] = defaultdict(TakenSpans)
        for drop in found.cancelled:
            covered[drop.indicator].add(drop.start, drop.end)
        found.hits += [
            hit
            for hit in other.hits
            if hit.words >= WORDS_OF_OTHERS and not covered[hit.indicator].overlap(hit.start, hit.end)
        ]
    found.cancelled += other.cancelled


class _LanguageReader:
    """One language's wordings, compiled."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._index = PhraseIndex()
        self._laws: dict[int, list[_Law]] = defaultdict(list)
        self._patterns: list[_Pattern] = []
        self._grammar = _Grammar(lists={name: frozenset() for name in NEGATION_LISTS})
        for negation in lexicon.negations:
            lists = {name: self._ids(phrases) for name, phrases in negation.lists.items()}
            names = {
                phrase: tuple(name for name in lists if phrase in lists[name])
                for phrase in set().union(*lists.values())
            }
            self._grammar = _Grammar(negation.scope_words, lists, names)
        for entry in lexicon.entries:
            self._add(entry)
        laws = [law for laws in self._laws.values() for law in laws] + [pattern.law for pattern in self._patterns]
        anywhere = frozenset(phrase for law in laws for phrase in law.unless_text)
        self._index.build(frozenset(self._laws), anywhere)

    def _ids(self, phrases: tuple[str, ...]) -> frozenset[int]:
        return frozenset(self._index.add(phrase) for phrase in phrases if not has_thai(phrase))

    def _add(self, entry: Entry) -> None:
        law = _Law(entry, self._ids(entry.unless), self._ids(entry.unless_text), self._ids(entry.needs))
        if entry.regex or has_thai(entry.phrase):
            written = entry.phrase if entry.regex else thai_pattern(entry.phrase)
            glance = re.compile(_LOOK_BACK.sub("", written))
            self._patterns.append(_Pattern(re.compile(written), glance, law, has_thai(entry.phrase)))
        else:
            self._laws[self._index.add(entry.phrase)].append(law)

    def find(self, batch: Batch, texts: Sequence[int], table: WordTable) -> list[Found]:
        """Return for each of some texts all hits of this language, and what negation, quotation or neighbours cancelled."""
        spans = {text: found for text in texts if (found := self._search(batch.words[text].text))}
        also = frozenset(number for text in spans for number in batch.words[text].sentences)
        matches = self._matches(batch, texts, table, also)
        nothing: list[Match] = []
        return [
            self._judge_all(batch.words[text], batch.kinds[text], matches.get(text, nothing), spans.get(text, []))
            for text in texts
        ]

    def _matches(
        self, batch: Batch, texts: Sequence[int], table: WordTable, also: frozenset[int]
    ) -> dict[int, list[Match]]:
        """Return by text the phrases that stand in it, as places of its own words."""
        rows = batch.rows_of(texts)
        found = self._index.find(table, batch.numbers[rows], batch.sentences[rows], also)
        first, last = rows[found.first], rows[found.last]
        order = np.argsort(first, kind="stable")
        text = batch.text_of(first[order])
        shift = batch.first[text]
        columns = (found.phrase[order], first[order] - shift, last[order] - shift, found.words[order])
        matches = list(map(Match, *(column.tolist() for column in columns)))
        begins = run_starts(text)
        ends = [*begins[1:].tolist(), len(matches)]
        return {
            one: matches[begin:end]
            for one, begin, end in zip(text[begins].tolist(), begins.tolist(), ends, strict=False)
        }

    def _judge_all(self, words: Words, kind: str, matches: list[Match], spans: list[tuple[_Law, int, int]]) -> Found:
        found = Found()
        if not matches and not spans:
            return found
        seen = _Seen(matches, words, self._grammar)
        for match in matches:
            for law in self._laws.get(match.phrase, ()):
                if law.entry.type not in (None, kind):
                    continue
                hit = self._judge(law, match, words, kind=kind, seen=seen)
                if hit:
                    found.hits.append(hit)
                else:
                    start, end = words.starts[match.first], words.ends[match.last]
                    found.cancelled.append(Cancelled(law.entry.indicator, start, end))
        for law, start, end in spans:
            hit = self._judge_span(law, start, end, words, kind=kind, seen=seen)
            if hit:
                found.hits.append(hit)
        return found

    def _search(self, text: str) -> list[tuple[_Law, int, int]]:
        """Run the regular expressions; those in Thai letters only where Thai stands."""
        text = text[:LONGEST_SEARCHED]
        thai = has_thai(text)
        return [
            (pattern.law, hit.start(), hit.end())
            for pattern in self._patterns
            if (thai or not pattern.thai) and pattern.glance.search(text)
            for hit in pattern.full.finditer(text)
            if hit.end() > hit.start()
        ]

    def _judge_span(
        self, law: _Law, start: int, end: int, words: Words, *, kind: str, seen: "_Seen"
    ) -> LexiconHit | None:
        first, after = bisect_right(words.ends, start), bisect_left(words.starts, end)
        if first >= after:
            return None
        hit = self._judge(law, Match(-1, first, after - 1, WORDS_OF_OTHERS), words, kind=kind, seen=seen)
        return hit._replace(start=start, end=end) if hit else None

    def _judge(self, law: _Law, match: Match, words: Words, *, kind: str, seen: "_Seen") -> LexiconHit | None:
        """Return the hit, or None where type, neighbours, negation or quotation cancel it."""
        entry = law.entry
        if entry.type not in (None, kind):
            return None
        sentence = words.sentences[match.first]
        here = seen.by_sentence.get(sentence, set())
        if law.unless & here or law.unless_text & seen.anywhere or (law.needs and not law.needs & here):
            return None
        if (entry.negatable and seen.negated(match)) or seen.hearsay(sentence):
            return None
        if entry.about_her and kind == "review" and seen.about_self(match):
            return None
        hedged = HEDGED if seen.hedged(match) else 1.0
        return LexiconHit(
            entry.indicator, entry.rule, entry.strength * hedged, words.starts[match.first], words.ends[match.last], sentence,
            match.words, match.first, match.last,
        )  # fmt: skip


class _Seen:
    """All matches of one text, by what they are needed for: what denies, doubts, quotes or speaks of the writer."""

    def __init__(self, matches: list[Match], words: Words, grammar: _Grammar) -> None:
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
