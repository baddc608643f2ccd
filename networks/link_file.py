"""``lygte link``: ads as JSON Lines in, their groups as JSON Lines out. No database, no network, no configuration."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from models.errors import BadInput
from models.values import AdFacts
from networks.ad_table import make_table
from networks.grouping import Grouping, group_table

_TEXT_FIELDS = ("alias", "city", "postcode", "address", "site")
OLDEST_AGE = 120


def link_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield one line of JSON an ad, in the order of input: its group and one reason for each clue.

    Groups are named after the id of their earliest ad. An id that comes twice is one ad seen twice and gets one line.
    Raises BadInput with line number and field, never with content.
    """
    ads = [read_ad(line, number) for number, line in enumerate(lines, start=1) if line.strip()]
    identities = list(dict.fromkeys(ad.id for ad in ads))
    table = make_table(ads)
    # A million ads as objects take a gigabyte that nobody needs from here on.
    del ads
    grouping = group_table(table)
    names, reasons = grouping.group_of(), _reasons(grouping)
    for identity in identities:
        row = {"id": identity, "group": names[identity], "reasons": reasons.get(identity, [])}
        yield json.dumps(row, ensure_ascii=False)


def _reasons(grouping: Grouping) -> dict[str, list[dict[str, object]]]:
    """Return by ad id one reason for each clue that joins it with another ad."""
    found: dict[str, list[dict[str, object]]] = {}
    head_done: set[tuple[int, int]] = set()
    for first, second, clue in grouping.edges():
        if not grouping.is_kept(first, second, clue):
            continue
        one, other = grouping.table.ids[first], grouping.table.ids[second]
        if one == other:
            continue
        why, strength = grouping.clues.why(clue), round(float(grouping.clues.strength[clue]), 3)
        found.setdefault(other, []).append({"other": one, "why": why, "strength": strength})
        if (first, clue) not in head_done:
            head_done.add((first, clue))
            found.setdefault(one, []).append({"other": other, "why": why, "strength": strength})
    return found


def read_ad(line: str, number: int) -> AdFacts:
    """Read one line. Raises BadInput naming line and field; never repeats what stands there."""
    try:
        content = json.loads(line)
    except ValueError:
        raise BadInput(f"Line {number}: not a JSON object.") from None
    if not isinstance(content, dict):
        raise BadInput(f"Line {number}: not a JSON object.")
    texts = {name: _text(content, name, number) for name in _TEXT_FIELDS}
    return AdFacts(
        id=_id(content, number),
        text=_text(content, "text", number) or "",
        phones=_list(content, "phones", number),
        handles=_list(content, "handles", number),
        age=_age(content, number),
        seen_at=_moment(content, number),
        alias=texts["alias"],
        city=texts["city"],
        postcode=texts["postcode"],
        address=texts["address"],
        site=texts["site"] or "",
    )


def _wrong(number: int, field: str, wanted: str) -> BadInput:
    return BadInput(f"Line {number}, field '{field}': {wanted} is expected.")


def _id(content: dict[str, object], number: int) -> str:
    value = content.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value:
        raise _wrong(number, "id", "a text that is not empty")
    return value


def _text(content: dict[str, object], field: str, number: int) -> str | None:
    value = content.get(field)
    if value is None or isinstance(value, str):
        # A lone half of a surrogate pair cannot be written out again as UTF-8.
        return value.encode("utf-8", "replace").decode() if value else value
    if isinstance(value, int) and not isinstance(value, bool) and field != "text":
        return str(value)
    raise _wrong(number, field, "a text or null")


def _list(content: dict[str, object], field: str, number: int) -> tuple[str, ...]:
    value = content.get(field)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _wrong(number, field, "a list of texts")
    return tuple(item.strip() for item in value if item.strip())


def _age(content: dict[str, object], number: int) -> int | None:
    value = content.get("age")
    if value is None:
        return None
    read: Callable[[object], float] = float  # type: ignore[assignment]  # any JSON scalar; a wrong one raises below
    try:
        years = int(read(value)) if not isinstance(value, bool) else -1
    except (TypeError, ValueError, OverflowError):
        years = -1
    if not 0 <= years <= OLDEST_AGE:
        raise _wrong(number, "age", "a number of years or null")
    return years


def _moment(content: dict[str, object], number: int) -> datetime | None:
    value = content.get("seen_at")
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)  # type: ignore[arg-type]  # a wrong type raises TypeError, caught here
    except (TypeError, ValueError):
        raise _wrong(number, "seen_at", "a moment as ISO 8601 or null") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
