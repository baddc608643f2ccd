"""Runs of rows are added up as one would add them one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from classifier.batch import SIDE_BY_SIDE, sums_of_runs

WIDTH = 3


@given(st.lists(st.integers(0, 5) | st.integers(SIDE_BY_SIDE - 1, SIDE_BY_SIDE + 9), max_size=12))
def test_the_sum_of_each_run_is_that_of_its_rows(sizes: list[int]) -> None:
    rows = np.arange(float(sum(sizes) * WIDTH)).reshape(-1, WIDTH)
    sums = sums_of_runs(lambda places: rows.take(places, axis=0), WIDTH, np.array(sizes, np.int64))
    ends = np.cumsum(sizes, dtype=np.int64).tolist()
    assert sums.tolist() == [rows[end - size : end].sum(axis=0).tolist() for end, size in zip(ends, sizes, strict=True)]
