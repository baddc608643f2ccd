"""Prices with currency and, where told, the minutes they buy."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from classifier.digits import Spans, digits_in
from classifier.spans import TakenSpans
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
_BEFORE = re.compile(
    rf"(?<![\d.,:])(?P<currency>€|\$|£|฿|kr\.?|dkk|eur|euro)[ ]?(?P<amount>{_AMOUNT})(?![\d:])(?!\s?(?:min|kr))",
    re.IGNORECASE,
)
# The last signs of a currency before an amount, and how long such a currency is with a space.
_CURRENCY_ENDS = frozenset("€$£฿.rRkKoO")
_LONGEST_CURRENCY = 5
_AFTER = re.compile(
    rf"(?<![\d.,:])(?P<amount>{_AMOUNT})(?:[.,]\d{{2}}(?!\d))?[ \u00a0]?(?P<currency>€|\$|£|฿|,-|kr\.|лв\.|руб\.|(?:{_WORD})(?!\w))",
    re.IGNORECASE,
)
_IN_DIGITS = re.compile(
    r"(?<![\d.,:])(?:(?P<minutes>\d{2,3})[ \u00a0-]?(?:min(?:s|\.|ut\w*|uti|uta|uty)?\b|m\b|perc\w*|мин\w*|นาที)|"
    r"(?P<onehalf>1[,.]5|1½)[ ]?(?:time[rn]?|h\b|hours?|t\b|stunden?)?|"
    r"(?P<hours>\d)[ \u00a0-]?(?:time[rn]?\b|tim(?:mar|me)\b|t\b|h\b|hrs?\b|hours?\b|stunden?\b|std\b|or[ăae]\b|godz\w*|horas?\b|óra\w*|час\w*|ชั่วโมง))",
    re.IGNORECASE,
)
# Looked for at every sign: the first letters come first, so that other signs cost one look.
_IN_WORDS = re.compile(
    r"(?=[½/hpjmfaпค]|\b[eoulznоез])(?:"
    r"(?P<half>½|(?<!\w)(?:en\s)?halv(?:\s?time)?\b|half(?:\san)?\s?hour|halbe\sstunde|pół\sgodziny|media\shora|jumătate\sde\soră|fél\s?óra|полчаса|mezz'?ora|половин\sчас|ครึ่งชั่วโมง)|"
    r"(?P<onehalf>halvanden\stime|anderthalb)|"
    r"(?P<one>(?:/|(?<!\w)(?:pr\.?\s|per\s|en\s|one\s|an?\s|eine\s|jedna\s|una\s|o\s|egy\s|один\s|един\s|al\s|la\s|за\s|za\s|na\s|l'))[ ]?(?:time(?:n)?\b|timme\b|t\b|h\b|hour\b|stunde\b|or[ăa]\b|godzin[aęy]\b|hora\b|óra\b|час\b)))",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?<![\d.,:+\-–])(?:{_AMOUNT})(?![\d:.,]\d|\d|\s?(?:min|kr|cm|kg|%|år|[-–]\s?\d))")
_PER_HOUR = re.compile(
    rf"(?<![\d.,:+\-–])(?P<amount>{_AMOUNT})(?=[ ]?(?:/|pr\.?\s|per\s|i\s|an\s|la\s|za\s|за\s)[ ]?(?:t\b|h\b|time|timme|hour|stunde|or[ăa]\b|godzin|hora|час))",
    re.IGNORECASE,
)
_WORDS_BETWEEN = re.compile(r"[^\W\d_]{3,}|[\n;]")
# Between a duration and its price stand at most so many characters.
NEAR = 22
LONGEST_DURATION = 40
# Amounts that are believed without a currency.
LEAST_BARE, MOST_BARE = 100, 20_000


class _Duration(NamedTuple):
    start: int
    end: int
    minutes: int


def _at_numbers(pattern: re.Pattern[str], text: str, numbers: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern that begins with a number, where numbers stand."""
    searched = 0
    for start, _ in numbers:
        if start >= searched and (found := pattern.match(text, start)):
            yield found
            searched = found.end()


