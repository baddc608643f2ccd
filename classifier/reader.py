"""Read one text: phones, ages, prices, language, indicators with their exact words, and the level they propose.

Pure once loaded: no database, no network, nothing remembered but what words mean.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from classifier.ages import find_ages, numbers_that_are_no_age
from classifier.batch import Batch
from classifier.combine import combine
from classifier.evidence import Hit, age_hits, gather, level_of, phone_hits, settle, without_contradicted
from classifier.judging import Cancelled, Found
from classifier.languages import Votes, language_of, languages_in
from classifier.learned import MODEL, Model, ModelUnusable, load_model
from classifier.lexicon import MIX, LexiconReader
from classifier.lexicon_file import LEXICONS, folders
from classifier.phones import find_phones
from classifier.prepared import PREPARED, loader
from classifier.prices import find_prices
from classifier.spans import TakenSpans
from classifier.undisturbed import undisturbed
from classifier.words import WordCutter, Words
from models.policy import Policy, load_policy
from models.values import AgeHit, Reading

# Counts up when the code reads differently; lexicons, model and policy carry their own versions.
CODE_VERSION = "1"
# Fewer words than this say too little to propose green.
FEWEST_WORDS = 5
BATCH = 500
_SELF = re.compile(
    r"(?:jeg er|i am|i'?m|ich bin|jag är|mi |soy |tengo|sono |ho |мне|jestem|mam|sunt|am|vagyok)\s*$", re.IGNORECASE
)


class Reader:
    """Reads texts; make one with :func:`load_reader`."""

    def __init__(
        self,
        lexicon: LexiconReader,
        languages: frozenset[str],
        policy: Policy,
        version: str,
        model: Model | None = None,
    ) -> None:
        self.version = version
        self._lexicon = lexicon
        self._languages = languages
        self._policy = policy
        self.model = model
        self._cutter = WordCutter()
        self._votes = Votes()

    def read(self, text: str, *, id: str = "", type: str = "ad", lang: str | None = None) -> Reading:
        """Return what a text says. ``type`` is ad or review; ``lang`` a hint, or None."""
        return next(self.read_many([{"id": id, "text": text, "type": type, "lang": lang}]))

    def read_many(self, texts: Iterable[Mapping[str, Any]]) -> Iterator[Reading]:
        """Read texts given as the contract's *text in*; each is read as if it were alone."""
        waiting = iter(texts)
        while batch := list(islice(waiting, BATCH)):
            self._cutter.forget_when_full()
            with undisturbed():
                readings = self._read_batch(batch)
            yield from readings

    def read_with_chances(self, texts: Sequence[Mapping[str, Any]]) -> list[tuple[Reading, dict[str, float]]]:
        """Return each reading with the model's chance (0-1) of every indicator it knows: for choosing what to ask people."""
        read = []
        for reading, entry in zip(self.read_many(texts), texts, strict=True):
            batch = self._cutter.cut_many([entry["text"]], [entry.get("type") or "ad"])
            chances = self.model.highest(batch, self._cutter.table) if self.model else {}
            read.append((reading, chances))
        return read

    def _read_batch(self, entries: Sequence[Mapping[str, Any]]) -> list[Reading]:
        kinds = [entry.get("type") or "ad" for entry in entries]
        batch = self._cutter.cut_many([entry["text"] for entry in entries], kinds)
        early, votes = self._votes.count(batch, self._cutter.table)
        texts = [words.text for words in batch.words]
        main = [
            language_of(text, votes, entry.get("lang"))
            for text, votes, entry in zip(texts, early, entries, strict=True)
        ]
        parts = [languages_in(text, all_votes, lang) for text, all_votes, lang in zip(texts, votes, main, strict=True)]
        found = self._lexicon.find(batch, parts, main, self._cutter.table)
        ages = [find_ages(text) for text in texts]
        hits = self._with_model(batch, found, ages)
        return [
            self._reading(entry, lang, words, of_text, stated)
            for entry, lang, words, of_text, stated in zip(entries, main, batch.words, hits, ages, strict=True)
        ]

    def _with_model(self, batch: Batch, found: list[Found], ages: Sequence[tuple[AgeHit, ...]]) -> list[list[Hit]]:
        if self.model is None:
            return [
                [Hit(one.indicator, one.rule, one.strength, one.start, one.end, one.sentence) for one in text.hits]
                for text in found
            ]
        for words, text, stated in zip(batch.words, found, ages, strict=True):
            text.cancelled += [
                Cancelled("youth", start, end) for start, end in numbers_that_are_no_age(words.text, stated)
            ]
        return combine(batch, found, self.model.judge(batch, self._cutter.table), self.model)

    def _reading(
        self, entry: Mapping[str, Any], lang: str, words: Words, wordings: list[Hit], stated: tuple[AgeHit, ...]
    ) -> Reading:
        text, kind = entry["text"], entry.get("type") or "ad"
        phones = find_phones(text, lang)
        taken = [(phone.start, phone.end) for phone in phones]
        prices = find_prices(text, tuple(taken))
        ages = _apart(_of_the_advertiser(stated, text, kind), taken)
        hits = age_hits(ages) + phone_hits(phones) + settle(without_contradicted(wordings, ages, kind))
        indicators = gather(text, hits, self._policy)
        assessable = lang in self._languages and len(words.numbers) >= FEWEST_WORDS
        level = level_of(indicators, self._policy, assessable=assessable)
        return Reading(entry.get("id") or "", lang, phones, ages, prices, indicators, level)


