"""All candidates of every field of an ad, with their values on the sample pages. Nothing is decided here."""

import json
from collections.abc import Iterator

from crawler.fields import Context
from crawler.learn.candidates import (
    Candidate,
    fill_values,
    judge,
)
from crawler.learn.labels_found import labels, priced, unknown_labels
from crawler.learn.marks import attributes, json_ld, named_slots
from crawler.learn.patterns import fact_lines, patterns
from crawler.learn.phone_pieces import hidden_numbers, phone_pieces
from crawler.learn.slots import Slots


def all_candidates(slots: Slots, context: Context) -> list[Candidate]:
    """Return the candidates of every scalar field with their values on the samples."""
    found: list[Candidate] = []
    seen: set[str] = set()
    for candidate in _proposed(slots, context):
        key = candidate.name + json.dumps(candidate.rule, sort_keys=True, default=str)
        if key in seen:
            continue
        seen.add(key)
        if not candidate.values:
            fill_values(candidate, slots.samples, context)
        judge(candidate)
        if candidate.fill > 0:
            found.append(candidate)
    return found


def _proposed(slots: Slots, context: Context) -> Iterator[Candidate]:
    yield from labels(slots)
    yield from unknown_labels(slots, context)
    yield from priced(slots)
    yield from json_ld(slots.samples)
    yield from attributes(slots)
    yield from named_slots(slots)
    yield from phone_pieces(slots)
    yield from hidden_numbers(slots)
    yield from patterns(slots, context)
    yield from fact_lines(slots)
