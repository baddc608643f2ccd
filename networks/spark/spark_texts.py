"""``Texts`` that Spark holds: every question is one exchange between partitions, answered in columns."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Bools, Floats, Hashes, Ints, WordPairs
from networks.house_text import bucket_of, buckets_for, drop_house_words, one_ad_a_contact, row_sums, weights_of
from networks.near_texts import row_bits, short_signatures, signatures, verified
from networks.persons import keys_of_sums, text_sums
from networks.spark.exchange import (
    Column,
    Columns,
    add_voices,
    agree,
    compare,
    count_voices,
    in_parts,
    lend,
    meet,
    place_of,
    show,
    spread,
)
from networks.spark.readings import Held, Reading
from networks.texts import NearTexts, Texts

if TYPE_CHECKING:
    from pyspark import RDD, SparkContext


class SparkTexts:
    """The texts of a table, held by partition; row ``r`` of the table is row ``local[r]`` of partition ``part[r]``."""

    def __init__(self, context: "SparkContext", part: Ints, local: Ints, parts: int) -> None:
        self._context, self._part, self._local, self._parts = context, part, local, parts
        self.voices = 0

    def read(self, readings: "RDD[Reading]", buckets: int, contact: Ints, site: Ints) -> Texts:
        """Count the words of all voices, drop what sites write, and keep the rest with its weights."""
        everywhere, house_of = self._count(readings, buckets, contact, site)
        self._users, weights = everywhere, weights_of(everywhere, self.voices)
        shared = self._context.broadcast((weights, house_of))

        def hold(pair: tuple[Reading, Columns]) -> Held:
            weights, house_of = shared.value
            kept = drop_house_words(pair[0].pairs, pair[1][0], house_of)
            totals = np.zeros(len(kept))
            for rows, hashes, offsets in kept.parts():
                totals[rows] = row_sums(weights[bucket_of(hashes, len(weights))], offsets)
            return Held(kept, totals)

        every = np.arange(len(site))
        self._weights = shared
        self._held = readings.zip(self._to_parts(every, site)).map(hold).persist()
        sums = np.zeros(len(site), dtype=np.uint64)
        self._size = np.zeros(len(site), dtype=np.int64)
        self._totals = np.zeros(len(site))
        said = self._held.map(lambda held: (text_sums(held.pairs), held.pairs.size, held.totals)).collect()
        for rows, (some, sizes, totals) in zip(self._rows_by_part(every), said, strict=True):
            sums[rows], self._size[rows], self._totals[rows] = some, sizes, totals
        self._keys = keys_of_sums(sums, self._size)
        return self

    def _count(
        self, readings: "RDD[Reading]", buckets: int, contact: Ints, site: Ints
    ) -> tuple[Ints, dict[int, Hashes]]:
        voices = one_ad_a_contact(contact, site)
        heard = {int(number): int(np.sum(site[voices] == number)) for number in np.unique(site)}
        parts = self._parts
        self.voices = len(voices)
        told = readings.zip(self._to_parts(voices, self._local[voices], site[voices]))
        found = _met(told.flatMap(lambda pair: count_voices(*pair, buckets, parts)), parts).map(lambda got: add_voices(got, heard, buckets))  # fmt: skip
        everywhere = np.zeros(buckets, dtype=np.int64)
        house_of: dict[int, list[Hashes]] = {}
        for used, users, houses in found.collect():
            everywhere[used] = users
            for number, house in houses.items():
                if number != UNKNOWN and len(house):
                    house_of.setdefault(number, []).append(house)
        return everywhere, {number: np.sort(np.concatenate(some)) for number, some in house_of.items()}

    def keys(self) -> Ints:
        """See ``Texts``."""
        return self._keys

    def users_of(self, hashes: Hashes) -> Ints:
        """See ``Texts``."""
        return self._users[bucket_of(hashes, len(self._users))]

    def of_rows(self, rows: Ints) -> tuple[Hashes, Ints]:
        """See ``Texts``."""
        size = self._size[rows]
        start = np.zeros(len(rows), dtype=np.int64)
        fetched = self._held.zip(self._to_parts(rows, self._local[rows])).map(lambda pair: pair[0].pairs.of_rows(pair[1][0])[0])  # fmt: skip
        hashes = fetched.collect() if len(rows) else []
        before = 0
        for some, mine in zip(self._rows_by_part(rows), hashes, strict=False):
            ends = before + np.cumsum(size[some])
            start[some] = ends - size[some]
            before += len(mine)
        return WordPairs(np.concatenate([np.zeros(0, dtype=np.uint64), *hashes]), start, size).of_rows(np.arange(len(rows)))  # fmt: skip

    def totals(self) -> Floats:
        """See ``Texts``."""
        return self._totals

    def similarities(self, first: Ints, second: Ints) -> tuple[Floats, Floats]:
        """See ``Texts``."""
        cosine, bits = np.zeros(len(first)), np.zeros(len(first))
        if not len(first):
            return cosine, bits
        parts, weights = self._parts, self._weights
        asked = self._to_parts(
            first, np.arange(len(first)), self._local[first], self._part[second], self._local[second]
        )
        loans = _met(self._held.zip(asked).flatMap(lambda pair: lend(*pair, parts)), parts)
        said = self._held.zip(loans).map(lambda pair: compare(*pair, weights.value[0]))
        for question, likeness, shared in said.collect():
            cosine[question], bits[question] = likeness, shared
        return cosine, bits

    def near(self, contact: Ints, wanted: Bools) -> NearTexts:
        """See ``Texts``."""
        rows = np.flatnonzero(wanted & (self._size > 0))
        if len(rows) < 2:
            return verified(self, rows[:0], rows[:0])
        parts, bits = self._parts, row_bits(len(rows))
        place = place_of(self._part[rows], self._local[rows])
        asked = self._to_parts(rows, self._local[rows], np.arange(len(rows)), contact[rows], place)
        signed = self._held.map(lambda held: signatures(held.pairs)).persist()
        short = signed.map(short_signatures)
        keys = _met(signed.zip(asked).flatMap(lambda pair: spread(*pair, bits, parts)), parts)
        pairs = _met(keys.flatMap(lambda got: meet(got, parts)), parts)
        shown = _met(short.zip(pairs).flatMap(lambda pair: show(*pair, parts)), parts)
        found = short.zip(shown).map(lambda pair: agree(*pair)).collect()
        signed.unpersist()
        low, high = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.lexsort((high, low))
        return verified(self, rows[low[order]], rows[high[order]])

    def close(self) -> None:
        """Let go of what Spark keeps."""
        self._held.unpersist()
        self._weights.destroy()

    def _rows_by_part(self, rows: Ints) -> Iterator[Ints]:
        """Yield for each partition the positions of its rows; all rows of a partition come in its own order."""
        for positions in in_parts(self._part[rows], self._parts):
            yield positions[np.argsort(self._local[rows[positions]], kind="stable")]

    def _to_parts(self, rows: Ints, *columns: Column) -> "RDD[Columns]":
        """Return columns about rows as one record for each partition."""
        records = [tuple(column[some] for column in columns) for some in self._rows_by_part(rows)]
        return self._context.parallelize(records, self._parts)


def _met(records: "RDD[Any]", parts: int) -> "RDD[list[Any]]":
    """Return what was sent to each partition as one list, in an order that does not change the result."""
    return records.partitionBy(parts, int).mapPartitions(lambda got: iter([[value for _, value in got]]))


def hold_in_spark(
    context: "SparkContext", readings: "RDD[Reading]", columns: list[Reading]
) -> tuple[Callable[[AdTable, Ints], Texts], list[SparkTexts]]:
    """Return what ``group_table`` wants as ``hold``, and a list that names what must be closed afterwards."""
    opened: list[SparkTexts] = []
    sizes = [sum(len(block) for block in reading.blocks) for reading in columns]
    buckets = buckets_for(sum(reading.words for reading in columns))

    def hold(table: AdTable, contact: Ints) -> Texts:
        starts = np.cumsum([0, *sizes])
        part = np.searchsorted(starts, table.given, side="right") - 1
        texts = SparkTexts(context, part, table.given - starts[part], len(sizes))
        opened.append(texts)
        return texts.read(readings, buckets, contact, table.site)

    return hold, opened
