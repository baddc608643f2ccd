"""What kind of number is this: one person's, a clinic's, an agency's, a site's forwarding number, or spam?

Typed by behaviour alone: how many names, texts, places, addresses and sites use it, and how many ads at once.
A person may correct a type; ``given`` carries those corrections and nothing here overrules them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from networks.ad_table import AdTable, Ints
from networks.components import distinct_count
from networks.time_windows import Windows, most_at_once

# A number on more live ads than this never joins two groups by itself (indicators.md).
HUB_ADS = 15
# From so many persons on, a number is a business's or a site's, not some friends'.
MANY_PERSONS = 7
# A flood writes the same text again and again: texts per ad below this share, in at least so many towns.
FLOOD_TEXT_SHARE = 0.34
FLOOD_PLACES = 5
# At least this share of a reception's ads that name a house name the same house.
ONE_HOUSE_SHARE = 0.7


class NumberType(StrEnum):
    """The kinds of number; ``UNKNOWN`` where behaviour does not tell (for example three to six names)."""

    PERSONAL = "personal"
    CLINIC_RECEPTION = "clinic_reception"
    AGENCY = "agency"
    FORWARDING = "forwarding"
    SPAM = "spam"
    UNKNOWN = "unknown"


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
    one_house: bool
    set_by_person: bool = False

    @property
    def reason(self) -> str:
        """Return the counts behind the type, as words a screen can show: no number, no address."""
        return (
            f"{self.ads} ads (at most {self.live_ads} live at once), {self.names} names, {self.texts} texts, "
            f"{self.places} towns, {self.addresses} addresses, {self.sites} sites"
        )

    @property
    def is_hub(self) -> bool:
        """Tell whether the number stands in more live ads than may join by number."""
        return self.live_ads > HUB_ADS

    @property
    def joins(self) -> bool:
        """Tell whether the number by itself may join ads of different persons."""
        return not self.is_hub and self.type not in NEVER_JOINS


def number_uses(
    table: AdTable, phones: Windows, person: Ints, text_key: Ints, given: Mapping[str, NumberType]
) -> list[NumberUse]:
    """Return how each number window is used, with its type."""
    windows = len(phones)
    if not windows:
        return []
    ads = distinct_count(phones.window, table.ident[phones.ad], windows)
    counts = {
        name: distinct_count(phones.window, column[phones.ad], windows)
        for name, column in (
            ("persons", person),
            ("names", table.alias),
            ("texts", text_key),
            ("places", table.place),
            ("addresses", table.address),
            ("sites", table.site),
        )
    }
    live = most_at_once(table, phones, table.ident)
    house = _one_house(table, phones)
    uses = []
    for row in range(windows):
        numbers = {name: int(column[row]) for name, column in counts.items()}
        use = NumberUse(NumberType.UNKNOWN, int(ads[row]), int(live[row]), one_house=bool(house[row]), **numbers)  # type: ignore[arg-type]  # counts only
        given_type = given.get(table.phones[phones.thing[row]])
        uses.append(_typed(use, given_type or guess_type(use), given_type is not None))
    return uses


def _typed(use: NumberUse, kind: NumberType, by_person: bool) -> NumberUse:
    return NumberUse(
        kind,
        use.ads,
        use.live_ads,
        use.persons,
        use.names,
        use.texts,
        use.places,
        use.addresses,
        use.sites,
        use.one_house,
        by_person,
    )


def _one_house(table: AdTable, phones: Windows) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell for each window whether nearly all its ads that name a house name the same one."""
    address = table.address[phones.ad]
    known = address >= 0
    width = int(address.max()) + 1 if len(address) else 1
    both, counts = np.unique(phones.window[known] * width + address[known], return_counts=True)
    most = np.zeros(len(phones), dtype=np.int64)
    np.maximum.at(most, both // width, counts)
    named = np.bincount(phones.window[known], minlength=len(phones))
    return (named >= 3) & (most >= ONE_HOUSE_SHARE * named)


def guess_type(use: NumberUse) -> NumberType:
    """Return the type that the counts of one number suggest."""
    repeats = use.texts <= FLOOD_TEXT_SHARE * use.ads
    if use.live_ads > HUB_ADS and use.places >= FLOOD_PLACES and (repeats or use.names >= 0.8 * use.ads):
        return NumberType.SPAM
    if use.names >= 3 and use.one_house:
        return NumberType.CLINIC_RECEPTION
    if use.persons >= MANY_PERSONS and use.names >= 3:
        if use.places <= 1 and use.addresses <= 1:
            return NumberType.CLINIC_RECEPTION
        return NumberType.FORWARDING if use.sites <= 1 else NumberType.AGENCY
    if use.names <= 2:
        return NumberType.PERSONAL
    return NumberType.UNKNOWN
