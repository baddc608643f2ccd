"""Spans that are taken answer like a list of spans would, however many there are."""

from hypothesis import given
from hypothesis import strategies as st

from classifier.spans import TakenSpans

SPANS = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted).map(tuple)


@given(st.lists(SPANS, max_size=20), SPANS)
def test_a_span_overlaps_exactly_when_it_shares_a_sign_with_a_taken_one(
    taken: list[tuple[int, int]], asked: tuple[int, int]
) -> None:
    spans = TakenSpans()
    for start, end in taken:
        spans.add(start, end)
    signs = {sign for start, end in taken for sign in range(start, end)}
    assert spans.overlap(*asked) is bool(signs & set(range(*asked)))
