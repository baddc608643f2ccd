"""Where the weights of a feature stand."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from classifier.feature_rows import FeatureRows

NUMBERS = st.integers(0, 2**32 - 1) | st.integers(7 << 13, (7 << 13) + 20)


@given(st.sets(NUMBERS, max_size=40), st.lists(NUMBERS, max_size=40))
def test_each_number_is_found_where_it_stands_or_after_the_last(known: set[int], asked: list[int]) -> None:
    features = sorted(known)
    places = {number: place for place, number in enumerate(features)}
    wanted = [*asked, *features]
    found = FeatureRows(np.array(features, np.int64)).of(np.array(wanted, np.int64))
    assert found.tolist() == [places.get(number, len(features)) for number in wanted]
