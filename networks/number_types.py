"""What kind of number is this: one person's, a clinic's, an agency's, a site's forwarding number, or spam?

Typed by behaviour alone: how many names, texts, places, addresses and sites use it, and how many ads at once.
A person may correct a type; ``given`` carries those corrections and nothing here overrules them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from networks.ad_table import AdTable, Bools, Floats, Ints
from networks.components import distinct_count
from networks.texts import Texts
from networks.time_windows import Windows, most_at_once

# A number on more live ads than this never joins two groups by itself (indicators.md).
HUB_ADS = 15
# From so many persons on, a number is a business's or a site's, not some friends' or one network's.
MANY_PERSONS = 10
# A flood: in at least so many towns, the same text again and again (this share of neighbouring ads), or at this pace.
FLOOD_PLACES = 5
FLOOD_ALIKE_SHARE = 0.6
ALIKE = 0.5
FLOOD_ADS = 30
FLOOD_ADS_A_DAY = 2.0
# Of a flood's ads at most this share shows another number as well.
MOST_BESIDE = 0.25
# At least this share of a reception's ads that name a house (town) name the same one.
ONE_PLACE_SHARE = 0.7


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


# Not frozen: there are half a million of them, and freezing makes each three times as slow to make.
@dataclass(slots=True)
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
    one_town: bool
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

    @property
    def joins(self) -> bool:
        """Tell whether the number by itself may join ads of different persons."""
        return not self.is_hub and self.type not in NEVER_JOINS


def number_uses(
    table: AdTable,
    phones: Windows,
    person: Ints,
    text_key: Ints,
    *,
    flood: Bools,
    of_site: Bools,
    given: Mapping[str, NumberType],
) -> list[NumberUse]:
    """Return how each number window is used, with its type."""
    windows = len(phones)
    if not windows:
        return []
    columns = (table.ident, person, table.alias, text_key, table.place, table.address, table.site)
    counts = np.stack([distinct_count(phones.window, column[phones.ad], windows) for column in columns]).T.tolist()
    live = most_at_once(table, phones, table.ident).tolist()
    house, town = _mostly_one(table.address, phones).tolist(), _mostly_one(table.place, phones).tolist()
    days = _days_seen(table, phones)
    uses = []
    for row, (ads, persons, names, texts, places, addresses, sites) in enumerate(counts):
        given_type = given.get(table.phones[phones.thing[row]])
        kind = given_type or guess_type(
            persons,
            names,
            addresses,
            sites,
            one_house=house[row],
            one_town=town[row],
            flood=bool(flood[row]),
            of_site=bool(of_site[row]),
        )
        uses.append(
            NumberUse(
                kind, ads, live[row], persons, names, texts, places, addresses, sites, house[row], town[row],
                given_type is not None, days[row],
            )
        )  # fmt: skip
    return uses


def _mostly_one(column: Ints, phones: Windows) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell for each window whether nearly all its ads that name a house (or a town) name the same one."""
    said = column[phones.ad]
    known = said >= 0
    width = int(said.max()) + 1 if len(said) else 1
    both, counts = np.unique(phones.window[known] * width + said[known], return_counts=True)
    most = np.zeros(len(phones), dtype=np.int64)
    np.maximum.at(most, both // width, counts)
    named = np.bincount(phones.window[known], minlength=len(phones))
    return (named >= 3) & (most >= ONE_PLACE_SHARE * named)


def floods(table: AdTable, phones: Windows, texts: Texts) -> Bools:
    """Tell for each window whether its number floods: very many ads at once in many towns, alike or at a pace nobody works."""
    windows = len(phones)
    if not windows:
        return np.zeros(0, dtype=bool)
    ads = distinct_count(phones.window, table.ident[phones.ad], windows)
    places = distinct_count(phones.window, table.place[phones.ad], windows)
    # No more ads can be live at once than there are: only the few numbers with very many are counted in time.
    many = ((ads > HUB_ADS) & (places >= FLOOD_PLACES))[phones.window]
    if not many.any():
        return np.zeros(windows, dtype=bool)
    busy = most_at_once(table, Windows(phones.ad[many], phones.window[many], phones.thing), table.ident) > HUB_ADS
    rows = np.flatnonzero(busy[phones.window])
    first, last = np.full(windows, np.inf), np.full(windows, -np.inf)
    np.fmin.at(first, phones.window[rows], table.day[phones.ad[rows]])
    np.fmax.at(last, phones.window[rows], table.day[phones.ad[rows]])
    pace = ads / np.maximum(np.where(busy, last - first, 1.0), 1.0)
    hasty = (ads >= FLOOD_ADS) & (pace >= FLOOD_ADS_A_DAY)
    # A number that one site puts before people's own is as busy, but stands beside their own and nowhere else.
    beside = np.bincount(phones.ad, minlength=len(table))[phones.ad] >= 2
    shared = np.bincount(phones.window[beside], minlength=windows)
    hasty &= (distinct_count(phones.window, table.site[phones.ad], windows) >= 2) & (shared <= MOST_BESIDE * ads)
    return busy & (hasty | (_alike_share(table, phones, texts, rows) >= FLOOD_ALIKE_SHARE))


def _alike_share(table: AdTable, phones: Windows, texts: Texts, rows: Ints) -> Floats:
    """Return for each window the share of its neighbouring ads (in time) that are near-identical in text."""
    order = rows[np.lexsort((phones.ad[rows], table.day[phones.ad[rows]], phones.window[rows]))]
    same = (phones.window[order][1:] == phones.window[order][:-1]) & (phones.ad[order][1:] != phones.ad[order][:-1])
    first, second = phones.ad[order[:-1][same]], phones.ad[order[1:][same]]
    cosine, _ = texts.similarities(first, second)
    owner = phones.window[order[:-1][same]]
    alike = np.bincount(owner[cosine >= ALIKE], minlength=len(phones))
    return np.asarray(alike / np.maximum(np.bincount(owner, minlength=len(phones)), 1), dtype=np.float64)


def _days_seen(table: AdTable, phones: Windows) -> list[int]:
    """Return for each window the days from its first to its last sighting."""
    first, last = np.full(len(phones), np.inf), np.full(len(phones), -np.inf)
    np.fmin.at(first, phones.window, table.day[phones.ad])
    np.fmax.at(last, phones.window, table.last_day[phones.ad])
    seen = np.isfinite(first)
    days = np.zeros(len(phones))
    days[seen] = last[seen] - first[seen]
    return [round(length) for length in days.tolist()]


def guess_type(
    persons: int,
    names: int,
    addresses: int,
    sites: int,
    *,
    one_house: bool,
    one_town: bool,
    flood: bool,
    of_site: bool = False,
) -> NumberType:
    """Return the type that the counts of one number suggest."""
    if flood:
        return NumberType.SPAM
    reception = names >= 3 and one_house
    if of_site and not reception:
        return NumberType.FORWARDING
    many = min(persons, names) >= MANY_PERSONS
    if reception or (many and one_town and addresses <= 2):
        return NumberType.CLINIC_RECEPTION
    if many:
        return NumberType.FORWARDING if sites <= 1 else NumberType.AGENCY
    return NumberType.PERSONAL if names <= 2 else NumberType.UNKNOWN
