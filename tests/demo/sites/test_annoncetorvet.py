"""Spoken dates of annoncetorvet."""

from datetime import datetime, timedelta

import pytest

from demo.sites.annoncetorvet.dates import spoken
from demo.stage import COPENHAGEN

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    ("back", "words"),
    [
        (timedelta(minutes=1), "for 1 minut siden"),
        (timedelta(minutes=12), "for 12 minutter siden"),
        (timedelta(hours=1, minutes=5), "for 1 time siden"),
        (timedelta(hours=3), "for 3 timer siden"),
        (timedelta(hours=18, minutes=30), "i går kl. 14:30"),
        (timedelta(days=5), "for 5 dage siden"),
        (timedelta(days=21), "12. okt. 2026"),
    ],
)
def test_a_date_is_said_as_people_say_it(back: timedelta, words: str) -> None:
    assert spoken(NOW - back, NOW) == words
