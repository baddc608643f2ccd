"""Read texts from JSON Lines and write readings as JSON Lines: the contract's `lygte read`."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from classifier.folding import without_surrogates
from classifier.reader import load_reader
from models.errors import BadInput
from models.values import Reading

KINDS = ("ad", "review")


def read_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield one reading a line. Raises BadInput with the line number (never the text) where a line cannot be read."""
    reader = load_reader()
    for reading in reader.read_many(_entries(lines)):
        yield json.dumps(as_contract(reading), ensure_ascii=False)


def _entries(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _entry(line, number)


def _entry(line: str, number: int) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        raise BadInput(f"Line {number} is not JSON: each line must be one JSON object.") from None
    if not isinstance(entry, dict):
        raise BadInput(f"Line {number} is not a JSON object.")
    if not isinstance(entry.get("text"), str):
        raise BadInput(f"Line {number}: the field 'text' is missing or is not a string.")
    if entry.get("type") not in (None, *KINDS):
        raise BadInput(f"Line {number}: the field 'type' must be 'ad' or 'review'.")
    if not isinstance(entry.get("lang"), str | None):
        raise BadInput(f"Line {number}: the field 'lang' must be a string or null.")
    if not isinstance(entry.get("id"), str | int):
        raise BadInput(f"Line {number}: the field 'id' is missing or is not a string.")
    return {
        "id": without_surrogates(str(entry["id"])),
        "type": entry.get("type") or "ad",
        "text": without_surrogates(entry["text"]),
        "lang": entry.get("lang"),
    }


def as_contract(reading: Reading) -> dict[str, Any]:
    """Return a reading as the contract writes it."""
    return {
        "id": reading.id,
        "lang": reading.lang,
        "phones": [
            {"e164": hit.e164, "start": hit.start, "end": hit.end, "obscured": hit.obscured} for hit in reading.phones
        ],
        "ages": [{"years": hit.years, "start": hit.start, "end": hit.end} for hit in reading.ages],
        "prices": [
            {"amount": hit.amount, "currency": hit.currency, "minutes": hit.minutes, "start": hit.start, "end": hit.end}
            for hit in reading.prices
        ],
        "indicators": [
            {
                "name": hit.name,
                "strength": hit.strength,
                "direction": hit.direction.value,
                "evidence": [
                    {"start": piece.start, "end": piece.end, "quote": piece.quote, "rule": piece.rule}
                    for piece in hit.evidence
                ],
            }
            for hit in reading.indicators
        ],
        "level": reading.level.value,
    }
