"""Add up facts by region, month or anything else; what is unknown is counted as unknown. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

from outreach.figures.figure import TOTAL, UNKNOWN, Counts, VisitFact

Fact = TypeVar("Fact")
Key = Callable[[Fact], str | None]


def count_by(facts: Iterable[Fact], amount: Callable[[Fact], int], **keys: Key[Fact]) -> Counts:
    """Return the total and, for each named key, the sums by category (categories in order of name)."""
    sums: dict[str, Counter[str]] = {name: Counter() for name in keys}
    whole = 0
    for fact in facts:
        number = amount(fact)
        whole += number
        for name, key in keys.items():
            sums[name][key(fact) or UNKNOWN] += number
    counts: Counts = {TOTAL: {TOTAL: whole}}
    for name, by_category in sums.items():
        counts[name] = {category: by_category[category] for category in sorted(by_category) if by_category[category]}
    return counts


def one(_fact: object) -> int:
    """Count every fact as one."""
    return 1


def by_region(visit: VisitFact) -> str | None:
    """Return the region code of a visit."""
    return visit.region


def by_month(visit: VisitFact) -> str:
    """Return the month of a visit, e.g. 2026-03."""
    return f"{visit.day:%Y-%m}"


def by_place_type(visit: VisitFact) -> str | None:
    """Return the kind of place visited."""
    return visit.place_type


def by_organisation(visit: VisitFact) -> str:
    """Return who visited."""
    return visit.organisation


def tally(*names: str) -> Callable[[VisitFact], int]:
    """Return a function that adds up these tallies of a visit."""
    return lambda visit: sum(visit.tallies.get(name, 0) for name in names)
