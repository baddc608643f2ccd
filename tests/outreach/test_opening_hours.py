"""Opening hours as ads write them."""

import pytest

from outreach.opening_hours import CLOSED, WHOLE_DAY, window_on


@pytest.mark.parametrize(
    ("written", "weekday", "expected"),
    [
        ("10-18", 0, (600, 1080)),
        ("Hver dag kl. 9.30-21", 6, (570, 1260)),
        ("man-fre 10-18, lør 11.00-15.00", 5, (660, 900)),
        ("man-fre 10-18, lør 11.00-15.00", 6, CLOSED),
        ("Mandag til fredag 10:00 - 18:00", 4, (600, 1080)),
        ("Man-tor 12-02", 3, (720, 1440)),
        ("ellers 10-20, søndag lukket", 6, CLOSED),
        ("fre-man 10-12", 6, (600, 720)),
        ("24/7", 2, WHOLE_DAY),
        ("døgnåbent", 2, WHOLE_DAY),
        ("efter aftale", 2, None),
        ("", 2, None),
        (None, 2, None),
        ("Mon-Fri 10-18", 2, (600, 1080)),
    ],
)
def test_hours_are_read_for_a_weekday(written: str | None, weekday: int, expected: tuple[int, int] | None) -> None:
    assert window_on(written, weekday) == expected
