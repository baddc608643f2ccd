"""What partitions tell each other, as columns of numbers: each function is one side of an exchange. Pure.

A text is known by the row the rules know it by only on the driver; elsewhere by its place: partition and row in it.
Everything yielded is (partition that should get it, columns).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from networks.ad_table import Floats, Hashes, Ints, Weights
from networks.house_text import bucket_of, counted, house_words
from networks.near_texts import BANDS, band_key, bucket_walk, promising, shared_bits
from networks.spark.readings import Held, Reading

# Numbers of whatever width each exchange says.
Column = NDArray[Any]
Columns = tuple[Column, ...]
PAIRS_A_BATCH = 50_000
PLACE_BITS = 32


def place_of(part: Ints, local: Ints) -> Ints:
    """Return partition and row as one number."""
    place: Ints = (part << PLACE_BITS) | local
    return place


def in_parts(part: Ints, parts: int) -> list[Ints]:
    """Return for each partition the positions in ``part`` that name it, in order."""
    order = np.argsort(part, kind="stable")
    return np.split(order, np.searchsorted(part[order], np.arange(1, parts)))


def sent(part: Ints, parts: int, *columns: Column) -> Iterator[tuple[int, Columns]]:
    """Yield the rows of columns by the partition they go to."""
    for number, rows in enumerate(in_parts(part, parts)):
        if len(rows):
            yield number, tuple(column[rows] for column in columns)


def together(got: Sequence[Columns], columns: int) -> list[Column]:
    """Return what came from several partitions as one set of columns."""
    none = np.zeros(0, dtype=np.int64)
    return [np.concatenate([part[number] for part in got]) if got else none for number in range(columns)]


# How many voices use each word pair: counted by partition, added by range of buckets.


def count_voices(
    reading: Reading, voices: Columns, buckets: int, ranges: int
) -> Iterator[tuple[int, tuple[int, Hashes, Ints]]]:
    """Yield by range of buckets: a site, word pairs, and how many use each. ``voices``: their rows and sites."""
    local, site = voices
    for number in np.unique(site).tolist():
        known, counts = counted(reading.pairs.of_rows(local[site == number])[0])
        where = bucket_of(known, buckets) * ranges // buckets
        for target, (some, many) in sent(where, ranges, known, counts):
            yield target, (number, some, many)


def add_voices(
    got: Sequence[tuple[int, Hashes, Ints]], heard: dict[int, int], size: int
) -> tuple[Ints, Ints, dict[int, Hashes]]:
    """Return the buckets in use, how many voices use each, and each site's own word pairs; ``heard`` are voices by
    site, ``size`` is how many buckets there are.
    """
    buckets: list[Ints] = [np.zeros(0, dtype=np.int64)]
    users: list[Ints] = [np.zeros(0, dtype=np.int64)]
    house_of: dict[int, Hashes] = {}
    for site in sorted({number for number, _, _ in got}):
        hashes = np.concatenate([known for number, known, _ in got if number == site])
        counts = np.concatenate([many for number, _, many in got if number == site])
        known, inverse = np.unique(hashes, return_inverse=True)
        voices = np.bincount(inverse, weights=counts).astype(np.int64)
        house_of[site] = house_words(known, voices, heard[site], len(heard))
        buckets.append(bucket_of(known, size))
        users.append(voices)
    used, inverse = np.unique(np.concatenate(buckets), return_inverse=True)
    return used, np.bincount(inverse, weights=np.concatenate(users), minlength=len(used)).astype(np.int64), house_of


# How like are the texts of two rows: the first is lent to the partition of the second.


def lend(held: Held, asked: Columns, parts: int) -> Iterator[tuple[int, Columns]]:
    """Yield texts for the partitions that hold what they are compared with. ``asked``: question, row, other's part, other's row."""
    question, local, part, other = asked
    for target, rows in enumerate(in_parts(part, parts)):
        if len(rows):
            mine = local[rows]
            hashes, _ = held.pairs.of_rows(mine)
            yield target, (question[rows], other[rows], held.pairs.size[mine], held.totals[mine], hashes)


def compare(held: Held, loans: Sequence[Columns], weights: Weights) -> tuple[Ints, Floats, Floats]:
    """Return questions with their cosine and shared bits."""
    none = np.zeros(0)
    found: list[tuple[Ints, Floats, Floats]] = [(np.zeros(0, dtype=np.int64), none, none)]
    for question, local, size, total, hashes in loans:
        ends = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(size)))
        bits = np.zeros(len(question))
        for begin in range(0, len(question), PAIRS_A_BATCH):
            rows = slice(begin, begin + PAIRS_A_BATCH)
            owner = np.repeat(np.arange(len(bits[rows])), size[rows])
            lent = hashes[ends[begin] : ends[min(begin + PAIRS_A_BATCH, len(question))]]
            bits[rows] = shared_bits((lent, owner), held.pairs.of_rows(local[rows]), len(bits[rows]), weights)
        cosine = bits / np.sqrt(np.maximum(total * held.totals[local], 1e-9))
        found.append((question, cosine, bits))
    question, cosine, bits = (np.concatenate(column) for column in zip(*found, strict=True))
    return question, cosine, bits


# Which texts may be near-identical: keys of bands meet, then signatures.


def spread(signed: NDArray[np.uint32], asked: Columns, bits: int, parts: int) -> Iterator[tuple[int, Columns]]:
    """Yield the key of each wanted text in each band by where equal keys meet. ``asked``: row, position, contact, place."""
    local, position, contact, place = asked
    mine = signed[local]
    keys = np.stack([band_key(mine, band) >> np.uint64(bits) for band in range(BANDS)])
    band = np.repeat(np.arange(BANDS, dtype=np.uint8), len(local))
    flat = keys.reshape(-1)
    every = [np.tile(column, BANDS) for column in (position, contact, place)]
    yield from sent((flat % np.uint64(parts)).astype(np.int64), parts, band, flat, *every)


def meet(got: Sequence[Columns], parts: int) -> Iterator[tuple[int, Columns]]:
    """Yield candidate pairs (position and place of both), the one with the lower position first, to that one's partition."""
    band, key, position, contact, place = together(got, 5)
    found: list[list[Column]] = []
    for number in range(BANDS):
        rows = np.flatnonzero(band == number)
        order = rows[np.lexsort((position[rows], key[rows]))]
        first, second = bucket_walk(key[order], np.arange(len(order)), contact[order])
        one, other = order[first], order[second]
        low, high = (
            np.where(position[one] < position[other], one, other),
            np.where(position[one] < position[other], other, one),
        )
        found.append([position[low], position[high], place[low], place[high]])
    columns = [np.concatenate(column) for column in zip(*found, strict=True)]
    yield from sent(columns[2] >> PLACE_BITS, parts, *columns)


def show(short: NDArray[np.uint8], got: Sequence[Columns], parts: int) -> Iterator[tuple[int, Columns]]:
    """Yield each candidate pair once, with the first one's signature, to the other's partition."""
    low, high, place, other = together(got, 4)
    once = np.unique((low << PLACE_BITS) | high, return_index=True)[1]
    mine = short[place[once] & ((1 << PLACE_BITS) - 1)]
    yield from sent(
        other[once] >> PLACE_BITS, parts, low[once], high[once], other[once] & ((1 << PLACE_BITS) - 1), mine
    )


def agree(short: NDArray[np.uint8], got: Sequence[Columns]) -> tuple[Ints, Ints]:
    """Return the candidate pairs (positions) whose signatures agree often enough."""
    kept = [promising(mine, short[local]) for _, _, local, mine in got]
    none = np.zeros(0, dtype=np.int64)
    low = np.concatenate([none, *(part[0][good] for part, good in zip(got, kept, strict=True))])
    return low, np.concatenate([none, *(part[1][good] for part, good in zip(got, kept, strict=True))])
