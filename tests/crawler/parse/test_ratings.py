"""Ratings on the scale 0-5."""

import pytest

from crawler.parse import parse_rating, rating_in_class


@pytest.mark.parametrize(
    ("text", "rating"),
    [("4/5", 4), ("★★★★☆", 4), ("⭐⭐⭐", 3), ("♥♥♡♡♡", 2), ("Bewertung 3 von 5", 3), ("4 af 5", 4), ("4 out of 5", 4), ("4 av 5 stjärnor", 4),
     ("8/10", 4), ("4,5", 4.5), ("4.5 stars", 4.5), ("4 stjerner", 4), ("80 %", 4), ("Rating: 2", 2), ("5", 5), ("0", 0), ("Karakter 3", 3), ("★★★½", 3.5)],
)  # fmt: skip
def test_ratings_are_read(text: str, rating: float) -> None:
    assert parse_rating(text) == rating


@pytest.mark.parametrize("text", ["", "god", "7", "21/11-2026", "6/5", "anmeldelse fra 2026"])
def test_what_is_no_rating_is_none(text: str) -> None:
    assert parse_rating(text) is None


def test_class_names_show_ratings() -> None:
    assert rating_in_class("icon stars-4") == 4
    assert rating_in_class("rating_3 small") == 3
    assert rating_in_class("col-4 big") is None
