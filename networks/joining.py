"""Blocks of ads into one table: values get one number each, rows are sorted by id, nothing is computed twice."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.values import AdFacts
from networks.ad_table import UNKNOWN, AdTable, Codes, Floats, Ints, WordPairs
from networks.blocks import Block, Column, Lists, make_block
from networks.components import renumber
from networks.persons import text_sums

_NONE = np.zeros(0, dtype=np.int64)


def make_table(ads: Sequence[AdFacts]) -> AdTable:
    """Return ads as one table; an id given twice is two rows: the same ad at two times."""
    return join_blocks([make_block(ads)])


def join_blocks(blocks: Sequence[Block]) -> AdTable:
    """Return the table of all ads, sorted by id, then by time; how they were cut into blocks changes nothing."""
    order = _order(blocks)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    given = [identity for block in blocks for identity in block.ids]
    ids = [given[row] for row in order.tolist()]
    alias, aliases = _column([block.alias for block in blocks], order)
    town, towns = _towns(blocks, order)
    house, _ = _column([block.house for block in blocks], order)
    site, sites = _column([block.site for block in blocks], order)
    phone_ad, phone, phones = _lists([block.phones for block in blocks], blocks, place)
    handle_ad, handle, _ = _lists([block.handles for block in blocks], blocks, place)
    sought_ad, number, numbers = _lists([block.sought for block in blocks], blocks, place)
    known = {value: code for code, value in enumerate(phones)}
    sought = np.array([known.get(value, UNKNOWN) for value in numbers], dtype=np.int64)[number]
    return AdTable(
        ids=ids,
        ident=_idents(ids),
        given=order,
        pairs=pairs_in_order(blocks, order),
        seeks=np.concatenate([np.zeros(0, dtype=bool), *(block.seeks for block in blocks)])[order],
        alias=alias,
        age=np.concatenate([_NONE, *(block.age for block in blocks)])[order],
        place=town,
        address=_addresses(house, town),
        site=site,
        day=_days([block.day for block in blocks])[order],
        last_day=_days([block.last_day for block in blocks])[order],
        phone_ad=phone_ad,
        phone=phone,
        handle_ad=handle_ad,
        handle=handle,
        sought_ad=sought_ad[sought != UNKNOWN],
        sought=sought[sought != UNKNOWN],
        phones=phones,
        aliases=aliases,
        places=towns,
        sites=sites,
    )


def _days(parts: list[Floats]) -> Floats:
    return np.concatenate([np.zeros(0), *parts])


def _idents(ids: list[str]) -> Ints:
    fresh = [True, *(one != other for one, other in zip(ids[1:], ids[:-1], strict=True))][: len(ids)]
    return np.cumsum(np.array(fresh, dtype=np.int64)) - 1


def _order(blocks: Sequence[Block]) -> Ints:
    """Return the rows sorted by id; rows of one id by time, then by what they say."""
    ids = [identity for block in blocks for identity in block.ids]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    if len(set(ids)) == len(ids):
        return np.array(order, dtype=np.int64)
    origin = [(number, row) for number, block in enumerate(blocks) for row in range(len(block))]
    sums = [(text_sums(block.pairs) if block.sums is None else block.sums).tolist() for block in blocks]
    start = 0
    while start < len(order):
        stop = start + 1
        while stop < len(order) and ids[order[stop]] == ids[order[start]]:
            stop += 1
        if stop - start > 1:
            order[start:stop] = sorted(order[start:stop], key=lambda row: _said(blocks, sums, *origin[row]))
        start = stop
    return np.array(order, dtype=np.int64)


def _said(blocks: Sequence[Block], sums: list[list[int]], number: int, row: int) -> tuple[object, ...]:
    """Return what tells two rows of one ad apart, in a form that compares."""
    block = blocks[number]
    day = float(block.day[row])
    named = [
        column.values[column.code[row]] if column.code[row] != UNKNOWN else ""
        for column in (block.alias, block.town, block.postcode, block.house, block.site)
    ]
    phones = [block.phones.values[code] for code in block.phones.code[block.phones.ad == row].tolist()]
    return (0.0 if np.isnan(day) else day, sums[number][row], int(block.age[row]), named, phones)


def one_numbering(columns: Sequence[Column] | Sequence[Lists]) -> tuple[list[Ints], list[str]]:
    """Return the codes of each block as numbers of one list of values."""
    codes = Codes()
    parts = []
    for column in columns:
        number = np.array([*(codes.of(value) for value in column.values), UNKNOWN], dtype=np.int64)
        # The last place answers for UNKNOWN, which is -1.
        parts.append(number[column.code])
    return parts, codes.values


def _by_appearance(code: Ints, values: list[str]) -> tuple[Ints, list[str]]:
    """Return codes numbered by first appearance, so that the order of input cannot show."""
    first = np.full(len(values) + 1, len(code), dtype=np.int64)
    np.minimum.at(first, code, np.arange(len(code)))
    order = np.argsort(first[:-1], kind="stable")
    number = np.full(len(values) + 1, UNKNOWN, dtype=np.int64)
    number[order] = np.arange(len(order))
    return number[code], [values[old] for old in order.tolist()]


def _column(columns: Sequence[Column], order: Ints) -> tuple[Ints, list[str]]:
    parts, values = one_numbering(columns)
    return _by_appearance(np.concatenate([_NONE, *parts])[order], values)


def _lists(lists: Sequence[Lists], blocks: Sequence[Block], place: Ints) -> tuple[Ints, Ints, list[str]]:
    """Return rows (ad, number) in the order of the table; each ad's values stay in the order it gave them."""
    parts, values = one_numbering(lists)
    starts = np.cumsum([0, *(len(block) for block in blocks)])
    ads = [some.ad + start for some, start in zip(lists, starts.tolist(), strict=False)]
    ad = place[np.concatenate([_NONE, *ads])]
    order = np.argsort(ad, kind="stable")
    code, values = _by_appearance(np.concatenate([_NONE, *parts])[order], values)
    return ad[order], code, values


