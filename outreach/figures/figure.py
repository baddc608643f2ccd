"""What a figure is: a number with its definition, period, source and gaps. Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

# "unknown" is a category of its own, never zero (R-REP-3).
UNKNOWN = "unknown"
TOTAL = "total"
# A count from one to four is told to nobody.
K = 5


def is_small(count: int) -> bool:
    """Return whether a count must be hidden on its own."""
    return 0 < count < K


@dataclass(frozen=True, slots=True)
class VisitFact:
    """One visit as figures see it: counts, no person, no address."""

    day: date
    contact_point_id: int
    organisation: str
    region: str | None
    place_type: str | None
    outcome: str
    tallies: Mapping[str, int]
    concern_met: bool
    cmm_contacted: bool
    level_before: str | None


@dataclass(frozen=True, slots=True)
class PlaceFact:
    """One contact point that was there during the year."""

    contact_point_id: int
    region: str | None
    place_type: str | None
    level: str
    screened: bool
    # First and last seen; None: there all year.
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class AdFact:
    """One ad that was live during the year. ``language`` and ``kind`` may be unknown."""

    first_day: date
    last_day: date
    gone: bool
    region: str | None
    site: str
    language: str | None
    kind: str | None
    level: str
    screened: bool
    indicators: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MessageFact:
    """One text that was sent, without number or words."""

    day: date
    language: str
    organisation: str
    outcome: str | None


@dataclass(frozen=True, slots=True)
class NetworkFact:
    """One possible network: how many ads, in how many towns, first and last seen."""

    first_day: date
    last_day: date
    ads: int
    towns: int


@dataclass(frozen=True, slots=True)
class ManualFact:
    """A number a person entered."""

    figure: str
    category: str
    day: date
    region: str | None
    value: int


@dataclass(frozen=True, slots=True)
class YearFacts:
    """Everything the figures of a year are computed from."""

    year: int
    until: date
    visits: tuple[VisitFact, ...] = ()
    places: tuple[PlaceFact, ...] = ()
    ads: tuple[AdFact, ...] = ()
    messages: tuple[MessageFact, ...] = ()
    networks: tuple[NetworkFact, ...] = ()
    manual: tuple[ManualFact, ...] = ()
    # Days of the year on which no site was read through.
    days_without_crawl: int = 0
    # Months (2026-03) in which no site was read through at all.
    months_without_crawl: frozenset[str] = frozenset()
    region_names: Mapping[str, str] = field(default_factory=dict)


# By breakdown (total, region, month …) the counts by category.
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One of F1–F26. ``source`` is visits, ads, networks, messages or manual; ``suppress`` hides counts under five."""

    id: str
    title: dict[str, str]
    definition: dict[str, str]
    source: str
    suppress: bool = True
    # The same person may be behind two visits: people stay anonymous (S4's caveat).
    counts_people: bool = False
