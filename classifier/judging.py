"""Which of the wordings found count: kind of text, neighbours, negation, quotation and whom they speak of decide.

All wordings of many texts are judged at once, as columns; only what is left becomes hits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from classifier.batch import Flags, Ints, Lists, among, marked
from classifier.found import Cancelled, Found
from classifier.grammar import Grammar, Seen
from classifier.lexicon_file import Entry
from classifier.phrase_index import Matches
from classifier.rows import AD, KINDS, REVIEW, Rows, any_in
from classifier.shared_file import SharedWording
from classifier.shared_wordings import SharedWordings
from classifier.surroundings import Around, Places, Surroundings

# A hedge ("maybe", "ask") leaves this share of the strength.
HEDGED = 0.75
# How far (characters) around a shared wording what cancels it is looked for.
BESIDE = 30


@dataclass
class Law:
    """The index numbers behind one entry."""

    entry: Entry
    unless: frozenset[int] = frozenset()
    unless_text: frozenset[int] = frozenset()
    needs: frozenset[int] = frozenset()


class Span(NamedTuple):
    """What a regular expression found: its law, rows ``first`` to ``last`` (inclusive), characters ``start`` to ``end``."""

    law: int
    first: int
    last: int
    start: int
    end: int


class _Cues(NamedTuple):
    """Wordings that stand in texts, as columns: the number of what says so, rows ``first`` to ``last`` (inclusive), words of
    their own, and characters ``start`` to ``end`` (-1: where the words begin and end)."""

    source: Ints
    first: Ints
    last: Ints
    words: Ints
    start: Ints
    end: Ints

    def some(self, chosen: Ints | Flags) -> "_Cues":
        return _Cues(*(column[chosen] for column in self))


class Judge:
    """Judges what was found in texts of one language."""

    def __init__(
        self,
        laws: Sequence[Law],
        of_phrase: Lists,
        grammar: Grammar,
        surroundings: Surroundings,
        shared: SharedWordings,
    ) -> None:
        """``of_phrase`` are the numbers of the laws of each phrase."""
        phrases = len(of_phrase.counts)
        self._of_phrase, self._surroundings, self._shared = of_phrase, surroundings, shared
        self._grammar, self._listed = grammar, grammar.flags(phrases)
        self._unless = _Neighbours([law.unless for law in laws], phrases)
        self._unless_text = _Neighbours([law.unless_text for law in laws], phrases)
        self._needs = _Neighbours([law.needs for law in laws], phrases)
        entries = [law.entry for law in laws]
        self._said, self._said_by_shared = _Said(entries), _Said(shared.wordings)
        self._kind = np.array([KINDS.get(entry.type or "", 0) for entry in entries], np.int64)
        self._negatable = np.array([entry.negatable for entry in entries], np.bool_)
        self._about_her = np.array([entry.about_her for entry in entries], np.bool_)
        # What the surroundings test, -1 where they do not.
        tested = [surroundings.indicators.get(entry.indicator, -1) if entry.tested else -1 for entry in entries]
        self._tested = np.array(tested, np.int64)

    def judge(
        self,
        rows: Rows,
        matches: Matches,
        spans: Sequence[Span],
        together: tuple[Ints, Ints, Ints],
    ) -> tuple[Found, Cancelled]:
        """Return what counts, and what negation, quotation or neighbours cancelled."""
        found, cancelled = list[Found](), list[Cancelled]()
        if not len(rows):
            return Found.joined(found), Cancelled.joined(cancelled)
        seen = Seen(rows, matches, self._listed, self._grammar.scope)
        around = Around(self._surroundings, rows)
        cues = self._cues(rows, matches, spans)
        if len(cues.source):
            stand = self._stand(cues, rows, matches, seen, around)
            # A regular expression cancels nothing.
            cancelled.append(_cancelled(rows, cues.some(~stand & (cues.start < 0)), self._said))
            found.append(_found(rows, seen, cues.some(stand), self._said))
        if len(together[0]):
            cues, unless = self._shared_cues(rows, seen, around, together)
            cancelled.append(_cancelled(rows, unless, self._said_by_shared))
            found.append(_found(rows, seen, cues, self._said_by_shared))
        return Found.joined(found), Cancelled.joined(cancelled)

    def _cues(self, rows: Rows, matches: Matches, spans: Sequence[Span]) -> _Cues:
        """Return all that laws speak of in texts of their kind: phrases as they stand in the texts, then spans."""
        lawful = np.flatnonzero(self._of_phrase.counts[matches.phrase])
        lawful = lawful[np.argsort(matches.first[lawful], kind="stable")]
        place, law = self._of_phrase.of(matches.phrase[lawful])
        at = lawful[place]
        nowhere = np.full(len(at), -1)
        cues = _Cues(law, matches.first[at], matches.last[at], matches.words[at], nowhere, nowhere)
        if spans:
            law, first, last, start, end = np.array(spans, np.int64).T
            found = _Cues(law, first, last, last - first + 1, start, end)
            cues = _Cues(*map(np.concatenate, zip(cues, found, strict=True)))
        return cues.some(_of_kind(self._kind[cues.source], rows.kind[cues.first]))

    def _stand(self, cues: _Cues, rows: Rows, matches: Matches, seen: Seen, around: Around) -> Flags:
        """Say which cues neighbours, negation, quotation and surroundings leave standing."""
        law, first, last = cues.source, cues.first, cues.last
        sentence, text, reviews = rows.sentences[first], rows.text[first], rows.kind[first] == REVIEW
        of_match = (rows.sentences[matches.first], rows.text[matches.first])
        stand = ~self._unless.stand(law, sentence, matches.phrase, of_match[0])
        stand &= ~self._unless_text.stand(law, text, matches.phrase, of_match[1])
        stand &= (self._needs.counts[law] == 0) | self._needs.stand(law, sentence, matches.phrase, of_match[0])
        stand &= ~(self._negatable[law] & seen.denied(first, last)) & ~seen.hearsay(first)
        stand &= ~(self._about_her[law] & reviews & seen.about_self(first))
        places = Places(rows, first, last)
        stand &= ~(reviews & around.of_others(places, first, last))
        # A wording of several words made for ads says whom it speaks of.
        tells = (self._kind[law] == AD) & (cues.words > 1)
        chosen = np.flatnonzero(stand & (self._tested[law] >= 0) & ~tells)
        if len(chosen):
            stand[chosen] = around.allow(self._tested[law[chosen]], cues.words[chosen], places.some(chosen))
        return stand

    def _shared_cues(
        self, rows: Rows, seen: Seen, around: Around, together: tuple[Ints, Ints, Ints]
    ) -> tuple[_Cues, _Cues]:
        """Return the shared wordings whose families stand near enough, in truth and about her; and those a pattern cancels."""
        shared, (wording, begin, end) = self._shared, together
        chosen = _of_kind(shared.kind[wording], rows.kind[begin])
        wording, first, last, cue = shared.near(rows, wording[chosen], begin[chosen], end[chosen])
        clauses, reviews = rows.clauses, rows.kind[first] == REVIEW
        stand = ~shared.one_clause[wording] | (clauses[first] == clauses[last])
        stand &= ~seen.hearsay(first)
        # A "no" stands among the words or right before them in the clause.
        before = np.maximum(first - self._grammar.scope, rows.of_clause[0][first])
        denied = any_in(rows.meeting(shared.negation), before, last + 1)
        stand &= ~(shared.negatable[wording] & denied)
        # The last family named is the cue that must be hers.
        places = Places(rows, cue, cue)
        stand &= ~(reviews & around.of_others(places, first, last))
        stand &= ~around.asks_or_jokes(places, stand & reviews)
        hers = stand & reviews & shared.about_her[wording]
        stand &= ~hers | around.about_her(places, hers, np.zeros_like(hers))
        asked = np.flatnonzero(stand & shared.has_unless[wording])
        cancelled = asked[self._unless_of_shared(rows, wording[asked], first[asked], last[asked])]
        stand[cancelled] = False
        nowhere = np.full(len(first), -1)
        cues = _Cues(wording, first, last, shared.counts[wording], nowhere, nowhere)
        return cues.some(stand), cues.some(cancelled)

    def _unless_of_shared(self, rows: Rows, wording: Ints, first: Ints, last: Ints) -> Flags:
        """Say which shared wordings a pattern cancels that finds any of their words, or what stands right beside them."""
        columns = (wording, rows.text[first], *rows.characters(first, last))
        cancelled = []
        for source, text, start, end in zip(*(column.tolist() for column in columns), strict=True):
            written = rows.texts[text].text
            found = self._shared.unless[source].finditer(written, max(0, start - BESIDE), end + BESIDE)
            cancelled.append(any(one.start() <= end + 1 and one.end() >= start - 1 for one in found))
        return np.array(cancelled, np.bool_)


class _Said:
    """What entries or shared wordings say, as columns."""

    def __init__(self, sources: Sequence[Entry] | Sequence[SharedWording]) -> None:
        self.indicators = np.array([source.indicator for source in sources], np.object_)
        self.rules = np.array([source.rule for source in sources], np.object_)
        self.strengths = np.array([source.strength for source in sources], np.float64)


def _cancelled(rows: Rows, cues: _Cues, said: _Said) -> Cancelled:
    """Return cues that do not count after all."""
    starts, ends = rows.characters(cues.first, cues.last)
    return Cancelled(rows.numbers[rows.text[cues.first]], said.indicators[cues.source], starts, ends)


def _found(rows: Rows, seen: Seen, cues: _Cues, said: _Said) -> Found:
    """Return cues that count, with what they say."""
    strength = said.strengths[cues.source]
    starts, ends = rows.characters(cues.first, cues.last)
    spans = cues.start >= 0
    return Found(
        rows.numbers[rows.text[cues.first]], said.indicators[cues.source], said.rules[cues.source],
        np.where(seen.hedged(cues.first, cues.last), strength * HEDGED, strength),
        np.where(spans, cues.start, starts), np.where(spans, cues.end, ends),
        rows.sentences[cues.first], cues.words, rows.at[cues.first],
    )  # fmt: skip


def _of_kind(wanted: Ints, kind: Ints) -> Flags:
    """Say which are for texts of the kind they stand in; 0 wants any."""
    fits: Flags = (wanted == 0) | (wanted == kind)
    return fits


class _Neighbours(Lists):
    """The phrases that each law names: those that cancel it, or that it needs."""

    def __init__(self, named: Sequence[frozenset[int]], phrases: int) -> None:
        super().__init__([sorted(numbers) for numbers in named])
        self._phrases = phrases
        self._named = marked(phrases, self.numbers)

    def stand(self, laws: Ints, around: Ints, phrases: Ints, places: Ints) -> Flags:
        """Say for each law whether a phrase it names stands where it does.

        Law ``i`` stands in sentence or text ``around[i]``; phrase ``i`` of those found stands in ``places[i]``.
        """
        stand = np.zeros(len(laws), np.bool_)
        named = np.flatnonzero(self._named[phrases])
        asking = np.flatnonzero(self.counts[laws])
        if len(named) and len(asking):
            # Few stand where any does.
            asking = asking[among(np.sort(places[named]), around[asking])]
            there = np.sort(places[named] * self._phrases + phrases[named])
            law, wanted = self.of(laws[asking])
            asking = asking[law]
            stand[asking[among(there, around[asking] * self._phrases + wanted)]] = True
        return stand
