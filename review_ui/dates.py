"""Dates, times and numbers as people say them in Danish or English (Babel; times of day in Denmark)."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent

from models.local_time import DENMARK
from outreach.local_time import local_day

LOCALES = {"da": "da_DK", "en": "en_GB"}


def ago(moment: datetime, now: datetime, lang: str) -> str:
    """Return e.g. "for 3 dage siden"."""
    seconds = int((moment - now).total_seconds())
    # Nobody sees the difference, and a list of thirty places asks for few different words.
    return _ago(seconds if abs(seconds) < 7200 else 900 * round(seconds / 900), lang)


@lru_cache(4096)
def _ago(seconds: int, lang: str) -> str:
    return format_timedelta(timedelta(seconds=seconds), add_direction=True, locale=LOCALES[lang], threshold=1.2)


def day(value: date | datetime, lang: str, style: str = "medium") -> str:
    """Return e.g. "12. nov. 2026"; ``style`` is a Babel length or pattern."""
    return _day(local_day(value) if isinstance(value, datetime) else value, lang, style)


@lru_cache(4096)
def _day(value: date, lang: str, style: str) -> str:
    return format_date(value, style, locale=LOCALES[lang])


def moment(value: datetime, lang: str) -> str:
    """Return day and time of day, e.g. "12. nov. 2026 14:05"."""
    return _written(value.astimezone(DENMARK).replace(second=0, microsecond=0), "d. MMM y HH:mm", lang)


def stamp(value: datetime, lang: str) -> str:
    """Return day and time of day without the year, for tables of the last days."""
    return _written(value.astimezone(DENMARK).replace(second=0, microsecond=0), "d. MMM HH:mm", lang)


@lru_cache(4096)
def _written(value: datetime, pattern: str, lang: str) -> str:
    return format_datetime(value, pattern if lang == "da" else pattern.replace("d.", "d"), locale=LOCALES[lang])


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
