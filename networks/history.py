"""All ads so far, kept as columns: a day's new ads are read once, the groups are judged over all of them.

What is costly for each ad (reading, cutting words, hashing them) is done when the ad comes and never again. What depends on
everybody (how rare a name or a phrase is, how many share a number) is judged anew each time, because one new ad can change
it for all. So the result is a rebuild's result by construction, whatever the order and the portions in which ads came.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from models.progress import Progress, silent
from models.values import AdFacts
from networks.ad_table import UNKNOWN, Bools, Ints
from networks.blocks import Block, make_block, some_rows
from networks.grouping import Grouping, group_table
from networks.joining import join_blocks
from networks.judgements import Judgement
from networks.number_types import NumberType


@dataclass(slots=True)
class History:
    """The ads so far. Adding and forgetting ads is cheap; ``group`` judges all of them."""

    blocks: list[Block] = field(default_factory=list)

    def add(self, ads: Sequence[AdFacts]) -> None:
        """Take in new ads, or further versions of known ones."""
        if ads:
            self.blocks.append(make_block(ads))

    def forget(self, ids: Iterable[str]) -> None:
        """Drop all that is known of some ads."""
        gone = set(ids)
        kept = []
        for block in self.blocks:
            rows = np.array([identity not in gone for identity in block.ids], dtype=bool)
            if rows.all():
                kept.append(block)
            elif rows.any():
                kept.append(some_rows(block, np.flatnonzero(rows)))
        self.blocks = kept

    def group(
        self,
        judgements: Sequence[Judgement] = (),
        *,
        types: Mapping[str, NumberType] | None = None,
        recruiting: frozenset[str] | None = None,
        progress: Progress = silent,
    ) -> Grouping:
        """Return the groups of all ads so far."""
        table = join_blocks(self.blocks)
        return group_table(table, judgements, types=types, recruiting=recruiting, progress=progress)


def named_places(grouping: Grouping) -> Ints:
    """Return for each ad, in the order of input, the place there of the ad that names its group: what a history keeps."""
    given = grouping.table.given
    places = np.empty(len(given), dtype=np.int64)
    places[given] = given[grouping.name_rows()[grouping.group]]
    return places


def changed_rows(grouping: Grouping, before: Ints) -> Bools:
    """Tell for each row of a grouping whether its ad is new or its group has another name than before.

    ``before`` are the places named before, of as many ads as there were: the first of the input.
    """
    table = grouping.table
    ident_of = np.empty(len(table), dtype=np.int64)
    ident_of[table.given] = table.ident
    old = np.full(int(table.ident.max()) + 1 if len(table) else 0, UNKNOWN, dtype=np.int64)
    old[ident_of[: len(before)]] = ident_of[before]
    changed: Bools = old[table.ident] != table.ident[grouping.name_rows()[grouping.group]]
    return changed
