"""Near-identical texts under different contacts, with the words that a site's form writes left out.

Candidates come from one-permutation MinHash over word pairs; every candidate is checked again on the exact word pairs, each
weighted by how rare it is, so that a phrase everybody uses cannot make two texts alike.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from networks.ad_table import Bools, Floats, Hashes, Ints, WordPairs
from networks.components import distinct
from networks.house_text import Texts
from networks.text_sketch import HASH_BITS, mix
from networks.workers import in_threads

BANDS = 24
ROWS_A_BAND = 2
BINS = BANDS * ROWS_A_BAND
# Least similarity (weighted cosine of word pairs) and least shared information. A template whose slots are whole sentences
# has a cosine near 0.5; what tells it from chance is how much is shared. The more voices, the more chance there is, so
# the bits asked for grow with log2(voices). Measured on generated worlds: see docs/decisions on linkage.
LEAST_SIMILARITY = 0.35
LEAST_BITS_A_DOUBLING = 3.5
# So alike are copies, however little they say: floods are found by them.
COPY = 0.85
PAIRS_A_BATCH = 50_000
# Of all rows of a signature at least so many must agree: keeps 99.7 % of the pairs that pass the full check, and halves
# what is checked (measured on a generated world of 100,000 ads).
LEAST_AGREEMENT = 11


@dataclass(slots=True)
class NearTexts:
    """Verified pairs of ads with near-identical text under different contacts."""

    first: Ints
    second: Ints
    similarity: Floats
    # Whether the texts share enough to speak for one hand; the others are copies of something short or common.
    telling: Bools

    def some(self, kept: Bools) -> "NearTexts":
        """Return some of the pairs."""
        return NearTexts(self.first[kept], self.second[kept], self.similarity[kept], self.telling[kept])

    def without(self, marked: Bools) -> "NearTexts":
        """Return the pairs of which no ad is marked."""
        return self.some(~(marked[self.first] | marked[self.second]))

    def without_both(self, marked: Bools) -> "NearTexts":
        """Return the pairs of which at most one ad is marked."""
        return self.some(~(marked[self.first] & marked[self.second]))


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


def _candidates(pairs: WordPairs, contact: Ints, wanted: Bools) -> tuple[Ints, Ints]:
    """Return pairs of ads of different contacts that share a band; each bucket is walked as star and chain."""
    rows = np.flatnonzero(wanted & (pairs.size > 0))
    if len(rows) < 2:
        return rows[:0], rows[:0]
    signed = signatures(pairs)[rows]
    whose = contact[rows]

    def of_band(band: int) -> Ints:
        left, right = signed[:, band * 2].astype(np.uint64), signed[:, band * 2 + 1].astype(np.uint64)
        return _bucket_pairs(mix((left << np.uint64(32)) | right), whose)

    found = _promising(signed, distinct(np.concatenate(in_threads(of_band, range(BANDS)))))
    return rows[found >> 32], rows[found & 0xFFFFFFFF]


def _promising(signed: NDArray[np.uint32], pairs: Ints) -> Ints:
    """Return the candidate pairs whose signatures agree often enough to be worth a full check."""
    # A byte of each row is enough to compare, and a quarter of the memory to fetch.
    short = (signed >> np.uint32(8)).astype(np.uint8)
    good = np.zeros(len(pairs), dtype=bool)

    def check(start: int) -> None:
        part = pairs[start : start + PAIRS_A_BATCH]
        agree = np.count_nonzero(short[part >> 32] == short[part & 0xFFFFFFFF], axis=1)
        good[start : start + PAIRS_A_BATCH] = agree >= LEAST_AGREEMENT

    in_threads(check, range(0, len(pairs), PAIRS_A_BATCH))
    return pairs[good]


def _bucket_pairs(key: Hashes, contact: Ints) -> Ints:
    """Return pairs of rows with one key, as star around the first and as chain, each pair as one number."""
    # Key and row in one number sort twice as fast as an argsort; what the row takes of the key's bits is too little to matter.
    bits = np.uint64(max(len(key).bit_length(), 1))
    ordered = np.sort((key >> bits << bits) | np.arange(len(key), dtype=np.uint64))
    order = (ordered & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    ordered >>= bits
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = ordered[1:] != ordered[:-1]
    # Most keys stand alone: only rows that share theirs are walked.
    shared = ~begins
    shared[:-1] |= ~begins[1:]
    order, begins = order[shared], begins[shared]
    head = order[np.flatnonzero(begins)[np.cumsum(begins) - 1]] if len(order) else order
    star = ~begins & (contact[head] != contact[order])
    chain = ~begins[1:] & (contact[order[1:]] != contact[order[:-1]])
    first = np.concatenate((head[star], order[:-1][chain]))
    second = np.concatenate((order[star], order[1:][chain]))
    both: Ints = (np.minimum(first, second) << 32) | np.maximum(first, second)
    return both


def similarities(texts: Texts, first: Ints, second: Ints) -> tuple[Floats, Floats]:
    """Return for pairs of texts their weighted cosine (0-1) and the bits they share, from the exact word pairs."""
    bits = np.zeros(len(first))
    total = texts.totals()

    def compare(start: int) -> None:
        stop = min(start + PAIRS_A_BATCH, len(first))
        a, owner_a = texts.of_rows(first[start:stop])
        b, owner_b = texts.of_rows(second[start:stop])
        # Word pairs fill 44 bits, so the place in the batch fits above them; a key seen twice is shared.
        keys = np.concatenate(
            ((owner_a.astype(np.uint64) << np.uint64(44)) | a, (owner_b.astype(np.uint64) << np.uint64(44)) | b)
        )
        # Both halves are sorted already: the stable sort only merges them.
        keys.sort(kind="stable")
        shared = keys[1:][keys[1:] == keys[:-1]]
        owner = (shared >> np.uint64(44)).astype(np.int64)
        bits[start:stop] = np.bincount(owner, weights=texts.weigh(shared), minlength=stop - start)

    in_threads(compare, range(0, len(first), PAIRS_A_BATCH))
    cosine: Floats = bits / np.sqrt(np.maximum(total[first] * total[second], 1e-9))
    return cosine, bits


def near_texts(texts: Texts, contact: Ints, wanted: Bools) -> NearTexts:
    """Return the verified near-identical texts among the wanted ads."""
    first, second = _candidates(texts.pairs, contact, wanted)
    cosine, bits = similarities(texts, first, second)
    telling = (cosine >= LEAST_SIMILARITY) & (worth(texts, cosine, bits) >= 1.0)
    return NearTexts(first, second, cosine, telling).some(telling | (cosine >= COPY))


def worth(texts: Texts, cosine: Floats, bits: Floats) -> Floats:
    """Return how much two texts share, 1 being enough: bits against what chance gives among so many voices."""
    measured: Floats = bits * (0.6 + cosine) / (LEAST_BITS_A_DOUBLING * np.log2(max(texts.voices, 4)))
    return measured
