"""Tiny factories for tests of this room: ads with invented content and numbers that nobody holds."""

from datetime import UTC, datetime, timedelta
from itertools import count

from models.values import AdFacts

START = datetime(2026, 3, 1, tzinfo=UTC)
# Far from the seeds that tests name: an ad's own words must not be the words a test gives others.
_next = count(1_000_000)


def number(last: int) -> str:
    """An invented Danish number of a range no operator holds."""
    return f"+4567{last:06d}"


WORDS = [
    "stille",
    "varm",
    "blid",
    "venlig",
    "glad",
    "rolig",
    "moden",
    "frisk",
    "klinik",
    "massage",
    "samtale",
    "kaffe",
    "altan",
    "have",
    "cykel",
    "tog",
    "bro",
    "strand",
    "skov",
    "vinter",
    "sommer",
    "morgen",
    "aften",
    "mandag",
    "fredag",
    "hånd",
    "skulder",
    "fod",
    "ryg",
    "olie",
    "duft",
    "musik",
    "lys",
    "stearin",
    "vindue",
    "trappe",
    "gård",
    "port",
    "klokke",
    "bog",
    "maleri",
    "suppe",
    "brød",
]


def own_words(seed: int, length: int = 24) -> str:
    """A text that no other seed gives."""
    import random

    rng = random.Random(f"own-{seed}")
    return " ".join(f"{rng.choice(WORDS)}{rng.randint(0, 99)}" for _ in range(length))


def make_ad(
    identity: str | None = None, *, text: str | None = None, phone: int | None = None, day: float = 0.0, **more: object
) -> AdFacts:
    """One ad; what is not given is unknown, the text is its own."""
    serial = next(_next)
    values: dict[str, object] = {
        "id": identity or f"ad{serial}",
        "text": own_words(serial) if text is None else text,
        "phones": () if phone is None else (number(phone),),
        "site": "prøve",
        "seen_at": START + timedelta(days=day),
    }
    return AdFacts(**(values | more))  # type: ignore[arg-type]  # a factory takes any field
