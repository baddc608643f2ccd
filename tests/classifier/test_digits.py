"""Digits are found in many texts at once as a regular expression finds them in each."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier import digits
from classifier.digits import find_digits

# Digits of several scripts, what looks like one, signs beyond 16 bits, ends of lines, half a pair of surrogates.
SIGNS = st.sampled_from("0189 a.,\n\u0663\u0e51\uff17²½①Ⅷ\U0001d7d8😀\ud800æ")


def plainly(texts: list[str]) -> list[list[tuple[int, int]]]:
    return [[found.span() for found in re.finditer(r"\d+", text)] for text in texts]


@given(st.lists(st.text(SIGNS) | st.text()))
def test_digits_are_found_in_each_text_alone(texts: list[str]) -> None:
    assert find_digits(texts).of == plainly(texts)


@given(st.lists(st.text(SIGNS)))
def test_how_many_texts_are_looked_at_together_changes_nothing(texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digits, "AT_ONCE", 3)
        assert find_digits(texts).of == plainly(texts)


@given(st.lists(st.text(SIGNS | st.sampled_from(" -\u00a0k"))))
def test_what_stands_beside_digits_is_told(texts: list[str]) -> None:
    found = find_digits(texts)
    runs = [(text, *span) for text, spans in zip(texts, found.of, strict=True) for span in spans]
    befores = [f"\n{text[:start]}" for text, start, _ in runs]
    afters = [f"{text[end:]}\n" for text, _, end in runs]
    assert found.before.tolist() == [ord(before[-1]) for before in befores]
    assert found.after.tolist() == [ord(after[0]) for after in afters]
    assert found.leads.tolist() == [ord(f"\n{before}".removesuffix(" ")[-1]) for before in befores]
    assert found.follows[0].tolist() == [ord(after[after[0] in " -\u00a0"]) for after in afters]
    assert found.of_texts(found.goes_on | True).tolist() == [bool(spans) for spans in found.of]
    assert found.chosen(found.starts >= 0) == found.of
