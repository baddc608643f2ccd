"""Price lists as written on ads: pairs of duration and amount, whichever comes first.

"30 min 600 kr" · "½ time: 600,-" · "1 time 1.200 kr." · "900 SEK/h" · "60 Min. 150 €" · "500kr/30min" · "fra 500".
Durations are cut out before amounts are sought: otherwise "30 min 600,-" reads as 30.
"""

import re
from typing import TypedDict


class Price(TypedDict):
    """One price. ``minutes`` is None where no duration is named; ``currency`` is ISO 4217."""

    minutes: int | None
    amount: float
    currency: str


_CURRENCIES = {
    "dkk": "DKK", "sek": "SEK", "nok": "NOK", "eur": "EUR", "euro": "EUR", "euros": "EUR", "€": "EUR", "gbp": "GBP",
    "£": "GBP", "usd": "USD", "$": "USD", "pln": "PLN", "zł": "PLN", "dkr": "DKK", "skr": "SEK", "nkr": "NOK",
}  # fmt: skip
_KRONE = ("kr", "kroner", "krone", "kronor", ",-", ".-", ":-", "-,-")
_CUR = r"(?:dkk|sek|nok|eur(?:os?)?|gbp|usd|pln|zł|€|£|\$|dkr|skr|nkr|kr(?:oner|one|onor)?)"
_NUMBER = r"\d{1,3}(?:[. ,'\u00a0\u202f]\d{3})+(?:[.,]\d{2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
_HOUR = r"(?:timers?|time[rn]?|t|hours?|hrs?|h|stunden?|std|timmar?|timme|tim)"
_MINUTE = r"(?:minutter|minuttes?|minut(?:en|er|es?)?|minutt|mins?|m|')"
_HALF = r"(?:½|1/2|0[.,]5)"
_DURATION = re.compile(
    rf"(?P<half>(?<![\w/])(?:(?:en |a |eine |1 )?(?:halv|half|halbe)[ -]?(?:an |a )?)(?:timers?|time|hour|hr|stunde|std|timme|h|t)(?![^\W\d_])\.?"
    rf"|(?<![\w½]){_HALF}\s?{_HOUR}(?![^\W\d_])\.?|\bhalvtimme(?![^\W\d_]))"
    rf"|(?P<quarter>(?<!\w)(?:et |en |a |eine )?(?:kvarters?|kvart|quarter(?: of an)?(?: hour)?|viertelstunde)\b)"
    rf"|(?P<onehalf>(?<!\w)(?:1\s?½|1 1/2|halvanden|anderthalb|1[.,]5|en och en halv)\s?{_HOUR}(?![^\W\d_])\.?)"
    rf"|(?P<mixed>(?<!\w)(?<!\d[.,])(?P<mh>\d{{1,2}})\s?{_HOUR}\.?\s?(?:og |and |und |och )?(?P<mm>\d{{1,2}})\s?{_MINUTE}(?![^\W\d_]))"
    rf"|(?P<hours>(?<!\w)(?<!\d[.,])(?P<h>\d{{1,2}}(?:[.,]5|\s?½)?)[ -]?{_HOUR}(?![^\W\d_])\.?)"
    rf"|(?P<minutes>(?<!\w)(?<!\d[.,])(?P<m>\d{{2,3}})\s?[-–]?\s?{_MINUTE}(?![^\W\d_])\.?)"
    rf"|(?P<plain>(?<![\w.,/])(?:15|20|30|40|45|60|90|120)(?=\s?[/=:]\s?\d{{3,4}}(?!\d)))"
    rf"|(?P<one>(?:(?<!\w)(?:en|één|hel|a|one|eine|per|pr\.?|pro|i|full|hver|/)\s+|/\s?){_HOUR}(?![^\W\d_])\.?)"
    rf"|(?P<word>(?<!\w)(?:timen|timme|stunde|hour|timepris|stundenpreis|hourly)(?![^\W\d_]))",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    rf"(?P<before>{_CUR})\.?\s?(?P<first>{_NUMBER})(?!\w)"
    rf"|(?<![\w.,])(?P<low>\d{{3,5}})\s?[-–]\s?(?:\d{{3,5}})\s?(?:{_CUR}(?!\w)|,-)"
    rf"|(?<![\w.])(?P<second>{_NUMBER})\s?(?P<after>{_CUR}(?!\w)|[,.:]-|-,-)"
    rf"|(?<![\w.,])(?P<bare>\d{{1,3}}(?:[. ]\d{{3}})|\d{{3,5}})(?![\w.,]*\d)(?!\w)",
    re.IGNORECASE,
)
_LINE = re.compile(r"[\n;|•·]|,\s(?=\D)|\s[-–*]\s(?=\d+ ?[^\W\d]\w*[ :]*\d)")
HIGHEST = 100_000
_SPACES = re.compile(r"[\t\r\f\u00a0\u202f ]+")
# Lines without a digit, a fraction or a word that may begin a duration hold neither length nor amount.
_TELLING = re.compile(r"\d|[½/]|[haptkvqoesf]\w", re.IGNORECASE)
_BARE_COUNTS = re.compile(r"\b(fra|from|ab|från|pris|price|preis)\b", re.IGNORECASE)
_ONLY_NUMBER = re.compile(r"\s*[\d. ]+\s*")


