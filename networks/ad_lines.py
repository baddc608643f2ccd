"""Lines of *ad in* (JSON) as ads: strict about what is wrong, lenient about what is missing."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime

from models.errors import BadInput
from models.values import AdFacts

OLDEST_AGE = 120
# What people put between the digits of a number.
_SIGNS = re.compile(r"[\s().\-–/\u200b-\u200f\u202a-\u202e]+")


def read_ads(lines: Sequence[str], first: int) -> list[AdFacts]:
    """Read lines, the first of which has the number ``first``; empty ones are left out. Raises BadInput."""
    return [read_ad(line, number) for number, line in enumerate(lines, start=first) if line and not line.isspace()]


def read_ad(line: str, number: int) -> AdFacts:
    """Read one line. Raises BadInput naming line and field; never repeats what stands there."""
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        raise BadInput(f"Line {number}: not a JSON object.") from None
    if not isinstance(content, dict):
        raise BadInput(f"Line {number}: not a JSON object.")
    # A lone half of a surrogate pair cannot be written out again as UTF-8; it can only come from an escape.
    clean = "\\ud" not in line and "\\uD" not in line
    return AdFacts(
        id=_id(content, number, clean),
        text=_text(content, "text", number, clean) or "",
        phones=_phones(content, number, clean),
        handles=_list(content, "handles", number, clean),
        age=_age(content, number),
        seen_at=_moment(content, "seen_at", number),
        last_seen_at=_moment(content, "last_seen_at", number),
        alias=_text(content, "alias", number, clean),
        city=_text(content, "city", number, clean),
        postcode=_text(content, "postcode", number, clean),
        address=_text(content, "address", number, clean),
        site=_text(content, "site", number, clean) or "",
    )


def _wrong(number: int, field: str, wanted: str) -> BadInput:
    return BadInput(f"Line {number}, field '{field}': {wanted} is expected.")


def _mended(value: str) -> str:
    return value.encode("utf-8", "replace").decode()


def _id(content: dict[str, object], number: int, clean: bool) -> str:
    value = content.get("id")
    if value.__class__ is str and value:
        return value if clean else _mended(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise _wrong(number, "id", "a text that is not empty")


def _text(content: dict[str, object], field: str, number: int, clean: bool) -> str | None:
    value = content.get(field)
    if value is None:
        return None
    if value.__class__ is str:
        return value if clean else _mended(value)
    if isinstance(value, int) and not isinstance(value, bool) and field != "text":
        return str(value)
    raise _wrong(number, field, "a text or null")


def _list(content: dict[str, object], field: str, number: int, clean: bool) -> tuple[str, ...]:
    value = content.get(field)
    if not value and (value is None or value == []):
        return ()
    if not isinstance(value, list):
        raise _wrong(number, field, "a list of texts")
    found = []
    for item in value:
        if item.__class__ is not str:
            raise _wrong(number, field, "a list of texts")
        if kept := (item if clean else _mended(item)).strip():
            found.append(kept)
    return tuple(found)


def _phones(content: dict[str, object], number: int, clean: bool) -> tuple[str, ...]:
    """Return the numbers as they should be; spaces, dashes, brackets and a leading 00 are mended."""
    found = _list(content, "phones", number, clean)
    if all(phone[1:].isdecimal() and phone[0] == "+" for phone in found):
        return found
    spelled = (_SIGNS.sub("", f"+{phone[2:]}" if phone.startswith("00") else phone) for phone in found)
    return tuple(phone for phone in spelled if phone)


def _age(content: dict[str, object], number: int) -> int | None:
    value = content.get("age")
    if value is None:
        return None
    years = -1
    if value.__class__ is int:
        years = value
    elif isinstance(value, str | float):
        try:
            years = int(float(value))
        except (ValueError, OverflowError):
            years = -1
    if not 0 <= years <= OLDEST_AGE:
        raise _wrong(number, "age", "a number of years or null")
    return years


def _moment(content: dict[str, object], field: str, number: int) -> datetime | None:
    value = content.get(field)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)  # type: ignore[arg-type]  # a wrong type raises TypeError, caught here
    except (TypeError, ValueError):
        raise _wrong(number, field, "a moment as ISO 8601 or null") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
