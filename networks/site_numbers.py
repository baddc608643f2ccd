"""Numbers that a site puts before or in place of people's own: its forwarding numbers.

Very many names in many towns show such a number on one site alone; on a small site they are few, but a good part of all names
there. Whoever comes back after a silence is somebody new, so silence says nothing of a new holder.
"""

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Bools, Ints
from networks.components import distinct_count

MANY_NAMES = 10
# On a small site so many are enough if they are so great a part of the site's names.
LEAST_NAMES = 5
LEAST_SHARE = 0.25
LEAST_TOWNS = 5
# Where all ads are of one site or two, a great part of a site's names may as well be one network.
LEAST_SITES = 3


def site_numbers(table: AdTable, ad: Ints, thing: Ints, things: int) -> Bools:
    """Tell for each of ``things`` numbers, given as rows (ad, thing), whether it is a site's own."""
    if not things:
        return np.zeros(0, dtype=bool)
    names, towns, sites = (
        distinct_count(thing, column[ad], things) for column in (table.alias, table.place, table.site)
    )
    site = np.full(things, UNKNOWN, dtype=np.int64)
    site[thing] = table.site[ad]
    known = table.site != UNKNOWN
    here = distinct_count(table.site[known], table.alias[known], len(table.sites) + 1)
    great = (names >= LEAST_NAMES) & (names >= LEAST_SHARE * here[site]) & (site != UNKNOWN)
    great &= len(table.sites) >= LEAST_SITES
    own: Bools = (sites <= 1) & (towns >= LEAST_TOWNS) & ((names >= MANY_NAMES) | great)
    return own
