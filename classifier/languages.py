"""Which language a text and each of its sentences is in. Chooses lexicons and leaflets; never scores (R-FAIR-2)."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from lingua import Language, LanguageDetector, LanguageDetectorBuilder
from numpy.typing import NDArray

from classifier.batch import Batch, run_starts
from classifier.word_columns import WordColumns
from classifier.words import WordTable

LANGUAGES = ("da", "en", "sv", "de", "ro", "pl", "es", "hu", "ru", "it", "bg", "th")
UNKNOWN = "und"
# Letters enough to say anything, and enough to be asked (longer texts teach no more).
FEWEST_LETTERS = 8
ENOUGH = 160
_THAI_LETTER = re.compile("[\u0e00-\u0e7f]")
_CYRILLIC_LETTER = re.compile("[\u0400-\u04ff]")
_OTHER_LETTER = re.compile("[\u0400-\u04ff\u0e00-\u0e7f]")
# So many small words of one language, and twice as many as of any other, need no second opinion.
CLEAR = 4
EARLY_WORDS = 80
# So many small words of a language, more than of any other, make a sentence one in it.
SPOKEN = 2
SHORT = 110
# Letters that only one of our languages has, and what they, lingua's confidence and one small word count.
_OWN_LETTERS = {
    "ro": frozenset("ășțşţĂȘȚâ"), "pl": frozenset("łąęśćńżźŁŚŻ"), "hu": frozenset("őűŐŰ"), "de": frozenset("ß"), "es": frozenset("ñ¿¡Ñ"), "sv": frozenset("ä"),
}  # fmt: skip
LETTER_COUNTS, LINGUA_COUNTS = 1.5, 4.0
# Letters that only one of the two Cyrillic languages writes often: of a hundred letters two or three. Russian has the other's
# too, seldom, and hardly ever twice where none of its own stands.
_RUSSIAN_LETTERS, _BULGARIAN_LETTER = frozenset("ыэёЫЭЁ"), re.compile("[ъЪ]")
# Small words that tell languages apart in short, mixed text. Words shared by two of them are left out.
_SMALL_WORDS = {
    "da": (
        "jeg og ikke med mig dig hun af til på er der det kun hos også ingen meget skriv ring fra ved har en lidt men et uden "
        "selv havde hende hver siden fik skal hendes op noget siger gik altid hvis kunne vil hvad nogen lige ellers mere bliver "
        "fordi"
    ),
    "en": (
        "the and you with for she is not my your only no from are was this her all me at we they have it of to one that had up "
        "who when if out then like about but ask what without since every because been after"
    ),
    "sv": (
        "jag och inte med mig dig hon av till på är det bara hos också ingen mycket skriv ring från vid har lite men som att ett "
        "hade inga fick ut samma inget hela gick henne vill sedan innan själv alltid någon upp hennes varje mitt"
    ),
    "de": (
        "ich und nicht mit mir dich sie von zu ist der die das nur bei auch kein sehr aus hat ein eine für aber im auf war ohne "
        "wir nach keine bitte ihr noch ab bis mich dann seit habe mein meine als wer alles selbst sich über wieder beim um erst "
        "weil hier"
    ),
    "ro": (
        "eu și si nu cu mine tine ea de la este sunt doar fără fara foarte din pentru mai dar am ai pe în sau ca dacă tot după "
        "când nici mea apoi meu cine înainte așa știu fost"
    ),
    "pl": (
        "ja i nie z ze mną tobą ona od do jest są tylko też bez bardzo dla na po ale się w mam to przy za jak jej mnie co potem "
        "czy przez ktoś tym zawsze wszystko już jeszcze więc kto pod"
    ),
    "es": (
        "yo y no con mí ti ella de la es son solo sin muy para por pero el los las en mi una que nada como hay siempre cuando "
        "todo esta desde tenía aquí antes ya luego así otra quien eso hasta"
    ),
    "hu": (
        "én és nem vagy ő van csak nagyon is de hogy a az egy itt sem nélkül meg kérlek vagyok volt azt nincs mert saját kell ki "
        "aztán neki előre mindig minden ez lehet"
    ),
    "it": (
        "io e non con me te lei di la è sono solo senza molto per ma il gli le nel mia una che sei ho niente chi sempre poi sul "
        "anche tutto quando ogni aveva più col dopo ancora della così sotto fatto delle perché"
    ),
    "ru": (
        "я и не с мной тобой она от до есть только без очень для на по но что в как это мне нет из же меня потом ее когда он так "
        "тут через к можно кто зато еще нее если про"
    ),
    "bg": (
        "аз и не с мен теб тя от до е са само без много за на по но че в как това ми съм се си няма беше като ще ти още всичко "
        "ги които една нищо някои така ви след през може"
    ),
}
_SPOKEN = tuple(_SMALL_WORDS)


@cache
def _detector() -> LanguageDetector:
    """Build lingua once, for our languages only, in its small mode (34 MB instead of 363)."""
    named = {language.iso_code_639_1.name.lower(): language for language in Language.all()}
    return LanguageDetectorBuilder.from_languages(*(named[lang] for lang in LANGUAGES)).with_low_accuracy_mode().build()


@cache
def _tellers() -> dict[str, frozenset[str]]:
    """Return folded small words with the languages they speak for."""
    from classifier.folding import fold

    told: dict[str, set[str]] = {}
    for lang, words in _SMALL_WORDS.items():
        for word in words.split():
            told.setdefault(fold(word), set()).add(lang)
    return {word: frozenset(langs) for word, langs in told.items()}


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


def is_small_word(folded: str) -> bool:
    """Say whether a folded word is one of the commonest of a language."""
    return folded in _tellers()


class Voted(NamedTuple):
    """Of each text the votes of its ``first`` words and of ``all`` its words, languages without a vote left out, and the languages
    of its ``sentences``, by their numbers: those for which at least two words vote, more than for any other."""

    first: list[dict[str, int]]
    all: list[dict[str, int]]
    sentences: list[dict[int, str]]


class Votes:
    """Counts the small words of each language in the rows of a batch; what a word votes for is looked up once."""

    def __init__(self) -> None:
        self._words = WordColumns(np.zeros((0, len(_SPOKEN)), np.int16))

    def count(self, batch: Batch, table: WordTable) -> Voted:
        """Return what the small words of each text vote for."""
        new = self._words.new(table, batch.numbers)
        columns, tellers = self._words.columns[0], _tellers()
        for number in new.tolist():
            if langs := tellers.get(table.names[number]):
                columns[number] = [lang in langs for lang in _SPOKEN]
        sums = np.cumsum(columns[batch.numbers], axis=0, dtype=np.int64)
        sums = np.concatenate([np.zeros((1, len(_SPOKEN)), np.int64), sums])
        first, after = batch.first[:-1], batch.first[1:]
        early = sums[np.minimum(after, first + EARLY_WORDS)] - sums[first]
        return Voted(_as_votes(early), _as_votes(sums[after] - sums[first]), _of_sentences(batch, sums))


def _of_sentences(batch: Batch, sums: NDArray[np.int64]) -> list[dict[int, str]]:
    """Return the languages of the sentences of each text; ``sums`` are the votes before each row."""
    found: list[dict[int, str]] = [{} for _ in batch.words]
    starts = run_starts(batch.sentences)
    votes = sums[np.append(starts[1:], len(batch.numbers))] - sums[starts]
    order = np.sort(votes, axis=1)
    clear = np.flatnonzero((order[:, -1] >= SPOKEN) & (order[:, -1] > order[:, -2]))
    columns = (batch.text_of(starts[clear]), batch.sentences[starts[clear]], np.argmax(votes[clear], axis=1))
    for text, sentence, lang in zip(*(column.tolist() for column in columns), strict=True):
        found[text][sentence] = _SPOKEN[lang]
    return found


def _as_votes(counts: NDArray[np.int64]) -> list[dict[str, int]]:
    return [{lang: count for lang, count in zip(_SPOKEN, row, strict=True) if count} for row in counts.tolist()]


def language_of(text: str, votes: dict[str, int], given: str | None = None) -> str:
    """Return the main language: the one given where we know it, else by script, small words, letters and lingua together.

    ``votes`` counts the small words of each language among the first words of the text.
    """
    if given and given.split("-")[0] in LANGUAGES:
        return given.split("-")[0]
    ranked = sorted(votes, key=lambda lang: -votes[lang])[:2]
    first, second = (votes[ranked[0]] if ranked else 0), (votes[ranked[1]] if len(ranked) > 1 else 0)
    if first >= CLEAR and first >= 2 * second and (text.isascii() or not _foreign_script(text, ranked[0])):
        return ranked[0]
    scores = {lang: LINGUA_COUNTS * confidence for lang, confidence in likely(text)}
    if not scores:
        return UNKNOWN
    if len(scores) == 1 and "th" in scores:
        return "th"
    for lang, count in votes.items():
        scores[lang] = scores.get(lang, 0.0) + count
    signs = frozenset() if text.isascii() else frozenset(text)
    for lang, letters in _OWN_LETTERS.items():
        if not letters.isdisjoint(signs):
            scores[lang] = scores.get(lang, 0.0) + LETTER_COUNTS
    return max(sorted(scores), key=lambda lang: scores[lang])


def _foreign_script(text: str, lang: str) -> bool:
    """Say whether most letters are of another script than the language that small words speak for."""
    sample = text[:ENOUGH]
    if not _OTHER_LETTER.search(sample):
        return lang in ("ru", "bg")
    thai, cyrillic, other = _script_votes(sample)
    return (cyrillic > other) is not (lang in ("ru", "bg")) or thai > other


def languages_in(text: str, votes: dict[str, int], main: str, spoken: Iterable[str]) -> frozenset[str]:
    """Return every language a text may hold parts in: its own, English, those its small words and scripts show."""
    found = {main, "en", *spoken}
    enough = max(3, votes.get(main, 0) // 3)
    found.update(lang for lang, count in votes.items() if count >= enough)
    if len(text) <= SHORT:
        # Lingua is unsure of short texts: the next likely languages are read too.
        found.update(lang for lang, confidence in likely(text) if confidence >= 0.08)
        found.update(("da", *votes))
    # Danish and Swedish look alike: Swedish is read in a Danish text only where its own letters stand.
    if main == "da" and not any(letter in text for letter in "äö"):
        found.discard("sv")
    if not text.isascii():
        thai, cyrillic = _THAI_LETTER.search(text), _CYRILLIC_LETTER.search(text)
        if thai:
            found.add("th")
        if cyrillic and not found & {"ru", "bg"}:
            found.update(("ru", "bg"))
    return frozenset(found)
