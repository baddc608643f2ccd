"""Features of many words at once are those of each word alone."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from classifier.features import group_features, group_share, group_shares, letter_groups, shape, shapes

WORDS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9), max_size=6)


@given(WORDS)
def test_letter_groups_of_many_words_are_those_of_each_by_itself(words: list[str]) -> None:
    of_word, features = letter_groups(words)
    for place, word in enumerate(words):
        assert sorted(features[of_word == place].tolist()) == sorted(set(group_features(word)))


@given(st.lists(st.sampled_from(["dansk", "danskere", "19", "1900", "19år", "½", "hund", "24/7", "thai", "пиво"])))
def test_many_words_are_shaped_as_each_by_itself(words: list[str]) -> None:
    assert shapes(words) == list(map(shape, words))


def test_letter_groups_weigh_the_same_one_by_one_and_together() -> None:
    assert group_shares(np.arange(80)).tolist() == [group_share(count) for count in range(80)]


def test_signs_of_several_octets_make_groups_of_whole_signs() -> None:
    of_word, features = letter_groups(["привет", "a", "😀ж"])
    assert of_word.tolist().count(0) == len(group_features("привет"))
    assert set(features[of_word == 2].tolist()) == set(group_features("😀ж"))
