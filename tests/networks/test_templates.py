"""A template with its slots: nothing lost, nothing invented."""

from hypothesis import given
from hypothesis import strategies as st

from networks.templates import Piece, slots

WORDS = st.lists(
    st.sampled_from(["søde", "anna", "på", "år", "i", "byen", "ring", "nu", "❤", "900", "kr", "25", "31"]), max_size=12
).map(" ".join)


def test_common_words_and_slots_are_told_apart() -> None:
    pieces = slots(["Hej jeg er Anna på 25 år fra Vejle nær havnen", "Hej jeg er Bea Lou på 31 år fra Køge nær havnen"])
    assert pieces == (
        Piece("Hej jeg er"), Piece(None, ("Anna på 25", "Bea Lou på 31")), Piece("år fra"), Piece(None, ("Vejle", "Køge")), Piece("nær havnen"),
    )  # fmt: skip


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_every_text_can_be_written_again_from_the_pieces(texts: list[str]) -> None:
    pieces = slots(texts)
    for number, text in enumerate(texts):
        again = " ".join(piece.common if piece.common is not None else piece.values[number] for piece in pieces)
        assert again.split() == text.split()


def test_one_text_is_all_common_and_no_texts_are_no_pieces() -> None:
    assert slots(["en to"]) == (Piece("en to"),)
    assert slots([]) == ()


def test_texts_without_common_words_are_one_slot() -> None:
    assert slots(["en to", "tre"]) == (Piece(None, ("en to", "tre")),)
