"""Floods by text: one text under very many numbers, each used once, in many towns within weeks.

A number's own flood is seen in ``number_types``; this is the other way round. A controlled network's template stands on
several ads of each person and over longer.
"""

import numpy as np

from networks.ad_table import AdTable, Bools, Ints
from networks.components import components, distinct_count
from networks.number_floods import FLOOD_PLACES
from networks.number_types import HUB_ADS
from networks.texts import NearTexts

# Likeness of texts in a flood: only code and number differ.
ALIKE = 0.75
# Of its contacts so many have no more ads than this.
FEW_ADS = 2
FEW_SHARE = 0.8
ADS_A_DAY = 1.0


def text_floods(table: AdTable, near: NearTexts, contact: Ints) -> tuple[Bools, Ints]:
    """Return which ads belong to a flood by text, and for each ad the number of its cluster of like texts."""
    alike = near.similarity >= ALIKE
    cluster = components(len(table), near.first[alike], near.second[alike])
    size = int(cluster.max()) + 1 if len(cluster) else 0
    ads_of_contact = np.bincount(contact, minlength=int(contact.max()) + 1 if len(contact) else 0)
    contacts = distinct_count(cluster, contact, size)
    few = distinct_count(cluster, np.where(ads_of_contact[contact] <= FEW_ADS, contact, -1), size)
    first, last = np.full(size, np.inf), np.full(size, -np.inf)
    np.fmin.at(first, cluster, table.day)
    np.fmax.at(last, cluster, table.day)
    busy = (contacts > HUB_ADS) & (distinct_count(cluster, table.place, size) >= FLOOD_PLACES)
    days = np.maximum(np.where(busy, last - first, 1.0), 1.0)
    flood = busy & (few >= FEW_SHARE * contacts) & (contacts / days >= ADS_A_DAY)
    return flood[cluster], cluster
