"""Ads that speak for the same person as far as ads can tell: same number (in its window) and same name.

A working unit of linkage, never shown and never stored: no person records exist (field.md).
"""

import numpy as np
from numpy.typing import NDArray

from networks.ad_table import AdTable, Ints, WordPairs
from networks.components import components, distinct_count, renumber, star
from networks.text_sketch import mix
from networks.time_windows import Windows

# A number with more names than this may hold two different people of the same name: then age and town must agree too.
FEW_NAMES = 5


def text_sums(pairs: WordPairs) -> NDArray[np.uint64]:
    """Return one number a text that two texts share only when they hold the same word pairs."""
    found = np.zeros(len(pairs), dtype=np.uint64)
    for rows, hashes, offsets in pairs.parts():
        sums = np.concatenate((np.zeros(1, dtype=np.uint64), np.cumsum(mix(hashes), dtype=np.uint64)))
        found[rows] = sums[offsets[1:]] - sums[offsets[:-1]]
    return found


def keys_of_sums(sums: NDArray[np.uint64], size: Ints) -> Ints:
    """Return the keys of texts of which the sums and the numbers of word pairs are known."""
    keys = sums.copy()
    empty = size == 0
    keys[empty] = mix(np.flatnonzero(empty).astype(np.uint64) + np.uint64(1))
    numbers: Ints = np.unique(keys, return_inverse=True)[1].astype(np.int64)
    return numbers


def make_persons(table: AdTable, phones: Windows, text_key: Ints, posts: Ints) -> Ints:
    """Return for each ad the number of the person it seems to speak for; texts with key -1 say nothing of whom.

    ``posts`` are recruitment posts: they list numbers of several people and speak for none of them.
    """
    edges = [star(np.arange(len(table)), table.ident)]
    if len(phones):
        own = ~np.isin(phones.ad, posts)
        edges.append(_by_number_and_name(table, Windows(phones.ad[own], phones.window[own], phones.thing)))
        edges.append(_by_number_and_text(table, phones, text_key))
    named = (text_key >= 0) & (table.alias >= 0) & ((table.age >= 0) | (table.place >= 0))
    who = renumber(table.alias, table.age, table.place, text_key)
    edges.append(star(np.flatnonzero(named), who[named]))
    first, second = (np.concatenate(side) for side in zip(*edges, strict=True))
    return components(len(table), first, second)


def _by_number_and_text(table: AdTable, phones: Windows, text_key: Ints) -> tuple[Ints, Ints]:
    """Join the ads of one number with one wording; where that wording comes under several names, those of one name."""
    read = text_key[phones.ad] >= 0
    ad = phones.ad[read]
    if not len(ad):
        return ad, ad
    wording = renumber(phones.window[read], text_key[ad])
    names = distinct_count(wording, table.alias[ad], int(wording.max()) + 1)[wording]
    many = names > 1
    wanted = ~many | (table.alias[ad] >= 0)
    return star(ad[wanted], renumber(wording[wanted], np.where(many, table.alias[ad], -1)[wanted]))


def _by_number_and_name(table: AdTable, phones: Windows) -> tuple[Ints, Ints]:
    alias, age, place = table.alias[phones.ad], table.age[phones.ad], table.place[phones.ad]
    names = distinct_count(phones.window, alias, len(phones))[phones.window]
    many = names > FEW_NAMES
    # One name or none on a number: ads that give no name are hers as well.
    only = names <= 1
    key = renumber(phones.window, np.where(only, -1, alias), np.where(many, age, -1), np.where(many, place, -1))
    # Without a name on a number of several names nothing says whose ad it is.
    wanted = only | (alias >= 0)
    return star(phones.ad[wanted], key[wanted])
