"""When the next pass is due: intervals, windows that cross midnight, sooner after a failure, never outside the window."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.schedule import due_sites, last_passes, next_pass, read_schedule

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  (aware by `timezones`)
NIGHT = read_schedule({}, [])
DAY = read_schedule({"every_h": 6, "window": ["08:00", "16:00"], "timezone": "Europe/Copenhagen"}, [])
ALWAYS = read_schedule({"every_h": 1, "window": ["00:00", "00:00"]}, [])


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "open_"),
    [("2026-11-15T20:59", False), ("2026-11-15T21:00", True), ("2026-11-16T04:59", True), ("2026-11-16T05:00", False)],
)
def test_the_night_is_danish_and_crosses_midnight(moment: str, open_: bool) -> None:
    assert NIGHT.is_open(_at(moment)) is open_


def test_a_first_pass_waits_for_the_window() -> None:
    assert next_pass(NIGHT, _at("2026-11-15T09:00"), last_started=None, last_status=None) == _at("2026-11-15T21:00")


def test_a_complete_pass_is_followed_by_one_the_next_night() -> None:
    last = _at("2026-11-14T22:00")
    assert next_pass(NIGHT, _at("2026-11-15T09:00"), last_started=last, last_status="complete") == _at(
        "2026-11-15T21:00"
    )


def test_a_failed_pass_is_tried_again_the_same_night() -> None:
    last = _at("2026-11-14T22:00")
    assert next_pass(NIGHT, _at("2026-11-14T22:10"), last_started=last, last_status="failed") == _at("2026-11-15T00:00")


def test_a_refused_site_is_not_asked_again_before_its_time() -> None:
    last = _at("2026-11-14T22:00")
    assert next_pass(NIGHT, _at("2026-11-14T23:00"), last_started=last, last_status="refused") > _at("2026-11-15T20:00")


def test_due_sites_come_longest_waiting_first() -> None:
    now = _at("2026-11-15T12:00")
    history = last_passes(
        [
            ("a", _at("2026-11-15T11:59"), "refused"),
            ("b", _at("2026-11-14T10:00"), "complete"),
            ("b", _at("2026-11-13T10:00"), "failed"),
            ("c", _at("2026-11-13T10:00"), "complete"),
        ]
    )
    assert due_sites({"a": ALWAYS, "b": DAY, "c": DAY, "d": DAY, "e": NIGHT}, history, now) == ["d", "c", "b"]


@given(MOMENTS, st.one_of(st.none(), MOMENTS), st.sampled_from([None, "complete", "partial", "failed", "refused"]))
def test_the_next_pass_is_never_in_the_past_and_always_in_the_window(
    now: datetime, last: datetime | None, status: str | None
) -> None:
    for schedule in (NIGHT, DAY, ALWAYS):
        due = next_pass(schedule, now, last_started=last, last_status=status)
        assert due >= now
        assert schedule.is_open(due)


@given(MOMENTS)
def test_a_window_opens_within_a_day(now: datetime) -> None:
    assert NIGHT.next_opening(now) - now <= timedelta(hours=25)


@pytest.mark.parametrize(
    ("given_", "problem"),
    [
        ({"every": 3}, "unknown words: every"),
        ({"every_h": 0}, "every_h"),
        ({"window": ["25:00", "1"]}, "window"),
        ({"window": "night"}, "window"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
    ],
)
def test_a_wrong_schedule_is_a_problem_that_names_the_word(given_: dict[str, object], problem: str) -> None:
    problems: list[str] = []
    read_schedule(given_, problems)
    assert len(problems) == 1
    assert problem in problems[0]
