"""People's "same" and "not the same" as constraints: joined whatever the machine says, or cut at the weakest place."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from networks.ad_table import AdTable, Ints
from networks.clues import Clues
from networks.components import components

# Flow needs whole numbers; a judged pair is a wall that no cut goes through.
UNITS = 1000
WALL = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's word on two ads. Of two words on the same pair the later in the list counts."""

    ad_a: str
    ad_b: str
    same: bool


def apply_judgements(table: AdTable, clues: Clues, group: Ints, judgements: Sequence[Judgement]) -> Ints:
    """Return the groups with every judgement kept; judgements about unknown ads are left alone.

    Where "same" judgements join two ads that another calls different, "same" wins: both are people's words, and a
    group too large is seen and corrected, one too small is not.
    """
    if not judgements:
        return group
    row_of = {ad: row for row, ad in reversed(list(enumerate(table.ids)))}
    last = {
        tuple(sorted((row_of[j.ad_a], row_of[j.ad_b]))): j.same
        for j in judgements
        if j.ad_a in row_of and j.ad_b in row_of and j.ad_a != j.ad_b
    }
    same = sorted(pair for pair, joined in last.items() if joined)
    apart = sorted(pair for pair, joined in last.items() if not joined)
    for number, pair in enumerate(same):
        clues.add("judged_same", np.array(pair), np.array([number, number]))
    if same:
        group = clues.labels(len(table))
    for one, other in apart:
        if group[one] == group[other]:
            group = _cut_between(clues, group, one, other)
    return group


def _cut_between(clues: Clues, group: Ints, one: int, other: int) -> Ints:
    """Split one group so that two of its ads part, along the cut with the least strength (minimum cut)."""
    members = np.flatnonzero(group == group[one])
    place = {int(row): number for number, row in enumerate(members.tolist())}
    ad, clue = clues.memberships()
    inside = np.isin(ad, members) & (np.array(clues.cut)[clue] == 0)
    ad, clue = ad[inside], clue[inside]
    known, clue_place = np.unique(clue, return_inverse=True)
    strength = np.array([round(clues.strength[c] * UNITS) for c in known.tolist()], dtype=np.int64)
    judged = np.array([clues.strength[c] >= 1.0 for c in known.tolist()], dtype=bool)
    weight = np.where(judged, WALL, strength)[clue_place]
    left = np.array([place[int(row)] for row in ad.tolist()], dtype=np.int64)
    right = clue_place + len(members)
    size = len(members) + len(known)
    # Capacities both ways: the graph has no direction.
    graph = csr_array(
        (
            np.concatenate((weight, weight)).astype(np.int32),
            (np.concatenate((left, right)), np.concatenate((right, left))),
        ),
        shape=(size, size),
    )
    flow = maximum_flow(graph, place[one], place[other])
    if flow.flow_value >= WALL:
        return group
    rest = csr_array((graph - flow.flow) > 0)
    near = breadth_first_order(rest, place[one], directed=True, return_predecessors=False)
    side = np.zeros(size, dtype=bool)
    side[near] = True
    stays = side[left] == side[right]
    parts = components(size, left[stays], right[stays])[: len(members)]
    changed = group.copy()
    changed[members] = parts + int(group.max()) + 1
    return changed
