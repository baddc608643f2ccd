"""Stated ages."""

import pytest

from crawler.parse import parse_age


@pytest.mark.parametrize(
    ("text", "years"),
    [("24", 24), ("24 år", 24), ("Age: 24", 24), ("24 Jahre", 24), ("24 Jahre alt", 24), ("24-årig", 24), ("24 years old", 24), ("22 y/o", 22),
     ("jeg er 31 år gammel", 31), ("Alder 19", 19), ("Ålder: 44", 44), ("Alter 35", 35), ("ca. 30", 30), ("17 år", 17), ("Sofie, 27 år", 27)],
)  # fmt: skip
def test_a_stated_age_is_read(text: str, years: int) -> None:
    assert parse_age(text) == years


@pytest.mark.parametrize(
    "text",
    [
        "",
        "25 års erfaring",
        "over 30 år",
        "20-25",
        "Alder: 20-25",
        "1234",
        "i 20'erne",
        "for 10 år siden i 12",
        "5 år",
        "25 years experience",
        "kunder over 40 år",
    ],
)
def test_what_is_no_age_is_none(text: str) -> None:
    assert parse_age(text) is None
