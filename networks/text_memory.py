"""What comparing texts leaves for the next run: then only new and changed texts are compared, and all pairs are as if anew.

Which texts meet as candidates depends on their signatures alone, band by band, and a text that comes into a bucket (a band's key)
changes little there (``bucket_changes``). So for each pair it is kept in which bands it met, and only what changes is looked at
again. What a pair is worth depends on everybody and is weighed anew each time.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from networks.ad_table import Bools, Hashes, Ints, WordPairs
from networks.bucket_changes import Change, changes
from networks.near_texts import (
    BANDS,
    BINS,
    ROWS_A_BAND,
    as_pairs,
    keys_of_halves,
    promising,
    short_signatures,
    signatures,
)
from networks.workers import in_threads

# A band's number stands below a pair in one number: rows below 2**27 (130 million ads, more than one machine holds).
BAND_BITS = 5
PAIRS_A_BATCH = 50_000


@dataclass(slots=True)
class TextMemory:
    """Texts by place, and the pairs whose signatures agree: places of both, and a bit for each band they met in."""

    # One number a text (``persons.text_sums``): the same while the text and its site's own wording are.
    sums: Hashes
    wanted: Bools
    signed: NDArray[np.uint32]
    first: Ints
    second: Ints
    bands: Ints

    def __len__(self) -> int:
        return len(self.sums)

    def in_order(self, order: Ints) -> "TextMemory":
        """Return the same with the texts in another order: place ``i`` is the former place ``order[i]``."""
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        return TextMemory(
            self.sums[order], self.wanted[order], self.signed[order], place[self.first], place[self.second], self.bands
        )


def nothing_known() -> TextMemory:
    """Return the memory of no texts."""
    none = np.zeros(0, dtype=np.int64)
    return TextMemory(none.astype(np.uint64), none.astype(bool), np.zeros((0, BINS), dtype=np.uint32), none, none, none)


def candidates_since(  # noqa: PLR0917  # the columns of one table
    memory: TextMemory, pairs: WordPairs, sums: Hashes, contact: Ints, wanted: Bools, given: Ints
) -> tuple[Ints, Ints, TextMemory]:
    """Return the pairs of rows that ``near_texts.candidates`` returns, in its order, and what to remember of this run.

    All columns are by row; ``given`` is each row's place. The first places are those of ``memory``: the same ads, so that two
    that had one contact have one still.
    """
    texts = _Texts(memory, pairs, sums, wanted & (pairs.size > 0), given)
    first, pair, bands = texts.still_met()
    met: list[Ints] = []
    for band, change in enumerate(in_threads(lambda band: texts.changes(band, contact), range(BANDS))):
        lost = change.again[first]
        lost[_places_of(pair, change.parted)] = True
        bands = bands & ~(lost.astype(np.int64) << band)
        low, high = change.met >> 32, change.met & 0xFFFFFFFF
        met.append((low << 32 | high << BAND_BITS) | band)
    new, new_bands = _with_bands(np.concatenate(met))
    good = _promising(texts.signed, given[new >> 32], given[new & 0xFFFFFFFF])
    still = bands != 0
    every, bands = _joined((pair[still], bands[still]), (new[good], new_bands[good]))
    one, other = every >> 32, every & 0xFFFFFFFF
    return one, other, TextMemory(texts.sums, texts.wanted, texts.signed, given[one], given[other], bands)


class _Texts:
    """The texts of this run, by place unless said otherwise, beside what is known of them."""

    def __init__(self, memory: TextMemory, pairs: WordPairs, sums: Hashes, wanted: Bools, given: Ints) -> None:
        known = len(memory)
        self._memory = memory
        self.sums, self.wanted, self._row = np.empty_like(sums), np.empty_like(wanted), np.empty_like(given)
        self.sums[given], self.wanted[given], self._row[given] = sums, wanted, np.arange(len(given))
        fresh, self._changed = np.ones(len(given), dtype=bool), np.ones(len(given), dtype=bool)
        fresh[:known] = self.sums[:known] != memory.sums
        self._changed[:known] = fresh[:known] | (self.wanted[:known] != memory.wanted)
        self.signed = np.concatenate((memory.signed, np.zeros((len(given) - known, BINS), dtype=np.uint32)))
        self.signed[fresh] = signatures(_some_texts(pairs, self._row[fresh]))
        # From here on by row of the table.
        self._wanted_rows = np.flatnonzero(wanted)
        # By band, not by text: each band is read as a whole.
        self._columns = np.ascontiguousarray(self.signed[given[self._wanted_rows]].T)
        self._came = self._changed[given]
        self._gone = np.flatnonzero(self._changed[:known] & memory.wanted)

    def still_met(self) -> tuple[Ints, Ints, Ints]:
        """Return the known pairs of unchanged texts, sorted: the first's row, both rows as one number, the bands."""
        memory = self._memory
        kept = ~(self._changed[memory.first] | self._changed[memory.second])
        pair = as_pairs(self._row[memory.first[kept]], self._row[memory.second[kept]])
        order = np.argsort(pair)
        pair = pair[order]
        return pair >> 32, pair, memory.bands[kept][order]

    def changes(self, band: int, contact: Ints) -> Change:
        """Return what changed in the buckets of a band."""
        left, right = band * ROWS_A_BAND, band * ROWS_A_BAND + 1
        was = self._memory.signed[self._gone]
        gone = keys_of_halves(was[:, left], was[:, right]), self._row[self._gone]
        key = keys_of_halves(self._columns[left], self._columns[right])
        return changes(key, self._wanted_rows, self._came, gone, contact)


