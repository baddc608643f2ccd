"""What crosses from a page into the store: ads, reviews and list rows as plain values."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class ReviewItem:
    """A customer's review as the page gives it. ``rating`` is 0-5; nothing about the customer is read."""

    text: str
    posted_at: date | None = None
    rating: float | None = None
    external_id: str = ""


@dataclass(slots=True)
class AdItem:
    """One ad as its page gives it; None or empty where the page says nothing. All text is plain text."""

    site: str
    external_id: str
    url: str
    title: str | None = None
    text: str | None = None
    phones: list[str] = field(default_factory=list)
    handles: list[str] = field(default_factory=list)
    alias: str | None = None
    age: int | None = None
    city: str | None = None
    postcode: str | None = None
    address: str | None = None
    kind: str | None = None
    prices: list[dict[str, object]] = field(default_factory=list)
    services: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    opening_hours: str | None = None
    posted_at: date | None = None
    image_count: int | None = None
    reviews: list[ReviewItem] = field(default_factory=list)
    # Which fields the definition requires and the page does not give.
    missing: list[str] = field(default_factory=list)
    # Addresses that must be fetched before the item is whole (a number behind a button).
    needs: list[str] = field(default_factory=list)
    next_reviews: str | None = None
    # Where the same ad is in other languages: language -> address; and its canonical address.
    alternates: dict[str, str] = field(default_factory=dict)
    list_clue: str | None = None
    row_key: str | None = None
    # Where the ad was fetched, which may be an API and not `url`.
    fetched_from: str | None = None


@dataclass(frozen=True, slots=True)
class ListRow:
    """An ad as a list page shows it: its key, its address and a hash of its words.

    ``content`` is the row itself (JSON) where the list holds the whole ad.
    """

    key: str
    url: str
    clue: str
    content: str = ""


@dataclass(frozen=True, slots=True)
class ListPage:
    """What one list page says. ``elements`` counts candidates, also those without a usable link."""

    rows: tuple[ListRow, ...]
    elements: int
    next_urls: tuple[str, ...] = ()
    list_urls: tuple[str, ...] = ()
