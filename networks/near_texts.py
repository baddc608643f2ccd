"""Near-identical texts under different contacts, with the words that a site's form writes left out.

Candidates come from MinHash (rensa) over word pairs; every candidate is checked again on the exact word pairs, each
weighted by how rare it is, so that a phrase everybody uses cannot make two texts alike.
"""

from dataclasses import dataclass

import numpy as np
import rensa
from numpy.typing import NDArray

from networks.ad_table import Bools, Floats, Ints
from networks.components import distinct
from networks.text_sketch import Hashes, WordPairs, mix

# A word pair on at least this share of a site's contacts (and at least so many of them) is the site's own wording.
HOUSE_SHARE = 0.25
HOUSE_CONTACTS = 12
BANDS = 24
ROWS_A_BAND = 2
SEED = 20_261
# Least similarity (weighted cosine of word pairs) and least shared information. A template whose slots are whole sentences
# has a cosine near 0.5; what tells it from chance is how much is shared. The more voices, the more chance there is, so
# the bits asked for grow with log2(voices). Measured on generated worlds: see docs/decisions on linkage.
LEAST_SIMILARITY = 0.35
LEAST_BITS_A_DOUBLING = 8.0
BUCKETS = 1 << 22
PAIRS_A_BATCH = 50_000
# Of all rows of a signature at least so many must agree (about half the least likeness, for the sketch is rough).
LEAST_AGREEMENT = 8


@dataclass(slots=True)
class Texts:
    """The texts of all ads as word pairs without house text, the weight (bits) of each word pair's bucket, and the
    number of voices (contacts on sites) the weights were counted over.
    """

    pairs: WordPairs
    weights: Floats
    voices: int
    _totals: Floats | None = None

    def totals(self) -> Floats:
        """Return for each text the bits of all its word pairs."""
        if self._totals is None:
            sums = [_row_sums(self.weigh(part.hashes), part.offsets) for part in self.pairs.parts()]
            self._totals = np.concatenate([np.zeros(0), *sums])
        return self._totals

    def weigh(self, hashes: Hashes) -> Floats:
        """Return the weight of each word pair in bits."""
        return self.weights[_bucket(hashes)]

    def of_rows(self, rows: Ints) -> tuple[Hashes, Ints]:
        """Return the word pairs of some texts, one after the other, with the position in ``rows`` of each."""
        return rows_of(self.pairs, rows)


@dataclass(slots=True)
class NearTexts:
    """Verified pairs of ads with near-identical text under different contacts."""

    first: Ints
    second: Ints
    similarity: Floats


def _row_sums(values: Floats, offsets: Ints) -> Floats:
    sums = np.concatenate(([0.0], np.cumsum(values)))
    rows: Floats = sums[offsets[1:]] - sums[offsets[:-1]]
    return rows


def _bucket(hashes: Hashes) -> Ints:
    return (hashes & np.uint64(BUCKETS - 1)).astype(np.int64)


def one_ad_a_contact(contact: Ints, site: Ints) -> Ints:
    """Return the row of the first ad of each contact on each site: what counts as one voice."""
    order = np.lexsort((np.arange(len(contact)), contact, site))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (contact[order][1:] != contact[order][:-1]) | (site[order][1:] != site[order][:-1])
    return order[first]


def rows_of(pairs: WordPairs, rows: Ints) -> tuple[Hashes, Ints]:
    """Return the word pairs of some texts, one after the other, with the position in ``rows`` of each."""
    sizes = pairs.offsets[rows + 1] - pairs.offsets[rows]
    owner = np.repeat(np.arange(len(rows)), sizes)
    start = np.cumsum(sizes) - sizes
    places = np.arange(int(sizes.sum())) - start[owner] + pairs.offsets[rows][owner]
    return pairs.hashes[places], owner


def without_house_text(pairs: WordPairs, contact: Ints, site: Ints) -> Texts:
    """Drop the word pairs a site writes itself and weigh those that are left by how few use them."""
    voices = one_ad_a_contact(contact, site)
    everywhere = np.zeros(BUCKETS, dtype=np.int32)
    house_of: dict[int, Hashes] = {}
    for number in np.unique(site):
        here = voices[site[voices] == number]
        hashes, _ = rows_of(pairs, here)
        known, counts = np.unique(hashes, return_counts=True)
        np.add.at(everywhere, _bucket(known), counts.astype(np.int32))
        house = known[(counts >= HOUSE_SHARE * len(here)) & (counts >= HOUSE_CONTACTS)]
        if len(house):
            house_of[int(number)] = house
    weights = np.log2(max(len(voices), 2) / np.maximum(everywhere, 1))
    return Texts(_drop(pairs, site, house_of), np.maximum(weights, 0.0), len(voices))


def _drop(pairs: WordPairs, site: Ints, house_of: dict[int, Hashes]) -> WordPairs:
    """Return the texts without the word pairs of their site."""
    kept: list[Hashes] = [np.zeros(0, dtype=np.uint64)]
    counts: list[Ints] = [np.zeros(1, dtype=np.int64)]
    start = 0
    for part in pairs.parts():
        sizes = np.diff(part.offsets)
        sites = site[start : start + len(sizes)]
        start += len(sizes)
        wanted = np.ones(len(part.hashes), dtype=bool)
        for number, house in house_of.items():
            mine = np.repeat(sites == number, sizes)
            wanted[mine] = ~_among(part.hashes[mine], house)
        kept.append(part.hashes[wanted])
        counts.append(np.diff(np.concatenate(([0], np.cumsum(wanted)))[part.offsets]))
    return WordPairs(np.concatenate(kept), np.cumsum(np.concatenate(counts)))


