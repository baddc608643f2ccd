"""All ads so far, kept as columns: a day's new ads are read once, the groups are judged over all of them.

What is costly for each ad (reading, cutting words, hashing them) is done when the ad comes and never again; which texts meet is
found for new and changed texts only (``text_memory``). What depends on everybody (how rare a name or a phrase is, how many share a
number) is judged anew each time, because one new ad can change it for all. So the result is a rebuild's result, whatever the
order and the portions in which ads came.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from models.progress import Progress, silent
from models.values import AdFacts
from networks.ad_table import UNKNOWN, AdTable, Bools, Ints
from networks.blocks import Block, make_block, some_rows
from networks.grouping import Grouping, group_table
from networks.joining import join_blocks
from networks.judgements import Judgement
from networks.local_texts import LocalTexts, read_texts
from networks.merging import merged
from networks.text_memory import TextMemory, nothing_known

# Blocks are merged once there are so many: each day adds a small one.
MOST_BLOCKS = 8


@dataclass(slots=True)
class History:
    """The ads so far. Adding and forgetting ads is cheap; ``group`` judges all of them."""

    blocks: list[Block] = field(default_factory=list)
    # What the last grouping of the first of these ads knew of their texts.
    memory: TextMemory = field(default_factory=nothing_known)

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
        self.memory = nothing_known()

    def group(
        self,
        judgements: Sequence[Judgement] = (),
        *,
        progress: Progress = silent,
    ) -> Grouping:
        """Return the groups of all ads so far."""
        opened: list[LocalTexts] = []

        def hold(table: AdTable, contact: Ints) -> LocalTexts:
            texts = read_texts(table, contact)
            texts.memory, texts.given = self.memory, table.given
            opened.append(texts)
            return texts

        table = join_blocks(self.blocks)
        grouping = group_table(table, judgements, hold=hold, progress=progress)
        self.memory = opened[0].memory or self.memory
        return grouping

    @property
    def to_merge(self) -> bool:
        """Tell whether there are so many blocks that keeping them makes one of them."""
        return len(self.blocks) > MOST_BLOCKS

    def kept(self, grouping: Grouping) -> "Kept":
        """Return what to keep for the next run; ``grouping`` is that of all these ads. Many blocks are merged into one."""
        if not self.to_merge:
            return Kept(self.blocks, named_places(grouping), self.memory)
        order = grouping.table.given
        names = grouping.name_rows()[grouping.group]
        return Kept([merged(self.blocks, order)], names, self.memory.in_order(order))


@dataclass(slots=True)
class Kept:
    """What a history is between two runs: its ads, where the ad that names each one's group stands, what is known of texts."""

    blocks: list[Block] = field(default_factory=list)
    named: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    memory: TextMemory = field(default_factory=nothing_known)


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
