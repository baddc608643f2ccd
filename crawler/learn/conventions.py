"""What a site means by its bare words: which currency "kr." and bare amounts are, whether 3/4 is in March or in April.

Told by the site itself (a currency code in its data, "Priser i EUR", signs beside its amounts, numbers over 12 in its
dates); without a telling sign the usual reading stays. Pure.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crawler.fields import Context
from crawler.learn.samples import Sample
from crawler.parse.dates import FIRST_YEAR
from crawler.parse.prices import currency_named
from crawler.plain_text import element_text

USUAL_CURRENCY = "DKK"
LONGEST_LOOK = 60_000
# So many telling signs at least, and this share of them agreeing.
FEWEST_SIGNS = 3
AGREEING = 0.9
_SIGN = r"dkk|sek|nok|eur(?:os?)?|gbp|usd|pln|zł|€|£|\$|skr|nkr|kr"
_MARKED = re.compile(rf"(?:(?<!\w)({_SIGN})\.?\s?\d)|(?:\d\s?({_SIGN}|,-|:-)(?!\w))", re.IGNORECASE)
_CODED = re.compile(
    r"[\"']?(?:price_?currency|currency(?:_?code)?|valuta|w(?:ae|ä)hrung)[\"']?\s*(?::|=|\"?\s+content=)\s*[\"']([A-Z]{3})[\"']",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"\b(?:priser(?:ne)?|priserna|prices?|rates?|preise?|takster(?:ne)?|beløb|amounts?)\s*(?:er|are|is|sind|är|anges|angives|vises)?\s*(?:alle\s+|all\s+)?"
    rf"(?:i|in|\()\s*({_SIGN}|euro|danske kroner|svenska kronor|svenske kroner|norske kroner|danish kroner|swedish kronor)(?!\w)",
    re.IGNORECASE,
)
_CROWNS = {"danske kroner": "DKK", "danish kroner": "DKK", "svenska kronor": "SEK", "svenske kroner": "SEK", "swedish kronor": "SEK", "norske kroner": "NOK"}  # fmt: skip
_DATE = re.compile(r"(?<![\d/.,-])(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-])")


@dataclass(frozen=True, slots=True)
class Conventions:
    """``currency`` (ISO 4217) of bare amounts; ``date_order`` ("dmy", "mdy") where the site's language does not tell it."""

    currency: str = USUAL_CURRENCY
    date_order: str | None = None

    def facts(self) -> dict[str, str]:
        """Return what a definition must say: nothing that is as usual."""
        said = {"currency": self.currency} if self.currency != USUAL_CURRENCY else {}
        return said | ({"date_order": self.date_order} if self.date_order else {})


def conventions_of(samples: Sequence[Sample], languages: Sequence[str], now: datetime) -> Conventions:
    """Return the conventions that these pages of one site show."""
    texts = [_words(sample) for sample in samples]
    return Conventions(
        currency=_currency(samples, texts) or USUAL_CURRENCY,
        date_order=_date_order(texts, languages, now.date()),
    )


def context_of(samples: Sequence[Sample], languages: Sequence[str], now: datetime) -> Context:
    """Return the context with which rules are tried on these pages."""
    found = conventions_of(samples, languages, now)
    return Context(now=now, languages=tuple(languages), currency=found.currency, date_order=found.date_order)


def _words(sample: Sample) -> str:
    return sample.text[:LONGEST_LOOK] if sample.json is not None else element_text(sample.tree)[:LONGEST_LOOK]


def _currency(samples: Sequence[Sample], texts: Sequence[str]) -> str | None:
    for signs in (_coded(samples), _stated(texts)):
        if signs and (best := _agreed(signs, fewest=1)):
            return best
    marks = Counter(_named(hit[1] or hit[2]) for text in texts for hit in _MARKED.finditer(text))
    if marks and "kr" not in marks:
        return _agreed(marks, fewest=FEWEST_SIGNS)
    return None


def _coded(samples: Sequence[Sample]) -> Counter[str]:
    found = (hit[1].upper() for sample in samples for hit in _CODED.finditer(sample.text[: 4 * LONGEST_LOOK]))
    return Counter(code for code in found if currency_named(code) == code)


def _stated(texts: Sequence[str]) -> Counter[str]:
    found = (_CROWNS.get(hit[1].lower()) or _named(hit[1]) for text in texts for hit in _STATED.finditer(text))
    return Counter(code for code in found if code != "kr")


def _named(sign: str) -> str:
    """Return the currency a sign names, "kr" for crowns of no country."""
    return currency_named(sign) or "kr"


def _agreed(signs: Counter[str], *, fewest: int) -> str | None:
    code, count = signs.most_common(1)[0]
    return code if count >= fewest and count >= AGREEING * signs.total() else None


def _date_order(texts: Sequence[str], languages: Sequence[str], today: date) -> str | None:
    """Return the order that the dates show; None where they are read rightly without being told."""
    pairs = list(_dates(texts))
    month_first = sum(second > 12 >= first for first, second, _ in pairs)
    day_first = sum(first > 12 >= second for first, second, _ in pairs)
    if month_first >= 2 and day_first <= (1 - AGREEING) * (month_first + day_first):
        return "mdy"
    english = bool(languages) and languages[0].lower().startswith("en")
    if day_first >= 2 and not month_first:
        return "dmy" if english else None
    if not month_first and not day_first and len(pairs) >= FEWEST_SIGNS:
        return (
            "mdy" if _future(pairs, today, month_first=False) and not _future(pairs, today, month_first=True) else None
        )
    return None


def _dates(texts: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield every numeric date with its year, each once: first number, second number, year."""
    seen = set()
    for text in texts:
        for hit in _DATE.finditer(text):
            year = int(hit[4]) + (2000 if len(hit[4]) == 2 else 0)
            found = (int(hit[1]), int(hit[3]), year)
            if FIRST_YEAR <= year <= 2100 and min(found[:2]) >= 1 and max(found[:2]) <= 31 and found not in seen:
                seen.add(found)
                yield found


def _future(pairs: Sequence[tuple[int, int, int]], today: date, *, month_first: bool) -> bool:
    """Say whether any of these posts would lie in the future, read this way."""
    for first, second, year in pairs:
        month, day = (first, second) if month_first else (second, first)
        if month <= 12 and day <= 28 and date(year, month, day) > today + timedelta(days=1):
            return True
    return False
