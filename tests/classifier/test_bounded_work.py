"""Reading costs about as much more as a text is longer: measured in steps of the interpreter, never in time."""

import sys
from types import FrameType

import pytest

from classifier.reader import load_reader

# Twice the text may cost so many times the steps: a quadratic step would cost four times.
MOST = 2.6
LENGTH = 2_000
PATTERNS = [
    "uden kondom ikke ", "71 74 62 88, ", "30 min 450 kr, ", "syv en syv fire ", "(((((((", "ring nu. ", "vores piger er klar, men ikke i dag. ",
    "begynder med 71 og slutter med 74 ", "alder 19, ", "no condom no problem, ", "a1", "\u200b7", "ไม่ใช้ถุง", "ordre nr. 1234567 ", "😊1 ", "x@y.dk ", "Vejle ",
]  # fmt: skip


def steps(text: str) -> int:
    """Count the lines of Python that reading a text runs through."""
    count = 0

    def line(frame: FrameType, event: str, _argument: object) -> object:
        nonlocal count
        count += event == "line"
        return line

    reader = load_reader()
    sys.settrace(line)  # type: ignore[arg-type]
    try:
        reader.read(text)
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize("piece", PATTERNS)
def test_twice_the_text_costs_about_twice_the_steps(piece: str) -> None:
    once = piece * (LENGTH // len(piece))
    load_reader().read(once + once)
    assert steps(once + once) <= MOST * steps(once) + 2_000


def test_a_very_long_text_is_read_with_exact_offsets() -> None:
    text = "Vores piger er klar hele dagen, ring 71 74 62 88. " * 4_000
    reading = load_reader().read(text)
    assert all(text[piece.start : piece.end] == piece.quote for hit in reading.indicators for piece in hit.evidence)
    assert {phone.e164 for phone in reading.phones} == {"+4571746288"}
