"""Some ads as columns on their own: what can be worked out of each ad without looking at any other.

Blocks are made in any process, kept between runs, and joined into one table (``joining``). Values are numbered within the
block; texts are gone, only their word pairs and what was found in them stay.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from models.values import AdFacts
from networks.ad_table import UNKNOWN, Bools, Codes, Floats, Hashes, Ints, WordPairs
from networks.handles import handles_in
from networks.normal_forms import house_in, normal_house, normal_name
from networks.recruitment import numbers_in, seeks_workers
from networks.text_marks import watches
from networks.text_sketch import word_pairs
from networks.text_slots import slots_of

SECONDS_A_DAY = 86_400.0
# Longer texts than this are cut for linkage: a book tells no more than its first pages.
MOST_BYTES = 100_000


@dataclass(slots=True)
class Column:
    """One value an ad: its number, and the values by number; UNKNOWN where an ad gives none."""

    code: Ints
    values: list[str]


@dataclass(slots=True)
class Lists:
    """Several values an ad: rows (ad, number), and the values by number."""

    ad: Ints
    code: Ints
    values: list[str]


@dataclass(slots=True)
class Block:
    """Ads in the order given. ``town`` is what the ad says; which town a bare postcode means is known only in the table."""

    ids: list[str]
    day: Floats
    last_day: Floats
    age: Ints
    alias: Column
    town: Column
    postcode: Column
    # Street and number; which town's is known only in the table.
    house: Column
    site: Column
    phones: Lists
    handles: Lists
    # Numbers written in texts that read like recruitment posts.
    sought: Lists
    seeks: Bools
    pairs: WordPairs
    # One number a text (``persons.text_sums``) where the word pairs themselves stayed elsewhere.
    sums: Hashes | None = None

    def __len__(self) -> int:
        return len(self.ids)


def make_block(ads: Sequence[AdFacts]) -> Block:
    """Return some ads as columns."""
    texts = [ad.text.encode(errors="replace")[:MOST_BYTES].lower() for ad in ads]
    pairs, (may_hold_handles, may_recruit, may_hold_houses) = word_pairs(texts, watches(), slots_of(ads))
    seeks = [marked and seeks_workers(low) for marked, low in zip(may_recruit.tolist(), texts, strict=True)]
    written = (
        handles_in(_text(low)) if marked else () for marked, low in zip(may_hold_handles.tolist(), texts, strict=True)
    )
    sought = (sorted(set(numbers_in(_text(low)))) if post else () for post, low in zip(seeks, texts, strict=True))
    houses = [_house(ad, low, marked) for ad, low, marked in zip(ads, texts, may_hold_houses.tolist(), strict=True)]
    first = np.array([_day(ad.seen_at) for ad in ads], dtype=np.float64)
    last = np.array([_day(ad.last_seen_at) for ad in ads], dtype=np.float64)
    return Block(
        ids=[ad.id for ad in ads],
        day=first,
        last_day=np.where(np.isnan(last), first, np.fmax(last, first)),
        age=np.array([UNKNOWN if ad.age is None else ad.age for ad in ads], dtype=np.int64),
        alias=_column(normal_name(ad.alias) for ad in ads),
        town=_column(normal_name(ad.city) or town for ad, (_, town) in zip(ads, houses, strict=True)),
        postcode=_column(ad.postcode for ad in ads),
        house=_column(house for house, _ in houses),
        site=_column(ad.site for ad in ads),
        phones=_lists(ad.phones for ad in ads),
        handles=_lists((*found, *ad.handles) for found, ad in zip(written, ads, strict=True)),
        sought=_lists(sought),
        seeks=np.array(seeks, dtype=bool),
        pairs=pairs,
    )


def _text(low: bytes) -> str:
    return low.decode(errors="replace")


def _house(ad: AdFacts, low: bytes, marked: bool) -> tuple[str | None, str | None]:
    """Return the house of an ad and the town its text names with it."""
    if house := normal_house(ad.address):
        return house, None
    return (house_in(_text(low)) or (None, None)) if marked else (None, None)


def _day(moment: datetime | None) -> float:
    return moment.timestamp() / SECONDS_A_DAY if moment else float("nan")


def _column(values: Iterable[str | None]) -> Column:
    codes = Codes()
    return Column(np.array([codes.of(value) for value in values], dtype=np.int64), codes.values)


def _lists(rows: Iterable[Iterable[str]]) -> Lists:
    codes = Codes()
    ads: list[int] = []
    numbers: list[int] = []
    for ad, row in enumerate(rows):
        for value in dict.fromkeys(row):
            if value:
                ads.append(ad)
                numbers.append(codes.of(value))
    return Lists(np.array(ads, dtype=np.int64), np.array(numbers, dtype=np.int64), codes.values)


def some_rows(block: Block, rows: Ints) -> Block:
    """Return some ads of a block; the values and word pairs of the others are gone from it."""
    hashes, _ = block.pairs.of_rows(rows)
    size = block.pairs.size[rows]
    return Block(
        ids=[block.ids[row] for row in rows.tolist()],
        day=block.day[rows],
        last_day=block.last_day[rows],
        age=block.age[rows],
        alias=_kept(block.alias, rows),
        town=_kept(block.town, rows),
        postcode=_kept(block.postcode, rows),
        house=_kept(block.house, rows),
        site=_kept(block.site, rows),
        phones=_kept_lists(block.phones, rows, len(block)),
        handles=_kept_lists(block.handles, rows, len(block)),
        sought=_kept_lists(block.sought, rows, len(block)),
        seeks=block.seeks[rows],
        pairs=WordPairs(hashes, np.cumsum(size) - size, size),
    )


def _kept(column: Column, rows: Ints) -> Column:
    code = column.code[rows]
    return _column(column.values[number] if number != UNKNOWN else None for number in code.tolist())


def _kept_lists(lists: Lists, rows: Ints, ads: int) -> Lists:
    place = np.full(ads, UNKNOWN, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    wanted = place[lists.ad] != UNKNOWN
    kept = _column(lists.values[number] for number in lists.code[wanted].tolist())
    return Lists(place[lists.ad[wanted]], kept.code, kept.values)
