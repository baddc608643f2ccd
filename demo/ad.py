"""What the demo world is made of: ads, their dated states, prices, reviews and the signs planted in them."""

from dataclasses import dataclass, field
from datetime import date, datetime

from demo.places import Town


@dataclass(frozen=True, slots=True)
class Price:
    """An amount for a duration in minutes."""

    minutes: int
    amount: int
    currency: str = "DKK"


@dataclass(frozen=True, slots=True)
class Planted:
    """A sign the composer put into a text, with the exact words (``words in text`` holds)."""

    indicator: str
    words: str


@dataclass(frozen=True, slots=True)
class Review:
    """A customer's review; ``rating`` is 1-5."""

    text: str
    posted_at: date
    rating: int
    day: int
    planted: tuple[Planted, ...] = ()


@dataclass(frozen=True, slots=True)
class AdState:
    """One ad as its page shows it from some day on. Times are aware (Europe/Copenhagen)."""

    title: str
    text: str
    phones: tuple[str, ...]
    phone_field: str | None
    obscured: bool
    alias: str | None
    age: int | None
    town: Town
    address: str | None
    kind: str | None
    prices: tuple[Price, ...]
    posted_at: datetime
    updated_at: datetime
    lang: str
    image_count: int
    planted: tuple[Planted, ...] = ()
    reviews: tuple[Review, ...] = ()


@dataclass(slots=True)
class Ad:
    """One ad of one site through the days. ``versions`` are (day, state), ``None`` while it is off the site."""

    site: str
    external_id: str
    actor_id: str
    actor_kind: str
    person_id: str
    network_id: str | None = None
    versions: list[tuple[int, AdState | None]] = field(default_factory=list)
    # History indicators that its days show on purpose, e.g. "price_falling", "co_movement".
    history: tuple[str, ...] = ()

    def on(self, day: int) -> AdState | None:
        """The state shown on a simulated day, or None when the ad is not up."""
        shown: AdState | None = None
        for since, state in self.versions:
            if since > day:
                break
            shown = state
        return shown

    def live_days(self, days: int) -> tuple[int, ...]:
        """The simulated days on which the ad is up."""
        return tuple(day for day in range(days) if self.on(day) is not None)
