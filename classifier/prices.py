"""Prices with currency and, where told, the minutes they buy."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from classifier.batch import among
from classifier.chunk_table import Chunks, ChunkTable
from classifier.digits import Digits, Spans, find_digits
from classifier.durations import LASTING, NEAR, Duration, at_numbers, find_durations, near_words_of_time
from classifier.not_prices import is_no_price
from classifier.openings import Openings, codes, in_one_number
from classifier.spans import TakenSpans
from models.values import PriceHit

_CURRENCIES = {
    "kr": "DKK", "kr.": "DKK", "dkk": "DKK", "kroner": "DKK", "krone": "DKK", "kronen": "DKK", "korony": "DKK", "koronáért": "DKK", "кр": "DKK", "кр.": "DKK", "koron": "DKK", "korun": "DKK", "korona": "DKK", "coroane": "DKK",
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
# How a currency after an amount begins, and what stands after an amount asked for an hour.
_PRICED = Openings(_CURRENCIES)
_HOURLY = Openings(["/", "pr", "pe", "an", "la", "za", "за"], alone="i")
# What stands right before an amount after such a currency, and how long it is.
_LEADS = tuple(
    f"{currency}{gap}" for currency in ("€", "$", "£", "฿", "kr", "kr.", "dkk", "eur", "euro") for gap in ("", " ")
)
_LONGEST_LEAD = max(map(len, _LEADS))
_END_OF_LEAD = codes({lead.strip()[-1] for lead in _LEADS})
# How a currency begins: asked before all of them are tried.
_BEGINS = "".join(sorted({word[0] for word in _CURRENCIES}))
_AFTER = re.compile(
    rf"(?<![\d.,:])(?P<amount>{_AMOUNT})(?!\d)(?:[.,]\d{{2}}(?!\d))?[ \u00a0]?(?=[{_BEGINS}])(?P<currency>€|\$|£|฿|,-|kr\.|кр\.|лв\.|руб\.|(?:{_WORD})(?!\w))",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?<![\d.,:+\-–])(?:{_AMOUNT})(?![\d:.,]\d|\d|\s?(?:min|kr|cm|kg|%|år|[-–]\s?\d))")
_PER_HOUR = re.compile(
    rf"(?<![\d.,:+\-–])(?P<amount>{_AMOUNT})(?!\d)(?=[ ]?(?:/|pr\.?\s|per\s|i\s|an\s|la\s|za\s|за\s)[ ]?(?:t\b|h\b|time|timme|hour|stunde|or[ăa]\b|godzin|hora|час))",
    re.IGNORECASE,
)
# "1200 for one hour", "500-at fél óráért", "1100 o oră".
_BARE_BEFORE = re.compile(
    rf"(?<![\d.,:+\-–/])(?P<amount>{_AMOUNT})(?:-?(?:at|et|ot|öt|t|ért))?(?:[ ]|(?P<per>/))"
    r"(?P<of>(?:for|för|für|per|pr\.?|por|pentru|pe|za|за|на|om|i|per)[ ])?(?:the[ ]|die[ ]|den[ ]|en[ ])?$",
    re.IGNORECASE,
)
_FAR_BEFORE = 20
_WORDS_BETWEEN = re.compile(
    r"(?!(?:koster|kostar|kostet|kosten|costs?|costă|costa|cuesta|kosztuje|стоит|struva|струва|pris|price|preis|son|для|bare|only|kun|nur)\b)\b[^\W\d_]{3,}|[\n;]",
    re.IGNORECASE,
)
LONGEST_DURATION = 40
# Amounts that are believed without a currency.
LEAST_BARE, MOST_BARE = 100, 20_000


def _with_currency(text: str, numbers: Spans) -> Iterator[re.Match[str]]:
    """Yield amounts with a currency before or after them, as they come in the text."""
    searched = 0
    for start, _ in numbers:
        if start < searched:
            continue
        found = None
        if text[max(0, start - _LONGEST_LEAD) : start].lower().endswith(_LEADS):
            for first in range(max(searched, start - _LONGEST_LEAD), start):
                found = _BEFORE.match(text, first)
                if found:
                    break
        found = found or _AFTER.match(text, start)
        if found:
            yield found
            searched = found.end()


def _amount(written: str) -> float:
    return float(re.sub(r"[.\u00a0 ]", "", written))


class _Numbers(NamedTuple):
    """The numbers of a text, and those of them that may have a currency, last some time, stand near words of time, be asked for an hour."""

    known: Spans
    priced: Spans
    lasting: Spans
    worded: Spans
    hourly: Spans


def find_prices(text: str, taken: Spans | None = None) -> tuple[PriceHit, ...]:
    """Return the prices of one text."""
    return find_prices_many([text], [taken or []], find_digits([text]), ChunkTable().cut([text]))[0]


def find_prices_many(
    texts: Sequence[str], taken: Sequence[Spans], digits: Digits, chunks: Chunks
) -> list[tuple[PriceHit, ...]]:
    """Return prices in order for each text. ``taken`` are spans (phones) whose digits are no prices.

    ``digits`` and ``chunks`` are those of the texts. An amount without a currency counts as Danish kroner where a duration
    stands right before it ("30 min 450").
    """
    priced = in_one_number(digits, among(_END_OF_LEAD, digits.leads) | _PRICED.after(digits))
    lasting = in_one_number(digits, LASTING.after(digits))
    worded = near_words_of_time(digits, chunks, texts)
    hourly = in_one_number(digits, _HOURLY.after(digits))
    # Without a currency an amount has three digits and a time.
    bare = digits.of_texts(digits.ends - digits.starts >= 3) & digits.of_texts(lasting | worded | hourly)
    numbers = map(_Numbers, digits.of, *map(digits.chosen, (priced, lasting, worded, hourly)))
    asked = (digits.of_texts(priced) | bare).tolist()
    return [
        _prices(text, phones, some) if ask else ()
        for ask, text, phones, some in zip(asked, texts, taken, numbers, strict=True)
    ]


def _prices(text: str, taken: Spans, numbers: _Numbers) -> tuple[PriceHit, ...]:
    phones = TakenSpans(taken)
    spans = [
        (match.start(), match.end(), _amount(match["amount"]), _CURRENCIES[match["currency"].lower()])
        for match in _with_currency(text, numbers.priced)
    ]
    if not spans and not _maybe_bare(numbers.known, phones):
        return ()
    durations = find_durations(text, numbers.known, numbers.lasting, numbers.worded, phones)
    priced = TakenSpans((start, end) for start, end, _, _ in spans)
    bare = [
        match
        for duration in durations
        if (match := _BARE.search(text, duration.end, duration.end + 12))
        and not _WORDS_BETWEEN.search(text, duration.end, match.start())
    ]
    bare += [match for duration in durations if (match := _before(text, duration))]
    for match in (*bare, *at_numbers(_PER_HOUR, text, numbers.hourly)):
        start, end = match.span("amount" if "amount" in match.groupdict() else 0)
        amount = _amount(text[start:end])
        if LEAST_BARE <= amount <= MOST_BARE and not priced.overlap(start, end):
            spans.append((start, end, amount, "DKK"))
            priced.add(start, end)
    spans = [span for span in sorted(spans) if not phones.overlap(span[0], span[1]) and not is_no_price(text, *span)]
    return tuple(_with_minutes(spans, durations, text))


def _before(text: str, duration: Duration) -> re.Match[str] | None:
    """Return an amount without a currency right before a duration; digits need a word between ("500 for 30 min")."""
    found = _BARE_BEFORE.search(text, max(0, duration.start - _FAR_BEFORE), duration.start)
    return found if found and (duration.worded or found["of"] or found["per"]) else None


def _maybe_bare(numbers: Spans, phones: TakenSpans) -> bool:
    """Say whether an amount without a currency may stand: a number of three digits that begins no phone."""
    return any(end - start >= 3 and not phones.overlap(start, start + 3) for start, end in numbers)


def _with_minutes(spans: list[tuple[int, int, float, str]], durations: list[Duration], text: str) -> list[PriceHit]:
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
