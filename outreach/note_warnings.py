"""What a free note should not hold: numbers, names, health. A warning, worded by the screen; the worker decides."""

import re

NOTE_MAX = 500

_NUMBER = re.compile(r"(?:\d[\s.-]?){8,}")
# Two capitalised words in a row that do not begin a sentence.
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-ZÆØÅ][a-zæøåé]+\s[A-ZÆØÅ][a-zæøåé]+\b")
_DIAGNOSIS = re.compile(
    r"\b(?:hiv|aids|klamydia|chlamydia|gonor[ré]+|syfilis|syphilis|hepatitis|herpes|hpv|gravid|pregnan|abort|depress|psykose|diagnos|smittet|infekt)",
    re.IGNORECASE,
)
_CHECKS = (("phone", _NUMBER), ("name_like", _NAME), ("diagnosis", _DIAGNOSIS))


def note_warnings(note: str | None) -> list[str]:
    """Return the codes of what a note seems to hold and should not: phone, name_like, diagnosis."""
    return [code for code, pattern in _CHECKS if note and pattern.search(note)]
