"""Value types that travel between rooms: readings, ad facts, levels.

All offsets count Unicode code points in the text as given (``text[start:end] == quote``). What a reading holds are named tuples:
dozens are made a text, and a frozen dataclass takes three times as long to make.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    """A proposed or decided concern level; ``NOT_ASSESSED`` is never shown as green."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    NOT_ASSESSED = "not_assessed"


class Direction(StrEnum):
    """Which way an indicator points."""

    CONCERN = "concern"
    COUNTER = "counter"
    NOTE = "note"


class Evidence(NamedTuple):
    """The exact words that show an indicator, with the rule that found them."""

    start: int
    end: int
    quote: str
    rule: str


class IndicatorHit(NamedTuple):
    """One indicator seen in one text. ``strength`` is 0-1."""

    name: str
    strength: float
    direction: Direction
    evidence: tuple[Evidence, ...]


class PhoneHit(NamedTuple):
    """A phone number in a text; ``obscured`` when written so that machines won't read it."""

    e164: str
    start: int
    end: int
    obscured: bool = False


class AgeHit(NamedTuple):
    """A stated age of the advertiser in whole years."""

    years: int
    start: int
    end: int


class PriceHit(NamedTuple):
    """A price; ``minutes`` is None where the text names no duration, ``currency`` is ISO 4217."""

    amount: float
    currency: str
    minutes: int | None
    start: int
    end: int


class Reading(NamedTuple):
    """What one text says. ``lang`` is ISO 639-1 or ``und``."""

    id: str
    lang: str
    phones: tuple[PhoneHit, ...] = ()
    ages: tuple[AgeHit, ...] = ()
    prices: tuple[PriceHit, ...] = ()
    indicators: tuple[IndicatorHit, ...] = ()
    level: Level = Level.NOT_ASSESSED


@dataclass(frozen=True, slots=True)
class AdFacts:
    """What linkage needs to know of one ad (the contract's *ad in*). ``seen_at`` is aware UTC."""

    id: str
    text: str
    phones: tuple[str, ...] = ()
    alias: str | None = None
    age: int | None = None
    city: str | None = None
    postcode: str | None = None
    address: str | None = None
    site: str = ""
    seen_at: datetime | None = None
    handles: tuple[str, ...] = ()
    # Where presence is known: the last time the ad was seen; None means that only ``seen_at`` is known.
    last_seen_at: datetime | None = None
