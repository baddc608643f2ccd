"""Digits that show by the signs among them, or by one word before, that they are no phone: days, hours, measures, accounts.

Each pattern has a name and an example. Small and capital letters are the same unless a pattern says ``(?-i:…)``.
"""

import re
from collections.abc import Mapping

from classifier.phones.counted import AND, COUNTED, COUNTED_AFTER, DAY, MONTH_NUMBER, SIGN_OF_COUNTED

# What the patterns are made of.
_YEAR = r"(?:19|20)\d\d"
_HOUR, _MINUTES = r"(?:[01]?\d|2[0-4])", r"[0-5]\d"
_UNTIL = r"(?:-|–|til|to|bis|до|do|till|a)"
# From one day to the next, by another sign than stands in a day: "20.11, 21.11", "til d. ".
_TO_DAY = rf"(?: ?[-–—,;&+] ?| /? ?| {AND} (?:d\.|den|the|dem|el|il)? ?)"

# These begin with a digit and come before addresses.
_TIMES = {
    # "23/11 - 30/11", "20.11, 21.11, 22.11", "fra 24/11 til d. 28/11"
    "days": rf"(?<![\d.,/+-]){DAY}(?P<sign>[./]){MONTH_NUMBER}\.?(?:{_TO_DAY}{DAY}(?P=sign){MONTH_NUMBER}\.?)+(?!\d|[./-]\d)",
    # "24.12.2026", "24. 12. 2026", "2026-12-24"
    "date": rf"(?<!\d)(?:{DAY}[./-] ?{MONTH_NUMBER}(?:[./-] ?| ){_YEAR}|{_YEAR}[./-](?:0[1-9]|1[0-2])[./-](?:0[1-9]|[12]\d|3[01]))(?!\d)",
    # "9.30 til 21.00"
    "time": rf"(?<![\d:]){_HOUR}[:.]{_MINUTES} ?{_UNTIL} ?{_HOUR}[:.]{_MINUTES}(?![\d:]|[./-]\d)",
    # "02.-05.11."
    "days_of": rf"(?<![\d.,/+-]){DAY}\.? ?[-–—] ?{DAY}\.{MONTH_NUMBER}\.(?!\d)",
    # "30-350, 45-475, 60-590": minutes and what they cost
    "offers": r"(?<![\d.,/+-])(?:1[05]|[2-9][05]|120)(?:-|–|:|=| - | – | = )[1-9]\d{2,3}(?:[,;|] ?(?:1[05]|[2-9][05]|120)(?:-|–|:|=| - | – | = )[1-9]\d{2,3}){1,9}(?!\d|[.-]\d)",
    # "2559 (2016)": the Thai year of it
    "two_calendars": rf"(?<![\d.,/+-])25[5-9]\d ?\({_YEAR}\)",
    # "21:30"
    "clock": rf"(?<![\d:]){_HOUR}:{_MINUTES}(?![\d:])",
}
# These begin with a digit too.
_MEASURES = {
    # "90 x 200 cm"
    "size": r"(?<!\d)(?<!\d[ .-])\d{1,5} ?[x×*] ?\d{1,5}(?: ?[x×*] ?\d{1,5})? ?(?:cm|mm|m)\b",
    # "100x100"
    "times": r"(?<![\dx])(?!\d{4}x\d{4})\d{1,4}x\d{1,4}(?![\dx])",
    # "20.10, 20.40 og 21.10"
    "clocks": rf"(?<![\d.]){_HOUR}\.{_MINUTES}(?:, ?(?:og |and )?{_HOUR}\.{_MINUTES})+(?!\d|[.]\d)",
    # "90-60-90"
    "body": r"(?<![\d./-])(?:[6-9]\d|1[0-3]\d)[-/][4-9]\d[-/](?:[6-9]\d|1[0-3]\d)(?![-/]?\w)",
    # "172/60"
    "height": r"(?<![\d./+-])(?<!\+\d\d )1[4-9]\d[/-][4-9]\d(?![\d/]|[.-]\d| \d{3}(?:\d\d)?(?!\d))",
    "halves": r"(?<![\d./+-])50/50(?![\d/])",
    # "55.676098, 12.568337"
    "coordinates": r"(?<!\d)\d{1,2}\.\d{4,9}°?,? {0,2}\d{1,2}\.\d{4,9}(?!\d)",
    # "10-18 uhr", "20-30 år"
    "range": r"(?<!\d)(?<!\d[ .-])\d{1,2} ?[-–] ?\d{1,2}(?= ?(?:uhr|óra|timer|år|kl|h\b|час|ч\b))",
}
_ADDRESSES = {
    "mail": r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}",
    "url": r"https?://(?!wa\.me/|api\.whatsapp)\S{1,300}|www\.\S{1,300}",
}
# These begin with a letter.
_IBAN = {"iban": r"\b(?-i:[A-Z]{2})\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b"}
_OPEN_OR_CODE = {
    # "kl. 9.30 - 18", "åbent 10 til 22"
    "hours": (
        r"(?<!\w)(?:kl\.?|klokken|åbent?|open|offen|öppet|otwarte|czynne|deschis|abierto|aperto|nyitva|отворено|открыто|работаю|с)"
        rf"[ :]{{0,3}}\d{{1,2}}(?:[.:]\d\d)? ?{_UNTIL} ?\d{{1,2}}(?:[.:]\d\d)?(?!\d)"
    ),
    # "BR-2026-0097"
    "file": rf"(?<!\w)(?!TLF|TEL|MOB|SMS|NR|WA|DK)(?-i:[A-Z]{{1,4}})-{_YEAR}-\d{{3,}}(?!\d|-\d)",
    # "AB-123456"
    "code": r"(?<!\w)(?!TLF|TEL|MOB|SMS|NR|WA|DK)(?-i:[A-Z]{1,4})-?\d{5,}[A-Z0-9-]*\b",
}


