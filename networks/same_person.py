"""One person under several numbers or none: name, age, town and house agree by so much that chance does not explain it.

Each agreement counts by how rare the value is (bits), each disagreement against; together they must beat what chance gives
among all the persons. That is Fellegi and Sunter's weighing with frequencies of values, written out.
"""

from difflib import SequenceMatcher

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Bools, Floats, Ints
from networks.components import components, distinct, renumber
from networks.texts import Texts

# Word pairs of one sentence come together, so shared bits overstate the evidence of a text; measured on generated worlds.
TEXT_SHARE = 0.25
# Where both ads show numbers, and different ones, the text must be alike in any case.
LEAST_COSINE = 0.25
MARGIN_BITS = 6.0
MARGIN_BITS_BARE = 2.0
# What a known value that differs counts against (bits).
AGAINST = {"alias": 8.0, "age": 5.0, "place": 3.0, "address": 1.0}
# Two names that differ by a slip of spelling count half.
ALIKE_NAMES = 0.8
# Blocks of more ads than this would make too many pairs; such a name in such a town says little anyhow.
MOST_IN_A_BLOCK = 180
# Sums of the same bits in another order may differ by so little.
ROUNDING = 1e-6
# Ads of each person that are compared.
ADS_A_PERSON = 3


def same_person_rows(table: AdTable, person: Ints, texts: Texts) -> tuple[Ints, Ints]:
    """Return rows (ad, key) of ads of seemingly one person whose numbers differ or miss; ads of person -1 are left out."""
    if not len(table):
        return table.ident, table.ident
    first, second = _pairs_to_check(table, person)
    persons = np.log2(max(int(person.max()) + 1, 2))
    reachable = np.zeros(len(table), dtype=bool)
    reachable[table.phone_ad] = True
    # Another number speaks against one person, so it must be outweighed; a missing one does not.
    other_number = reachable[first] & reachable[second]
    needed = np.where(other_number, 2 * persons + MARGIN_BITS, persons + MARGIN_BITS_BARE)
    fields = _field_bits(table, first, second)
    # Texts are compared only where they can decide: two share no more than the shorter one holds.
    totals = texts.totals()
    able = fields + TEXT_SHARE * np.minimum(totals[first], totals[second]) + ROUNDING >= needed
    first, second, other_number, needed, fields = (
        column[able] for column in (first, second, other_number, needed, fields)
    )
    cosine, bits = texts.similarities(first, second)
    good = (fields + TEXT_SHARE * bits >= needed) & ((cosine >= LEAST_COSINE) | ~other_number)
    label = components(len(table), first[good], second[good])
    ads = distinct(np.concatenate((first[good], second[good])))
    return ads, label[ads]


def _field_bits(table: AdTable, first: Ints, second: Ints) -> Floats:
    """Return for pairs of ads what their fields say for (above 0) or against one person, in bits."""
    total = np.zeros(len(first))
    for name, column in (
        ("alias", table.alias),
        ("age", table.age),
        ("place", table.place),
        ("address", table.address),
    ):
        one, other = column[first], column[second]
        known = (one != UNKNOWN) & (other != UNKNOWN)
        equal = known & (np.abs(one - other) <= 1 if name == "age" else one == other)
        rarity = _rarity(column)
        total += np.where(equal, rarity[np.where(equal, one, 0)], 0.0) - np.where(known & ~equal, AGAINST[name], 0.0)
    differ = np.flatnonzero(
        (table.alias[first] != table.alias[second]) & (table.alias[first] >= 0) & (table.alias[second] >= 0)
    )
    rarity = _rarity(table.alias)
    for row in differ.tolist():
        one_name, other_name = int(table.alias[first[row]]), int(table.alias[second[row]])
        if SequenceMatcher(None, table.aliases[one_name], table.aliases[other_name]).ratio() >= ALIKE_NAMES:
            total[row] += AGAINST["alias"] + min(rarity[one_name], rarity[other_name]) / 2
    return total


def _rarity(column: Ints) -> Floats:
    """Return for each value of a column how rare it is among the ads that have one, in bits."""
    known = column[column != UNKNOWN]
    counts = np.bincount(known) if len(known) else np.ones(1)
    rarity: Floats = -np.log2(np.maximum(counts, 1) / max(len(known), 1))
    return rarity


def _pairs_to_check(table: AdTable, person: Ints) -> tuple[Ints, Ints]:
    """Return pairs of ads of different persons that agree in two fields; one-field agreements are too many and too weak."""
    some = np.flatnonzero(person != UNKNOWN)
    some = some[_sample(person[some])]
    named, aged, placed = table.alias[some] >= 0, table.age[some] >= 0, table.place[some] >= 0
    housed, bare = table.address[some] >= 0, ~np.isin(some, table.phone_ad)
    found: list[Ints] = [np.zeros(0, dtype=np.int64)]
    for shift in (0, 1):
        years = (table.age[some] + shift) // 2
        found.append(
            _in_blocks(person, some, named & aged & placed, renumber(table.alias[some], table.place[some], years))
        )
        found.append(_in_blocks(person, some, bare & housed & aged, renumber(table.address[some], years)))
    found.append(_in_blocks(person, some, bare & named & aged, renumber(table.alias[some], table.age[some])))
    found.append(_in_blocks(person, some, bare & named & placed, renumber(table.alias[some], table.place[some])))
    found.append(_in_blocks(person, some, bare & named & housed, renumber(table.alias[some], table.address[some])))
    every = distinct(np.concatenate(found))
    first: Ints = every >> 32
    return first, every & 0xFFFFFFFF


def _in_blocks(person: Ints, some: Ints, wanted: Bools, key: Ints) -> Ints:
    """Return the pairs of rows of different persons with the same key, each as one number."""
    rows, keys = some[wanted], key[wanted]
    order = np.lexsort((rows, keys))
    rows, keys = rows[order], keys[order]
    found: list[Ints] = [np.zeros(0, dtype=np.int64)]
    if len(keys):
        sizes = np.diff(np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1], [True]))))
        small = np.repeat(sizes <= MOST_IN_A_BLOCK, sizes)
        rows, keys = rows[small], keys[small]
    for step in range(1, len(rows)):
        same = keys[step:] == keys[:-step]
        if not same.any():
            break
        one, other = rows[:-step][same], rows[step:][same]
        apart = person[one] != person[other]
        found.append((np.minimum(one, other)[apart] << 32) | np.maximum(one, other)[apart])
    return np.concatenate(found)


def _sample(person: Ints) -> Ints:
    """Return the places of the first few ads of each person."""
    order = np.argsort(person, kind="stable")
    starts = np.flatnonzero(np.concatenate(([True], person[order][1:] != person[order][:-1]))) if len(order) else order
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return np.sort(order[rank < ADS_A_PERSON])
