"""What is remembered of texts gives the pairs that comparing all of them anew gives."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.link_world import build_world
from networks.ad_table import Bools, Ints, WordPairs
from networks.history import MOST_BLOCKS, History
from networks.joining import make_table
from networks.local_texts import LocalTexts, weigh_texts
from networks.near_texts import candidates, signatures
from networks.text_memory import TextMemory, candidates_since, nothing_known

TABLE = make_table(build_world(600, 3).ads)
TEXTS: LocalTexts = weigh_texts(TABLE.pairs, np.arange(len(TABLE)), TABLE.site)
CONTACT = np.random.default_rng(1).integers(0, 200, len(TABLE))


def texts_of(rows: Ints, shortened: int = 0) -> WordPairs:
    """The texts of some rows; every so-many-th without its second half."""
    parts = [TEXTS.pairs.of_rows(np.array([row]))[0] for row in rows.tolist()]
    parts = [part[: len(part) // 2] if shortened and not row % shortened else part for row, part in enumerate(parts)]
    size = np.array([len(part) for part in parts], dtype=np.int64)
    return WordPairs(np.concatenate(parts), np.cumsum(size) - size, size)


def step(
    memory: TextMemory, rows: Ints, wanted: Bools, place: dict[int, int]
) -> tuple[set[tuple[int, int]], TextMemory]:
    """One run over some rows of the table, which lie in it in its order; ``place`` says where each came in."""
    some = texts_of(rows)
    given_places = np.array([place[row] for row in rows.tolist()], dtype=np.int64)
    first, second, memory = candidates_since(memory, some, TEXTS.sums()[rows], CONTACT[rows], wanted, given_places)
    anew = candidates(some, CONTACT[rows], wanted)
    assert first.tolist() == anew[0].tolist()
    assert second.tolist() == anew[1].tolist()
    return set(zip(first.tolist(), second.tolist(), strict=True)), memory


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_texts_that_come_and_change_their_part_meet_as_if_all_were_compared_anew(seed: int) -> None:
    rng = np.random.default_rng(seed)
    coming = rng.permutation(len(TABLE))
    place = {row: number for number, row in enumerate(coming.tolist())}
    memory = nothing_known()
    for end in sorted(rng.integers(1, len(TABLE) + 1, 4).tolist()):
        rows = np.sort(coming[:end])
        wanted = rng.random(end) < 0.9
        _, memory = step(memory, rows, wanted, place)
    assert len(memory) == end


def test_a_text_that_a_site_made_its_own_wording_is_compared_again() -> None:
    rows = np.arange(len(TABLE))
    place = {row: row for row in rows.tolist()}
    _, memory = step(nothing_known(), rows, np.ones(len(rows), dtype=bool), place)
    shorter = texts_of(rows, shortened=7)
    texts = LocalTexts(shorter, TEXTS.weights, TEXTS.voices)
    wanted = np.ones(len(rows), dtype=bool)
    first, second, _ = candidates_since(memory, shorter, texts.sums(), CONTACT, wanted, rows)
    anew = candidates(shorter, CONTACT, wanted)
    assert (first.tolist(), second.tolist()) == (anew[0].tolist(), anew[1].tolist())


def test_what_is_known_keeps_its_meaning_in_another_order() -> None:
    rows = np.arange(len(TABLE))
    order = np.random.default_rng(5).permutation(len(rows))
    coming = {row: number for number, row in enumerate(order.tolist())}
    found, memory = step(nothing_known(), rows, np.ones(len(rows), dtype=bool), coming)
    again, _ = step(
        memory.in_order(np.array([coming[row] for row in rows.tolist()])),
        rows,
        np.ones(len(rows), dtype=bool),
        {row: row for row in rows.tolist()},
    )
    assert again == found


@pytest.mark.parametrize("seed", range(3))
def test_many_small_days_are_merged_and_change_nothing(seed: int) -> None:
    ads = build_world(260, seed).ads
    random.Random(seed).shuffle(ads)
    history, days = History(), MOST_BLOCKS + 3
    for day in range(days):
        history.add(ads[day::days])
        kept = history.kept(history.group())
        history = History(kept.blocks, kept.memory)
    assert len(history.blocks) < days
    whole = History()
    whole.add(ads)
    assert history.group().group_of() == whole.group().group_of()
    assert sorted(map(str, history.group().links())) == sorted(map(str, whole.group().links()))


def test_of_a_day_only_new_texts_and_those_whose_words_count_otherwise_are_read_into_signatures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signed: list[int] = []

    def counting(pairs: WordPairs) -> np.ndarray[tuple[int, int], np.dtype[np.uint32]]:
        signed.append(len(pairs))
        return signatures(pairs)

    monkeypatch.setattr("networks.text_memory.signatures", counting)
    ads = build_world(300, 9).ads
    history = History()
    history.add(ads[:280])
    history.group()
    history.add(ads[280:])
    history.group()
    history.forget([ads[0].id])
    history.group()
    first, day, anew = signed
    # A few known texts with them: new voices may make words a site's own.
    assert len(ads) - 280 <= day < 100
    assert (first, anew) == (280, len(ads) - 1)
