"""Ideas are features that every language shares: a sentence means the same to the model in whatever language its ideas stand."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from classifier.features import KIND_SHARE
from classifier.ideas import feature_count, idea_features
from classifier.looking import Looker
from classifier.reader import load_reader

IDEAS = 7


@given(
    arrays(np.bool_, st.tuples(st.integers(0, 5), st.just(IDEAS))), st.lists(st.integers(0, 1), min_size=5, max_size=5)
)
def test_every_idea_counts_once_once_for_its_kind_of_text_and_once_with_each_other(present: np.ndarray, kinds: list[int]) -> None:  # fmt: skip
    found = idea_features(present, np.array(kinds[: len(present)], np.int64))
    expected = {}
    for unit, row in enumerate(present):
        here = np.flatnonzero(row).tolist()
        expected |= {(unit, idea): 1.0 for idea in here}
        expected |= {(unit, IDEAS * (1 + kinds[unit]) + idea): KIND_SHARE for idea in here}
        expected |= {(unit, 3 * IDEAS + one * IDEAS + other): 1.0 for one, other in combinations(here, 2)}
    told = dict(zip(zip(found.unit.tolist(), found.feature.tolist(), strict=True), found.share.tolist(), strict=True))
    assert told == expected
    assert len(found.unit) == len(expected)
    assert found.unit.tolist() == sorted(found.unit.tolist())
    assert all(feature < feature_count(IDEAS) for feature in found.feature.tolist())


@pytest.mark.parametrize(
    ("lang", "text"),
    [("da", "Chefen tog alle pengene og døren var låst."), ("de", "Der Chef nahm das ganze Geld und die Tür war abgeschlossen."), ("pl", "Szef zabrał wszystkie pieniądze, a drzwi były zamknięte.")],
)  # fmt: skip
def test_one_thing_said_in_several_languages_shows_the_same_ideas(lang: str, text: str) -> None:
    looker = Looker(load_reader().lexicon)
    look = looker.look([{"text": text, "type": "review", "lang": lang}])
    names = ["boss", "money", "door", "laugh", "no such idea"]
    assert looker.ideas(look, names).any(axis=0).tolist() == [True, True, True, False, False]
