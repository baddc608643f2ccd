"""Opening hours as ads write them, read as minutes of one weekday: "man-fre 10-18, lør 11.00-15.00", "hver dag 9-21".

What cannot be read is None: then nothing is known, and the plan says nothing about it.
"""

import re

_DAYS = {
    "man": 0, "tir": 1, "ons": 2, "tor": 3, "fre": 4, "lør": 5, "søn": 6,
    "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
_DAY = r"(?:man|tir|ons|tor|fre|lør|søn|mon|tue|wed|thu|fri|sat|sun)[a-zæøå]*\.?"
_GROUP = re.compile(rf"(?P<first>{_DAY})(?:\s*(?:-|–|til|to)\s*(?P<last>{_DAY}))?")
_TIME = re.compile(
    r"(?<![\d.:])(?P<h1>\d{1,2})(?:[.:](?P<m1>\d{2}))?\s*(?:-|–|til|to)\s*(?:kl\.?\s*)?(?P<h2>\d{1,2})(?:[.:](?P<m2>\d{2}))?(?![\d])"
)
_CLOSED = re.compile(r"lukket|closed")
_ALWAYS = re.compile(r"24\s*/\s*7|døgn|24 hours|24 timer")
_ALL_DAYS = frozenset(range(7))
WHOLE_DAY = (0, 1440)
CLOSED = (0, 0)

Window = tuple[int, int]


def window_on(written: str | None, weekday: int) -> Window | None:
    """Return (opens, closes) in minutes after midnight on a weekday (0 is Monday).

    ``CLOSED`` when that day is named as closed or left out of a list of days, None when nothing can be read. Hours past
    midnight end at midnight: no visit is planned later.
    """
    if not written:
        return None
    text = written.casefold()
    found: Window | None = None
    named_days = False
    for part in re.split(r"[;,\n]|\bog\b|\band\b", text):
        days = _days_of(part)
        named_days = named_days or bool(days)
        if weekday not in (days or _ALL_DAYS):
            continue
        times = _times_of(part)
        if times is not None:
            found = times
    if found is None and named_days and _TIME.search(text):
        return CLOSED
    return found


def _days_of(part: str) -> frozenset[int]:
    days: set[int] = set()
    for group in _GROUP.finditer(part):
        first = _DAYS[group["first"][:3]]
        last = _DAYS[group["last"][:3]] if group["last"] else first
        days |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return frozenset(days)


def _times_of(part: str) -> Window | None:
    if _CLOSED.search(part):
        return CLOSED
    if _ALWAYS.search(part):
        return WHOLE_DAY
    time = _TIME.search(part)
    if time is None:
        return None
    opens = 60 * int(time["h1"]) + int(time["m1"] or 0)
    closes = 60 * int(time["h2"]) + int(time["m2"] or 0)
    if opens > 1440 or closes > 1440:
        return None
    return (opens, closes) if closes > opens else (opens, 1440)