def parse_price_list(text: str, *, currency: str = "DKK") -> list[Price]:
    """Return every price in ``text``, in order, none twice.

    ``currency`` is what "kr" and bare amounts mean on this site. Bare numbers count only beside a duration, after
    "fra"/"from"/"ab", or where the text is nothing else: a house number is no price.
    """
    text = _regrouped(_SPACES.sub(" ", text))
    pieces: list[tuple[str, float, str]] = []  # ("minutes", value, "") or ("amount", value, currency) or a line end
    for line in _LINE.split(text):
        if _TELLING.search(line):
            pieces.extend(_pieces(_spelled_out(line), currency))
        pieces.append(("line", 0, ""))
    prices: list[Price] = []
    for price in _paired(pieces):
        if price not in prices:
            prices.append(price)
    return prices


_FLAT = re.compile(
    rf"(?P<m>10|15|20|30|40|45|60|75|90|120|150|180|240)\s+(?P<a>\d{{2,5}}(?:[.,]\d{{1,2}})?)(?:\s+(?P<c>{_CUR}))?",
    re.IGNORECASE,
)
_FLAT_BACK = re.compile(
    rf"(?P<a>\d{{3,5}}(?:[.,]\d{{1,2}})?)\s+(?:(?P<c>{_CUR})\s+)?(?P<m>10|15|20|30|40|45|60|75|90|120|150|180|240)",
    re.IGNORECASE,
)


def _spelled_out(line: str) -> str:
    """Return "30 min 600 DKK" for the bare parts of a price object, "30 600 DKK": nobody writes 30,600 kr. like that."""
    hit = _FLAT.fullmatch(line.strip()) or _FLAT_BACK.fullmatch(line.strip())
    return f"{hit['m']} min {hit['a']} {hit['c'] or ''}" if hit else line


_BARE = re.compile(r"\d+(?:[.,]\d{1,2})?")
_LENGTHS = frozenset({"10", "15", "20", "30", "40", "45", "60", "75", "90", "120", "150", "180", "240"})


def _regrouped(text: str) -> str:
    """Return the parts of price objects, each on a line of its own (30, 600, DKK, 60, 1000, DKK), as one line a price."""
    lines = [line.strip() for line in text.strip().split("\n") if line.strip()]
    if len(lines) < 2 or not all(_BARE.fullmatch(line) or re.fullmatch(_CUR, line, re.IGNORECASE) for line in lines):
        return text
    numbers = [line for line in lines if _BARE.fullmatch(line)]
    firsts, seconds = numbers[::2], numbers[1::2]
    if len(numbers) % 2 or not (set(firsts) <= _LENGTHS or set(seconds) <= _LENGTHS):
        return text
    signs = [line for line in lines if not _BARE.fullmatch(line)]
    sign = signs[0] if signs else ""
    minutes, amounts = (firsts, seconds) if set(firsts) <= _LENGTHS else (seconds, firsts)
    return "\n".join(f"{length} min {amount} {sign}" for length, amount in zip(minutes, amounts, strict=True))


def read_minutes(text: str) -> int | None:
    """Return the duration in minutes that ``text`` names, or None; for column heads and labels such as "½ time"."""
    hit = _DURATION.search(text)
    return _minutes(hit) if hit else None


_OTHER_WORDS = re.compile(r"[^\W\d_]{2,}")
_DIGIT = re.compile(r"\d")


def is_duration(text: str) -> bool:
    """Say whether a text names a duration and hardly anything else: "½ time", "60 min.", "1 hour incall"."""
    rest, count = _DURATION.subn(" ", text)
    return count == 1 and not _DIGIT.search(rest) and len(_OTHER_WORDS.findall(rest)) <= 1


def is_amount(text: str) -> bool:
    """Say whether a text is an amount and hardly anything else: "650 kr.", "DKK 1.200", "900"."""
    hit = _AMOUNT.search(text)
    rest = text[: hit.start()] + " " + text[hit.end() :] if hit else text
    return bool(hit) and not _DIGIT.search(rest) and len(_OTHER_WORDS.findall(rest)) <= 1 and len(text) <= 40


