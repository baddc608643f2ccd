"""Dates, times and numbers as people say them in Danish or English (Babel; times of day in Copenhagen)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent

HOME = ZoneInfo("Europe/Copenhagen")
LOCALES = {"da": "da_DK", "en": "en_GB"}


def local_day(moment: datetime) -> date:
    """Return the calendar day in Copenhagen."""
    return moment.astimezone(HOME).date()


def ago(moment: datetime, now: datetime, lang: str) -> str:
    """Return e.g. "for 3 dage siden"."""
    return format_timedelta(moment - now, add_direction=True, locale=LOCALES[lang], threshold=1.2)


def day(value: date | datetime, lang: str, style: str = "medium") -> str:
    """Return e.g. "12. nov. 2026"; ``style`` is a Babel length or pattern."""
    if isinstance(value, datetime):
        value = local_day(value)
    return format_date(value, style, locale=LOCALES[lang])


def moment(value: datetime, lang: str) -> str:
    """Return day and time of day, e.g. "12. nov. 2026 14:05"."""
    return format_datetime(
        value.astimezone(HOME), "d. MMM y HH:mm" if lang == "da" else "d MMM y HH:mm", locale=LOCALES[lang]
    )


def stamp(value: datetime, lang: str) -> str:
    """Return day and time of day without the year, for tables of the last days."""
    return format_datetime(
        value.astimezone(HOME), "d. MMM HH:mm" if lang == "da" else "d MMM HH:mm", locale=LOCALES[lang]
    )


def clock(minutes: float | None) -> str:
    """Return minutes after midnight as a time of day, e.g. 545 → "09:05"; a dash when unknown."""
    if minutes is None:
        return "–"
    whole = round(minutes)
    return f"{whole // 60 % 24:02d}:{whole % 60:02d}"


def number(value: float, lang: str) -> str:
    """Return a number with the language's separators."""
    return str(format_decimal(value, locale=LOCALES[lang]))


def percent(share: float, lang: str) -> str:
    """Return a share (0-1) as a percentage without decimals."""
    return str(format_percent(share, locale=LOCALES[lang]))


def language_name(code: str, lang: str) -> str:
    """Return a language's name, e.g. "ro" → "rumænsk"; the code itself when it is unknown."""
    return str(Locale.parse(LOCALES[lang]).languages.get(code, code))
