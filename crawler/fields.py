"""From the words a rule found to the value of a field; each field has its usual parser. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crawler.parse import (
    find_city,
    find_plain_phones,
    parse_age,
    parse_date,
    parse_kind,
    parse_languages,
    parse_place,
    parse_price_list,
    parse_rating,
    rating_in_class,
)
from crawler.plain_text import tidy

# R-CRAWL-2: facts and an excerpt, not a copy of the site (characters).
LONGEST_TEXT = 1_500
LONGEST_LINE = 300
MOST_PHONES = 20
_SPLIT = re.compile(r"[,;|•·\n/]|\s[-–]\s")
_POSTCODE = re.compile(r"(?<!\d)(\d{4,5}|\d{3} \d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Context:
    """What parsers need to know of the site and the moment."""

    now: datetime
    languages: tuple[str, ...]
    currency: str
    date_order: str | None


Parser = Callable[[Sequence[str], Context], object]


def _text(values: Sequence[str], _context: Context) -> str | None:
    return cut("\n\n".join(values), LONGEST_TEXT) or None


def _line(values: Sequence[str], _context: Context) -> str | None:
    return cut(" ".join(" ".join(values).split()), LONGEST_LINE) or None


def cut(text: str, longest: int) -> str:
    """Shorten a text at the last word that fits."""
    text = tidy(text)
    if len(text) <= longest:
        return text
    return text[: longest + 1].rsplit(None, 1)[0][:longest].rstrip()


def _phones(values: Sequence[str], _context: Context) -> list[str]:
    found: list[str] = []
    for value in values:
        # What is not plainly a number stays as written: reading hidden numbers is the classifier's craft.
        plain = find_plain_phones(value.removeprefix("tel:").removeprefix("sms:"))
        written = plain or ([cut(value, 80)] if any(sign.isdigit() for sign in value) else [])
        found.extend(each for each in written if each not in found)
    return found[:MOST_PHONES]


def _words(values: Sequence[str], _context: Context) -> list[str]:
    words = [cut(word, 80) for value in values for word in _SPLIT.split(value)]
    return list(dict.fromkeys(word for word in words if word))[:60]


def _date(values: Sequence[str], context: Context) -> date | None:
    for value in values:
        day = parse_date(value, now=context.now, languages=context.languages, order=context.date_order)
        if day:
            return day
    return None


def _city(values: Sequence[str], _context: Context) -> str | None:
    joined = _line(values, _context)
    if not joined:
        return None
    return parse_place(joined).city or find_city(joined) or joined


def _postcode(values: Sequence[str], _context: Context) -> str | None:
    joined = " ".join(values)
    hit = _POSTCODE.search(joined)
    return parse_place(joined).postcode or (hit[1] if hit else None)


def _count(values: Sequence[str], _context: Context) -> int | None:
    hit = re.search(r"\d{1,4}", values[0]) if values else None
    return int(hit[0]) if hit else None


def _rating(values: Sequence[str], _context: Context) -> float | None:
    for value in values:
        rating = parse_rating(value)
        rating = rating if rating is not None else rating_in_class(value)
        if rating is not None:
            return rating
    return None


PARSERS: Mapping[str, Parser] = {
    "text": _text,
    "line": _line,
    "phones": _phones,
    "handles": _words,
    "age": lambda values, _context: parse_age(" ".join(values)),
    "place": lambda values, _context: parse_place("\n".join(values)),
    "kind": lambda values, _context: parse_kind(" ".join(values)),
    "prices": lambda values, context: [
        dict(price) for price in parse_price_list("\n".join(values), currency=context.currency)
    ],
    "words": _words,
    "languages": lambda values, _context: list(parse_languages(", ".join(values))),
    "date": _date,
    "count": _count,
    "rating": _rating,
    "city": _city,
    "postcode": _postcode,
}
USUAL_PARSER: Mapping[str, str] = {
    "title": "line",
    "text": "text",
    "phones": "phones",
    "handles": "handles",
    "alias": "line",
    "age": "age",
    "place": "place",
    "city": "city",
    "postcode": "postcode",
    "address": "line",
    "kind": "kind",
    "prices": "prices",
    "services": "words",
    "languages": "languages",
    "opening_hours": "text",
    "posted_at": "date",
    "image_count": "count",
    "rating": "rating",
    "id": "line",
}


def parse_field(name: str, parser: str | None, values: Sequence[str], context: Context) -> object:
    """Return the value of a field from the words found, or None (an empty list) when they do not say it."""
    return PARSERS[parser or USUAL_PARSER[name]](values, context)
