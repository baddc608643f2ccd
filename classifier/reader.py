"""Read one text: phones, ages, prices, language, indicators with their exact words, and the level they propose.

Pure once loaded: no database, no network, nothing remembered but what words mean.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from classifier.ages import find_ages, numbers_that_are_no_age
from classifier.combine import combine
from classifier.evidence import Hit, age_hits, gather, level_of, phone_hits, settle
from classifier.languages import language_of, languages_in
from classifier.learned import MODEL, Model, load_model
from classifier.lexicon import MIX, Cancelled, LexiconReader
from classifier.lexicon_file import LEXICONS, folders, load_language
from classifier.phones import find_phones
from classifier.prices import find_prices
from classifier.words import WordCutter, Words
from models.policy import Policy, load_policy
from models.values import AgeHit, Reading

# Counts up when the code reads differently; lexicons, model and policy carry their own versions.
CODE_VERSION = "1"
# Fewer words than this say too little to propose green.
FEWEST_WORDS = 5
BATCH = 2_000
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
        self._model = model
        self._cutter = WordCutter()

    def read(self, text: str, *, id: str = "", type: str = "ad", lang: str | None = None) -> Reading:
        """Return what a text says. ``type`` is ad or review; ``lang`` a hint, or None."""
        words = self._cutter.cut(text)
        language = language_of(words, lang)
        phones = find_phones(text, language)
        prices = find_prices(text, tuple((phone.start, phone.end) for phone in phones))
        ages = _apart(_of_the_advertiser(find_ages(text), text, type), [(phone.start, phone.end) for phone in phones])
        hits = age_hits(ages) + phone_hits(phones) + settle(self._wording_hits(words, type, language))
        indicators = gather(text, hits, self._policy)
        assessable = language in self._languages and len(words) >= FEWEST_WORDS
        level = level_of(indicators, self._policy, assessable=assessable)
        return Reading(id, language, phones, ages, prices, indicators, level)

    def read_many(self, texts: Iterable[Mapping[str, Any]]) -> Iterator[Reading]:
        """Read texts given as the contract's *text in*; words met are forgotten after each batch."""
        waiting = iter(texts)
        while batch := list(islice(waiting, BATCH)):
            with self._cutter.memory_zone():
                for entry in batch:
                    yield self.read(
                        entry["text"], id=entry.get("id") or "", type=entry.get("type") or "ad", lang=entry.get("lang")
                    )

    def _wording_hits(self, words: Words, kind: str, language: str) -> list[Hit]:
        found, cancelled = self._lexicon.find(words, kind, languages_in(words, language), language)
        if self._model is None:
            return [Hit(hit.indicator, hit.rule, hit.strength, hit.start, hit.end, hit.sentence) for hit in found]
        silenced = [Cancelled("youth", start, end) for start, end in numbers_that_are_no_age(words.text)]
        return combine(words, found, self._model.judge(words, kind), self._model, cancelled + silenced)


def _of_the_advertiser(ages: tuple[AgeHit, ...], text: str, kind: str) -> tuple[AgeHit, ...]:
    """Drop the reviewer's own age from a review."""
    if kind != "review":
        return ages
    return tuple(age for age in ages if not _SELF.search(text[max(0, age.start - 12) : age.start]))


def _apart(ages: tuple[AgeHit, ...], spans: list[tuple[int, int]]) -> tuple[AgeHit, ...]:
    return tuple(age for age in ages if not any(start < age.end and age.start < end for start, end in spans))


def _version(folder: Path, policy: Policy) -> str:
    """Return a short name for everything that decides a reading; another name means: read again."""
    digest = hashlib.sha256(CODE_VERSION.encode())
    for file in sorted(folder.rglob("*.yml")):
        digest.update(file.name.encode() + file.read_bytes())
    return f"{digest.hexdigest()[:12]}/{policy.version}"


@cache
def load_reader() -> Reader:
    """Load policy and model; lexicons follow when a text needs them (LexiconMistakes then names file and line)."""
    policy = load_policy()
    lexicon = open_lexicons(LEXICONS, policy)
    model = load_model() if MODEL.is_dir() else None
    version = f"{_version(LEXICONS, policy)}/{model.version if model else 'rules'}"
    return Reader(lexicon, assessable_languages(LEXICONS), policy, version, model)


def open_lexicons(folder: Path, policy: Policy) -> LexiconReader:
    """Return the lexicons of a folder, each language read when first needed."""
    known = set(policy.indicators)
    return LexiconReader(lambda lang: load_language(folder, lang, known), folders(folder))


def assessable_languages(folder: Path) -> frozenset[str]:
    """Return the ISO codes of languages with a lexicon: only their texts can be called green."""
    return frozenset("th" if lang == MIX else lang for lang in folders(folder))
