"""T-10: fifty ways of looking people up are put before a second person; months of honest work hardly ever are."""

from datetime import timedelta

import pytest

from models.local_time import DENMARK
from outreach.watch.acts import Act, History, danish, is_work, worked_records
from outreach.watch.patterns import OWN_PATTERNS, noticed_in, one_number_by_several
from tests.outreach.watch.invented_work import (
    ANNA,
    NOW,
    PATTERNS,
    TODAY,
    act,
    at,
    honest_month,
    in_order,
    numbers,
    place,
)


def patterns_of(acts: list[Act], who: int = ANNA) -> set[str]:
    """Look at one worker among all, as the nightly run does."""
    acts = in_order(acts)
    own = [one for one in acts if one.user_id == who]
    organisation = own[-1].organisation_id
    worked = worked_records(one for one in acts if one.organisation_id == organisation)
    history = History(own, worked, NOW)
    found = {one.pattern for one in noticed_in(history)}
    taken = [
        one
        for user in {one.user_id for one in acts}
        for one in History([a for a in acts if a.user_id == user], worked, NOW).numbers()
    ]
    shared = one_number_by_several(in_order(taken))
    return found | {one.pattern for one in shared if one.user_id == who}


def test_fifty_patterns_are_tried_and_at_least_48_raise_an_alert() -> None:
    """Each pattern lies within a month of the same worker's honest work, which alone raises nothing."""
    month = honest_month(3)
    assert patterns_of(month) == set()
    missed = [name for name, make in PATTERNS.items() if not patterns_of([*month, *make()])]
    assert len(PATTERNS) == 50
    assert len(missed) <= 2, missed


def test_fifty_patterns_are_noticed_whatever_else_the_month_held() -> None:
    caught = dict.fromkeys(PATTERNS, 0)
    for seed in range(5):
        month = honest_month(seed)
        quiet = patterns_of(month)
        for name, make in PATTERNS.items():
            caught[name] += bool(patterns_of([*month, *make()]) - quiet)
    assert sum(count == 5 for count in caught.values()) >= 48, caught


def test_honest_months_hardly_ever_raise_one() -> None:
    raised = [patterns_of(honest_month(1000 + seed)) for seed in range(120)]
    assert sum(bool(found) for found in raised) <= 6, [found for found in raised if found]


@pytest.mark.deep
def test_honest_months_hardly_ever_raise_one_in_5000() -> None:
    raised = sum(bool(patterns_of(honest_month(5000 + seed))) for seed in range(5000))
    assert raised <= 250


def test_the_second_organisation_at_one_number_is_noticed_at_once() -> None:
    acts = [
        act(at(TODAY, 9), "reveal", place(1), user_id=1, organisation_id=1),
        act(at(TODAY, 10), "reveal", place(1), user_id=2, organisation_id=2),
        act(at(TODAY, 11), "reveal", place(2), user_id=3, organisation_id=1),
    ]
    assert {one.user_id for one in one_number_by_several(acts)} == {1, 2}
    apart = [acts[0], act(at(TODAY, 10) + timedelta(days=8), "reveal", place(1), user_id=2, organisation_id=2)]
    assert one_number_by_several(apart) == []


def test_a_number_opened_for_a_booked_text_is_not_counted() -> None:
    days = [at(TODAY, 9) + timedelta(minutes=3 * number) for number in range(15)]
    booked = [one for when in days for one in (act(when, "sms", "text 1"), act(when, "reveal", place(1)))]
    assert History(booked, {}, NOW).numbers() == []
    assert patterns_of(booked) == set()


def test_work_by_a_colleague_of_the_same_organisation_counts_as_what_it_was_for() -> None:
    looked = numbers([at(TODAY, 9) - timedelta(days=4 + day) for day in range(3)], [1, 2, 3])
    assert "numbers_without_work" in patterns_of(looked)
    visited = [act(one.at + timedelta(hours=3), "visit logged", f"p{n}", user_id=99) for n, one in enumerate(looked, 1)]
    assert "numbers_without_work" not in patterns_of([*looked, *visited])
    elsewhere = [act(one.at, "visit logged", one.subject, user_id=99, organisation_id=2) for one in visited]
    assert "numbers_without_work" in patterns_of([*looked, *elsewhere])


def test_before_leaving_less_is_asked_about() -> None:
    acts = numbers([at(TODAY, 9) - timedelta(days=day) for day in range(5)], [1, 2, 3, 4, 5])
    worked = worked_records(act(one.at, "label", one.subject) for one in acts)
    quiet, leaving = (History(acts, worked, NOW, ends_on) for ends_on in (None, TODAY + timedelta(days=10)))
    assert "before_leaving" not in {one.pattern for one in noticed_in(quiet)}
    assert "before_leaving" in {one.pattern for one in noticed_in(leaving)}


def test_back_after_three_weeks_with_three_numbers_is_noticed() -> None:
    acts = [act(at(TODAY, 9) - timedelta(days=25), "record view", place(9))]
    acts += numbers([at(TODAY, 9), at(TODAY, 11), at(TODAY, 13)], [1, 2, 3])
    assert "back_after_long" in patterns_of(acts)


def test_every_pattern_is_shown_by_at_least_one_of_the_fifty_or_a_test_here() -> None:
    shown = {name for make in PATTERNS.values() for name in patterns_of(make())}
    unshown = {pattern.__name__ for pattern in OWN_PATTERNS} - shown
    assert unshown <= {"before_leaving", "back_after_long", "many_numbers_in_a_month"}


def test_looking_is_not_work_but_deciding_is() -> None:
    assert not any(
        is_work(act(NOW, name, place(1))) for name in ("record view", "reveal", "mark seen", "mark opened", "search")
    )
    assert all(is_work(act(NOW, name, place(1))) for name in ("label", "mark route", "visit logged", "hand over"))
    assert danish(NOW).tzinfo == DENMARK
