"""A stated age in whole years: "24 år", "Age: 24", "24 Jahre", "24-årig", or a bare "24" in an age field.

Ages below 18 are returned too: that someone states one is what the safety flow must see.
"""

import re

YOUNGEST, OLDEST = 10, 99
_UNIT = r"(?:-?\s?(?:år(?:ig(?:e|t)?)?|aar|years?(?:[ -]old)?|yrs?|y/?o|jahre?(?: alt)?|jährige?|j\.))"
_STATED = re.compile(
    rf"(?<![\d.,/+-])(\d{{2}})\s?{_UNIT}(?!\w)(?!s?\s*(?:erfaring|experience|erfahrung|erfarenhet|garanti))",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"\b(?:alder|age|aged|alter|ålder|år gammel)\b\s*[:=]?\s*(\d{2})(?!\s*[-–]\s*\d|\d|\+)", re.IGNORECASE
)
_NOT_HERS = re.compile(
    r"\b(?:over|under|mindst|minimum|fra|ab|über|unter|i|siden|at least|för|sedan|seit|gennem|kunder|for|vor|i)\s*$",
    re.IGNORECASE,
)


def parse_age(text: str) -> int | None:
    """Return the age that ``text`` states, or None; a range ("20-25") states none."""
    text = re.sub(r"\s+", " ", text).strip()
    bare = re.fullmatch(r"(?:ca\.? ?)?(\d{2})\.?", text)
    if bare:
        return _in_range(int(bare[1]))
    hit = _LABELLED.search(text)
    if hit:
        return _in_range(int(hit[1]))
    for hit in _STATED.finditer(text):
        if not _NOT_HERS.search(text[: hit.start()]) and not text[hit.end() :].lstrip().lower().startswith(
            ("erfaring", "experience")
        ):
            return _in_range(int(hit[1]))
    return None


def _in_range(years: int) -> int | None:
    return years if YOUNGEST <= years <= OLDEST else None
