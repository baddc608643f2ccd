"""Digits are found in many texts at once as a regular expression finds them in each."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier import digits
from classifier.digits import digits_in

# Digits of several scripts, what looks like one, signs beyond 16 bits, ends of lines, half a pair of surrogates.
SIGNS = st.sampled_from("0189 a.,\n\u0663\u0e51\uff17²½①Ⅷ\U0001d7d8😀\ud800æ")


def plainly(texts: list[str]) -> list[list[tuple[int, int]]]:
    return [[found.span() for found in re.finditer(r"\d+", text)] for text in texts]


@given(st.lists(st.text(SIGNS) | st.text()))
def test_digits_are_found_in_each_text_alone(texts: list[str]) -> None:
    assert digits_in(texts) == plainly(texts)


@given(st.lists(st.text(SIGNS)))
def test_how_many_texts_are_looked_at_together_changes_nothing(texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digits, "AT_ONCE", 3)
        assert digits_in(texts) == plainly(texts)