def _places_of(pairs: Ints, some: Ints) -> Ints:
    """Return the places in sorted ``pairs`` of those that are there."""
    place = np.searchsorted(pairs, some)
    place, some = place[place < len(pairs)], some[place < len(pairs)]
    found: Ints = place[pairs[place] == some]
    return found


def _promising(signed: NDArray[np.uint32], first: Ints, second: Ints) -> Bools:
    good = np.zeros(len(first), dtype=bool)

    def check(start: int) -> None:
        rows = slice(start, start + PAIRS_A_BATCH)
        good[rows] = promising(short_signatures(signed[first[rows]]), short_signatures(signed[second[rows]]))

    in_threads(check, range(0, len(first), PAIRS_A_BATCH))
    return good


def _with_bands(met: Ints) -> tuple[Ints, Ints]:
    """Return the distinct pairs, sorted, with a bit for each band; ``met`` are pairs with the band below."""
    ordered = np.sort(met)
    begins = _begins(ordered >> BAND_BITS)
    bits = np.int64(1) << (ordered & ((1 << BAND_BITS) - 1))
    first = ordered[begins]
    pairs = (first >> 32 << 32) | ((first & 0xFFFFFFFF) >> BAND_BITS)
    return pairs, np.bitwise_or.reduceat(bits, begins) if len(bits) else bits


def _joined(old: tuple[Ints, Ints], new: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Return pairs of two lists as one, sorted; bands of a pair in both are put together."""
    pairs, bands = (np.concatenate(column) for column in zip(old, new, strict=True))
    order = np.argsort(pairs, kind="stable")
    pairs, bands = pairs[order], bands[order]
    begins = _begins(pairs)
    return pairs[begins], np.bitwise_or.reduceat(bands, begins) if len(bands) else bands


def _begins(ordered: Ints) -> Ints:
    """Return where each distinct value begins."""
    return np.flatnonzero(np.concatenate((ordered[:1] == ordered[:1], ordered[1:] != ordered[:-1])))


def _some_texts(pairs: WordPairs, rows: Ints) -> WordPairs:
    size = pairs.size[rows]
    return WordPairs(pairs.of_rows(rows)[0], np.cumsum(size) - size, size)
