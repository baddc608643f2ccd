"""Which language a text and each of its sentences is in. Chooses lexicons and leaflets; never scores (R-FAIR-2)."""

import re
from collections import Counter
from functools import cache, lru_cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from classifier.words import Words

LANGUAGES = ("da", "en", "sv", "de", "ro", "pl", "es", "hu", "ru", "it", "bg", "th")
UNKNOWN = "und"
# Letters enough to say anything, and enough to be asked (longer texts teach no more).
FEWEST_LETTERS = 8
ENOUGH = 160
_THAI_LETTER = re.compile("[\u0e00-\u0e7f]")
_CYRILLIC_LETTER = re.compile("[\u0400-\u04ff]")
# So many small words of one language, and twice as many as of any other, need no second opinion.
CLEAR = 4
SHORT = 110
# Letters that only one of our languages has, and what they, lingua's confidence and one small word count.
_OWN_LETTERS = {
    "ro": frozenset("ășțşţĂȘȚâ"), "pl": frozenset("łąęśćńżźŁŚŻ"), "hu": frozenset("őűŐŰ"), "de": frozenset("ß"), "es": frozenset("ñ¿¡Ñ"), "sv": frozenset("ä"),
}  # fmt: skip
LETTER_COUNTS, LINGUA_COUNTS = 1.5, 4.0
# Letters that only one of the two Cyrillic languages writes often.
_RUSSIAN_LETTERS = frozenset("ыэёЫЭЁ")
# Small words that tell languages apart in short, mixed text. Words shared by two of them are left out.
_SMALL_WORDS = {
    "da": "jeg og ikke med mig dig hun af til på er der det kun hos også ingen meget skriv ring fra ved har en lidt men",
    "en": "the and you with for she is not my your only no from are was this her all me at we they have it of to",
    "sv": "jag och inte med mig dig hon av till på är det bara hos också ingen mycket skriv ring från vid har lite men som",
    "de": "ich und nicht mit mir dich sie von zu ist der die das nur bei auch kein sehr aus hat ein eine für aber",
    "ro": "eu și si nu cu mine tine ea de la este sunt doar fără fara foarte din pentru mai dar am ai pe în sau",
    "pl": "ja i nie z ze mną tobą ona od do jest są tylko też bez bardzo dla na po ale się w mam to przy",
    "es": "yo y no con mí ti ella de la es son solo sin muy para por pero el los las en mi una que",
    "hu": "én és nem vagy ő van csak nagyon is de hogy a az egy itt sem nélkül meg kérlek vagyok",
    "it": "io e non con me te lei di la è sono solo senza molto per ma il gli le nel mia una che sei",
    "ru": "я и не с мной тобой она от до есть только без очень для на по но что в как это мне",
    "bg": "аз и не с мен теб тя от до е са само без много за на по но че в как това ми съм се",
}


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
    letters = sum(sign.isalpha() for sign in text)
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
    if cyrillic > other and _RUSSIAN_LETTERS & set(sample):
        return (("ru", 1.0),)
    values = _detector().compute_language_confidence_values(sample)[:4]
    return tuple((value.language.iso_code_639_1.name.lower(), value.value) for value in values if value.value > 0.03)


def is_small_word(folded: str) -> bool:
    """Say whether a folded word is one of the commonest of a language."""
    return folded in _tellers()


def vote(folded: list[str]) -> Counter[str]:
    """Count the small words of each language among folded words."""
    tellers, votes = _tellers(), Counter[str]()
    for word in folded:
        langs = tellers.get(word)
        if langs:
            for lang in langs:
                votes[lang] += 1
    return votes


def language_of(words: Words, given: str | None = None) -> str:
    """Return the main language: the one given where we know it, else by script, small words, letters and lingua together."""
    if given and given.split("-")[0] in LANGUAGES:
        return given.split("-")[0]
    votes = vote(words.folded[:80])
    ranked = votes.most_common(2)
    first, second = (ranked[0][1] if ranked else 0), (ranked[1][1] if len(ranked) > 1 else 0)
    if (
        first >= CLEAR
        and first >= 2 * second
        and (words.text.isascii() or not _foreign_script(words.text, ranked[0][0]))
    ):
        return ranked[0][0]
    scores = {lang: LINGUA_COUNTS * confidence for lang, confidence in likely(words.text)}
    if not scores:
        return UNKNOWN
    if len(scores) == 1 and "th" in scores:
        return "th"
    for lang, count in votes.items():
        scores[lang] = scores.get(lang, 0.0) + count
    for lang, letters in _OWN_LETTERS.items():
        if letters & set(words.text):
            scores[lang] = scores.get(lang, 0.0) + LETTER_COUNTS
    return max(sorted(scores), key=lambda lang: scores[lang])


def _foreign_script(text: str, lang: str) -> bool:
    """Say whether most letters are of another script than the language that small words speak for."""
    thai, cyrillic, other = _script_votes(text[:ENOUGH])
    return (cyrillic > other) is not (lang in ("ru", "bg")) or thai > other


def languages_in(words: Words, main: str) -> frozenset[str]:
    """Return every language a text may hold parts in: its own, English, those its small words and scripts show."""
    votes = vote(words.folded)
    found = {main, "en"}
    enough = max(3, votes[main] // 3)
    found.update(lang for lang, count in votes.items() if count >= enough)
    if len(words.text) <= SHORT:
        # Lingua is unsure of short texts: the next likely languages are read too.
        found.update(lang for lang, confidence in likely(words.text) if confidence >= 0.08)
        found.update(("da", *votes))
    # Danish and Swedish look alike: Swedish is read in a Danish text only where its own letters stand.
    if main == "da" and not any(letter in words.text for letter in "äö"):
        found.discard("sv")
    if not words.text.isascii():
        thai, cyrillic = _THAI_LETTER.search(words.text), _CYRILLIC_LETTER.search(words.text)
        if thai:
            found.add("th")
        if cyrillic and not found & {"ru", "bg"}:
            found.update(("ru", "bg"))
    return frozenset(found)
