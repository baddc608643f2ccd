"""Numbers as values: normalised or None, masked without moving offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.phone import mask_phone, mask_spans, normalise_phone


@pytest.mark.parametrize(
    ("written", "e164"),
    [
        ("71 74 00 01", "+4571740001"),
        ("+45 71740001", "+4571740001"),
        ("0045 71-74-00-01", "+4571740001"),
        ("+40 700 218 334", "+40700218334"),
        ("12 34", None),
        ("ring nu", None),
        ("", None),
    ],
)
def test_plain_numbers_become_e164_or_nothing(written: str, e164: str | None) -> None:
    assert normalise_phone(written) == e164


def test_screens_show_only_the_last_two_digits() -> None:
    assert mask_phone("+4571740034") == "•• •• •• 34"


@given(st.text(), st.integers(-5, 40), st.integers(-5, 40))
def test_masking_keeps_every_offset(text: str, start: int, end: int) -> None:
    masked = mask_spans(text, [(start, end)])
    assert len(masked) == len(text)
    inside = range(max(start, 0), min(end, len(text)))
    assert all(masked[i] == text[i] for i in range(len(text)) if i not in inside)
    assert all(masked[i] == "•" or masked[i].isspace() for i in inside)
