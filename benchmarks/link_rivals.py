"""What others do: join whatever shares a number; the same without busy numbers; the same with near-identical texts."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import rensa

from models.values import AdFacts
from networks.components import components

BUSY = 15
SHINGLE = 5
BANDS = 32
PERMUTATIONS = 128
LIKE = 0.7


def shared_phones(ads: Sequence[AdFacts], most: int | None = None) -> dict[str, int]:
    """Return components over shared numbers; numbers on more than ``most`` ads are left out."""
    first, second = _phone_edges(ads, most)
    return _labels(ads, first, second)


def phones_and_texts(ads: Sequence[AdFacts]) -> dict[str, int]:
    """Return components over numbers of at most 15 ads and MinHash near-duplicates of whole texts (character 5-grams)."""
    first, second = _phone_edges(ads, BUSY)
    grams = [sorted({ad.text[i : i + SHINGLE] for i in range(max(1, len(ad.text) - SHINGLE + 1))}) for ad in ads]
    sketches = rensa.RMinHash.from_token_sets(grams, PERMUTATIONS, 42)
    buckets: dict[tuple[int, tuple[int, ...]], int] = {}
    rows = PERMUTATIONS // BANDS
    for place, sketch in enumerate(sketches):
        digest = sketch.digest()
        for band in range(BANDS):
            key = (band, tuple(digest[band * rows : (band + 1) * rows]))
            other = buckets.setdefault(key, place)
            if other != place and sketches[other].jaccard(sketch) >= LIKE:
                first.append(other)
                second.append(place)
    return _labels(ads, first, second)


def _phone_edges(ads: Sequence[AdFacts], most: int | None) -> tuple[list[int], list[int]]:
    uses = Counter(number for ad in ads for number in ad.phones)
    holder: dict[str, int] = {}
    edges: defaultdict[str, list[int]] = defaultdict(list)
    for place, ad in enumerate(ads):
        for number in ad.phones:
            if most is None or uses[number] <= most:
                other = holder.setdefault(number, place)
                if other != place:
                    edges["first"].append(other)
                    edges["second"].append(place)
    return edges["first"], edges["second"]


def _labels(ads: Sequence[AdFacts], first: list[int], second: list[int]) -> dict[str, int]:
    labels = components(len(ads), np.array(first, dtype=np.int64), np.array(second, dtype=np.int64))
    return {ad.id: int(label) for ad, label in zip(ads, labels, strict=True)}
