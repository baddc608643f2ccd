"""Prices with currency and, where told, the minutes they buy."""

import re
from dataclasses import dataclass

from models.values import PriceHit

_CURRENCIES = {
    "kr": "DKK", "kr.": "DKK", "dkk": "DKK", "kroner": "DKK", "krone": "DKK", "koron": "DKK", "korun": "DKK", "korona": "DKK", "coroane": "DKK",
    "coronas": "DKK", "corone": "DKK", "крон": "DKK", "крони": "DKK", "крона": "DKK", "โครน": "DKK", ",-": "DKK", "kronor": "SEK", "sek": "SEK", "nok": "NOK",
    "eur": "EUR", "euro": "EUR", "euros": "EUR", "€": "EUR", "евро": "EUR", "usd": "USD", "$": "USD", "dollar": "USD", "dollars": "USD",
    "£": "GBP", "gbp": "GBP", "pund": "GBP", "zł": "PLN", "zl": "PLN", "pln": "PLN", "lei": "RON", "ron": "RON", "leu": "RON", "ft": "HUF", "huf": "HUF",
    "forint": "HUF", "лв": "BGN", "лв.": "BGN", "лева": "BGN", "руб": "RUB", "руб.": "RUB", "рублей": "RUB", "฿": "THB", "บาท": "THB", "baht": "THB",
}  # fmt: skip
_AMOUNT = r"\d{1,3}(?:[.\u00a0 ]\d{3})+|\d{2,6}"
_WORD = "|".join(
    re.escape(word) for word in sorted((word for word in _CURRENCIES if word.isalpha()), key=len, reverse=True)
)
_PRICE = re.compile(
    rf"(?<![\d.,:])(?:(?P<before>€|\$|£|฿|kr\.?|dkk|eur|euro)[ ]?(?P<first>{_AMOUNT})(?![\d:])(?!\s?(?:min|kr))|"
    rf"(?P<last>{_AMOUNT})(?:[.,]\d{{2}}(?!\d))?[ \u00a0]?(?P<after>€|\$|£|฿|,-|kr\.|лв\.|руб\.|(?:{_WORD})(?!\w)))",
    re.IGNORECASE,
)
_IN_DIGITS = re.compile(
    r"(?<![\d.,:])(?:(?P<minutes>\d{2,3})[ \u00a0-]?(?:min(?:s|\.|ut\w*|uti|uta|uty)?\b|m\b|perc\w*|мин\w*|นาที)|"
    r"(?P<onehalf>1[,.]5|1½)[ ]?(?:time[rn]?|h\b|hours?|t\b|stunden?)?|"
    r"(?P<hours>\d)[ \u00a0-]?(?:time[rn]?\b|tim(?:mar|me)\b|t\b|h\b|hrs?\b|hours?\b|stunden?\b|std\b|or[ăae]\b|godz\w*|horas?\b|óra\w*|час\w*|ชั่วโมง))",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(
    r"(?P<half>½|(?<!\w)(?:en\s)?halv(?:\s?time)?\b|half(?:\san)?\s?hour|halbe\sstunde|pół\sgodziny|media\shora|jumătate\sde\soră|fél\s?óra|полчаса|mezz'?ora|половин\sчас|ครึ่งชั่วโมง)|"
    r"(?P<onehalf>halvanden\stime|anderthalb)|"
    r"(?P<one>(?:/|(?<!\w)(?:pr\.?\s|per\s|en\s|one\s|an?\s|eine\s|jedna\s|una\s|o\s|egy\s|один\s|един\s|al\s|la\s|за\s|za\s|na\s|l'))[ ]?(?:time(?:n)?\b|timme\b|t\b|h\b|hour\b|stunde\b|or[ăa]\b|godzin[aęy]\b|hora\b|óra\b|час\b))",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?<![\d.,:+\-–])(?:{_AMOUNT})(?![\d:.,]\d|\d|\s?(?:min|kr|cm|kg|%|år|[-–]\s?\d))")
_PER_HOUR = re.compile(
    rf"(?<![\d.,:+\-–])(?P<amount>{_AMOUNT})(?=[ ]?(?:/|pr\.?\s|per\s|i\s|an\s|la\s|za\s|за\s)[ ]?(?:t\b|h\b|time|timme|hour|stunde|or[ăa]\b|godzin|hora|час))",
    re.IGNORECASE,
)
_ANY_AMOUNT = re.compile(r"\d{2,6}")
# Between a duration and its price stand at most so many characters.
NEAR = 22


@dataclass(frozen=True, slots=True)
class _Duration:
    start: int
    end: int
    minutes: int


def _durations(text: str) -> list[_Duration]:
    """Return durations in order; those in words only where an amount stands near."""
    found = [_duration(match) for match in _IN_DIGITS.finditer(text)]
    searched = 0
    for amount in _ANY_AMOUNT.finditer(text):
        first, last = max(searched, amount.start() - NEAR - 12), amount.end() + NEAR
        if first < last:
            found += [_duration(match) for match in _IN_WORDS.finditer(text, first, last)]
            searched = max(searched, last - 12)
    unique = {duration.start: duration for duration in found if 5 <= duration.minutes <= 24 * 60}
    return [unique[start] for start in sorted(unique)]


def _duration(match: re.Match[str]) -> _Duration:
    group = match.lastgroup
    minutes = {"half": 30, "onehalf": 90, "one": 60}.get(group or "", 0)
    if group == "minutes":
        minutes = int(match.group(group))
    elif group == "hours":
        minutes = int(match.group(group)) * 60
    return _Duration(match.start(), match.end(), minutes)


def _amount(written: str) -> float:
    return float(re.sub(r"[.\u00a0 ]", "", written))


def find_prices(text: str, taken: tuple[tuple[int, int], ...] = ()) -> tuple[PriceHit, ...]:
    """Return prices in order. ``taken`` are spans (phones) whose digits are no prices.

    An amount without a currency counts as Danish kroner where a duration stands right before it ("30 min 450").
    """
    if not any(sign.isdecimal() for sign in text):
        return ()
    durations = _durations(text)
    spans: list[tuple[int, int, float, str]] = []
    for match in _PRICE.finditer(text):
        word = (match.group("before") or match.group("after") or "").lower()
        spans.append(
            (match.start(), match.end(), _amount(match.group("first") or match.group("last")), _CURRENCIES[word])
        )
    for duration in durations:
        bare = _BARE.search(text, duration.end, duration.end + 12)
        if (
            bare
            and not re.search(r"[^\W\d_]{3,}|[\n;]", text[duration.end : bare.start()])
            and 100 <= _amount(bare.group()) <= 20_000
        ) and not any(start < bare.end() and bare.start() < end for start, end, _, _ in spans):
            spans.append((bare.start(), bare.end(), _amount(bare.group()), "DKK"))
    for rate in _PER_HOUR.finditer(text):
        if 100 <= _amount(rate["amount"]) <= 20_000 and not any(
            start < rate.end() and rate.start() < end for start, end, _, _ in spans
        ):
            spans.append((rate.start(), rate.end(), _amount(rate["amount"]), "DKK"))
    spans = [span for span in sorted(spans) if not any(start < span[1] and span[0] < end for start, end in taken)]
    return tuple(_with_minutes(spans, durations, text))


def _with_minutes(spans: list[tuple[int, int, float, str]], durations: list[_Duration], text: str) -> list[PriceHit]:
    """Give each price the duration before it, else the one after; each duration serves one price."""
    used: set[int] = set()
    hits = []
    for start, end, amount, currency in spans:
        minutes = None
        before = [
            d
            for d in durations
            if d.end <= start and start - d.end <= NEAR and "\n" not in text[d.end : start] and d.start not in used
        ]
        after = [
            d
            for d in durations
            if d.start >= end - 1
            and d.start - end <= NEAR // 2
            and "\n" not in text[end : d.start]
            and d.start not in used
        ]
        chosen = before[-1] if before else after[0] if after else None
        if chosen:
            used.add(chosen.start)
            minutes = chosen.minutes
        hits.append(PriceHit(amount, currency, minutes, start, end))
    return hits
