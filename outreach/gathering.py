"""Which contact point an ad belongs to, and what its ads together say of it: pure, no store.

A contact point is a place where the address is known, else a number, else the single ad.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.gazetteer import postcodes, towns
from models.key_change import NUMBER
from outreach.addresses import StreetAddress

# Numbers of these types stand for many unrelated people: they gather nobody who has another.
FLOODING = "spam"
LOOSE_TYPES = frozenset({"forwarding", FLOODING})

KIND_WORDS = {
    "da": {"clinic": "Klinik", "private": "Privat sted", "escort": "Escort", "other": "Sted", None: "Sted"},
    "en": {"clinic": "Clinic", "private": "Private place", "escort": "Escort", "other": "Place", None: "Place"},
}
UNKNOWN_TOWN = {"da": "ukendt by", "en": "unknown town"}


@dataclass(frozen=True, slots=True)
class AdPlace:
    """What assigning needs of one ad. ``phones`` are (keyed number, type, last seen)."""

    ad_id: int
    address: StreetAddress | None
    phones: tuple[tuple[str, str, datetime], ...]


@dataclass(frozen=True, slots=True)
class AdPresence:
    """What a contact point needs of one of its ads."""

    kind: str | None
    city: str | None
    postcode: str | None
    opening_hours: str | None
    first_seen: datetime
    last_seen: datetime
    live: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is: coordinates (WGS84) with how exact they are (postcode, city or none)."""

    city: str | None
    municipality_code: str | None
    region_code: str | None
    lat: float | None
    lon: float | None
    precision: str


def label_for(place_type: str | None, city: str | None, lang: str = "da") -> str:
    """Word what screens call a contact point: kind and town, never an address or a name."""
    words = KIND_WORDS[lang]
    joint = "i" if lang == "da" else "in"
    return f"{words.get(place_type, words[None])} {joint} {city or UNKNOWN_TOWN[lang]}"


def basis_of(
    ad: AdPlace, ads_by_number: Counter[str], is_there: Callable[[str], bool] = lambda _: False
) -> tuple[str, str]:
    """Return (basis, the text to be keyed) of the contact point an ad belongs to.

    ``is_there`` tells of such a text whether the ad is gathered there already: that decides between numbers of equal weight,
    so that a new year's phone key moves nothing.
    """
    if ad.address is not None:
        return "place", "place|" + ad.address.key_text
    numbers = [keyed for keyed, kind, _ in ad.phones if kind not in LOOSE_TYPES]
    # A flood is one thing to look at, not thousands: what carries nothing but its number is gathered by that.
    numbers = numbers or [keyed for keyed, kind, _ in ad.phones if kind == FLOODING]
    if numbers:
        # The number most ads carry, so that an ad with two numbers joins the larger group; then where it is; then the text.
        most = max(ads_by_number[keyed] for keyed in numbers)
        texts = {NUMBER + keyed for keyed in numbers if ads_by_number[keyed] == most}
        if len(texts) == 1:
            return "number", texts.pop()
        return "number", max(texts, key=lambda text: (is_there(text), text))
    return "ad", f"ad|{ad.ad_id}"


def most_common(values: Iterable[str | None]) -> str | None:
    """Return the most frequent value that is there; ties go to the first by text."""
    counts = Counter(value for value in values if value is not None)
    return min(counts, key=lambda value: (-counts[value], value)) if counts else None


def current_ads(ads: Sequence[AdPresence]) -> list[AdPresence]:
    """Return the live ads; where none is live, those seen last."""
    live = [ad for ad in ads if ad.live]
    newest = max((ad.last_seen for ad in ads), default=None)
    return live or [ad for ad in ads if ad.last_seen == newest]


def spot_of(postcode: str | None, city: str | None) -> Spot:
    """Find coordinates by postcode, else by the town's name (largest of that name), else none."""
    area = postcodes().get(postcode or "")
    if area is not None:
        return Spot(area.name, area.municipality_code, area.region_code, area.lat, area.lon, "postcode")
    wanted = (city or "").casefold().strip()
    for town in towns():
        if wanted and (town.name.casefold() == wanted or wanted in (name.casefold() for name in town.other_names)):
            return Spot(town.name, town.municipality_code, town.region_code, town.lat, town.lon, "city")
    return Spot(city, None, None, None, None, "none")
