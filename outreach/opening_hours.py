"""Opening hours as ads write them, read as minutes of one weekday: "man-fre 10-18, lør 11.00-15.00", "hver dag 9-21".

What cannot be read is None: then nothing is known, and the plan says nothing about it.
"""

import re

_WEEK = (
    ("man", "mon", "mån", "mo", "lun", "lu", "pon", "pn", "пн", "пон", "hét"),
    ("tir", "tue", "tis", "di", "die", "mar", "ma", "wto", "wt", "вт", "вто", "ked"),
    ("ons", "wed", "mi", "mit", "mer", "mie", "mié", "śro", "śr", "ср", "сре", "сря", "sze"),
    ("tor", "thu", "do", "don", "gio", "jue", "joi", "jo", "czw", "чт", "чет", "csü"),
    ("fre", "fri", "fr", "ven", "vie", "vin", "vi", "pią", "pt", "пт", "пят", "пет", "pén"),
    ("lør", "sat", "lör", "sa", "sam", "sab", "sáb", "sâm", "sâ", "sob", "сб", "суб", "съб", "szo"),
    ("søn", "sun", "sön", "so", "son", "dom", "dum", "du", "nie", "nd", "вс", "вос", "нед", "vas"),
)
_DAYS = {name: place for place, names in enumerate(_WEEK) for name in names}
# Of two letters only what stands alone, and not the words for "to" and "of" between other things.
_SHORT = "|".join(name for name in _DAYS if len(name) < len("man"))
_DAY = rf"(?:(?<!\w)(?:{'|'.join(name for name in _DAYS if len(name) > len('mo'))})[^\W\d_]*\.?|(?<![^\W\d_])(?<!\d[ ])(?:{_SHORT})\.?(?=[ ]?[-–]|[ :]+\d))"
_TO = r"(?:-|–|till?|to|bis|do|до|la|alle|a)"
_GROUP = re.compile(rf"(?P<first>{_DAY})(?:\s*{_TO}\s*(?P<last>{_DAY}))?")
_TIME = re.compile(
    rf"(?<![\d.:])(?P<h1>\d{{1,2}})(?:[.:](?P<m1>\d{{2}}))?\s*{_TO}\s*(?:kl\.?\s*)?(?P<h2>\d{{1,2}})(?:[.:](?P<m2>\d{{2}}))?(?![\d])"
)
_CLOSED = re.compile(r"lukket|closed|stängt|geschlossen|închis|nieczynne|cerrado|zárva|закрыто|затворено|chiuso")
_ALWAYS = re.compile(
    r"24\s*/\s*7|døgn|dygnet|24 (?:hours?|timer|timmar|stunden|horas|ore)|0-24|non-?\s?stop|rund um die uhr|całodobowo|круглосуточно|денонощно"
)
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
        first = _weekday(group["first"])
        last = _weekday(group["last"]) if group["last"] else first
        days |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return frozenset(days)


def _weekday(written: str) -> int:
    return _DAYS[written.rstrip(".")[:3]]


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
