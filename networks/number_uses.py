"""How each number is used, as columns: there are half a million of them, and objects would take longer than the counting.

A person may correct a type; ``given`` carries those corrections and nothing here overrules them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from networks.ad_table import AdTable, Bools, Ints
from networks.components import distinct_count
from networks.number_types import HUB_ADS, NEVER_JOINS, TYPES, NumberType, NumberUse, guess_types
from networks.time_windows import Windows, most_at_once

# At least this share of a reception's ads that name a house (town) name the same one.
ONE_PLACE_SHARE = 0.7


@dataclass(slots=True)
class NumberUses:
    """The uses by window of a number; ``kind`` is the place of the type in ``TYPES``."""

    kind: Ints
    ads: Ints
    live_ads: Ints
    persons: Ints
    names: Ints
    texts: Ints
    places: Ints
    addresses: Ints
    sites: Ints
    set_by_person: Bools
    days: Ints

    def __len__(self) -> int:
        return len(self.kind)

    def __getitem__(self, window: int) -> NumberUse:
        return NumberUse(
            type=TYPES[int(self.kind[window])],
            ads=int(self.ads[window]),
            live_ads=int(self.live_ads[window]),
            persons=int(self.persons[window]),
            names=int(self.names[window]),
            texts=int(self.texts[window]),
            places=int(self.places[window]),
            addresses=int(self.addresses[window]),
            sites=int(self.sites[window]),
            set_by_person=bool(self.set_by_person[window]),
            days=int(self.days[window]),
        )

    def __iter__(self) -> Iterator[NumberUse]:
        return (self[window] for window in range(len(self)))

    def of_type(self, *types: NumberType) -> Bools:
        """Tell for each window whether its number is of one of some types."""
        wanted = np.array([kind in types for kind in TYPES], dtype=bool)
        found: Bools = wanted[self.kind]
        return found

    def hubs(self) -> Bools:
        """Tell for each window whether its number stands in more live ads than may join by number."""
        hubs: Bools = self.live_ads > HUB_ADS
        return hubs

    def joining(self) -> Bools:
        """Tell for each window whether the number by itself may join ads of different persons."""
        return ~self.hubs() & ~self.of_type(*NEVER_JOINS)


def number_uses(
    table: AdTable,
    phones: Windows,
    person: Ints,
    text_key: Ints,
    *,
    flood: Bools,
    of_site: Bools,
    given: Mapping[str, NumberType],
) -> NumberUses:
    """Return how each number window is used, with its type."""
    windows = len(phones)
    columns = (table.ident, person, table.alias, text_key, table.place, table.address, table.site)
    ads, persons, names, texts, places, addresses, sites = (
        distinct_count(phones.window, column[phones.ad], windows) for column in columns
    )
    house, town = _mostly_one(table.address, phones), _mostly_one(table.place, phones)
    kind = guess_types(
        persons, names, addresses, sites, one_house=house, one_town=town, flood=flood, of_site=of_site
    )  # fmt: skip
    corrected = np.array(
        [TYPES.index(given[number]) if number in given else -1 for number in table.phones], dtype=np.int64
    )
    said = corrected[phones.thing] if given else np.full(windows, -1, dtype=np.int64)
    return NumberUses(
        kind=np.where(said >= 0, said, kind),
        ads=ads,
        live_ads=most_at_once(table, phones, table.ident),
        persons=persons,
        names=names,
        texts=texts,
        places=places,
        addresses=addresses,
        sites=sites,
        set_by_person=said >= 0,
        days=_days_seen(table, phones),
    )


def _mostly_one(column: Ints, phones: Windows) -> Bools:
    """Tell for each window whether nearly all its ads that name a house (or a town) name the same one."""
    said = column[phones.ad]
    known = said >= 0
    width = int(said.max(initial=0)) + 1
    ordered = np.sort(phones.window[known] * width + said[known])
    begins = np.flatnonzero(np.concatenate((ordered[:1] == ordered[:1], ordered[1:] != ordered[:-1])))
    most = np.zeros(len(phones), dtype=np.int64)
    np.maximum.at(most, ordered[begins] // width, np.diff(np.append(begins, len(ordered))))
    named = np.bincount(phones.window[known], minlength=len(phones))
    mostly: Bools = (named >= 3) & (most >= ONE_PLACE_SHARE * named)
    return mostly


def _days_seen(table: AdTable, phones: Windows) -> Ints:
    """Return for each window the days from its first to its last sighting."""
    first, last = np.full(len(phones), np.inf), np.full(len(phones), -np.inf)
    np.fmin.at(first, phones.window, table.day[phones.ad])
    np.fmax.at(last, phones.window, table.last_day[phones.ad])
    seen = np.isfinite(first)
    days = np.zeros(len(phones))
    days[seen] = last[seen] - first[seen]
    return np.round(days).astype(np.int64)