def _of_the_advertiser(ages: tuple[AgeHit, ...], text: str, kind: str) -> tuple[AgeHit, ...]:
    """Drop the reviewer's own age from a review."""
    if kind != "review":
        return ages
    return tuple(age for age in ages if not _SELF.search(text[max(0, age.start - 12) : age.start]))


def _apart(ages: tuple[AgeHit, ...], spans: list[tuple[int, int]]) -> tuple[AgeHit, ...]:
    if not ages or not spans:
        return ages
    taken = TakenSpans(spans)
    return tuple(age for age in ages if not taken.overlap(age.start, age.end))


def _version(folder: Path, policy: Policy) -> str:
    """Return a short name for everything that decides a reading; another name means: read again."""
    digest = hashlib.sha256(CODE_VERSION.encode())
    for file in sorted(folder.rglob("*.yml")):
        digest.update(file.name.encode() + file.read_bytes())
    return f"{digest.hexdigest()[:12]}/{policy.version}"


@cache
def load_reader(folder: Path = MODEL) -> Reader:
    """Load policy and model; lexicons follow when a text needs them (LexiconMistakes then names file and line).

    ``folder`` holds a model trained in use; where it holds none that fits this program, the one that ships is taken.
    """
    if not MODEL.is_dir():
        return make_reader(None)
    try:
        return make_reader(load_model(folder))
    except ModelUnusable:
        if folder == MODEL:
            raise
        return load_reader()


def make_reader(model: Model | None) -> Reader:
    """Return a reader with this model and the lexicons that ship."""
    policy = load_policy()
    version = f"{_version(LEXICONS, policy)}/{model.version if model else 'rules'}"
    return Reader(open_lexicons(LEXICONS, policy), assessable_languages(LEXICONS), policy, version, model)


def open_lexicons(folder: Path, policy: Policy) -> LexiconReader:
    """Return the lexicons of a folder, each language read when first needed."""
    prepared = PREPARED if folder == LEXICONS else None
    return LexiconReader(loader(folder, set(policy.indicators), prepared), folders(folder))


def assessable_languages(folder: Path) -> frozenset[str]:
    """Return the ISO codes of languages with a lexicon: only their texts can be called green."""
    return frozenset("th" if lang == MIX else lang for lang in folders(folder))
