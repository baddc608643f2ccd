"""One slip away: checked against a plain comparison of digits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.mistyped import slip_keys

EIGHT = st.text(alphabet="0123456789", min_size=8, max_size=8)


def one_slip(a: str, b: str) -> bool:
    """Whether two numbers differ in exactly one digit or by one swap of neighbours."""
    wrong = [place for place in range(8) if a[place] != b[place]]
    swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]
    return len(wrong) == 1 or swapped


def share_a_key(a: str, b: str) -> bool:
    """Whether linkage sees two numbers as one slip apart."""
    return any(bool(column[0] == column[1]) for column in slip_keys(np.array([int(a), int(b)])))


@given(EIGHT, st.integers(0, 7), st.sampled_from("0123456789"))
def test_a_wrong_digit_is_a_slip(number: str, place: int, digit: str) -> None:
    assert share_a_key(number, number[:place] + digit + number[place + 1 :])


@given(EIGHT, st.integers(0, 6))
def test_two_swapped_digits_are_a_slip(number: str, place: int) -> None:
    assert share_a_key(number, number[:place] + number[place + 1] + number[place] + number[place + 2 :])


@given(EIGHT, EIGHT)
def test_nothing_else_is(a: str, b: str) -> None:
    assert share_a_key(a, b) == (a == b or one_slip(a, b))


@pytest.mark.parametrize(("a", "b"), [("12345678", "12345687"), ("12345678", "22345678")])
def test_examples(a: str, b: str) -> None:
    assert share_a_key(a, b)