def _with_currency(text: str, numbers: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """Yield amounts with a currency before or after them, as they come in the text."""
    searched = 0
    for start, _ in numbers:
        if start < searched:
            continue
        found = None
        before = text[max(0, start - 2) : start].rstrip(" ")[-1:]
        if before in _CURRENCY_ENDS:
            for first in range(max(searched, start - _LONGEST_CURRENCY), start):
                found = _BEFORE.match(text, first)
                if found:
                    break
        found = found or _AFTER.match(text, start)
        if found:
            yield found
            searched = found.end()


def _durations(text: str, numbers: list[tuple[int, int]], taken: TakenSpans) -> list[_Duration]:
    """Return durations in order; those in words only where an amount stands near."""
    found = [_duration(match) for match in _at_numbers(_IN_DIGITS, text, numbers)]
    searched = 0
    for start, end in numbers:
        if end - start < 2 or taken.overlap(start, end):
            continue
        first, last = max(searched, start - NEAR - 12), end + NEAR
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


def find_prices(
    text: str, taken: tuple[tuple[int, int], ...] = (), digits: Spans | None = None
) -> tuple[PriceHit, ...]:
    """Return prices in order. ``taken`` are spans (phones) whose digits are no prices; ``digits`` are the text's own, where known.

    An amount without a currency counts as Danish kroner where a duration stands right before it ("30 min 450").
    """
    numbers = digits_in([text])[0] if digits is None else digits
    if not numbers:
        return ()
    phones = TakenSpans(taken)
    spans = [
        (match.start(), match.end(), _amount(match["amount"]), _CURRENCIES[match["currency"].lower()])
        for match in _with_currency(text, numbers)
    ]
    if not spans and not _maybe_bare(numbers, phones):
        return ()
    durations = _durations(text, numbers, phones)
    priced = TakenSpans((start, end) for start, end, _, _ in spans)
    bare = [
        match
        for duration in durations
        if (match := _BARE.search(text, duration.end, duration.end + 12))
        and not _WORDS_BETWEEN.search(text, duration.end, match.start())
    ]
    for match in (*bare, *_at_numbers(_PER_HOUR, text, numbers)):
        start, end = match.span()
        amount = _amount(match.groupdict().get("amount") or match.group())
        if LEAST_BARE <= amount <= MOST_BARE and not priced.overlap(start, end):
            spans.append((start, end, amount, "DKK"))
            priced.add(start, end)
    spans = [span for span in sorted(spans) if not phones.overlap(span[0], span[1])]
    return tuple(_with_minutes(spans, durations, text))


def _maybe_bare(numbers: list[tuple[int, int]], phones: TakenSpans) -> bool:
    """Say whether an amount without a currency may stand: a number of three digits that begins no phone."""
    return any(end - start >= 3 and not phones.overlap(start, start + 3) for start, end in numbers)


def _with_minutes(spans: list[tuple[int, int, float, str]], durations: list[_Duration], text: str) -> list[PriceHit]:
    """Give each price the duration before it, else the one after; each duration serves one price."""
    used: set[int] = set()
    starts = [duration.start for duration in durations]
    hits = []
    for start, end, amount, currency in spans:
        near = durations[bisect_left(starts, start - NEAR - LONGEST_DURATION) : bisect_right(starts, end + NEAR // 2)]
        before = [
            one for one in near
            if one.end <= start and start - one.end <= NEAR and "\n" not in text[one.end : start] and one.start not in used
        ]  # fmt: skip
        after = [
            one for one in near
            if one.start >= end - 1 and "\n" not in text[end : one.start] and one.start not in used
        ]  # fmt: skip
        chosen = before[-1] if before else after[0] if after else None
        if chosen:
            used.add(chosen.start)
        hits.append(PriceHit(amount, currency, chosen.minutes if chosen else None, start, end))
    return hits
