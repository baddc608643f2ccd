"""The timeline: towns by week, who was there together."""

from datetime import UTC, date, datetime

from networks.timeline import Stay, by_week


def at(day: int) -> datetime:
    """A day of November 2026; the second is a Monday."""
    return datetime(2026, 11, day, 12, tzinfo=UTC)


def test_towns_stand_in_the_weeks_they_were_seen_in() -> None:
    table = by_week(
        [
            Stay("Anna", "Vejle", at(2), at(4)),
            Stay("Anna", "Odense", at(9), at(17)),
            Stay("Bea", "Odense", at(10), at(11)),
        ]
    )
    assert table.weeks == (date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16))
    assert [(row.label, row.cells) for row in table.rows] == [
        ("Anna", (("Vejle",), ("Odense",), ("Odense",))),
        ("Bea", ((), ("Odense",), ())),
    ]
    assert table.together == ((), ("Odense",), ())


def test_only_the_last_weeks_are_kept() -> None:
    stays = [
        Stay("Anna", "Vejle", datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 5, tzinfo=UTC)),
        Stay("Anna", "Køge", at(2), at(2)),
    ]
    table = by_week(stays, most_weeks=4)
    assert len(table.weeks) == 4
    assert table.rows[0].cells[-1] == ("Køge",)


def test_no_stays_are_an_empty_table() -> None:
    assert by_week([]).weeks == ()
