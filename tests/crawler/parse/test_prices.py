"""Price lists in the ways ads write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parse import parse_price_list, read_minutes

CASES: list[tuple[str, list[tuple[int | None, float, str]]]] = [
    ("30 min 600 kr", [(30, 600, "DKK")]),
    ("½ time: 600,-", [(30, 600, "DKK")]),
    ("1 time 1.200 kr.", [(60, 1200, "DKK")]),
    ("1 time 1 200 kr", [(60, 1200, "DKK")]),
    ("900 SEK/h", [(60, 900, "SEK")]),
    ("60 Min. 150 €", [(60, 150, "EUR")]),
    ("500kr/30min", [(30, 500, "DKK")]),
    ("fra 500", [(None, 500, "DKK")]),
    ("Pris fra 500 kr.", [(None, 500, "DKK")]),
    ("800", [(None, 800, "DKK")]),
    ("€150", [(None, 150, "EUR")]),
    ("DKK 1,200.50", [(None, 1200.5, "DKK")]),
    ("1.200,50 DKK", [(None, 1200.5, "DKK")]),
    ("500-700 kr", [(None, 500, "DKK")]),
    ("30 min 600 60 min 1000", [(30, 600, "DKK"), (60, 1000, "DKK")]),
    ("30 min 60 min 600 1000", [(30, 600, "DKK"), (60, 1000, "DKK")]),
    ("30/600 60/1000", [(30, 600, "DKK"), (60, 1000, "DKK")]),
    ("30 min: 600,- | 1 time: 1.000,-", [(30, 600, "DKK"), (60, 1000, "DKK")]),
    ("600 kr for 30 min, 1000 kr for 60 min", [(30, 600, "DKK"), (60, 1000, "DKK")]),
    ("600 kr. / 30 min. 1000 kr. / 60 min.", [(30, 600, "DKK"), (60, 1000, "DKK")]),
    ("Half hour 800 DKK, 1 hour 1,400 DKK", [(30, 800, "DKK"), (60, 1400, "DKK")]),
    ("1 h 100€ 2 h 180€", [(60, 100, "EUR"), (120, 180, "EUR")]),
    ("20 min. 500\n30 min. 700", [(20, 500, "DKK"), (30, 700, "DKK")]),
    ("30 minutter\n\n600 kr\n60 minutter\n\n900 kr", [(30, 600, "DKK"), (60, 900, "DKK")]),
    ("1½ time 1500 kr", [(90, 1500, "DKK")]),
    ("1 time 30 min 1500 kr", [(90, 1500, "DKK")]),
    ("en halv time 700 kr. en time 1200 kr.", [(30, 700, "DKK"), (60, 1200, "DKK")]),
    ("Kvarter 400,-", [(15, 400, "DKK")]),
    ("timen 1000 kr", [(60, 1000, "DKK")]),
    ("30 min – 600 kr · 45 min – 800 kr", [(30, 600, "DKK"), (45, 800, "DKK")]),
    ("eine halbe Stunde 80 Euro, eine Stunde 150 Euro", [(30, 80, "EUR"), (60, 150, "EUR")]),
    ("halvtimme 800 kr, timme 1400 kr", [(30, 800, "DKK"), (60, 1400, "DKK")]),
    ("30 Min.: 80,00 EUR; 60 Min.: 140,00 EUR", [(30, 80, "EUR"), (60, 140, "EUR")]),
    ("30 min800 kr.60 min1400 kr.", [(30, 800, "DKK"), (60, 1400, "DKK")]),
    ("half an hour650 kr", [(30, 650, "DKK")]),
    ("1 time1.200 kr", [(60, 1200, "DKK")]),
    ("30 600 DKK\n60 1000 DKK", [(30, 600, "DKK"), (60, 1000, "DKK")]),
    ("30\n600\nDKK\n60\n1000\nDKK", [(30, 600, "DKK"), (60, 1000, "DKK")]),
    ("30\n350\n60\n550", [(30, 350, "DKK"), (60, 550, "DKK")]),
    ("80\nEUR\n30", [(30, 80, "EUR")]),
    ("600 DKK 30", [(30, 600, "DKK")]),
    ("30 min 600 kr 30 min 600 kr", [(30, 600, "DKK")]),
    ("kr. 600 / kr. 1000", [(None, 600, "DKK"), (None, 1000, "DKK")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_price_lists_are_read(text: str, expected: list[tuple[int | None, float, str]]) -> None:
    assert [(price["minutes"], price["amount"], price["currency"]) for price in parse_price_list(text)] == expected


@pytest.mark.parametrize(
    "text", ["", "ring 20304050", "Vestergade 112", "24 år", "ring for pris", "åbent 10-22", "30 min"]
)
def test_what_is_no_price_gives_none(text: str) -> None:
    assert parse_price_list(text) == []


def test_kr_means_the_currency_of_the_site() -> None:
    assert parse_price_list("30 min 600 kr", currency="SEK")[0]["currency"] == "SEK"


@pytest.mark.parametrize(
    ("label", "minutes"),
    [
        ("½ time", 30),
        ("1 time", 60),
        ("30 min.", 30),
        ("2 timer", 120),
        ("halvtimme", 30),
        ("60 Minuten", 60),
        ("hour", 60),
        ("Telefon", None),
    ],
)
def test_durations_in_labels_are_read(label: str, minutes: int | None) -> None:
    assert read_minutes(label) == minutes


@given(
    st.integers(1, 23),
    st.integers(100, 9999),
    st.sampled_from(["{m} min {a} kr", "{m} min: {a},-", "{a} kr/{m} min", "{m} Min. {a} DKK"]),
)
def test_duration_and_amount_are_never_mixed_up(steps: int, amount: int, form: str) -> None:
    minutes = steps * 10
    prices = parse_price_list(form.format(m=minutes, a=amount))
    assert prices == [{"minutes": minutes, "amount": float(amount), "currency": "DKK"}]


@given(st.text(max_size=80))
def test_no_text_makes_it_fail(text: str) -> None:
    assert all(price["amount"] > 0 for price in parse_price_list(text))


def test_a_dash_between_duration_and_amount_keeps_them_together_whatever_the_digits() -> None:
    read = parse_price_list("30 min – 65 €\n60 min – 120 €\n90 min – 175 €")
    assert [(price["minutes"], price["amount"], price["currency"]) for price in read] == [
        (30, 65, "EUR"),
        (60, 120, "EUR"),
        (90, 175, "EUR"),
    ]
