"""Dates as people and machines write them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parse import parse_date

NOW = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)  # a Saturday, noon in Denmark

DANISH = [
    ("for 3 timer siden", date(2026, 11, 21)),
    ("for 13 timer siden", date(2026, 11, 20)),
    ("Postet for en time siden", date(2026, 11, 21)),
    ("for 2 dage siden", date(2026, 11, 19)),
    ("for 2 uger siden", date(2026, 11, 7)),
    ("for 1 måned siden", date(2026, 10, 21)),
    ("2 d siden", date(2026, 11, 19)),
    ("for 5 min. siden", date(2026, 11, 21)),
    ("lige nu", date(2026, 11, 21)),
    ("i dag", date(2026, 11, 21)),
    ("idag kl. 9", date(2026, 11, 21)),
    ("sidst set i dag", date(2026, 11, 21)),
    ("i morges", date(2026, 11, 21)),
    ("i går kl. 14:30", date(2026, 11, 20)),
    ("igår", date(2026, 11, 20)),
    ("I gaar", date(2026, 11, 20)),
    ("i forgårs", date(2026, 11, 19)),
    ("i lørdags", date(2026, 11, 14)),
    ("i tirsdags", date(2026, 11, 17)),
    ("lørdag", date(2026, 11, 21)),
    ("lørdag d. 21/11", date(2026, 11, 21)),
    ("tirsdag den 3. marts kl. 10", date(2026, 3, 3)),
    ("d. 3. maj", date(2026, 5, 3)),
    ("24. december", date(2025, 12, 24)),
    ("20. nov 2026", date(2026, 11, 20)),
    ("20. nov. kl. 9", date(2026, 11, 20)),
    ("den 5. november 2026 kl. 12.30", date(2026, 11, 5)),
    ("3/4-2026", date(2026, 4, 3)),
    ("3/4 2026", date(2026, 4, 3)),
    ("3/4-26", date(2026, 4, 3)),
    ("21.11.2026", date(2026, 11, 21)),
    ("21-11-2026 10:15", date(2026, 11, 21)),
    ("Oprettet: 12-11-26", date(2026, 11, 12)),
    ("10:30 21/11", date(2026, 11, 21)),
    ("05.11", date(2026, 11, 5)),
    ("1/12", date(2025, 12, 1)),
    ("4/5 – 20/11-2026", date(2026, 11, 20)),
]
OTHERS = [
    ("3 days ago", "en", date(2026, 11, 18)),
    ("an hour ago", "en", date(2026, 11, 21)),
    ("yesterday at 5pm", "en", date(2026, 11, 20)),
    ("day before yesterday", "en", date(2026, 11, 19)),
    ("today", "en", date(2026, 11, 21)),
    ("last Tuesday", "en", date(2026, 11, 17)),
    ("November 5, 2026", "en", date(2026, 11, 5)),
    ("5th of November 2026", "en", date(2026, 11, 5)),
    ("Nov 5", "en", date(2026, 11, 5)),
    ("05/11/2026", "en", date(2026, 11, 5)),
    ("11/20/2026", "en", date(2026, 11, 20)),
    ("11/12/2026", "en", date(2026, 11, 12)),
    ("10/11/2026", "en-US", date(2026, 10, 11)),
    ("10/11/2026", "en-GB", date(2026, 11, 10)),
    ("vor 2 Stunden", "de", date(2026, 11, 21)),
    ("vor einer Woche", "de", date(2026, 11, 14)),
    ("vor 3 Tagen", "de", date(2026, 11, 18)),
    ("gestern, 14:30 Uhr", "de", date(2026, 11, 20)),
    ("vorgestern", "de", date(2026, 11, 19)),
    ("heute", "de", date(2026, 11, 21)),
    ("Samstag, 14. November 2026", "de", date(2026, 11, 14)),
    ("3. März 2026", "de", date(2026, 3, 3)),
    ("14.11.26", "de", date(2026, 11, 14)),
    ("igår", "sv", date(2026, 11, 20)),
    ("i förrgår", "sv", date(2026, 11, 19)),
    ("för 3 dagar sedan", "sv", date(2026, 11, 18)),
    ("3 timmar sedan", "sv", date(2026, 11, 21)),
    ("i måndags", "sv", date(2026, 11, 16)),
    ("14 augusti 2026", "sv", date(2026, 8, 14)),
    ("for 2 uker siden", "no", date(2026, 11, 7)),
    ("3. desember 2025", "no", date(2025, 12, 3)),
    ("17 listopada 2026", "pl", date(2026, 11, 17)),
]
MACHINES = [
    ("2026-11-20", date(2026, 11, 20)),
    ("2026-11-20T23:30:00+01:00", date(2026, 11, 20)),
    ("2026/11/20", date(2026, 11, 20)),
    ("20261120T101500", date(2026, 11, 20)),
    ("1795000000", date(2026, 11, 18)),
    ("1795000000000", date(2026, 11, 18)),
]


@pytest.mark.parametrize(("text", "expected"), DANISH)
def test_danish_dates_are_read(text: str, expected: date) -> None:
    assert parse_date(text, now=NOW, languages=["da"]) == expected


@pytest.mark.parametrize(("text", "language", "expected"), OTHERS)
def test_dates_of_other_languages_are_read(text: str, language: str, expected: date) -> None:
    assert parse_date(text, now=NOW, languages=[language]) == expected


@pytest.mark.parametrize(("text", "expected"), MACHINES)
def test_machine_dates_are_read(text: str, expected: date) -> None:
    assert parse_date(text, now=NOW) == expected


@pytest.mark.parametrize("text", ["", "12.30", "kl. 10", "20 30 40 50", "99/99", "2 dage", "1/1-1901", "ingen dato"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text, now=NOW) is None


def test_a_known_order_of_day_and_month_is_kept() -> None:
    assert parse_date("04/03/2026", now=NOW, order="mdy") == date(2026, 4, 3)
    assert parse_date("04/03/2026", now=NOW, order="dmy") == date(2026, 3, 4)


def test_today_begins_at_local_midnight() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert parse_date("i dag", now=late) == date(2026, 11, 21)


@given(
    st.dates(min_value=date(2020, 1, 1), max_value=date(2026, 11, 21)),
    st.sampled_from(["%d/%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d-%m-%Y"]),
)
def test_every_written_day_is_read_back(day: date, form: str) -> None:
    assert parse_date(day.strftime(form), now=NOW) == day


@given(st.integers(0, 300))
def test_days_ago_counts_back_from_today(days: int) -> None:
    assert parse_date(f"for {days} dage siden", now=NOW) == date(2026, 11, 21) - timedelta(days=days)


@given(st.text(max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    found = parse_date(text, now=NOW, languages=["da", "pl"])
    assert found is None or 1995 <= found.year <= 2027
