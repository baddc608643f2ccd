"""Read texts from JSON Lines and write readings as JSON Lines: the contract's `lygte read`."""

import json
from collections.abc import Iterable, Iterator
from json.encoder import encode_basestring as _quoted
from typing import Any

from classifier.folding import without_surrogates
from classifier.reader import load_reader
from models.errors import BadInput
from models.values import Evidence, Reading

KINDS = ("ad", "review")


def read_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield one reading a line. Raises BadInput with the line number (never the text) where a line cannot be read."""
    reader = load_reader()
    for reading in reader.read_many(_entries(lines)):
        yield as_line(reading)


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


def as_line(reading: Reading) -> str:
    """Return a reading as the contract writes it, in one line. Written out by hand: a third of what it takes to gather it for ``json``."""
    phones = [
        f'{{"e164": {_quoted(e164)}, "start": {start}, "end": {end}, "obscured": {"true" if obscured else "false"}}}'
        for e164, start, end, obscured in reading.phones
    ]
    ages = [f'{{"years": {years}, "start": {start}, "end": {end}}}' for years, start, end in reading.ages]
    prices = [
        f'{{"amount": {amount}, "currency": {_quoted(currency)}, "minutes": {"null" if minutes is None else minutes}, "start": {start}, "end": {end}}}'
        for amount, currency, minutes, start, end in reading.prices
    ]
    indicators = [
        f'{{"name": {_quoted(name)}, "strength": {strength}, "direction": {_quoted(direction)}, "evidence": [{_evidence(pieces)}]}}'
        for name, strength, direction, pieces in reading.indicators
    ]
    return (
        f'{{"id": {_quoted(reading.id)}, "lang": {_quoted(reading.lang)}, "phones": [{", ".join(phones)}], "ages": [{", ".join(ages)}], '
        f'"prices": [{", ".join(prices)}], "indicators": [{", ".join(indicators)}], "level": {_quoted(reading.level)}}}'
    )


def _evidence(pieces: Iterable[Evidence]) -> str:
    return ", ".join(
        [
            f'{{"start": {start}, "end": {end}, "quote": {_quoted(quote)}, "rule": {_quoted(rule)}}}'
            for start, end, quote, rule in pieces
        ]
    )
