"""When which period is told: once, when nothing can come in late; a first look only where there is nothing before."""

from datetime import date

import pytest

from outreach.figures.periods import Period, due, pieces, whole_periods


def keys(year: int, today: date, told: tuple[Period, ...] = (), *, so_far: bool = True) -> set[str]:
    return {one.key for one in due(year, today, told, so_far=so_far)}


def test_a_finished_year_is_told_with_its_months_and_halves_from_the_eighth_of_january() -> None:
    assert keys(2025, date(2026, 1, 8)) == {one.key for one in whole_periods(2025)}
    assert len(whole_periods(2025)) == 15
    assert "year@2025-12-31" not in keys(2025, date(2026, 1, 7))


def test_a_first_look_tells_the_year_so_far_and_nothing_more_until_a_period_is_over() -> None:
    first = due(2026, date(2026, 11, 15), ())
    assert {one.key for one in first} >= {"2026-11@2026-11-15", "2026-10@2026-10-31", "half1@2026-06-30", "half2@2026-11-15", "year@2026-11-15"}  # fmt: skip
    assert keys(2026, date(2026, 12, 7), tuple(first)) == set()
    assert keys(2026, date(2026, 12, 8), tuple(first)) >= {"2026-11@2026-11-30"}
    assert keys(2026, date(2027, 1, 8), tuple(first)) >= {"2026-12@2026-12-31", "half2@2026-12-31", "year@2026-12-31"}


def test_what_has_just_ended_is_told_whole_only_when_nothing_can_come_in_late() -> None:
    assert keys(2026, date(2026, 7, 3)) >= {"half1@2026-06-29", "2026-06@2026-06-29", "2026-07@2026-07-03"}
    assert "half1@2026-06-30" in keys(2026, date(2026, 7, 8))
    assert "year@2025-12-30" in keys(2025, date(2026, 1, 3))


def test_with_a_year_before_it_a_running_year_is_told_by_month_quarter_and_half() -> None:
    assert keys(2026, date(2026, 1, 20), so_far=False) == set()
    assert keys(2026, date(2026, 2, 8), so_far=False) == {"2026-01@2026-01-31"}
    assert "half1@2026-03-31" in keys(2026, date(2026, 4, 8), so_far=False)
    assert "half1@2026-03-31" not in keys(2026, date(2026, 7, 8), so_far=False)
    assert "year@2026-09-30" in keys(2026, date(2026, 10, 8), so_far=False)


def test_a_year_that_has_not_begun_has_nothing_to_tell() -> None:
    assert keys(2027, date(2026, 11, 15)) == set()


def test_only_months_and_whole_years_are_exact() -> None:
    assert [one.exact for one in whole_periods(2026)[11:]] == [True, False, False, True]
    assert not Period(date(2026, 9, 30), date(2026, 1, 1), "year").exact


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 6, 30), date(2026, 11, 15), date(2026, 11, 16)])
def test_every_told_period_is_made_of_whole_pieces(day: date) -> None:
    told = [*whole_periods(2026), Period(date(2026, 11, 15), date(2026, 7, 1), "half2")]
    cut = pieces(2026, told)
    for period in told:
        inside = cut.within(period)
        assert (period.first <= day <= period.last) == (cut.month_piece(day) in inside)
        if not period.is_month:
            assert (period.first <= day <= period.last) == (cut.half_piece(day) in inside)
