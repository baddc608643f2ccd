"""What partitions tell each other gives what one process finds, however the texts lie in partitions."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import pytest

from benchmarks.link import ad_line
from benchmarks.link_world import build_world
from networks.ad_table import UNKNOWN, Ints
from networks.hearing import first_contact
from networks.house_text import bucket_of, buckets_for, count_sites, one_ad_a_contact, row_sums
from networks.joining import join_blocks, make_table
from networks.local_texts import weigh_texts
from networks.near_texts import candidates, row_bits, short_signatures, signatures
from networks.spark import exchange
from networks.spark.exchange import Columns
from networks.spark.readings import Held, Reading, one_after_other, read_partition

PARTS = 3
ADS = build_world(900, 21).ads[:900]
TABLE = make_table(ADS)
CONTACT = first_contact(TABLE)
TEXTS = weigh_texts(TABLE.pairs, CONTACT, TABLE.site)
BUCKETS = buckets_for(TABLE.pairs.total)
ROWS = np.arange(len(TABLE))


def routed(sent: Iterable[Iterable[tuple[int, Columns]]]) -> list[list[Columns]]:
    """Deliver what partitions sent."""
    boxes: dict[int, list[Columns]] = defaultdict(list)
    for part in sent:
        for target, columns in part:
            boxes[target].append(columns)
    return [boxes[number] for number in range(PARTS)]


def scattered(seed: int) -> tuple[Ints, Ints, list[Ints]]:
    """The partition of each row, its row there, and the rows of each partition in its order."""
    rng = np.random.default_rng(seed)
    part = rng.integers(0, PARTS, len(TABLE))
    rows = [rng.permutation(np.flatnonzero(part == number)) for number in range(PARTS)]
    local = np.zeros(len(TABLE), dtype=np.int64)
    for some in rows:
        local[some] = np.arange(len(some))
    return part, local, rows


def held(rows: list[Ints]) -> list[Held]:
    """The texts of each partition."""
    found = []
    for some in rows:
        hashes, _ = TEXTS.pairs.of_rows(some)
        size = TEXTS.pairs.size[some]
        offsets = np.concatenate(([0], np.cumsum(size)))
        found.append(
            Held(
                type(TEXTS.pairs)(hashes, offsets[:-1], size),
                row_sums(TEXTS.weights[bucket_of(hashes, len(TEXTS.weights))], offsets),
            )
        )
    return found


@pytest.mark.parametrize("seed", range(4))
def test_likeness_across_partitions_is_likeness_in_one_place_to_the_last_bit(seed: int) -> None:
    part, local, rows = scattered(seed)
    shelves = held(rows)
    rng = np.random.default_rng(seed + 100)
    first, second = rng.integers(0, len(TABLE), 400), rng.integers(0, len(TABLE), 400)
    first[:200], second[:200] = ROWS[:200], ROWS[1:201]
    asked = [
        (some, local[first[some]], part[second[some]], local[second[some]])
        for some in exchange.in_parts(part[first], PARTS)
    ]
    loans = routed(exchange.lend(shelf, question, PARTS) for shelf, question in zip(shelves, asked, strict=True))
    cosine, bits = np.full(400, -1.0), np.full(400, -1.0)
    for shelf, loan in zip(shelves, loans, strict=True):
        question, likeness, shared = exchange.compare(shelf, loan, TEXTS.weights)
        cosine[question], bits[question] = likeness, shared
    wanted = TEXTS.similarities(first, second)
    assert np.array_equal(cosine, wanted[0])
    assert np.array_equal(bits, wanted[1])


@pytest.mark.parametrize("seed", range(4))
def test_candidates_meet_across_partitions_as_in_one_place(seed: int) -> None:
    part, local, rows = scattered(seed)
    wanted = np.random.default_rng(seed).random(len(TABLE)) < 0.9
    mine = np.flatnonzero(wanted & (TEXTS.pairs.size > 0))
    signed = [signatures(shelf.pairs) for shelf in held(rows)]
    short = [short_signatures(some) for some in signed]
    asked = [
        (local[mine[some]], some, CONTACT[mine[some]], exchange.place_of(part[mine[some]], local[mine[some]]))
        for some in exchange.in_parts(part[mine], PARTS)
    ]
    bits = row_bits(len(mine))
    keys = routed(exchange.spread(one, question, bits, PARTS) for one, question in zip(signed, asked, strict=True))
    shown = routed(
        exchange.show(one, got, PARTS)
        for one, got in zip(short, routed(exchange.meet(got, PARTS) for got in keys), strict=True)
    )
    found = [exchange.agree(one, got) for one, got in zip(short, shown, strict=True)]
    pairs = {(int(mine[a]), int(mine[b])) for low, high in found for a, b in zip(low, high, strict=True)}
    assert pairs == set(zip(*(column.tolist() for column in candidates(TEXTS.pairs, CONTACT, wanted)), strict=True))
    assert len(pairs) == sum(len(low) for low, _ in found)


@pytest.mark.parametrize("seed", range(4))
def test_voices_are_counted_by_parts_as_in_one_place(seed: int) -> None:
    part, _, rows = scattered(seed)
    voices = one_ad_a_contact(CONTACT, TABLE.site)
    heard = {int(number): int(np.sum(TABLE.site[voices] == number)) for number in np.unique(TABLE.site)}
    shelves = [Reading([], weigh_texts(TABLE.pairs, CONTACT, np.full(len(TABLE), UNKNOWN)).pairs) for _ in rows]
    sent = (
        exchange.count_voices(shelf, (voices[some], TABLE.site[voices[some]]), BUCKETS, PARTS)
        for shelf, some in zip(shelves, exchange.in_parts(part[voices], PARTS), strict=True)
    )
    everywhere = np.zeros(BUCKETS, dtype=np.int64)
    house_of: dict[int, set[int]] = defaultdict(set)
    for got in routed(sent):
        buckets, users, houses = exchange.add_voices(got, heard, BUCKETS)  # type: ignore[arg-type]  # columns of voices
        everywhere[buckets] = users
        for number, house in houses.items():
            house_of[number] |= set(house.tolist())
    users, count, known = count_sites(TABLE.pairs, CONTACT, TABLE.site)
    assert count == len(voices)
    assert np.array_equal(everywhere, users)
    assert {n: h for n, h in house_of.items() if h} == {n: set(h.tolist()) for n, h in known.items()}


def test_partitions_are_read_as_one_file_is_and_their_texts_stay_behind() -> None:
    lines = [ad_line(ad).encode() for ad in ADS]
    readings = [next(read_partition(n, lines[300 * n : 300 * n + 300])) for n in range(PARTS)]
    table = join_blocks([block for reading in readings for block in reading.columns().blocks])
    assert table.ids == TABLE.ids
    assert [len(reading.columns().pairs) for reading in readings] == [0, 0, 0]
    pairs = one_after_other([reading.pairs for reading in readings])
    assert np.array_equal(pairs.size[table.given], TABLE.pairs.size)


def test_a_bad_line_is_a_problem_of_the_reading_with_its_own_number() -> None:
    good = b'{"id": "a"}'
    assert next(read_partition(1, [good, b"{"], 40)).problem == "Line 41: not a JSON object."
    assert next(read_partition(0, [good, b"\xff\xfe"])).problem == "Line 2: not UTF-8 text."
    assert next(read_partition(0, [b"\xef\xbb\xbf" + good])).problem is None
