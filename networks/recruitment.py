"""Posts that seek women instead of offering: their numbers tie together ads that show the same number.

A short word list for the pure command; where the store has findings of the reading, those decide instead.
"""

from collections.abc import Iterator

import phonenumbers

# Where numbers without a country code belong.
HOME = "DK"
_SEEKS = (
    "søger", "søges", "mangler", "leder efter", "seeking", "looking for", "we need", "hiring", "wanted", "szukamy", "zatrudni",
    "căutăm", "angajăm", "cautam", "angajam", "suchen", "gesucht", "buscamos", "se busca", "keresünk", "ищем", "требу", "шукаємо", "търсим",
)  # fmt: skip
_WHOM = (
    "pige", "kvinde", "dame", "massøs", "girls", "women", "ladies", "models", "masseuse", "dziewczyn", "kobiet", "fete", "femei",
    "frauen", "mädchen", "chicas", "mujeres", "lányok", "hölgyek", "девуш", "женщин", "дівчат", "жінок", "момичета", "жени",
)  # fmt: skip
_TERMS = (
    "indtjening", "tjen ", "løn", "bolig", "logi", "værelse", "rejse", "billet", "betalt", "job", "arbejde", "earn", "income", "salary",
    "housing", "accommodation", "money", "penge", "flat", "apartment", "lejlighed", "driver", "chauffør", "room", "travel", "ticket", "work", "zarob", "praca", "mieszkan", "câștig", "castig", "cazare", "munc", "verdienst",
    "wohnung", "arbeit", "trabajo", "alojamiento", "munka", "szállás", "kereset", "работ", "жиль", "заработ", "житло",
)  # fmt: skip
# Colleagues are also sought by people who own a clinic together: then at least two of these must stand beside it.
_COLLEAGUES = ("kolleg", "colleague", "koleżan", "colega", "kollegin", "compañer")
_ARRANGED = (
    "bolig",
    "logi",
    "værelse",
    "rejse",
    "billet",
    "kørsel",
    "chauffør",
    "indtjening",
    "høj løn",
    "god løn",
    "uden erfaring",
    "ingen erfaring",
    "housing",
    "room",
    "flat",
    "travel",
    "ticket",
    "driver",
    "income",
    "no experience",
    "good money",
)
_SEEKS_RAW, _WHOM_RAW, _TERMS_RAW, _COLLEAGUES_RAW, _ARRANGED_RAW = (
    tuple(word.encode() for word in words) for words in (_SEEKS, _WHOM, _TERMS, _COLLEAGUES, _ARRANGED)
)
LEAST_ARRANGED = 2


def seeks_workers(low: bytes) -> bool:
    """Tell whether a lower-cased text (UTF-8) reads like a recruitment post: it seeks, says whom, and names terms."""
    if not any(word in low for word in _SEEKS_RAW):
        return False
    if any(word in low for word in _WHOM_RAW) and any(word in low for word in _TERMS_RAW):
        return True
    return any(word in low for word in _COLLEAGUES_RAW) and sum(word in low for word in _ARRANGED_RAW) >= LEAST_ARRANGED


def numbers_in(text: str) -> Iterator[str]:
    """Yield the plainly written numbers of a text in E.164; only possible numbers, so callers compare with known ones."""
    for found in phonenumbers.PhoneNumberMatcher(text, HOME, leniency=phonenumbers.Leniency.POSSIBLE):
        yield phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)
