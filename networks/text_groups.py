"""Which near-identical texts speak for a network, which for one person, which are copied or common property.

One pair of advertisers with the same words may be a copy: people copy good texts. A text that three or more otherwise
unconnected groups of ads use throughout is a template; a text that very many use belongs to everybody.
"""

from dataclasses import dataclass

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Ints
from networks.components import components, distinct_count, renumber
from networks.near_texts import NearTexts

# Fewer otherwise unconnected groups than this under one text: possibly a copy.
LEAST_GROUPS = 3
# More than this: the text is common property.
MOST_GROUPS = 40
# The share of a person's ads that must carry the text: a template is used throughout, a copied text now and then.
THROUGHOUT = 0.5


@dataclass(slots=True)
class TextGroups:
    """Rows (ad, key) of texts that count, the cut reason of each key, and pairs of ads of one person."""

    ad: Ints
    key: Ints
    cut: dict[int, str]
    own_ad: Ints
    own_key: Ints


def text_groups(table: AdTable, near: NearTexts, person: Ints, base: Ints) -> TextGroups:
    """Judge clusters of near-identical texts; ``base`` is the grouping without texts."""
    own = _same_name(table, near)
    ads = np.unique(np.concatenate((near.first, near.second)))
    cluster = components(len(table), near.first, near.second)
    # Ads of one person with exactly that text stand in no pair; they share the person's part below.
    key = cluster[ads]
    cut = _verdicts(ads, key, person, base)
    return TextGroups(ads, key, cut, *own)


def _same_name(table: AdTable, near: NearTexts) -> tuple[Ints, Ints]:
    """Return rows (ad, key) of near-identical texts under one name and age or town: one person, another number."""
    a, b = near.first, near.second
    name = (table.alias[a] != UNKNOWN) & (table.alias[a] == table.alias[b])
    age = (table.age[a] != UNKNOWN) & (np.abs(table.age[a] - table.age[b]) <= 1)
    place = (table.place[a] != UNKNOWN) & (table.place[a] == table.place[b])
    good = name & (age | place)
    label = components(len(table), a[good], b[good])
    ads = np.unique(np.concatenate((a[good], b[good])))
    return ads, label[ads]


def _verdicts(ads: Ints, key: Ints, person: Ints, base: Ints) -> dict[int, str]:
    """Return the cut reason by text cluster; clusters that join are not in it."""
    dense = renumber(key)
    keys = np.unique(key)
    groups = distinct_count(dense, base[ads], len(keys))
    known = distinct_count(dense, person[ads], len(keys))
    pairs_deep = _deep_on_both_sides(dense, person[ads], base[ads], len(keys))
    cut: dict[int, str] = {}
    for row, value in enumerate(keys.tolist()):
        if groups[row] > MOST_GROUPS:
            cut[value] = "text_of_many"
        elif groups[row] < LEAST_GROUPS and known[row] >= 2 and not pairs_deep[row]:
            cut[value] = "text_may_be_copied"
    return cut


def _deep_on_both_sides(dense: Ints, person: Ints, base: Ints, keys: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell for each text whether at least two groups use it with two or more persons each."""
    side = renumber(dense, base)
    persons = distinct_count(side, person, int(side.max()) + 1 if len(side) else 0)
    deep = persons[side] >= 2
    return distinct_count(dense, np.where(deep, base, UNKNOWN), keys) >= 2
