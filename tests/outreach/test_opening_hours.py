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
        ("Mån–tors 10-17", 0, (600, 1020)),
        ("Mån–tors 10-17", 5, CLOSED),
        ("Mo-Fr 11-20", 3, (660, 1200)),
        ("Пн-чт 11-19", 3, (660, 1140)),
        ("Пн-чт 11-19", 4, CLOSED),
        ("Lun-gio 11-19", 1, (660, 1140)),
        ("Pon-czw 10-18", 6, CLOSED),
        ("de la 10 la 22", 6, (600, 1320)),
        ("с 12 до 3", 2, (720, 1440)),
        ("von 10 bis 22 Uhr", 6, (600, 1320)),
        ("od 10 do 22", 6, (600, 1320)),
        ("dygnet runt", 6, WHOLE_DAY),
    ],
)
def test_hours_are_read_for_a_weekday(written: str | None, weekday: int, expected: tuple[int, int] | None) -> None:
    assert window_on(written, weekday) == expected
