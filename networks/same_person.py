"""One person under several numbers: name, age and town agree, and so does enough of the text.

Each agreement counts by how rare the value is (bits); together they must beat what chance gives among all the persons.
That is Fellegi and Sunter's weighing with frequencies of values, written out.
"""

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Floats, Ints
from networks.components import components, distinct
from networks.near_texts import Texts, similarities

# Word pairs of one sentence come together, so shared bits overstate the evidence of a text; measured on generated worlds.
TEXT_SHARE = 0.25
# The text must be alike in any case: names, ages and towns alone are too few.
LEAST_COSINE = 0.25
MARGIN_BITS = 6.0
# Blocks of more persons than this would make too many pairs; such a name in such a town says little anyhow.
MOST_IN_A_BLOCK = 60
# Ads of each person that are compared.
ADS_A_PERSON = 3


def same_person_rows(table: AdTable, person: Ints, texts: Texts) -> tuple[Ints, Ints]:
    """Return rows (ad, key) of ads of seemingly one person whose numbers differ; ads of person -1 are left out."""
    if not len(table):
        return table.ident, table.ident
    first, second = _pairs_to_check(table, person)
    cosine, bits = similarities(texts, first, second)
    total = TEXT_SHARE * bits
    for column in (table.alias, table.age, table.place):
        total += _rarity(column)[np.where(column[first] == UNKNOWN, 0, column[first])]
    needed = 2 * np.log2(max(int(person.max()) + 1, 2)) + MARGIN_BITS
    good = (cosine >= LEAST_COSINE) & (total >= needed)
    label = components(len(table), first[good], second[good])
    ads = distinct(np.concatenate((first[good], second[good])))
    return ads, label[ads]


def _rarity(column: Ints) -> Floats:
    """Return for each value of a column how rare it is among the ads that have one, in bits."""
    known = column[column != UNKNOWN]
    counts = np.bincount(known) if len(known) else np.ones(1)
    rarity: Floats = -np.log2(np.maximum(counts, 1) / max(len(known), 1))
    return rarity


def _pairs_to_check(table: AdTable, person: Ints) -> tuple[Ints, Ints]:
    """Return pairs of ads of different persons of one name and town whose ages are at most a year apart."""
    known = np.flatnonzero(
        (person != UNKNOWN) & (table.alias != UNKNOWN) & (table.age != UNKNOWN) & (table.place != UNKNOWN)
    )
    known = known[_sample(person[known])]
    found: list[Ints] = [np.zeros(0, dtype=np.int64)]
    for shift in (0, 1):
        key = (table.alias[known] * (int(table.place.max()) + 1) + table.place[known]) * 128 + (
            table.age[known] + shift
        ) // 2
        order = np.lexsort((known, key))
        rows, keys = known[order], key[order]
        sizes = np.diff(np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1], [True])))) if len(keys) else keys
        small = np.repeat(sizes <= MOST_IN_A_BLOCK * ADS_A_PERSON, sizes)
        rows, keys = rows[small], keys[small]
        step = 1
        while step < len(rows):
            same = keys[step:] == keys[:-step]
            if not same.any():
                break
            one, other = rows[:-step][same], rows[step:][same]
            apart = person[one] != person[other]
            found.append((np.minimum(one, other)[apart] << 32) | np.maximum(one, other)[apart])
            step += 1
    every = distinct(np.concatenate(found))
    first: Ints = every >> 32
    return first, every & 0xFFFFFFFF


def _sample(person: Ints) -> Ints:
    """Return the places of the first few ads of each person."""
    order = np.argsort(person, kind="stable")
    starts = np.flatnonzero(np.concatenate(([True], person[order][1:] != person[order][:-1]))) if len(order) else order
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return np.sort(order[rank < ADS_A_PERSON])