def _towns(blocks: Sequence[Block], order: Ints) -> tuple[Ints, list[str]]:
    """Return the town of each ad: its city, else the city that most other ads give its postcode, else the postcode."""
    parts, towns = one_numbering([block.town for block in blocks])
    codes, postcodes = one_numbering([block.postcode for block in blocks])
    town, postcode = np.concatenate([_NONE, *parts]), np.concatenate([_NONE, *codes])
    both = (town != UNKNOWN) & (postcode != UNKNOWN)
    pair, counts = np.unique(postcode[both] * (len(towns) + 1) + town[both], return_counts=True)
    usual: dict[int, tuple[int, str]] = {}
    for key, count in zip(pair.tolist(), counts.tolist(), strict=True):
        code, name = divmod(key, len(towns) + 1)
        usual[code] = min(usual.get(code, (0, "")), (-count, towns[name]))
    all_towns = Codes({name: number for number, name in enumerate(towns)})
    meant = [all_towns.of(usual[code][1] if code in usual else name.casefold().strip()) for code, name in enumerate(postcodes)]  # fmt: skip
    town = np.where(town != UNKNOWN, town, np.array([*meant, UNKNOWN], dtype=np.int64)[postcode])
    return _by_appearance(town[order], all_towns.values)


def _addresses(house: Ints, town: Ints) -> Ints:
    """Return one number for each house in its town; a house named without a town is the one known town's, if only one is."""
    known = (house != UNKNOWN) & (town != UNKNOWN)
    lowest, highest = (np.full(int(house.max(initial=0)) + 1, start) for start in (np.iinfo(np.int64).max, UNKNOWN))
    np.minimum.at(lowest, house[known], town[known])
    np.maximum.at(highest, house[known], town[known])
    only = np.where(lowest == highest, highest, UNKNOWN)
    where = np.where(town != UNKNOWN, town, only[house])
    address = np.full(len(house), UNKNOWN, dtype=np.int64)
    named = np.flatnonzero(house != UNKNOWN)
    address[named] = renumber(house[named], where[named])
    return address


def pairs_in_order(blocks: Sequence[Block], order: Ints) -> WordPairs:
    """Return the texts of all blocks in an order; word pairs stay where they lie."""
    hashes: list[NDArray[np.uint64]] = [np.zeros(0, dtype=np.uint64), *(block.pairs.hashes for block in blocks)]
    before = np.cumsum([len(part) for part in hashes])
    starts = [block.pairs.start + shift for block, shift in zip(blocks, before.tolist(), strict=False)]
    sizes = [block.pairs.size for block in blocks]
    first, *more = [part for part in hashes if len(part)] or hashes[:1]
    return WordPairs(
        first, np.concatenate([_NONE, *starts])[order], np.concatenate([_NONE, *sizes])[order], tuple(more)
    )
