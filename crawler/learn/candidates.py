"""A candidate: a rule for a field of an ad, what it gives on every sample page, and how far its source is trusted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.fields import Context, parse_field
from crawler.learn.samples import Rule, Sample, value_of, words_of
from crawler.parse import (
    Place,
    field_of_label,
    find_plain_phones,
)

# How far a source is trusted before its values are compared: who names a field means it.
MACHINE, LABEL, DATA, NAMED, PATTERN, LOOSE = 6, 5, 4, 3, 2, 1


SCALARS = ("phones", "alias", "age", "city", "postcode", "address", "place", "kind", "prices", "posted_at", "image_count", "services", "languages", "opening_hours")  # fmt: skip


@dataclass
class Candidate:
    """A rule for a field, what it gives on each sample (None where nothing), and how far its source is trusted."""

    name: str
    rule: Rule
    trust: int
    values: list[object] = field(default_factory=list)
    # Share of samples where the place exists and reads as this field.
    purity: float = 1.0
    # Letters of the words it reads, on average: a rule that reads half the page for one number is loose.
    length: float = 0.0
    # The smaller, the likelier the rule is to last.
    rank: int = 0

    @property
    def fill(self) -> float:
        """Return the share of samples on which it gives a value."""
        return sum(value is not None for value in self.values) / max(len(self.values), 1)

    @property
    def distinct(self) -> int:
        """Return how many different values it gives."""
        return len({repr(value) for value in self.values if value is not None})

    def agreement(self, other: "Candidate") -> tuple[int, int]:
        """Return on how many samples both give a value, and on how many of these the same."""
        both = [
            (mine, its)
            for mine, its in zip(self.values, other.values, strict=True)
            if mine is not None and its is not None
        ]
        return len(both), sum(same_value(self.name, mine, its) for mine, its in both)


def same_value(name: str, one: object, other: object) -> bool:
    """Say whether two readings of a field mean the same."""
    if name == "phones" and isinstance(one, list) and isinstance(other, list):
        return bool(set(map(str, one)) & set(map(str, other)))
    if name == "city":
        short, long = sorted((str(one).casefold(), str(other).casefold()), key=len)
        return long.startswith(short)
    if isinstance(one, str) and isinstance(other, str):
        return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
    return one == other


def fill_values(candidate: Candidate, samples: Sequence[Sample], context: Context) -> None:
    """Read a candidate's rule on every sample."""
    if "label" in candidate.rule:
        label = str(candidate.rule["label"])
        lengths = [len(values[0]) for sample in samples if (values := sample.facts.of(label))]
        candidate.length = sum(lengths) / max(len(lengths), 1)
        candidate.values = [value_of(candidate.name, candidate.rule, sample.source(), context) for sample in samples]
        return
    words = [words_of(candidate.rule, sample.source()) for sample in samples]
    candidate.length = sum(len(word) for found in words for word in found) / max(sum(map(bool, words)), 1)
    parser = str(candidate.rule["parse"]) if candidate.rule.get("parse") else None
    parsed = [parse_field(candidate.name, parser, found, context) if found else None for found in words]
    candidate.values = [None if value in ([], "") else value for value in parsed]


def judge(candidate: Candidate) -> None:
    """Take back values that are not what the field means."""
    if candidate.name == "phones":
        candidate.values = [
            value if isinstance(value, list) and all(str(each).startswith("+") for each in value) else None
            for value in candidate.values
        ]
    if candidate.name in ("alias", "city", "address"):
        # What is itself a label is the next head cell of a table, not a value.
        candidate.values = [
            None if isinstance(value, str) and field_of_label(value) else value for value in candidate.values
        ]
    if candidate.name == "address":
        # A value with a postcode in it is a whole place.
        candidate.values = [
            None if value and re.search(r"(?<!\d)\d{4}(?!\d)", str(value)) else value for value in candidate.values
        ]
    if candidate.name == "place":
        candidate.values = [
            value if isinstance(value, Place) and (value.city or value.postcode or value.address) else None
            for value in candidate.values
        ]
    if candidate.name == "alias":
        candidate.values = [
            value if isinstance(value, str) and len(value) <= 40 and not find_plain_phones(value) else None
            for value in candidate.values
        ]


def fields_of(name: str) -> tuple[str, ...]:
    """Return the fields to try for a label: a place label may give the town, a town label a whole place."""
    if name in ("place", "city"):
        return ("place", "city")
    if name == "address":
        return ("address", "place")
    if name == "postcode":
        return ("postcode", "place")
    return (name,) if name in SCALARS else ()
