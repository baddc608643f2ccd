"""Which language a text and each of its sentences is in. Chooses lexicons and leaflets; never scores (R-FAIR-2)."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from lingua import Language, LanguageDetector, LanguageDetectorBuilder
from numpy.typing import NDArray

from classifier.batch import Batch, Flags, Ints, run_starts
from classifier.language_words import HUNDREDTHS, SPOKEN, evidence, unknown_cyrillic
from classifier.word_columns import WordColumns
from classifier.words import WordTable

# Thai is told by its letters, all others by their words.
LANGUAGES = (*SPOKEN, "th")
UNKNOWN = "und"
# Letters enough to say anything, and enough to be asked (longer texts teach no more).
FEWEST_LETTERS = 8
ENOUGH = 160
_THAI_LETTER = re.compile("[\u0e00-\u0e7f]")
_CYRILLIC_LETTER = re.compile("[\u0400-\u04ff]")
# How much likelier than any other the words must make a language to settle it, in hundredths (natural logarithm): some
# seven times, one word that only it has or two that it has more often.
CLEAR = 2 * HUNDREDTHS
EARLY_WORDS = 80
SHORT = 110
# Letters that only one of our languages has, and what they and lingua's confidence count, as the words do.
_OWN_LETTERS = {
    "ro": frozenset("ășțşţĂȘȚâ"), "pl": frozenset("łąęśćńżźŁŚŻ"), "hu": frozenset("őűŐŰ"), "de": frozenset("ß"), "es": frozenset("ñ¿¡Ñ"), "sv": frozenset("ä"),
}  # fmt: skip
LETTER_COUNTS, LINGUA_COUNTS = 1.5, 4.0
# Letters that only one of the two Cyrillic languages writes often: of a hundred letters two or three. Russian has the other's
# too, seldom, and hardly ever twice where none of its own stands.
_RUSSIAN_LETTERS, _BULGARIAN_LETTER = frozenset("ыэёЫЭЁ"), re.compile("[ъЪ]")

# What words say together for each language of ``SPOKEN``, in hundredths.
Sums = NDArray[np.int32]


@cache
def _detector() -> LanguageDetector:
    """Build lingua once, for our languages only, in its small mode (34 MB instead of 363)."""
    named = {language.iso_code_639_1.name.lower(): language for language in Language.all()}
    return LanguageDetectorBuilder.from_languages(*(named[lang] for lang in LANGUAGES)).with_low_accuracy_mode().build()


def _script_votes(text: str) -> tuple[int, int, int]:
    """Count (Thai, Cyrillic, other) letters."""
    letters = sum(map(str.isalpha, text))
    if text.isascii():
        return 0, 0, letters
    thai, cyrillic = len(_THAI_LETTER.findall(text)), len(_CYRILLIC_LETTER.findall(text))
    return thai, cyrillic, letters - cyrillic - thai


@lru_cache(maxsize=4096)
def likely(text: str) -> tuple[tuple[str, float], ...]:
    """Return (language, confidence 0-1) of a text, the likeliest first; empty where there are too few letters."""
    sample = text[:ENOUGH] if len(text) <= ENOUGH else text[: text.rfind(" ", ENOUGH // 2, ENOUGH) % (ENOUGH + 1)]
    thai, cyrillic, other = _script_votes(sample)
    if thai + cyrillic + other < FEWEST_LETTERS:
        return ()
    if thai > other:
        return (("th", 1.0),)
    if cyrillic > other and not _RUSSIAN_LETTERS.isdisjoint(sample):
        return (("ru", 1.0),)
    if cyrillic > other and len(_BULGARIAN_LETTER.findall(sample)) > 1:
        return (("bg", 1.0),)
    values = _detector().compute_language_confidence_values(sample)[:4]
    return tuple((value.language.iso_code_639_1.name.lower(), value.value) for value in values if value.value > 0.03)


class Languages(NamedTuple):
    """The ``main`` language of each text, every language it is to be read in, and that of each row's sentence.

    ``rows[i]`` is the place of a language in ``SPOKEN``, -1 for any other.
    """

    main: list[str]
    read_in: list[frozenset[str]]
    rows: Ints

    def spoken(self, lang: str) -> Flags:
        """Say of each row whether its sentence is in a language; of none where we do not tell it by its words."""
        place = SPOKEN.index(lang) if lang in SPOKEN else len(SPOKEN)
        spoken: Flags = self.rows == place
        return spoken

    def of(self, rows: Ints, texts: Ints) -> NDArray[np.str_]:
        """Return the language of the sentence around each row, of the text beside it."""
        places = self.rows[rows]
        langs: NDArray[np.str_] = np.where(places < 0, np.array(self.main, np.str_)[texts], np.array(SPOKEN)[places])
        return langs


class LanguageTeller:
    """Tells the languages of texts by their words; what a word says is looked up once."""

    def __init__(self) -> None:
        self._words = WordColumns(np.zeros((0, len(SPOKEN)), np.int16))

    def tell(self, batch: Batch, table: WordTable, given: Sequence[str | None]) -> Languages:
        """Return the languages of a batch; ``given`` are the hints that came with the texts."""
        sums = self._sums(batch, table)
        first, after = batch.first[:-1], batch.first[1:]
        early = sums[np.minimum(after, first + EARLY_WORDS)] - sums[first]
        best, clear = _best(early)
        main: list[str] = []
        read_in: list[set[str]] = []
        for words, said, place, sure, hint in zip(
            batch.words, early, best.tolist(), clear.tolist(), given, strict=True
        ):
            text, settled = words.text, SPOKEN[place] if sure else None
            thai = not text.isascii() and _THAI_LETTER.search(text) is not None
            main.append(language_of(text, said, settled, hint, thai=thai))
            read_in.append(_read_in(text, said, settled, main[-1]))
            if thai:
                read_in[-1].add("th")
        starts = run_starts(batch.sentences)
        ends = np.append(starts[1:], len(batch.numbers))
        of_text = batch.text_of(starts)
        mains = np.array([SPOKEN.index(lang) if lang in SPOKEN else -1 for lang in main], np.int64)[of_text]
        own = _own(sums[ends] - sums[starts], of_text, mains)
        other = own != mains
        for text, place in set(zip(of_text[other].tolist(), own[other].tolist(), strict=True)):
            read_in[text].add(SPOKEN[place])
        return Languages(main, [frozenset(one) for one in read_in], np.repeat(own, ends - starts))

    def _sums(self, batch: Batch, table: WordTable) -> Sums:
        """Return what the words before each row say together, and after the last row what all say."""
        new = self._words.new(table, batch.numbers)
        columns, words = self._words.columns[0], evidence()
        names = [table.names[number] for number in new.tolist()]
        rows = np.array([words.rows.get(name, -1) for name in names], np.int64)
        columns[new[rows >= 0]] = words.said[rows[rows >= 0]]
        unmet = np.flatnonzero(rows < 0).tolist()
        cyrillic = [place for place in unmet if not names[place].isascii() and _CYRILLIC_LETTER.search(names[place])]
        columns[new[cyrillic]] = unknown_cyrillic()
        # 32 bits may run over; what lies between two rows is right all the same.
        sums = np.zeros((len(batch.numbers) + 1, len(SPOKEN)), np.int32)
        np.cumsum(columns.take(batch.numbers, axis=0), axis=0, out=sums[1:])
        return sums


def language_of(text: str, said: Sums, settled: str | None, given: str | None = None, *, thai: bool) -> str:
    """Return the main language: the one given where we know it, else what script and words make clear, else with lingua's help.

    ``said`` is what the first words say for each language of ``SPOKEN``; ``settled`` the language they make clear, None where
    they do not; ``thai`` whether any letter is Thai.
    """
    if given and given.split("-")[0] in LANGUAGES:
        return given.split("-")[0]
    if thai and _is_thai(text):
        return "th"
    if settled:
        return settled
    scores = {lang: LINGUA_COUNTS * confidence for lang, confidence in likely(text)}
    if not scores and not said.any():
        return UNKNOWN
    for lang, hundredths in zip(SPOKEN, (said - said.max()).tolist(), strict=True):
        scores[lang] = scores.get(lang, 0.0) + hundredths / HUNDREDTHS
    signs = frozenset() if text.isascii() else frozenset(text)
    for lang, letters in _OWN_LETTERS.items():
        if not letters.isdisjoint(signs):
            scores[lang] += LETTER_COUNTS
    return max(sorted(scores), key=lambda lang: scores[lang])


def _is_thai(text: str) -> bool:
    """Say whether most letters are Thai."""
    thai, _, other = _script_votes(text[:ENOUGH])
    return thai > other


def _best(said: Sums) -> tuple[Ints, Flags]:
    """Return for each row of ``said`` the place of the likeliest language, and whether that is clear."""
    order = np.sort(said, axis=1)
    return np.argmax(said, axis=1), order[:, -1] - order[:, -2] >= CLEAR


def _own(said: Sums, texts: Ints, mains: Ints) -> Ints:
    """Return the place in ``SPOKEN`` of the language of each sentence; ``mains`` is that of its text.

    A sentence that does not say goes with the one before it or with its text, whichever is likelier.
    """
    best, clear = _best(said)
    own = np.where(clear, best, mains)
    for place in np.flatnonzero(own != mains).tolist():
        home, guest = mains[place], own[place]
        for follower in range(place + 1, len(own)):
            if texts[follower] != texts[place] or clear[follower]:
                break
            if home >= 0 and said[follower, home] > said[follower, guest]:
                break
            own[follower] = guest
    return own


def _read_in(text: str, said: Sums, settled: str | None, main: str) -> set[str]:
    """Return the languages that a text is read in, as far as the whole of it tells; ``said`` and ``settled`` as above."""
    found = {main, "en"}
    if not settled and len(text) <= SHORT:
        # Hardly a word that tells: the next likely languages are read too.
        found.update(lang for lang, confidence in likely(text) if confidence >= 0.08)
        found.update(("da", *(SPOKEN[place] for place in np.flatnonzero(said >= max(1, said.max() - CLEAR)))))
    if not settled and not text.isascii() and _CYRILLIC_LETTER.search(text) and not found & {"ru", "bg"}:
        found.update(("ru", "bg"))
    return found
