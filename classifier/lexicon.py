"""The lexicons at work: which wordings stand in texts, less what negation, quotation and neighbours cancel."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Batch, Flags, Ints, Lists, marked, ranges
from classifier.families import Families
from classifier.found import Cancelled, Found, without_cancelled
from classifier.grammar import Grammar
from classifier.judging import Judge, Law, Span
from classifier.languages import Languages
from classifier.lexicon_file import NEGATION_LISTS, Entry, Lexicon
from classifier.patterns import Patterns
from classifier.phrase_index import Matches, PhraseIndex
from classifier.phrases import has_thai
from classifier.rows import Rows
from classifier.shared_wordings import SharedWordings
from classifier.surroundings import Surroundings
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
# "I know" is good English, "I scare" is not.
_BARE_ANYWAY = frozenset({"i", "they"})
_NEVER_BARE = frozenset({"not", "no", "very", "scare", "afraid", "tired", "sick"})
# A wording of another language than its sentence's needs so many words of its own.
WORDS_OF_OTHERS = 2


class LexiconReader:
    """The lexicons of all languages; each is read and compiled when a text first needs it."""

    def __init__(self, load: "Callable[[str], LanguageReader]", languages: frozenset[str]) -> None:
        self._load = load
        self._folders = languages
        self._ready: dict[str, LanguageReader] = {}

    def find(self, batch: Batch, languages: Languages, table: WordTable) -> tuple[Found, Cancelled]:
        """Return all wordings found, and what was cancelled.

        In a sentence of another language, single words prove nothing. Raises LexiconMistakes where a language's files cannot
        be used.
        """
        readers, mains = self._readers(batch, languages), np.array(languages.main, np.str_)
        found, dropped, others = list[Found](), list[Cancelled](), list[tuple[Found, Cancelled]]()
        for folder in sorted(readers):
            # English with Thai grammar is told by the text, not by its sentences: there it is spoken everywhere.
            spoken = np.ones(len(languages.rows), np.bool_) if folder == MIX else languages.spoken(folder)
            said, cancelled = self._language(folder).find(batch, readers[folder], table, spoken)
            is_main = mains == _spoken_as(folder)
            at_home, home = is_main[said.text], is_main[cancelled.text]
            found.append(said.some(at_home))
            dropped.append(cancelled.some(home))
            # Outside the rows where a language is spoken, single words say nothing.
            counts = ~at_home & ((said.words >= WORDS_OF_OTHERS) | spoken[said.row])
            others.append((said.some(counts), cancelled.some(~home)))
        # What the main language of a text cancels, another one does not bring back; nor what one before it cancels.
        for said, cancelled in others:
            found.append(without_cancelled(said, Cancelled.joined(dropped)))
            dropped.append(cancelled)
        return Found.joined(found), Cancelled.joined(dropped)

    def _readers(self, batch: Batch, languages: Languages) -> dict[str, list[int]]:
        """Return for each folder the texts that are to be read with it."""
        readers: dict[str, list[int]] = defaultdict(list)
        for place, (words, main, read_in) in enumerate(
            zip(batch.words, languages.main, languages.read_in, strict=True)
        ):
            for folder in self._folders & read_in:
                readers[folder].append(place)
            if MIX in self._folders and ("th" in read_in or (main in ("th", "en") and _is_broken_english(words))):
                readers[MIX].append(place)
        return readers

    def idea_names(self) -> list[str]:
        """Return the names of all word families of all languages, in order."""
        return sorted({name for folder in sorted(self._folders) for name in self._language(folder).families.masks})

    def ideas(
        self, batch: Batch, langs: NDArray[np.str_], table: WordTable, units: tuple[Ints, Ints], names: Sequence[str]
    ) -> NDArray[np.bool_]:
        """Return which of the families ``names`` stand in each unit (first rows, last rows exclusive), by the language of each."""
        first, last = units
        present = np.zeros((len(first), len(names)), np.bool_)
        for folder in self._folders:
            mine = np.flatnonzero(langs == _spoken_as(folder))
            if len(mine):
                sizes = (last - first)[mine]
                numbers = batch.numbers[ranges(first[mine], sizes)]
                present[mine] = self._language(folder).families.present(table, numbers, sizes, names)
        return present

    def _language(self, folder: str) -> "LanguageReader":
        ready = self._ready.get(folder)
        if ready is None:
            ready = self._ready[folder] = self._load(folder)
        return ready


def _is_broken_english(words: Words) -> bool:
    """Say whether English has no articles and unbent verbs ("she look", "boss not here")."""
    folded, clauses = words.folded, words.clauses
    if not ARTICLES.isdisjoint(folded):
        return False
    return (
        any(
            first in _SPEAKERS and second in _UNBENT and (first not in _BARE_ANYWAY or second in _NEVER_BARE)
            for (first, clause), (second, same) in pairwise(zip(folded, clauses, strict=True))
            if clause == same
        )
        or "na" in folded
        or "ka" in folded
    )


def _spoken_as(folder: str) -> str:
    """Return the language of the texts and sentences that a folder is for."""
    return "th" if folder == MIX else folder


def _left_of(
    stays: Flags, matches: Matches, spans: Sequence[Span], together: tuple[Ints, Ints, Ints]
) -> tuple[Matches, list[Span], tuple[Ints, Ints, Ints]]:
    """Return what was found in the rows that stay, by the numbers that these have when the others are gone."""
    row = np.cumsum(stays) - 1
    matches = Matches(*(column[stays[matches.first]] for column in matches))
    matches = matches._replace(first=row[matches.first], last=row[matches.last])
    moved = [span._replace(first=int(row[span.first]), last=int(row[span.last])) for span in spans]
    wording, begin, end = together
    return matches, moved, (wording, row[begin], row[end - 1] + 1)


class LanguageReader:
    """One language's wordings, compiled; ``index`` holds all its phrases."""

    def __init__(self, lexicon: Lexicon, index: PhraseIndex | None = None) -> None:
        """``index`` is one that was built for this very lexicon, where there is one."""
        self.index = index or PhraseIndex()
        self._laws: list[Law] = []
        ids = cache(self._ids)
        of_phrase: dict[int, list[int]] = defaultdict(list)
        self._patterns = Patterns()
        grammar = Grammar(lists={name: frozenset() for name in NEGATION_LISTS})
        for negation in lexicon.negations:
            lists = {name: ids(phrases) for name, phrases in negation.lists.items()}
            grammar = Grammar(negation.scope_words, lists)
        for entry in lexicon.entries:
            self._add(entry, ids, of_phrase)
        self.index.build(of_phrase, frozenset(phrase for law in self._laws for phrase in law.unless_text))
        self.families = Families(lexicon.families)
        self._shared = SharedWordings(lexicon.shared.wordings, self.families)
        laws_of = Lists([of_phrase.get(phrase, ()) for phrase in range(len(self.index))])
        self._lawful = laws_of.counts > 0
        surroundings = Surroundings(lexicon.shared.contexts, self.families)
        self._judge = Judge(self._laws, laws_of, grammar, surroundings, self._shared)

    def _ids(self, phrases: tuple[str, ...]) -> frozenset[int]:
        return frozenset(self.index.add(phrase) for phrase in phrases if not has_thai(phrase))

    def _add(
        self, entry: Entry, ids: Callable[[tuple[str, ...]], frozenset[int]], of_phrase: dict[int, list[int]]
    ) -> None:
        law = len(self._laws)
        self._laws.append(Law(entry, ids(entry.unless), ids(entry.unless_text), ids(entry.needs)))
        if entry.regex or has_thai(entry.phrase):
            self._patterns.add(law, entry.phrase, regex=entry.regex)
        else:
            of_phrase[self.index.add(entry.phrase)].append(law)

    def find(self, batch: Batch, texts: Sequence[int], table: WordTable, spoken: Flags) -> tuple[Found, Cancelled]:
        """Return what this language finds in some texts, and what negation, quotation or neighbours cancelled.

        The shared wordings are looked for in the rows of the batch where the language is ``spoken``.
        """
        at = batch.rows_of(texts)
        numbers, sentences = batch.numbers[at], batch.sentences[at]
        sizes = np.diff(batch.first)[texts]
        text = np.repeat(np.arange(len(texts)), sizes)
        together = self._together(table, numbers, sentences, spoken[at])
        spans = self._spans(batch, texts, np.cumsum(sizes) - sizes)
        # Where something else than a phrase may count, the words of negation and doubt are wanted too.
        beside = np.array([row for span in spans for row in (span.first, span.last)], np.int64)
        also = sentences[np.concatenate([together[1], beside])]
        matches = self.index.find(table, numbers, sentences, also)
        # Most texts hold nothing in a language that is not their own: they are done with.
        speaks = np.concatenate([together[1], beside, matches.first[self._lawful[matches.phrase]]])
        left = marked(len(texts), text[speaks])
        stays, some = left[text], [texts[place] for place in np.flatnonzero(left).tolist()]
        rows = Rows(batch, some, at[stays], self.families.bits(table, numbers[stays]))
        return self._judge.judge(rows, *_left_of(stays, matches, spans, together))

    def _together(self, table: WordTable, numbers: Ints, sentences: Ints, chosen: Flags) -> tuple[Ints, Ints, Ints]:
        """Return the shared wordings whose families stand in one sentence of the chosen rows."""
        mine = np.flatnonzero(chosen)
        wording, begin, end = self._shared.together(self.families.bits(table, numbers[mine]), sentences[mine])
        begin, sizes = mine[begin], end - begin
        return wording, begin, begin + sizes

    def _spans(self, batch: Batch, texts: Sequence[int], begins: Ints) -> list[Span]:
        """Return what regular expressions find in some texts, whose rows follow each other from ``begins`` on."""
        spans = []
        for place, law, start, end in self._patterns.search(batch, np.array(texts, np.int64)):
            words, begin = batch.words[texts[place]], int(begins[place])
            first, after = bisect_right(words.ends, start), bisect_left(words.starts, end)
            if first < after:
                spans.append(Span(law, begin + first, begin + after - 1, start, end))
        return spans
