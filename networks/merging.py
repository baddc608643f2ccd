"""Many blocks of a history into one, sorted as the table is: then the next run joins and reads them several times faster."""

from collections.abc import Sequence

import numpy as np

from networks.ad_table import Ints, WordPairs
from networks.blocks import Block, Column, Lists
from networks.joining import one_numbering, pairs_in_order

TEXTS_A_TIME = 50_000


def merged(blocks: Sequence[Block], order: Ints) -> Block:
    """Return all ads as one block: row ``i`` is the row ``order[i]`` of the blocks one after the other."""
    ids = [identity for block in blocks for identity in block.ids]
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return Block(
        ids=[ids[row] for row in order.tolist()],
        day=np.concatenate([block.day for block in blocks])[order],
        last_day=np.concatenate([block.last_day for block in blocks])[order],
        age=np.concatenate([block.age for block in blocks])[order],
        alias=_column([block.alias for block in blocks], order),
        town=_column([block.town for block in blocks], order),
        postcode=_column([block.postcode for block in blocks], order),
        house=_column([block.house for block in blocks], order),
        site=_column([block.site for block in blocks], order),
        phones=_lists([block.phones for block in blocks], blocks, place),
        handles=_lists([block.handles for block in blocks], blocks, place),
        sought=_lists([block.sought for block in blocks], blocks, place),
        seeks=np.concatenate([block.seeks for block in blocks])[order],
        pairs=_side_by_side(pairs_in_order(blocks, order)),
    )


def _column(columns: Sequence[Column], order: Ints) -> Column:
    parts, values = one_numbering(columns)
    return Column(np.concatenate(parts)[order], values)


def _lists(lists: Sequence[Lists], blocks: Sequence[Block], place: Ints) -> Lists:
    parts, values = one_numbering(lists)
    starts = np.cumsum([0, *(len(block) for block in blocks)]).tolist()
    ad = place[np.concatenate([some.ad + start for some, start in zip(lists, starts, strict=False)])]
    order = np.argsort(ad, kind="stable")
    return Lists(ad[order], np.concatenate(parts)[order], values)


def _side_by_side(pairs: WordPairs) -> WordPairs:
    """Return the texts stored in the order of their rows; a part at a time, because places of word pairs are large."""
    rows = np.arange(len(pairs))
    hashes = [pairs.of_rows(rows[begin : begin + TEXTS_A_TIME])[0] for begin in range(0, len(rows), TEXTS_A_TIME)]
    return WordPairs(
        np.concatenate([np.zeros(0, dtype=np.uint64), *hashes]), np.cumsum(pairs.size) - pairs.size, pairs.size
    )
