"""When something was posted: "for 3 timer siden", "igår kl. 14:30", "lørdag d. 21/11", "20. nov 2026", ISO.

Own rules read Danish, English, German, Swedish and Norwegian; dateparser is asked only for other languages, because
it reads "tirsdag den 3. marts kl. 10" as 2010 and knows neither "igår" nor "lørdag d. 21/11" (tried, version 1.5).
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from crawler.parse.date_words import AGO, DAYS_BACK, MONTHS, NUMBERS, UNITS, WEEKDAYS
from models.local_time import DENMARK

OWN_LANGUAGES = frozenset({"da", "en", "de", "sv", "no", "nb", "nn"})
FIRST_YEAR = 1995

_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d/.,-])(\d{1,2})\s?[./-]\s?(\d{1,2})\.?(?:\s?[./ -]\s?(\d{4}|\d{2}))?(?![\d/:.]*\d)")
_COMPACT = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")
_EPOCH = re.compile(r"\s*(\d{10})(?:\d{3})?(?:\.\d+)?\s*")
_TIME = re.compile(
    r"\b(?:kl\.?|klokken|klockan|at|um)?\s*\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:uhr|am|pm)?\b(?![./-]\d)|\b(?:kl\.?|klokken|klockan)\s*\d{1,2}\b"
)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:\.|st|nd|rd|th|:e)?\s*(?:of\s+)?[ .-]?({_MONTH})\b\.?,?[ -]*(?:(\d{{4}})|'?(\d{{2}})(?![\d:.]))?"
)
_MONTH_DAY = re.compile(rf"\b({_MONTH})\b\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?:,?\s*(\d{{4}}))?")
_COUNT = r"(\d{1,4}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"
_UNIT = "(" + "|".join(sorted(UNITS, key=len, reverse=True)) + r")\b\.?"
_AGO_AFTER = re.compile(rf"(?<!\w){_COUNT}\s*{_UNIT}\s*(?:{AGO})\b")
_AGO_BEFORE = re.compile(rf"\b(?:vor|før|for|för)\s+(?:ca\.?\s+|etwa\s+)?{_COUNT}\s*{_UNIT}")
_WEEKDAY = re.compile(
    r"\b(?:i\s+|sidste\s+|last\s+|letzten?\s+|förra\s+|on\s+|am\s+)?("
    + "|".join(sorted(WEEKDAYS, key=len, reverse=True))
    + r")\b"
)
_BACK = [(re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), days) for days, pattern in DAYS_BACK]


def parse_date(
    text: str, *, now: datetime, languages: Sequence[str] = ("da",), order: str | None = None
) -> date | None:
    """Return the local date that ``text`` names, or None.

    ``now`` is aware; relative dates and dates without a year count back from it (posts lie in the past).
    ``languages`` are ISO 639-1 (``en-US`` means month first); ``order`` ("dmy" or "mdy") overrides what they suggest.
    """
    # Pages for Denmark speak Danish local time: "i dag" changes at local midnight.
    today = now.astimezone(DENMARK).date()
    cleaned = re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip().lower()[:200]
    if not cleaned:
        return None
    found = (
        _absolute_machine(cleaned)
        or _relative(cleaned, now, today)
        or _written(cleaned, today)
        or _numeric(cleaned, today, order or _order(languages), flexible=order is None)
        or _weekday(cleaned, today)
        or _ask_dateparser(text, now, languages)
    )
    if found is None or not FIRST_YEAR <= found.year <= today.year + 1:
        return None
    return found


def _order(languages: Sequence[str]) -> str:
    first = languages[0].lower().replace("_", "-") if languages else "da"
    return "mdy" if first == "en-us" else "en" if first.startswith("en") else "dmy"


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def _absolute_machine(text: str) -> date | None:
    epoch = _EPOCH.fullmatch(text)
    if epoch:
        return datetime.fromtimestamp(int(epoch[1]), UTC).astimezone(DENMARK).date()
    for pattern in (_ISO, _COMPACT):
        for hit in pattern.finditer(text):
            found = _make(int(hit[1]), int(hit[2]), int(hit[3]))
            if found:
                return found
    return None


def _relative(text: str, now: datetime, today: date) -> date | None:
    for pattern, days in _BACK:
        if pattern.search(text):
            return today - timedelta(days=days)
    hit = _AGO_AFTER.search(text) or _AGO_BEFORE.search(text)
    if not hit:
        return None
    count = int(hit[1]) if hit[1].isdigit() else NUMBERS[hit[1]]
    unit = UNITS[hit[2]]
    if unit == "month":
        month = today.year * 12 + today.month - 1 - count
        return date(month // 12, month % 12 + 1, min(today.day, 28))
    if unit == "year":
        return date(max(today.year - count, 1), today.month, min(today.day, 28))
    return (now - timedelta(**{unit: count})).astimezone(DENMARK).date()


def _written(text: str, today: date) -> date | None:
    hit = _DAY_MONTH.search(text)
    if hit:
        year = hit[3] or hit[4]
        return _dated(year and int(year), MONTHS[hit[2]], int(hit[1]), today)
    hit = _MONTH_DAY.search(text)
    if hit:
        return _dated(hit[3] and int(hit[3]), MONTHS[hit[1]], int(hit[2]), today)
    return None


def _dated(year: int | str | None, month: int, day: int, today: date) -> date | None:
    """Return the date; without a year the latest such day that is not after tomorrow."""
    if year:
        return _make(int(year), month, day)
    found = _make(today.year, month, day)
    if found and found > today + timedelta(days=1):
        found = _make(today.year - 1, month, day)
    return found


def _numeric(text: str, today: date, order: str, *, flexible: bool) -> date | None:
    text = _TIME.sub(" ", text) if not _NUMERIC.fullmatch(text) else text
    # A date with its year goes first: in "4/5 – 20/11-2026" the 4/5 is a rating.
    for hit in sorted(_NUMERIC.finditer(text), key=lambda hit: hit[3] is None):
        first, second, year = int(hit[1]), int(hit[2]), hit[3]
        day_first, month_first = _dated(year, second, first, today), _dated(year, first, second, today)
        loose = flexible and "." not in hit[0]  # "12.30" is a time, not the 30th of December
        if order == "mdy":
            found = month_first or (day_first if loose else None)
        elif order == "en" and month_first and day_first and day_first > today >= month_first:
            # English pages write both orders; a post cannot lie in the future.
            found = month_first
        else:
            found = day_first or (month_first if loose else None)
        if found:
            return found
    return None


def _weekday(text: str, today: date) -> date | None:
    hit = _WEEKDAY.search(text)
    if not hit:
        return None
    back = (today.weekday() - WEEKDAYS[hit[1]]) % 7
    said_past = hit[0] != hit[1] and not hit[0].startswith(("on ", "am "))
    return today - timedelta(days=7 if back == 0 and said_past else back)


def _ask_dateparser(text: str, now: datetime, languages: Sequence[str]) -> date | None:
    others = [code[:2].lower() for code in languages if code[:2].lower() not in OWN_LANGUAGES]
    if not others or not re.search(r"\d", text):
        return None
    import dateparser

    try:
        base = now.astimezone(DENMARK).replace(tzinfo=None)
        found = dateparser.parse(text, languages=others, settings={"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"})
    except ValueError:  # a language that dateparser does not know
        return None
    return found.date() if found else None
