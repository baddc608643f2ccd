"""A rota: several persons pass through one house or number, each for a short stay, one after the other.

Looked for at houses and at numbers. Independents who share a flat overlap for long; a rota replaces.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from networks.ad_table import AdTable, Ints

LEAST_PERSONS = 3
# Stays of more days than this are a home or a working place, not a rota.
LONGEST_STAY_DAYS = 21.0
# Two stays may overlap by this share of the shorter one: hand-overs are not clean.
MOST_OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class Rota:
    """Persons who replaced each other at one place: how many, and how long they stayed (median days)."""

    ads: tuple[int, ...]
    persons: int
    stay_days: float


def rotas(table: AdTable, ad: Ints, thing: Ints, person: Ints) -> dict[int, Rota]:
    """Return the rotas by thing (house or number window), judged from rows (ad, thing)."""
    stays: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    known = ~np.isnan(table.day[ad])
    for row, what in zip(ad[known].tolist(), thing[known].tolist(), strict=True):
        stays[what][int(person[row])].append(row)
    found = {}
    for what, people in stays.items():
        if len(people) >= LEAST_PERSONS and (rota := _rota(table, people)):
            found[what] = rota
    return found


def _rota(table: AdTable, people: dict[int, list[int]]) -> Rota | None:
    spans = sorted(
        (min(table.day[row] for row in rows), max(table.last_day[row] for row in rows), rows)
        for rows in people.values()
    )
    lengths = [last - first for first, last, _ in spans]
    stay = float(median(lengths))
    replaced = sum(
        1
        for (first, last, _), (later, _, _) in pairwise(spans)
        if later > first and last - later <= MOST_OVERLAP * max(last - first, 1.0)
    )
    if stay > LONGEST_STAY_DAYS or replaced < LEAST_PERSONS - 1 or replaced < 0.7 * (len(spans) - 1):
        return None
    return Rota(tuple(sorted(row for _, _, rows in spans for row in rows)), len(spans), round(stay, 1))
