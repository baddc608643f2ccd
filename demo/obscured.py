"""Numbers written so that machines won't read them: words, mixtures, emoji, letters for digits, odd separators."""

import random
from collections.abc import Callable

_DA = ["nul", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni"]
_DA_TEENS = ["ti", "elleve", "tolv", "tretten", "fjorten", "femten", "seksten", "sytten", "atten", "nitten"]
_DA_TENS = ["", "", "tyve", "tredive", "fyrre", "halvtreds", "tres", "halvfjerds", "firs", "halvfems"]
_EN = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_RO = ["zero", "unu", "doi", "trei", "patru", "cinci", "șase", "șapte", "opt", "nouă"]
_ES = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"]
_DE = ["null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
_SV = ["noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio"]
_PL = ["zero", "jeden", "dwa", "trzy", "cztery", "pięć", "sześć", "siedem", "osiem", "dziewięć"]
_HU = ["nulla", "egy", "kettő", "három", "négy", "öt", "hat", "hét", "nyolc", "kilenc"]
_RU = ["ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"]
_TH = ["ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า"]
DIGIT_WORDS = {
    "da": _DA,
    "en": _EN,
    "ro": _RO,
    "es": _ES,
    "de": _DE,
    "sv": _SV,
    "pl": _PL,
    "hu": _HU,
    "ru": _RU,
    "th": _TH,
}

# Look-alike letters that stand in for a digit.
_LETTERS = {"0": "O", "1": "l", "5": "S"}


def danish_pair(value: int) -> str:
    """A two-digit number in Danish words, as a number is said aloud: 68 → "otteogtres", 7 → "nul syv"."""
    if value < 10:
        return f"nul {_DA[value]}"
    if value < 20:
        return _DA_TEENS[value - 10]
    tens, ones = divmod(value, 10)
    return _DA_TENS[tens] if ones == 0 else f"{_DA[ones]}og{_DA_TENS[tens]}"


def _digit_words(digits: str, lang: str, rng: random.Random) -> str:
    words = DIGIT_WORDS.get(lang, _EN)
    return rng.choice([" ", " ", "-", ", "]).join(words[int(d)] for d in digits)


def _pair_words(digits: str, lang: str, rng: random.Random) -> str:
    if lang != "da":
        return _digit_words(digits, lang, rng)
    return " ".join(danish_pair(int(digits[i : i + 2])) for i in range(0, 8, 2))


def _mixture(digits: str, lang: str, rng: random.Random) -> str:
    words = DIGIT_WORDS.get(lang, _EN)
    spoken = {1, 2, 5, 6} if rng.random() < 0.5 else {0, 3, 4, 7}
    return " ".join(words[int(d)] if i in spoken else d for i, d in enumerate(digits))


def _keycaps(digits: str, lang: str, rng: random.Random) -> str:
    return "".join(f"{d}\ufe0f\u20e3" for d in digits)


def _letters(digits: str, lang: str, rng: random.Random) -> str:
    swapped = "".join(_LETTERS.get(d, d) for d in digits)
    if swapped == digits:
        return _separators(digits, lang, rng)
    return " ".join(swapped[i : i + 2] for i in range(0, 8, 2))


def _separators(digits: str, lang: str, rng: random.Random) -> str:
    mark = rng.choice(["*", "~", " ✿ ", "_", "♥", "/", "●"])
    return mark.join(digits) if len(mark) == 1 else mark.join(digits[i : i + 2] for i in range(0, 8, 2))


STYLES: dict[str, Callable[[str, str, random.Random], str]] = {
    "digit_words": _digit_words,
    "pair_words": _pair_words,
    "mixture": _mixture,
    "keycaps": _keycaps,
    "letters": _letters,
    "separators": _separators,
}


def written_obscured(number: str, lang: str, rng: random.Random, style: str | None = None) -> str:
    """A Danish number written in an obscured way; ``style`` is a key of ``STYLES`` (default: drawn)."""
    return STYLES[style or rng.choice(sorted(STYLES))](number[-8:], lang, rng)
