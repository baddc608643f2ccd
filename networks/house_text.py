"""The words a site's form writes are dropped, and each word pair left is weighed by how few advertisers use it.

Pure, and cut so that counts of parts can be added: by site, and by range of buckets.
"""

import numpy as np
from numpy.typing import NDArray

from networks.ad_table import UNKNOWN, Bools, Floats, Hashes, Ints, Weights, WordPairs
from networks.workers import in_threads

# A word pair on at least this share of a site's contacts (and at least so many of them) is the site's own wording.
HOUSE_SHARE = 0.25
HOUSE_CONTACTS = 12
# On a small site only what nearly everybody there carries is, and only where there are other sites to tell it from: all
# ads of a few contacts on the one site there is may as well be one network's.
SMALL_SITE_SHARE = 0.9
SMALL_SITE_CONTACTS = 6
LEAST_SITES = 3
# Word pairs are counted in buckets: so many for so many ads that more would not fit, fewer where that is plenty.
LEAST_BUCKETS, MOST_BUCKETS = 1 << 14, 1 << 22
BUCKETS_A_PAIR = 4
# A word pair of more voices than this is common wording, no network's template. Its neighbours in the phrase come with it, so
# such pairs count so many times less (measured on generated worlds).
COMMON_VOICES = 40
PAIRS_A_PHRASE = 3.0
# Weights are whole parts of a bit, so that sums are exact in whatever order and portions they are added.
PARTS_A_BIT = 1 << 16
# Low bits by which nearly all word pairs are told from a site's own.
QUICK = 1 << 16


def row_sums(values: Weights, offsets: Ints) -> Floats:
    """Return the sum of each run of values between two offsets; exact for weights, which are whole parts."""
    sums = np.concatenate((np.zeros(1), np.cumsum(values, dtype=np.float64)))
    rows: Floats = sums[offsets[1:]] - sums[offsets[:-1]]
    return rows


def buckets_for(pairs: int) -> int:
    """Return in how many buckets so many word pairs are counted: a power of two."""
    wanted = 1 << (BUCKETS_A_PAIR * max(pairs, 1)).bit_length()
    return min(max(wanted, LEAST_BUCKETS), MOST_BUCKETS)


def bucket_of(hashes: Hashes, buckets: int) -> Ints:
    """Return the bucket that a word pair is counted in."""
    return (hashes & np.uint64(buckets - 1)).astype(np.int64)


def one_ad_a_contact(contact: Ints, site: Ints) -> Ints:
    """Return the row of the first ad of each contact on each site: what counts as one voice."""
    order = np.lexsort((contact, site))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (contact[order][1:] != contact[order][:-1]) | (site[order][1:] != site[order][:-1])
    return order[first]


def counted(hashes: Hashes) -> tuple[Hashes, Ints]:
    """Return the distinct word pairs, sorted, and how often each comes."""
    ordered = np.sort(hashes)
    begins = np.flatnonzero(np.concatenate((ordered[:1] == ordered[:1], ordered[1:] != ordered[:-1])))
    return ordered[begins], np.diff(np.append(begins, len(ordered)))


def house_words(known: Hashes, counts: Ints, voices: int, sites: int) -> Hashes:
    """Return the word pairs that so many of a site's voices use that they are the site's own; ``sites`` there are in all."""
    house = (counts >= HOUSE_SHARE * voices) & (counts >= HOUSE_CONTACTS)
    if sites >= LEAST_SITES:
        house |= (counts >= SMALL_SITE_SHARE * voices) & (counts >= SMALL_SITE_CONTACTS)
    return known[house]


def weights_of(everywhere: Ints, voices: int) -> Weights:
    """Return the weight (bits) of each bucket from how many voices use it."""
    weights = np.log2(max(voices, 2) / np.maximum(everywhere, 1))
    weights[everywhere > COMMON_VOICES] /= PAIRS_A_PHRASE
    return (np.round(np.maximum(weights, 0.0) * PARTS_A_BIT) / PARTS_A_BIT).astype(np.float32)


def count_sites(pairs: WordPairs, contact: Ints, site: Ints) -> tuple[Ints, int, dict[int, Hashes]]:
    """Return how many voices use each bucket, how many voices there are, and each site's own word pairs."""
    voices = one_ad_a_contact(contact, site)
    sites = np.unique(site).tolist()
    buckets = buckets_for(pairs.total)

    def of_site(number: int) -> tuple[Ints, Hashes]:
        rows = voices[site[voices] == number]
        hashes = pairs.of_rows(rows)[0]
        users = np.bincount(bucket_of(hashes, buckets), minlength=buckets)
        return users, house_words(*counted(hashes), len(rows), len(sites))

    everywhere = np.zeros(buckets, dtype=np.int64)
    house_of: dict[int, Hashes] = {}
    for number, (users, house) in zip(sites, in_threads(of_site, sites), strict=True):
        everywhere += users
        # Ads of no known site share no form.
        if number != UNKNOWN and len(house):
            house_of[number] = house
    return everywhere, len(voices), house_of


def drop_house_words(pairs: WordPairs, site: Ints, house_of: dict[int, Hashes]) -> WordPairs:
    """Return the texts without the word pairs of their site."""
    if not house_of or not len(pairs):
        return pairs
    parts = list(pairs.parts())
    quick, table_of = _quick_tables(site, house_of)

    def thin(part: tuple[Ints, Hashes, Ints]) -> tuple[Hashes, Ints]:
        rows, hashes, offsets = part
        sites, sizes = site[rows], np.diff(offsets)
        likely = np.flatnonzero(
            quick[np.repeat(table_of[sites], sizes) | (hashes & np.uint64(QUICK - 1)).astype(np.int32)]
        )
        whose = sites[np.searchsorted(offsets, likely, side="right") - 1]
        wanted = np.ones(len(hashes), dtype=bool)
        for number, house in house_of.items():
            mine = likely[whose == number]
            wanted[mine] = ~np.isin(hashes[mine], house)
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


def _quick_tables(site: Ints, house_of: dict[int, Hashes]) -> tuple[Bools, NDArray[np.int32]]:
    """Return a table by low bits for each site with wording of its own, one after the other, and by site where its table begins.

    Such a table answers nearly all questions at once: no word pair of the site's own has those bits. Sites without wording of
    their own have the first table, which is empty; so has no site (-1, the last).
    """
    quick = np.zeros((len(house_of) + 1, QUICK), dtype=bool)
    table_of = np.zeros(int(site.max(initial=0)) + 2, dtype=np.int32)
    for number, (whose, house) in enumerate(house_of.items(), start=1):
        quick[number, house & np.uint64(QUICK - 1)] = True
        table_of[whose] = number * QUICK
    return quick.reshape(-1), table_of
