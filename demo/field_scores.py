"""How well collected ads fit the truth, field by field: recall and precision of values in the contract's *Ad out* format."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FIELDS = (
    "title", "text", "phones", "alias", "age", "city", "postcode", "address", "kind", "prices", "posted_at", "reviews", "image_count",
)  # fmt: skip
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FieldScore:
    """``right`` values of ``said`` that were collected and of ``true`` that stand on the pages; ``wrong`` names some ads."""

    right: int
    said: int
    true: int
    wrong: tuple[str, ...] = ()

    @property
    def recall(self) -> float:
        """Share of the true values that were collected."""
        return self.right / self.true if self.true else 1.0

    @property
    def precision(self) -> float:
        """Share of the collected values that are true."""
        return self.right / self.said if self.said else 1.0


def field_scores(
    found: Mapping[str, Row], true: Mapping[str, Row], fields: Iterable[str] = FIELDS
) -> dict[str, FieldScore]:
    """Score each field over all ads. Both mappings go by the same ad key; ads missing in ``found`` lose all their values,
    ads that are only in ``found`` count as wrong values."""
    return {field: _score(field, found, true) for field in fields}


def mean_scores(scores: Mapping[str, FieldScore]) -> tuple[float, float]:
    """Mean recall and mean precision over the fields that stand on the pages at all."""
    shown = [score for score in scores.values() if score.true or score.said]
    if not shown:
        return 1.0, 1.0
    return sum(score.recall for score in shown) / len(shown), sum(score.precision for score in shown) / len(shown)


def _score(field: str, found: Mapping[str, Row], true: Mapping[str, Row]) -> FieldScore:
    right = said = real = 0
    wrong: list[str] = []
    for key in sorted({*found, *true}):
        got, wanted = _values(field, found.get(key)), _values(field, true.get(key))
        hits = sum((got & wanted).values())
        right, said, real = right + hits, said + sum(got.values()), real + sum(wanted.values())
        if hits < max(sum(got.values()), sum(wanted.values())):
            wrong.append(key)
    return FieldScore(right, said, real, tuple(wrong[:5]))


def _values(field: str, row: Row | None) -> Counter[str]:
    """The values of a field as comparable words; an empty or missing field has none."""
    value = None if row is None else row.get(field)
    if value is None or value in ("", []) or (field == "image_count" and value == 0):
        return Counter()
    if isinstance(value, list):
        return Counter(_one(field, each) for each in value)
    return Counter([_one(field, value)])


def _one(field: str, value: object) -> str:
    if field == "prices" and isinstance(value, Mapping):
        return f"{value.get('minutes')}/{float(str(value.get('amount'))):g}/{value.get('currency')}"
    if field == "reviews" and isinstance(value, Mapping):
        rating = value.get("rating")
        return f"{value.get('posted_at')}|{'' if rating is None else f'{float(str(rating)):g}'}|{_words(value.get('text'))}"
    return _words(value)


def _words(value: object) -> str:
    """Text without differences of white space, which pages do not keep."""
    return re.sub(r"\s+", " ", str(value)).strip()
