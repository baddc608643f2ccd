"""Near-identical texts under different contacts, with the words that a site's form writes left out.

Candidates come from one-permutation MinHash over word pairs; every candidate is checked again on the exact word pairs, each
weighted by how rare it is, so that a phrase everybody uses cannot make two texts alike.
"""

import numpy as np
from numpy.typing import NDArray

from networks.ad_table import Bools, Floats, Hashes, Ints, Weights, WordPairs
from networks.components import distinct
from networks.house_text import bucket_of
from networks.text_sketch import HASH_BITS, mix
from networks.texts import NearTexts, Texts
from networks.workers import in_threads

BANDS = 24
ROWS_A_BAND = 2
BINS = BANDS * ROWS_A_BAND
# Least similarity (weighted cosine of word pairs) and least shared information. A template whose slots are whole sentences
# has a cosine near 0.5; what tells it from chance is how much is shared. The more voices, the more chance there is, so
# the bits asked for grow with log2(voices). Measured on generated worlds: see docs/decisions on linkage.
LEAST_SIMILARITY = 0.5
LEAST_BITS_A_DOUBLING = 3.0
# So alike are copies, however little they say: floods are found by them.
COPY = 0.85
PAIRS_A_BATCH = 50_000
# Of all rows of a signature at least so many must agree: keeps 99.7 % of the pairs that pass the full check, and halves
# what is checked (measured on a generated world of 100,000 ads).
LEAST_AGREEMENT = 15


def signatures(pairs: WordPairs) -> NDArray[np.uint32]:
    """Return the MinHash signature of each text: the least word pair in each of 48 ranges (Li, Owen and Zhang 2012).

    A range without any takes the next one's (Shrivastava and Li 2014). Word pairs lie sorted, so the least of a range is
    where the range begins: one pass, where 48 permutations would take 48.
    """
    found = np.zeros((len(pairs), BINS), dtype=np.uint32)

    def sign(part: tuple[Ints, Hashes, Ints]) -> None:
        rows, hashes, offsets = part
        owner = np.repeat(np.arange(len(rows)), np.diff(offsets))
        cell = owner * BINS + ((hashes * np.uint64(BINS)) >> np.uint64(HASH_BITS)).astype(np.int64)
        begins = np.concatenate((cell[:1] == cell[:1], cell[1:] != cell[:-1]))
        sketch = np.zeros(len(rows) * BINS, dtype=np.uint32)
        sketch[cell[begins]] = (hashes[begins] & np.uint64(0xFFFFFFFF)).astype(np.uint32) | np.uint32(1)
        found[rows] = _filled(sketch.reshape(-1, BINS))

    in_threads(sign, list(pairs.parts()))
    return found