def _any_of(patterns: Mapping[str, str]) -> str:
    return "(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items()) + ")"


_DIGITS_FIRST, _LETTERS_FIRST = _MEASURES | COUNTED_AFTER, COUNTED | _OPEN_OR_CODE
_ALL = re.compile(_any_of(_TIMES | _IBAN | _ADDRESSES | _DIGITS_FIRST | _LETTERS_FIRST), re.IGNORECASE)
# In most that begin with a letter digits follow the first word, in some only words after it.
_WORDS_BETWEEN = {name: COUNTED[name] for name in ("doorcode", "between", "weekdays")}
_ONE_WORD = {name: pattern for name, pattern in (_IBAN | _LETTERS_FIRST).items() if name not in _WORDS_BETWEEN}
# Addresses begin like any word: they are tried only in texts with their signs.
_NO_ADDRESSES = re.compile(
    rf"(?<!\d)(?=\d){_any_of(_TIMES | _DIGITS_FIRST)}|"
    rf"(?<!\w)(?=[^\W\d_])(?:(?=\w+(?:['’]\w+)?[\W_]{{0,4}}(?:eu )?\d){_any_of(_ONE_WORD)}|{_any_of(_WORDS_BETWEEN)})",
    re.IGNORECASE,
)
# What stands in every match of the patterns but addresses and what a word counts by itself: where it does not, they need not be tried.
_HINT = re.compile(
    rf"{SIGN_OF_COUNTED}|\d(?:(?-i:(?<=[A-Z]\d)|(?<=[A-Z]-\d))\d| ?[x×*]|:\d| ?{_UNTIL} ?\d)",
    re.IGNORECASE,
)


def holds_address(text: str) -> bool:
    """Say whether a text has a sign of a mail or web address."""
    return "@" in text or "://" in text or (("w." in text or "W." in text) and "www." in text.lower())


def spans_by_shape(text: str, first: int, last: int, *, addresses: bool, counted: bool) -> list[tuple[int, int]]:
    """Return the spans between two places of a text that are something else.

    ``addresses``: whether to look for them too; ``counted``: whether a word that may count digits stands there.
    """
    if addresses:
        return [found.span() for found in _ALL.finditer(text, first, last)]
    if not counted and not _HINT.search(text, first, last):
        return []
    return [found.span() for found in _NO_ADDRESSES.finditer(text, first, last)]
