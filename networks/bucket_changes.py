"""What texts that come and go change in the buckets of one band: who meets anew, and who meets no longer.

In a bucket the texts, in the order of the table, meet as star and chain (``near_texts.bucket_walk``): the first with each other
one, and neighbours. Pure, over rows of a table.
"""

from dataclasses import dataclass

import numpy as np

from networks.ad_table import Bools, Hashes, Ints
from networks.near_texts import as_pairs, row_bits


@dataclass(frozen=True, slots=True)
class Change:
    """Pairs of rows as one number each (``as_pairs``): ``met`` meet now, ``parted`` are no longer neighbours.

    Of the rows marked in ``again`` whatever met in this band counts no longer: ``met`` holds all that meet in their buckets.
    """

    met: Ints
    parted: Ints
    again: Bools


def changes(key: Hashes, rows: Ints, came: Bools, gone: tuple[Hashes, Ints], contact: Ints) -> Change:
    """Return the changes of one band.

    ``key`` are the keys of ``rows``; ``came`` tells for each row of the table whether it is new or changed; ``gone`` are the former
    keys and rows of those that changed or went; ``contact`` is by row of the table.
    """
    bits = np.uint64(row_bits(len(came)))
    packed = np.sort(_packed(key, rows, bits))
    row = (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    bucket = packed >> bits
    begins = np.ones(len(row), dtype=bool)
    begins[1:] = bucket[1:] != bucket[:-1]
    lead = np.flatnonzero(begins)[np.cumsum(begins) - 1] if len(row) else row
    fresh = came[row]
    head_gone, gap = _where_gone(packed, begins, _packed(*gone, bits), bits)
    again = (fresh | head_gone)[lead]
    chain, star = ~begins & (again | fresh | gap), ~begins & (again | fresh)
    chain[1:] |= ~begins[1:] & fresh[:-1]
    ends, others = np.flatnonzero(chain), np.flatnonzero(star)
    first, second = row[np.concatenate((ends - 1, lead[others]))], row[np.concatenate((ends, others))]
    apart = contact[first] != contact[second]
    stayed = np.flatnonzero(~fresh & ~again)
    before, after = stayed[:-1], stayed[1:]
    parted = (bucket[before] == bucket[after]) & (after - before > 1) & ~begins[before]
    marked = np.zeros(len(came), dtype=bool)
    marked[row[again]] = True
    return Change(as_pairs(first[apart], second[apart]), as_pairs(row[before[parted]], row[after[parted]]), marked)


def _packed(key: Hashes, rows: Ints, bits: np.uint64) -> Hashes:
    """Return key and row in one number; what the row takes of the key's bits is too little to matter."""
    return (key >> bits << bits) | rows.astype(np.uint64)


def _where_gone(packed: Hashes, begins: Bools, gone: Hashes, bits: np.uint64) -> tuple[Bools, Bools]:
    """Tell for each place whether the head before it is gone, and whether somebody between it and its neighbour is."""
    head, gap = np.zeros(len(packed), dtype=bool), np.zeros(len(packed), dtype=bool)
    at = np.searchsorted(packed, gone)
    at, gone = at[at < len(packed)], gone[at < len(packed)]
    same = packed[at] >> bits == gone >> bits
    head[at[same & begins[at]]] = True
    gap[at[same & ~begins[at]]] = True
    return head, gap
