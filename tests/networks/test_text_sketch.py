"""Hashing many texts at once gives what a plain loop over words would give."""

import re
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from networks.text_sketch import Watch, hash_word, word_pairs

TEXT = st.text(alphabet="abæøåéж❤🌹 .,-019AB\n", max_size=40)


def plain_pairs(text: str) -> set[tuple[str, ...]]:
    """The word pairs of a text by a plain loop; every byte above ASCII counts as a letter."""
    words = re.findall(rb"[a-z0-9\x80-\xff]+", text.encode().lower())
    return {(words[0],)} if len(words) == 1 else set(pairwise(words))  # type: ignore[arg-type]  # bytes


@given(st.lists(TEXT, min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_two_texts_share_as_many_hashed_pairs_as_a_plain_loop_finds(texts: list[str]) -> None:
    pairs, _ = word_pairs([text.encode().lower() for text in texts])
    sets = [set(pairs.of_rows(np.array([i]))[0].tolist()) for i in range(len(texts))]
    for i, one in enumerate(texts):
        assert len(sets[i]) == len(plain_pairs(one))
        for j, other in enumerate(texts):
            assert len(sets[i] & sets[j]) == len(plain_pairs(one) & plain_pairs(other))


def test_danish_capitals_are_lowered() -> None:
    pairs, _ = word_pairs(["SØD ÆBLE".encode().lower(), "sød æble".encode()])
    assert pairs.hashes[0] == pairs.hashes[1]


def test_a_zero_byte_in_a_text_does_not_shift_the_texts() -> None:
    pairs, _ = word_pairs([b"en\0to", b"tre fire"])
    assert pairs.size.tolist() == [1, 1]


def test_watched_words_and_parts_are_found_whole() -> None:
    watch = Watch(np.array([hash_word("piger")], dtype=np.uint64), (b"@", b"me/"))
    texts = ["vi søger piger nu", "pigerne sover", "skriv @navn", "t.me/navn", "kom med / uden", "ingen"]
    _, [found] = word_pairs([text.encode() for text in texts], [watch])
    assert found.tolist() == [True, False, True, True, False, False]


def test_no_texts_are_no_error() -> None:
    pairs, [found] = word_pairs([], [Watch(np.array([hash_word("x")], dtype=np.uint64), ())])
    assert len(pairs.hashes) == 0
    assert len(found) == 0
