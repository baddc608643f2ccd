"""Obscured numbers: each style hides the plain digits from a machine and keeps them for a reader."""

import random
import re

import pytest

from demo.obscured import DIGIT_WORDS, STYLES, danish_pair, written_obscured
from demo.phones import written_plain


@pytest.mark.parametrize("style", sorted(STYLES))
@pytest.mark.parametrize("lang", sorted(DIGIT_WORDS))
def test_no_obscured_style_leaves_eight_digits_a_plain_reader_would_see(style: str, lang: str) -> None:
    written = written_obscured("+4567150982", lang, random.Random(5), style)
    assert not re.search(r"(?:\d[ .-]?){8}", written)


@pytest.mark.parametrize(
    ("value", "words"), [(7, "nul syv"), (12, "tolv"), (50, "halvtreds"), (68, "otteogtres"), (91, "enoghalvfems")]
)
def test_danish_pairs_are_said_as_danes_say_them(value: int, words: str) -> None:
    assert danish_pair(value) == words


def test_a_plain_number_keeps_its_digits_whatever_the_layout() -> None:
    for seed in range(40):
        digits = re.sub(r"\D", "", written_plain("+4567150982", random.Random(seed)))
        assert digits.removeprefix("45") == "67150982"
