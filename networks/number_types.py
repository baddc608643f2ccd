"""What kind of number is this: one person's, a clinic's, an agency's, a site's forwarding number, or spam?

Typed by behaviour alone: how many names, texts, places, addresses and sites use it, and how many ads at once.
"""

import json
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from networks.ad_table import Bools, Ints

# A number on more live ads than this never joins two groups by itself (indicators.md).
HUB_ADS = 15
# From so many persons on, a number is a business's or a site's, not some friends' or one network's.
MANY_PERSONS = 10


class NumberType(StrEnum):
    """The kinds of number; ``UNKNOWN`` where behaviour does not tell (for example three to six names)."""

    PERSONAL = "personal"
    CLINIC_RECEPTION = "clinic_reception"
    AGENCY = "agency"
    FORWARDING = "forwarding"
    SPAM = "spam"
    UNKNOWN = "unknown"


TYPES = tuple(NumberType)
# Types that never join two groups by themselves.
NEVER_JOINS = (NumberType.CLINIC_RECEPTION, NumberType.AGENCY, NumberType.FORWARDING, NumberType.SPAM)


@dataclass(frozen=True, slots=True)
class NumberUse:
    """How a number is used within one time window, the type this suggests, and why in counts."""

    type: NumberType
    ads: int
    live_ads: int
    persons: int
    names: int
    texts: int
    places: int
    addresses: int
    sites: int
    set_by_person: bool = False
    # From the first to the last day it was seen.
    days: int = 0

    @property
    def reason(self) -> str:
        """Return the counts behind the type as JSON; ``type_words`` makes a sentence of them. No number, no address."""
        counts = {
            "ads": self.ads, "live": self.live_ads, "names": self.names, "texts": self.texts, "places": self.places,
            "addresses": self.addresses, "sites": self.sites, "days": self.days,
        }  # fmt: skip
        return json.dumps(counts)

    @property
    def is_hub(self) -> bool:
        """Tell whether the number stands in more live ads than may join by number."""
        return self.live_ads > HUB_ADS


def guess_types(
    persons: Ints,
    names: Ints,
    addresses: Ints,
    sites: Ints,
    *,
    one_house: Bools,
    one_town: Bools,
    flood: Bools,
    of_site: Bools,
) -> Ints:
    """Return the type (its place in ``TYPES``) that the counts of each number suggest."""
    reception = (names >= 3) & one_house
    many = np.minimum(persons, names) >= MANY_PERSONS
    # The first that holds is the type.
    rules = (
        (flood, NumberType.SPAM),
        (of_site & ~reception, NumberType.FORWARDING),
        (reception | (many & one_town & (addresses <= 2)), NumberType.CLINIC_RECEPTION),
        (many & (sites <= 1), NumberType.FORWARDING),
        (many, NumberType.AGENCY),
        (names <= 2, NumberType.PERSONAL),
    )
    return np.select(
        [holds for holds, _ in rules], [TYPES.index(kind) for _, kind in rules], TYPES.index(NumberType.UNKNOWN)
    )
