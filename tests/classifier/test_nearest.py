"""Where the words of a wording stand nearest together: for many sentences at once as for each by itself."""

import random
from collections.abc import Sequence
from itertools import product

import numpy as np

from classifier.nearest import MOST_PLACES, MOST_WAYS, nearest


def one_by_one(
    masks: Sequence[int], words: Sequence[int], within: int, *, ordered: bool = False
) -> tuple[int, ...] | None:
    """Return the words that meet each mask where they stand nearest together, by trying one way after the other."""
    places = [[at for at, bits in enumerate(words) if bits & mask][:MOST_PLACES] for mask in masks]
    best: tuple[int, ...] | None = None
    for way in list(product(*places))[:MOST_WAYS]:
        width = max(way) - min(way)
        if len(set(way)) == len(way) and width < within and (not ordered or list(way) == sorted(way)):
            best, within = way, width
    return best


def together(
    masks: Sequence[Sequence[int]], words: Sequence[Sequence[int]], within: Sequence[int], ordered: Sequence[bool]
) -> list[tuple[int, ...] | None]:
    """Return the same of many sentences at once."""
    run = np.repeat(np.arange(len(words)), list(map(len, words)))
    flat = [bits for sentence in words for bits in sentence]
    most = max(map(len, masks))
    meets = [
        np.array([step < len(masks[of]) and bool(bits & masks[of][step]) for of, bits in zip(run.tolist(), flat, strict=True)], np.bool_)
        for step in range(most)
    ]  # fmt: skip
    counts = np.array(list(map(len, masks)))
    rows = nearest(meets, run, counts, np.array(within), np.array(ordered, np.bool_)).T
    begins = np.cumsum(list(map(len, words))) - list(map(len, words))
    return [
        None if row[0] < 0 else tuple((row[:count] - begin).tolist())
        for row, count, begin in zip(rows, counts, begins, strict=True)
    ]


def test_the_narrowest_place_is_taken_and_each_family_needs_a_word_of_its_own() -> None:
    words = [[1, 0, 0, 1, 2], [3, 0, 0], [1, 0, 0, 0, 2], [2, 1], [2, 1]]
    found = together([[1, 2]] * 5, words, [8, 8, 4, 8, 8], [False, False, False, True, False])
    assert found == [(3, 4), None, None, None, (1, 0)]


def test_many_sentences_at_once_are_as_each_by_itself() -> None:
    chance = random.Random(4)
    for _ in range(60):
        runs = chance.randint(1, 12)
        masks = [[chance.randint(1, 7) for _ in range(chance.randint(1, 4))] for _ in range(runs)]
        words = [[chance.randint(0, 7) for _ in range(chance.randint(0, 14))] for _ in range(runs)]
        within = [chance.randint(1, 16) for _ in range(runs)]
        ordered = [chance.random() < 0.4 for _ in range(runs)]
        one = [
            one_by_one(mask, sentence, wide, ordered=order)
            for mask, sentence, wide, order in zip(masks, words, within, ordered, strict=True)
        ]
        assert together(masks, words, within, ordered) == one