def _filled(sketch: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return the sketch with each empty range (0) filled from the next one that is not, marked by the distance."""
    twice = np.concatenate((sketch, sketch), axis=1)
    columns = np.arange(2 * BINS, dtype=np.int32)
    where = np.where(twice > 0, columns, np.int32(2 * BINS - 1))
    nearest = np.minimum.accumulate(where[:, ::-1], axis=1)[:, ::-1][:, :BINS]
    distance = (nearest - columns[:BINS]).astype(np.uint32)
    filled: NDArray[np.uint32] = np.take_along_axis(twice, nearest.astype(np.int64), axis=1) + distance * np.uint32(
        0x9E3779B1
    )
    return filled


def candidates(pairs: WordPairs, contact: Ints, wanted: Bools) -> tuple[Ints, Ints]:
    """Return pairs of ads of different contacts that share a band; each bucket is walked as star and chain."""
    rows = np.flatnonzero(wanted & (pairs.size > 0))
    if len(rows) < 2:
        return rows[:0], rows[:0]
    signed = signatures(pairs)[rows]
    whose = contact[rows]

    def of_band(band: int) -> Ints:
        return bucket_pairs(band_key(signed, band), whose)

    found = distinct(np.concatenate(in_threads(of_band, range(BANDS))))
    found = found[promising_pairs(signed, found >> 32, found & 0xFFFFFFFF)]
    return rows[found >> 32], rows[found & 0xFFFFFFFF]


def band_key(signed: NDArray[np.uint32], band: int) -> Hashes:
    """Return the key of each signature in one band: equal where both rows of the band are."""
    return keys_of_halves(signed[:, band * ROWS_A_BAND], signed[:, band * ROWS_A_BAND + 1])


def keys_of_halves(left: NDArray[np.uint32], right: NDArray[np.uint32]) -> Hashes:
    """Return the keys of a band from its two rows."""
    return mix((left.astype(np.uint64) << np.uint64(32)) | right.astype(np.uint64))


def short_signatures(signed: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return a byte of each row of signatures: enough to compare, and a quarter of the memory to fetch."""
    return (signed >> np.uint32(8)).astype(np.uint8)


def promising(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> Bools:
    """Tell for pairs of short signatures whether they agree often enough to be worth a full check."""
    return np.asarray(np.count_nonzero(one == other, axis=1) >= LEAST_AGREEMENT)


def promising_pairs(signed: NDArray[np.uint32], first: Ints, second: Ints) -> Bools:
    """Tell for pairs of rows whether their signatures agree often enough to be worth a full check."""
    short = short_signatures(signed)
    good = np.zeros(len(first), dtype=bool)

    def check(start: int) -> None:
        rows = slice(start, start + PAIRS_A_BATCH)
        good[rows] = promising(short[first[rows]], short[second[rows]])

    in_threads(check, range(0, len(first), PAIRS_A_BATCH))
    return good


def bucket_pairs(key: Hashes, contact: Ints) -> Ints:
    """Return pairs of rows with one key, as star around the first and as chain, each pair as one number."""
    # Key and row in one number sort twice as fast as an argsort; what the row takes of the key's bits is too little to matter.
    bits = np.uint64(row_bits(len(key)))
    ordered = np.sort((key >> bits << bits) | np.arange(len(key), dtype=np.uint64))
    order = (ordered & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    first, second = bucket_walk(ordered >> bits, order, contact)
    return as_pairs(order[first], order[second])


def row_bits(rows: int) -> int:
    """Return how many bits of a band's key give way to the row."""
    return max(rows.bit_length(), 1)


def bucket_walk(key: Hashes, order: Ints, contact: Ints) -> tuple[Ints, Ints]:
    """Return the places of pairs with one key: the first of each key with each other one, and neighbours.

    ``key`` is sorted, ``order`` leads from its places to those of ``contact``; pairs of one contact are left out.
    """
    begins = np.ones(len(key), dtype=bool)
    begins[1:] = key[1:] != key[:-1]
    # Most keys stand alone: only rows that share theirs are walked.
    shared = ~begins
    shared[:-1] |= ~begins[1:]
    place = np.flatnonzero(shared)
    begins = begins[place]
    whose = contact[order[place]]
    lead = np.flatnonzero(begins)[np.cumsum(begins) - 1] if len(place) else place
    star = ~begins & (whose[lead] != whose)
    chain = ~begins[1:] & (whose[1:] != whose[:-1])
    return np.concatenate((place[lead[star]], place[:-1][chain])), np.concatenate((place[star], place[1:][chain]))


def as_pairs(first: Ints, second: Ints) -> Ints:
    """Return pairs of rows as one number each, the lesser row above."""
    both: Ints = (np.minimum(first, second) << 32) | np.maximum(first, second)
    return both


def shared_bits(one: tuple[Hashes, Ints], other: tuple[Hashes, Ints], pairs: int, weights: Weights) -> Floats:
    """Return the bits that pairs of texts share; each side is word pairs (sorted for each text) and whose pair they are of."""
    # Word pairs fill 44 bits, so the place in the batch fits above them; a key seen twice is shared.
    keys = np.concatenate(
        [(owner.astype(np.uint64) << np.uint64(HASH_BITS)) | hashes for hashes, owner in (one, other)]
    )
    # Both halves are sorted already: the stable sort only merges them.
    keys.sort(kind="stable")
    shared = keys[1:][keys[1:] == keys[:-1]]
    owner = (shared >> np.uint64(HASH_BITS)).astype(np.int64)
    bits: Floats = np.bincount(owner, weights=weights[bucket_of(shared, len(weights))], minlength=pairs).astype(
        np.float64, copy=False
    )
    return bits


def verified(texts: Texts, first: Ints, second: Ints) -> NearTexts:
    """Return of some pairs of ads those whose texts are near-identical."""
    cosine, bits = texts.similarities(first, second)
    telling = (cosine >= LEAST_SIMILARITY) & (worth(texts, cosine, bits) >= 1.0)
    return NearTexts(first, second, cosine, telling).some(telling | (cosine >= COPY))


def worth(texts: Texts, cosine: Floats, bits: Floats) -> Floats:
    """Return how much two texts share, 1 being enough: bits against what chance gives among so many voices."""
    measured: Floats = bits * (0.6 + cosine) / (LEAST_BITS_A_DOUBLING * np.log2(max(texts.voices, 4)))
    return measured
