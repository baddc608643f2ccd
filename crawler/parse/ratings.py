"""A reviewer's rating on the scale 0-5: "4/5", "8 af 10", "★★★★☆", "4,5 stjerner", "Bewertung 3 von 5", "80 %"."""

import re

SCALE = 5.0
_FULL, _EMPTY = "★⭐🌟♥❤💗●◉✮✭🟊", "☆♡○✩🤍"
_NUMBER = r"(\d{1,3}(?:[.,]\d{1,2})?)"
_OF = re.compile(
    rf"(?<![\d.,/]){_NUMBER}\s*(?:/|af|ud af|out of|of|von|av|max\.?)\s*(\d{{1,3}})(?![\d/.-]*\d)", re.IGNORECASE
)
_PERCENT = re.compile(rf"{_NUMBER}\s*%")
_STARS = re.compile(
    rf"(?<![\d.,]){_NUMBER}\s*(?:-?\s?(?:stjerne\w*|stars?|sterne?n?|stjärn\w*|hjerter?|hearts?|points?|point|poeng))\b",
    re.IGNORECASE,
)
_CLASS = re.compile(r"(?:star|rating|stjerne|score|rate|s)(?:s|er|r)?[-_]{0,2}(\d)(?:[-_](5))?(?!\d)", re.IGNORECASE)
_LABELLED = re.compile(rf"^(?:\D{{0,40}}[:=\s])?{_NUMBER}\s*$")


def parse_rating(text: str) -> float | None:
    """Return the rating on 0-5, or None; a text that names no top of its scale means one of five."""
    text = text.replace("\ufe0f", "").strip()
    full, empty = sum(text.count(sign) for sign in _FULL), sum(text.count(sign) for sign in _EMPTY)
    hit = _OF.search(text)
    if hit:
        return _scaled(_read(hit[1]), float(hit[2]))
    if full or empty:
        half = 0.5 if "½" in text else 0.0
        return _scaled(full + half, max(SCALE, full + empty) if full + empty <= 10 else 0.0)
    hit = _PERCENT.search(text)
    if hit:
        return _scaled(_read(hit[1]), 100)
    hit = _STARS.search(text) or _LABELLED.search(text)
    if hit:
        return _scaled(_read(hit[1]), SCALE)
    return None


def rating_in_class(names: str) -> float | None:
    """Return the rating that a class name shows, such as ``stars-4`` or ``rating_3``, or None."""
    for name in names.split():
        hit = _CLASS.fullmatch(name)
        if hit:
            return _scaled(float(hit[1]), SCALE)
    return None


def _read(written: str) -> float:
    return float(written.replace(",", "."))


def _scaled(value: float, best: float) -> float | None:
    return round(value / best * SCALE, 2) if best > 0 and 0 <= value <= best else None
