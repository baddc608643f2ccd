"""Opening hours as ads write them."""

import pytest

from classifier.hours import find_opening_hours
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


WEEKS = {
    "da": "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "sv": "måndag tisdag onsdag torsdag fredag lördag söndag",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "ro": "luni marți miercuri joi vineri sâmbătă duminică",
    "pl": "poniedziałek wtorek środa czwartek piątek sobota niedziela",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "hu": "hétfő kedd szerda csütörtök péntek szombat vasárnap",
    "ru": "понедельник вторник среда четверг пятница суббота воскресенье",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "bg": "понеделник вторник сряда четвъртък петък събота неделя",
}
OPEN = (600, 1080)


@pytest.mark.parametrize("lang", WEEKS)
def test_what_the_reader_takes_for_opening_hours_is_planned_for_its_days(lang: str) -> None:
    """The reader and the planner know the days each by itself: both must know the same ones."""
    days = WEEKS[lang].split()
    for place, day in enumerate(days):
        found = find_opening_hours(f"Anna, {day} 10-18. Ring")
        assert [window_on(found, one) for one in range(7)] == [OPEN if one == place else CLOSED for one in range(7)], (
            day
        )
    found = find_opening_hours(f"{days[0]}-{days[4]} 10-18")
    assert [window_on(found, one) for one in range(7)] == [OPEN] * 5 + [CLOSED] * 2