def _among(hashes: Hashes, few: Hashes) -> Bools:
    """Tell for each hash whether it is one of a few; a table of low bits answers nearly all at once."""
    quick = np.zeros(1 << 16, dtype=bool)
    quick[few & np.uint64(0xFFFF)] = True
    found: Bools = quick[hashes & np.uint64(0xFFFF)]
    likely = np.flatnonzero(found)
    found[likely] = np.isin(hashes[likely], few)
    return found


def _signatures(pairs: WordPairs) -> NDArray[np.uint32]:
    """Return the MinHash signature of each text; the library gives Python lists, so some texts at a time."""
    found = [np.zeros((0, BANDS * ROWS_A_BAND), dtype=np.uint32)]
    for part in pairs.parts():
        matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
            part.hashes, part.offsets.astype(np.uint64), BANDS * ROWS_A_BAND, SEED
        )
        found.append(np.array(matrix.to_rows(), dtype=np.uint32).reshape(-1, BANDS * ROWS_A_BAND))
    return np.concatenate(found)


def _candidates(pairs: WordPairs, contact: Ints, wanted: Bools) -> tuple[Ints, Ints]:
    """Return pairs of ads of different contacts that share a band; each bucket is walked as star and chain."""
    rows = np.flatnonzero(wanted & (np.diff(pairs.offsets) > 0))
    if len(rows) < 2:
        return rows[:0], rows[:0]
    signatures = _signatures(pairs)[rows]
    parts: list[Ints] = []
    for band in range(BANDS):
        left, right = signatures[:, band * 2].astype(np.uint64), signatures[:, band * 2 + 1].astype(np.uint64)
        more = _bucket_pairs(mix((left << np.uint64(32)) | right), contact[rows])
        parts.append(_promising(signatures, more))
    found = distinct(np.concatenate(parts))
    return rows[found >> 32], rows[found & 0xFFFFFFFF]


def _promising(signatures: NDArray[np.uint32], pairs: Ints) -> Ints:
    """Return the candidate pairs whose signatures agree often enough to be worth a full check."""
    good = np.zeros(len(pairs), dtype=bool)
    for start in range(0, len(pairs), PAIRS_A_BATCH):
        part = pairs[start : start + PAIRS_A_BATCH]
        agree = (signatures[part >> 32] == signatures[part & 0xFFFFFFFF]).sum(axis=1)
        good[start : start + PAIRS_A_BATCH] = agree >= LEAST_AGREEMENT
    return pairs[good]


def _bucket_pairs(key: Hashes, contact: Ints) -> Ints:
    order = np.argsort(key, kind="stable")
    sorted_key = key[order]
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = sorted_key[1:] != sorted_key[:-1]
    head = order[np.flatnonzero(begins)[np.cumsum(begins) - 1]]
    star = ~begins & (contact[head] != contact[order])
    chain = ~begins[1:] & (contact[order[1:]] != contact[order[:-1]])
    first = np.concatenate((head[star], order[:-1][chain]))
    second = np.concatenate((order[star], order[1:][chain]))
    both: Ints = (np.minimum(first, second) << 32) | np.maximum(first, second)
    return both


def similarities(texts: Texts, first: Ints, second: Ints) -> tuple[Floats, Floats]:
    """Return for pairs of texts their weighted cosine (0-1) and the bits they share, from the exact word pairs."""
    cosine, bits = np.zeros(len(first)), np.zeros(len(first))
    total = texts.totals()
    for start in range(0, len(first), PAIRS_A_BATCH):
        stop = min(start + PAIRS_A_BATCH, len(first))
        left, right = first[start:stop], second[start:stop]
        a, owner_a = texts.of_rows(left)
        b, owner_b = texts.of_rows(right)
        # Word pairs fill 44 bits, so the place in the batch fits above them; a key seen twice is shared.
        keys = np.concatenate(
            ((owner_a.astype(np.uint64) << np.uint64(44)) | a, (owner_b.astype(np.uint64) << np.uint64(44)) | b)
        )
        # Both halves are sorted already: the stable sort only merges them.
        keys.sort(kind="stable")
        shared = keys[1:][keys[1:] == keys[:-1]]
        owner = (shared >> np.uint64(44)).astype(np.int64)
        bits[start:stop] = np.bincount(owner, weights=texts.weigh(shared), minlength=stop - start)
        cosine[start:stop] = bits[start:stop] / np.sqrt(np.maximum(total[left] * total[right], 1e-9))
    return cosine, bits


def near_texts(texts: Texts, contact: Ints, wanted: Bools) -> NearTexts:
    """Return the verified near-identical texts among the wanted ads."""
    first, second = _candidates(texts.pairs, contact, wanted)
    cosine, bits = similarities(texts, first, second)
    good = (cosine >= LEAST_SIMILARITY) & (worth(texts, cosine, bits) >= 1.0)
    return NearTexts(first[good], second[good], cosine[good])


def worth(texts: Texts, cosine: Floats, bits: Floats) -> Floats:
    """Return how much two texts share, 1 being enough: bits against what chance gives among so many voices."""
    measured: Floats = bits * (0.6 + cosine) / (LEAST_BITS_A_DOUBLING * np.log2(max(texts.voices, 4)))
    return measured
