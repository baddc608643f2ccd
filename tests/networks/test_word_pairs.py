"""Word pairs that stay in several blocks are those that one array of them all would give."""

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from networks.ad_table import WordPairs
from networks.blocks import Block, make_block
from networks.house_text import drop_house_words
from networks.joining import pairs_in_order
from tests.networks.link_ads import make_ad


def block_of(sizes: list[int], seed: int) -> Block:
    return make_block([make_ad(text=" ".join(f"ord{seed}{n}{size}" for n in range(size))) for size in sizes])


@given(st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=4), min_size=1, max_size=5), st.randoms())
def test_texts_of_several_blocks_are_found_wherever_they_lie(sizes: list[list[int]], rng: Random) -> None:
    blocks = [block_of(some, seed) for seed, some in enumerate(sizes)]
    texts = [block.pairs.of_rows(np.array([row]))[0].tolist() for block in blocks for row in range(len(block))]
    order = list(range(len(texts)))
    rng.shuffle(order)
    pairs = pairs_in_order(blocks, np.array(order))
    hashes, owner = pairs.of_rows(np.arange(len(texts)))
    assert [hashes[owner == row].tolist() for row in range(len(texts))] == [texts[place] for place in order]
    assert pairs.total == sum(map(len, texts))
    walked: dict[int, list[int]] = {}
    for rows, some, offsets in pairs.parts():
        for number, row in enumerate(rows.tolist()):
            walked[row] = some[offsets[number] : offsets[number + 1]].tolist()
    assert walked == {row: texts[place] for row, place in enumerate(order)}


def test_only_the_word_pairs_of_the_own_site_are_dropped() -> None:
    hashes = np.array([1, 5, 65_541, 1, 5, 9, 5], dtype=np.uint64)
    pairs = WordPairs(hashes, np.array([0, 3, 6, 7]), np.array([3, 3, 1, 0]))
    house = {0: np.array([5], dtype=np.uint64), 2: np.array([1, 9], dtype=np.uint64)}
    kept = drop_house_words(pairs, np.array([0, 2, -1, 0]), house)
    said, owner = kept.of_rows(np.arange(4))
    assert [said[owner == row].tolist() for row in range(4)] == [[1, 65_541], [5], [5], []]
