"""The words of all texts without those that a site's form writes, each weighed by how few advertisers use it."""

from dataclasses import dataclass

import numpy as np

from networks.ad_table import UNKNOWN, Bools, Floats, Hashes, Ints, WordPairs
from networks.workers import in_threads

# A word pair on at least this share of a site's contacts (and at least so many of them) is the site's own wording.
HOUSE_SHARE = 0.25
HOUSE_CONTACTS = 12
BUCKETS = 1 << 22
# A word pair of more voices than this is common wording, no network's template. Its neighbours in the phrase come with it, so
# such pairs count so many times less (measured on generated worlds).
COMMON_VOICES = 40
PAIRS_A_PHRASE = 3.0


@dataclass(slots=True)
class Texts:
    """The texts of all ads as word pairs without house text, the weight (bits) of each word pair's bucket, and the
    number of voices (contacts on sites) the weights were counted over.
    """

    pairs: WordPairs
    weights: Floats
    voices: int
    # How many voices use each bucket, where counted.
    users: Ints | None = None
    _totals: Floats | None = None

    def users_of(self, hashes: Hashes) -> Ints:
        """Return how many voices use each word pair (0 where it was not counted)."""
        return self.users[_bucket(hashes)] if self.users is not None else np.zeros(len(hashes), dtype=np.int64)

    def totals(self) -> Floats:
        """Return for each text the bits of all its word pairs."""
        if self._totals is None:
            totals = np.zeros(len(self.pairs))

            def add(part: tuple[Ints, Hashes, Ints]) -> None:
                rows, hashes, offsets = part
                totals[rows] = row_sums(self.weigh(hashes), offsets)

            in_threads(add, list(self.pairs.parts()))
            self._totals = totals
        return self._totals

    def weigh(self, hashes: Hashes) -> Floats:
        """Return the weight of each word pair in bits."""
        return self.weights[_bucket(hashes)]

    def of_rows(self, rows: Ints) -> tuple[Hashes, Ints]:
        """Return the word pairs of some texts, one after the other, with the position in ``rows`` of each."""
        return self.pairs.of_rows(rows)


def row_sums(values: Floats, offsets: Ints) -> Floats:
    """Return the sum of each run of values between two offsets."""
    sums = np.concatenate((np.zeros(1, dtype=values.dtype), np.cumsum(values)))
    rows: Floats = sums[offsets[1:]] - sums[offsets[:-1]]
    return rows


def _bucket(hashes: Hashes) -> Ints:
    return (hashes & np.uint64(BUCKETS - 1)).astype(np.int64)


def one_ad_a_contact(contact: Ints, site: Ints) -> Ints:
    """Return the row of the first ad of each contact on each site: what counts as one voice."""
    order = np.lexsort((contact, site))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (contact[order][1:] != contact[order][:-1]) | (site[order][1:] != site[order][:-1])
    return order[first]


def without_house_text(pairs: WordPairs, contact: Ints, site: Ints) -> Texts:
    """Drop the word pairs a site writes itself and weigh those that are left by how few use them."""
    voices = one_ad_a_contact(contact, site)
    sites = np.unique(site).tolist()
    found = in_threads(lambda number: _of_site(pairs, voices[site[voices] == number]), sites)
    everywhere = np.zeros(BUCKETS, dtype=np.int64)
    for counted, _ in found:
        everywhere += counted
    weights = np.log2(max(len(voices), 2) / np.maximum(everywhere, 1))
    weights[everywhere > COMMON_VOICES] /= PAIRS_A_PHRASE
    # Ads of no known site share no form.
    house_of = {
        number: house for number, (_, house) in zip(sites, found, strict=True) if len(house) and number != UNKNOWN
    }
    return Texts(_drop(pairs, site, house_of), np.maximum(weights, 0.0), len(voices), everywhere)


def _of_site(pairs: WordPairs, voices: Ints) -> tuple[Ints, Hashes]:
    """Return how many voices of one site use each bucket, and the site's own word pairs."""
    hashes, _ = pairs.of_rows(voices)
    hashes.sort()
    begins = np.flatnonzero(np.concatenate((hashes[:1] == hashes[:1], hashes[1:] != hashes[:-1])))
    known, counts = hashes[begins], np.diff(np.append(begins, len(hashes)))
    counted: Ints = np.bincount(_bucket(known), weights=counts, minlength=BUCKETS).astype(np.int64)
    return counted, known[(counts >= HOUSE_SHARE * len(voices)) & (counts >= HOUSE_CONTACTS)]


def _drop(pairs: WordPairs, site: Ints, house_of: dict[int, Hashes]) -> WordPairs:
    """Return the texts without the word pairs of their site."""
    if not house_of:
        return pairs
    parts = list(pairs.parts())

    def thin(part: tuple[Ints, Hashes, Ints]) -> tuple[Hashes, Ints]:
        rows, hashes, offsets = part
        sites, sizes = site[rows], np.diff(offsets)
        wanted = np.ones(len(hashes), dtype=bool)
        for number, house in house_of.items():
            mine = np.flatnonzero(np.repeat(sites == number, sizes))
            wanted[mine] = ~_among(hashes[mine], house)
        kept = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(wanted)))
        return hashes[wanted], kept[offsets[1:]] - kept[offsets[:-1]]

    thinned = in_threads(thin, parts)
    size = np.zeros(len(pairs), dtype=np.int64)
    start = np.zeros(len(pairs), dtype=np.int64)
    place = 0
    for (rows, _, _), (hashes, sizes) in zip(parts, thinned, strict=True):
        size[rows] = sizes
        start[rows] = place + np.cumsum(sizes) - sizes
        place += len(hashes)
    return WordPairs(np.concatenate([hashes for hashes, _ in thinned]), start, size)


def _among(hashes: Hashes, few: Hashes) -> Bools:
    """Tell for each hash whether it is one of a few; a table of low bits answers nearly all at once."""
    quick = np.zeros(1 << 16, dtype=bool)
    quick[few & np.uint64(0xFFFF)] = True
    found: Bools = quick[hashes & np.uint64(0xFFFF)]
    likely = np.flatnonzero(found)
    found[likely] = np.isin(hashes[likely], few)
    return found
