"""Read one text: phones, ages, prices, language, indicators with their exact words, and the level they propose.

Pure once loaded: no database, no network, nothing remembered but what words mean.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from classifier.combine import combine
from classifier.deciding import Standing, standing, wordings
from classifier.evidence import age_hits, gather, level_of, phone_hits, settle, without_contradicted
from classifier.hits import Hits
from classifier.language_words import FILE as LANGUAGE_WORDS
from classifier.learned import MODEL, Judged, Model, ModelUnusable, load_model
from classifier.lexicon import MIX, LexiconReader
from classifier.lexicon_file import LEXICONS, folders
from classifier.looking import Look, Looker
from classifier.phones import find_phones_many
from classifier.prepared import PREPARED, loader
from classifier.prices import find_prices_many
from classifier.spans import TakenSpans
from classifier.undisturbed import undisturbed
from models.policy import Policy, load_policy
from models.values import AgeHit, PhoneHit, Reading

# Counts up when the code reads differently; lexicons, words of languages, model and policy carry their own versions.
CODE_VERSION = "7"
# Fewer words than this say too little to propose green.
FEWEST_WORDS = 5
BATCH = 2_000


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
        self._languages = languages
        self._policy = policy
        self.model = model
        self.lexicon = lexicon
        # The indicators that the model knows come first: their places are its columns.
        labels = model.labels if model else []
        self._names = [*labels, *(name for name in policy.indicators if name not in labels)]
        self._looker = Looker(lexicon)

    def read(self, text: str, *, id: str = "", type: str = "ad", lang: str | None = None) -> Reading:
        """Return what a text says. ``type`` is ad or review; ``lang`` a hint, or None."""
        return next(self.read_many([{"id": id, "text": text, "type": type, "lang": lang}]))

    def read_many(self, texts: Iterable[Mapping[str, Any]]) -> Iterator[Reading]:
        """Read texts given as the contract's *text in*; each is read as if it were alone."""
        waiting = iter(texts)
        while batch := list(islice(waiting, BATCH)):
            yield from self._read(batch)[0]

    def read_with_chances(self, texts: Sequence[Mapping[str, Any]]) -> list[tuple[Reading, dict[str, float]]]:
        """Return each reading with the model's chance (0-1) of every indicator it knows: for choosing what to ask people."""
        waiting = iter(texts)
        read: list[tuple[Reading, dict[str, float]]] = []
        while batch := list(islice(waiting, BATCH)):
            readings, look, judged = self._read(batch)
            chances = self.model.highest(judged, look) if self.model and judged else [{} for _ in batch]
            read += zip(readings, chances, strict=True)
        return read

    def _read(self, entries: Sequence[Mapping[str, Any]]) -> tuple[list[Reading], Look, Judged | None]:
        """Return the readings, and what was seen and judged; None without a model."""
        with undisturbed(), self._looker.remembering():
            look = self._looker.look(entries)
            stands = standing(look, self._names)
            judged, found = None, stands.hits
            if self.model:
                judged = self._judge(look, stands, self.model)
                found = combine(look, stands, judged, self.model)
            return self._readings(entries, look, found), look, judged

    def _judge(self, look: Look, stands: Standing, model: Model) -> Judged:
        """Return what the model makes of a look."""
        said = wordings(look, stands, model.labels, model.trusted)
        return model.judge(look, self._looker.ideas(look, model.ideas), said, self._looker.table)

    def _readings(self, entries: Sequence[Mapping[str, Any]], look: Look, found: Hits) -> list[Reading]:
        texts = [entry["text"] for entry in entries]
        phones = find_phones_many(texts, look.main, look.batch.chunks)
        ages = list(map(_apart, look.ages, phones))
        hits = settle(without_contradicted(found, self._names, ages, look.batch.kinds))
        hits = hits.and_those(age_hits(ages, self._names), phone_hits(phones, self._names))
        indicators = gather(texts, hits, self._names, self._policy)
        taken = [[(phone.start, phone.end) for phone in numbers] for numbers in phones]
        prices = find_prices_many(texts, taken, look.digits, look.batch.chunks)
        readings = []
        for entry, lang, words, numbers, stated, priced, shown in zip(
            entries, look.main, look.batch.words, phones, ages, prices, indicators, strict=True
        ):
            assessable = lang in self._languages and len(words.starts) >= FEWEST_WORDS
            level = level_of(shown, self._policy, assessable=assessable)
            readings.append(Reading(entry.get("id") or "", lang, numbers, stated, priced, shown, level))
        return readings


def _apart(ages: tuple[AgeHit, ...], phones: tuple[PhoneHit, ...]) -> tuple[AgeHit, ...]:
    """Return the ages that are no part of a number."""
    if not ages or not phones:
        return ages
    taken = TakenSpans((phone.start, phone.end) for phone in phones)
    return tuple(age for age in ages if not taken.overlap(age.start, age.end))


def _version(folder: Path, policy: Policy) -> str:
    """Return a short name for everything that decides a reading; another name means: read again."""
    digest = hashlib.sha256(CODE_VERSION.encode())
    beside = Path(__file__).parent
    for file in (
        *sorted(folder.rglob("*.yml")),
        *sorted(beside.glob("*.yml")),
        *sorted(beside.glob("phones/*.yml")),
        LANGUAGE_WORDS,
    ):
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
