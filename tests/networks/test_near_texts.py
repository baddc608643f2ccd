"""Near-identical texts: exact likeness, house text left out, chance kept out."""

import numpy as np
import pytest

from networks.house_text import LEAST_BUCKETS, bucket_of
from networks.local_texts import LocalTexts, weigh_texts
from networks.text_sketch import word_pairs
from tests.networks.link_ads import own_words


def sketched(texts: list[str], contacts: list[int], sites: list[int] | None = None) -> LocalTexts:
    """The texts as linkage sees them."""
    pairs, _ = word_pairs([text.encode() for text in texts])
    return weigh_texts(pairs, np.array(contacts), np.array(sites or [0] * len(texts)))


@pytest.mark.parametrize("seed", range(5))
def test_likeness_agrees_with_a_plain_computation(seed: int) -> None:
    rng = np.random.default_rng(seed)
    words = [f"ord{n}" for n in range(12)]
    raw = [" ".join(rng.choice(words, 10).tolist()) for _ in range(8)]
    pairs, _ = word_pairs([text.encode() for text in raw])
    texts = LocalTexts(pairs, rng.uniform(0.1, 5.0, LEAST_BUCKETS), 8)
    sets = [set(pairs.of_rows(np.array([i]))[0].tolist()) for i in range(8)]
    first, second = np.array([0, 2, 4, 6]), np.array([1, 3, 5, 6])

    def weigh(hashes: set[int]) -> float:
        return float(texts.weights[bucket_of(np.array(sorted(hashes), dtype=np.uint64), LEAST_BUCKETS)].sum())

    cosine, bits = texts.similarities(first, second)
    for row, (a, b) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        assert bits[row] == pytest.approx(weigh(sets[a] & sets[b]))
        assert cosine[row] == pytest.approx(weigh(sets[a] & sets[b]) / (weigh(sets[a]) * weigh(sets[b])) ** 0.5)


def test_what_a_sites_form_writes_makes_no_two_texts_alike() -> None:
    form = "Denne annonce er oprettet gennem sidens formular og vises i tredive dage før den skal fornyes af annoncøren selv"
    texts = sketched([f"{own_words(n, 8)} {form}" for n in range(40)], list(range(40)))
    near = texts.near(np.arange(40), np.ones(40, dtype=bool))
    assert len(near.first) == 0


def test_a_template_with_slots_is_found_under_different_numbers() -> None:
    parts = [own_words(n, 12) for n in (901, 902, 903)]
    network = [f"{parts[0]} jeg er nummer {n} på {20 + n} år {parts[1]} {own_words(n, 5)} {parts[2]}" for n in range(4)]
    others = [own_words(100 + n, 30) for n in range(60)]
    texts = sketched(network + others, list(range(64)))
    near = texts.near(np.arange(64), np.ones(64, dtype=bool))
    assert {int(x) for x in np.concatenate((near.first, near.second))} == {0, 1, 2, 3}


def test_digits_danish_letters_and_emoji_count() -> None:
    base = own_words(5, 30)
    same, other = f"{base} 🌹 æøå 900 kr", f"{base} 🌹 æøå 900 kr"
    texts = sketched([same, other, f"{base} ❤ aoa 700 kr", *(own_words(n) for n in range(200, 230))], list(range(33)))
    cosine, _ = texts.similarities(np.array([0, 0]), np.array([1, 2]))
    assert cosine[0] == pytest.approx(1.0)
    assert cosine[1] < 1.0