def is_price_line(text: str) -> bool:
    """Say whether a line holds durations with amounts and at most a few other words."""
    rest, durations = _DURATION.subn(" \x00 ", text)
    rest, amounts = _AMOUNT.subn(" ", rest)
    other = _OTHER_WORDS.findall(rest)
    return 0 < durations <= 8 and amounts >= durations and not _DIGIT.search(rest) and len(other) <= 1 + durations


def _minutes(hit: re.Match[str]) -> int:
    for name, minutes in (("half", 30), ("quarter", 15), ("onehalf", 90)):
        if hit[name]:
            return minutes
    if hit["mixed"]:
        return int(hit["mh"]) * 60 + int(hit["mm"])
    if hit["hours"]:
        written = hit["h"].replace(",", ".").replace(" ", "")
        return round(float(written.replace("½", ".5")) * 60)
    if hit["plain"]:
        return int(hit[0])
    return int(hit["m"]) if hit["minutes"] else 60


def read_amount(written: str) -> float:
    """Return the number: a last separator before three digits parts thousands, before one or two decimals."""
    digits = re.sub(r"[ '\u00a0\u202f]", "", written)
    decimal = re.fullmatch(r"(.*\d)[.,](\d{1,2})", digits)
    whole, fraction = (decimal[1], decimal[2]) if decimal else (digits, "0")
    return float(re.sub(r"[.,]", "", whole) + "." + fraction)


def _pieces(line: str, currency: str) -> list[tuple[str, float, str]]:
    found: list[tuple[int, tuple[str, float, str]]] = []
    rest = list(line)
    for hit in _DURATION.finditer(line):
        found.append((hit.start(), ("minutes", _minutes(hit), "")))
        rest[hit.start() : hit.end()] = " \x00" + " " * (hit.end() - hit.start() - 2) if len(hit[0]) > 1 else " "
    amounts = list(_AMOUNT.finditer("".join(rest)))
    marked = [hit for hit in amounts if not hit["bare"]]
    bare_counts = bool(found) or bool(_BARE_COUNTS.search(line)) or bool(_ONLY_NUMBER.fullmatch(line))
    for hit in marked or (amounts if bare_counts else []):
        written = hit["first"] or hit["second"] or hit["low"] or hit["bare"]
        amount = read_amount(written)
        sign = (hit["before"] or hit["after"] or "").lower()
        if 0 < amount <= HIGHEST:
            found.append((hit.start(), ("amount", amount, _currency(sign, currency))))
    return [piece for _, piece in sorted(found, key=lambda entry: entry[0])]


def currency_named(sign: str) -> str | None:
    """Return the currency (ISO 4217) that a sign or word names; None for crowns of no country and for other words."""
    return _CURRENCIES.get(sign.strip().lower())


def _currency(sign: str, default: str) -> str:
    return default if not sign or sign in _KRONE else _CURRENCIES.get(sign, default)


def _paired(pieces: list[tuple[str, float, str]]) -> list[Price]:
    """Pair durations with amounts line by line; a line that holds only one sort takes its partner from the next."""
    flat = [piece for piece in pieces if piece[0] != "line"]
    durations, amounts = [p for p in flat if p[0] == "minutes"], [p for p in flat if p[0] == "amount"]
    kinds = "".join(piece[0][0] for piece in flat)
    if len(durations) == len(amounts) > 1 and kinds in (
        "m" * len(durations) + "a" * len(amounts),
        "a" * len(amounts) + "m" * len(durations),
    ):
        return [_price(duration, amount) for duration, amount in zip(durations, amounts, strict=True)]
    prices: list[Price] = []
    lines = _lines(pieces)
    if any({kind for kind, _, _ in line} == {"minutes", "amount"} for line in lines):
        for line in lines:
            prices.extend(_paired_line(line))
        return prices
    return _paired_line(flat)


def _lines(pieces: list[tuple[str, float, str]]) -> list[list[tuple[str, float, str]]]:
    lines: list[list[tuple[str, float, str]]] = [[]]
    for piece in pieces:
        if piece[0] == "line":
            lines.append([])
        else:
            lines[-1].append(piece)
    return [line for line in lines if line]


def _paired_line(line: list[tuple[str, float, str]]) -> list[Price]:
    duration_first = bool(line) and line[0][0] == "minutes"
    prices: list[Price] = []
    waiting: tuple[str, float, str] | None = None
    for piece in line if duration_first else reversed(line):
        if piece[0] == "minutes":
            waiting = piece
        else:
            prices.append(_price(waiting, piece))
            waiting = None
    return prices if duration_first else prices[::-1]


def _price(duration: tuple[str, float, str] | None, amount: tuple[str, float, str]) -> Price:
    return {"minutes": int(duration[1]) if duration else None, "amount": amount[1], "currency": amount[2]}
