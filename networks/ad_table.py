"""Ads as columns: every text value becomes a small number, so that a million ads fit and compare quickly."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from models.values import AdFacts
from networks.normal_forms import normal_address, normal_name

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
UNKNOWN = -1
SECONDS_A_DAY = 86_400.0


@dataclass(slots=True)
class Codes:
    """Gives each distinct value the next number, in the order of asking."""

    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, value: str | None) -> int:
        """Return the number of a value; UNKNOWN for None and the empty string."""
        return self.numbers.setdefault(value, len(self.numbers)) if value else UNKNOWN

    @property
    def values(self) -> list[str]:
        """All values in the order of their numbers."""
        return list(self.numbers)


@dataclass(slots=True)
class AdTable:
    """The ads sorted by id, so that the order of input cannot matter. ``-1`` is unknown; ``day`` NaN likewise."""

    ids: list[str]
    # The same number for rows of the same ad (its versions over time).
    ident: Ints
    # Lower-cased in ASCII, UTF-8.
    texts: list[bytes]
    given_handles: list[tuple[str, ...]]
    alias: Ints
    age: Ints
    place: Ints
    address: Ints
    site: Ints
    # Days since 1970 (UTC), with fractions.
    day: Floats
    last_day: Floats
    phone_ad: Ints
    phone: Ints
    phones: list[str]
    aliases: list[str]
    places: list[str]
    sites: list[str]

    def __len__(self) -> int:
        return len(self.ids)

    def add_phones(self, rows: list[tuple[int, int]]) -> None:
        """Add rows (ad, number code)."""
        if rows:
            more = np.array(rows, dtype=np.int64)
            self.phone_ad = np.concatenate((self.phone_ad, more[:, 0]))
            self.phone = np.concatenate((self.phone, more[:, 1]))


def _day(moment: datetime | None) -> float:
    return moment.timestamp() / SECONDS_A_DAY if moment else float("nan")


def pairs_of(lists: Iterable[Sequence[int]]) -> tuple[Ints, Ints]:
    owners: list[int] = []
    values: list[int] = []
    for owner, row in enumerate(lists):
        for value in row:
            owners.append(owner)
            values.append(value)
    return np.array(owners, dtype=np.int64), np.array(values, dtype=np.int64)


def _towns(ads: Sequence[AdFacts]) -> Callable[[AdFacts], str | None]:
    """Return what names the town of an ad: its city, else the city that most other ads give its postcode."""
    named: dict[str, Counter[str]] = {}
    for ad in ads:
        if ad.postcode and (town := normal_name(ad.city)):
            named.setdefault(ad.postcode, Counter())[town] += 1
    usual = {code: min(towns, key=lambda town: (-towns[town], town)) for code, towns in named.items()}
    return lambda ad: normal_name(ad.city) or (usual.get(ad.postcode or "") or normal_name(ad.postcode))


def make_table(ads: Sequence[AdFacts]) -> AdTable:
    """Return the ads as columns, sorted by id; an id given twice is two rows: the same ad at two times."""
    rows = sorted(ads, key=lambda ad: (ad.id, ad.seen_at.timestamp() if ad.seen_at else 0.0, ad.text))
    phones, aliases, places, addresses, sites, idents = (Codes() for _ in range(6))
    town_of = _towns(rows)
    phone_rows = [sorted({phones.of(number) for number in ad.phones if number}) for ad in rows]
    phone_ad, phone = pairs_of(phone_rows)
    day = np.array([_day(ad.seen_at) for ad in rows], dtype=np.float64)
    last = np.array([_day(ad.last_seen_at) for ad in rows], dtype=np.float64)
    return AdTable(
        ids=[ad.id for ad in rows],
        ident=np.array([idents.of(ad.id) for ad in rows], dtype=np.int64),
        texts=[ad.text.encode(errors="replace").lower() for ad in rows],
        given_handles=[ad.handles for ad in rows],
        alias=np.array([aliases.of(normal_name(ad.alias)) for ad in rows], dtype=np.int64),
        age=np.array([UNKNOWN if ad.age is None else ad.age for ad in rows], dtype=np.int64),
        place=np.array([places.of(town_of(ad)) for ad in rows], dtype=np.int64),
        address=np.array(
            [addresses.of(normal_address(ad.address, ad.postcode, ad.city)) for ad in rows], dtype=np.int64
        ),
        site=np.array([sites.of(ad.site) for ad in rows], dtype=np.int64),
        day=day,
        last_day=np.where(np.isnan(last), day, np.fmax(last, day)),
        phone_ad=phone_ad,
        phone=phone,
        phones=phones.values,
        aliases=aliases.values,
        places=places.values,
        sites=sites.values,
    )
