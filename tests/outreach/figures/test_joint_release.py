"""All figures and trends of a year against an attacker who holds them all: no count from one to four follows (T-08)."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.figures.figure import K, VisitFact, YearFacts, is_small
from outreach.figures.joint import Told, as_told, tell
from outreach.figures.periods import due
from tests.outreach.figures.full_attacker import Attacker

YEAR = 2025
REGIONS = {"1083": "Region Syddanmark", "1084": "Region Hovedstaden"}


def grown_year(draw: random.Random, visits: int) -> list[VisitFact]:
    """Visits of a year, few enough of some kinds to be hidden."""
    made = []
    for _ in range(visits):
        talked = draw.random() < 0.4
        met = talked and draw.random() < 0.3
        made.append(
            VisitFact(
                day=date(YEAR, 1, 1) + timedelta(days=draw.randrange(365)),
                contact_point_id=draw.randrange(40),
                organisation=draw.choice(["AmiAmi", "AmiAmi", "Reden"]),
                region=draw.choices([*REGIONS, None], [8, 3, 1])[0],
                place_type=draw.choices(["clinic", "private"], [6, 1])[0],
                outcome="let_in" if talked else draw.choice(["not_let_in", "closed", "closed", "let_in"]),
                tallies={"spoken_new": 1} if talked else {},
                concern_met=met,
                cmm_contacted=met and draw.random() < 0.3,
                level_before=draw.choice(["red", "green"]),
            )
        )
    return made


def facts_of(visits: list[VisitFact]) -> YearFacts:
    return YearFacts(YEAR, date(YEAR, 12, 31), visits=tuple(visits), region_names=REGIONS)


def told_over_time(visits: list[VisitFact], looks: list[date]) -> list[Told]:
    """Tell a year as it goes: at each look what has become due, from the visits that had been made."""
    told: list[Told] = []
    for today in looks:
        fresh = due(YEAR, today, {one.period for one in told})
        if fresh:
            told += tell(facts_of([visit for visit in visits if visit.day <= today]), fresh, told)
    return told


def assert_nothing_small_follows(told: list[Told], visits: list[VisitFact], *, most: int) -> int:
    """Attack; return how many questions the attacker asked. ``most``: small sums whose bounds are sought."""
    attacker = Attacker(told, visits, YEAR)
    for (period, _), (row, shown) in attacker.sums.items():
        if shown is not None:
            assert not is_small(shown)
            assert shown == as_told(attacker.true_value(row), period)
    asked, found = attacker.differences()
    assert not found
    small = [row for row, _ in attacker.sums.values() if is_small(attacker.true_value(row))]
    small = small[:: max(1, len(small) // most)]
    assert attacker.highest(small) >= K
    return asked + len(small)


OVER = date(YEAR + 1, 2, 1)


@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6), st.integers(0, 120))
def test_a_year_told_at_once_gives_no_small_count_away(seed: int, number: int) -> None:
    visits = grown_year(random.Random(seed), number)
    assert_nothing_small_follows(told_over_time(visits, [OVER]), visits, most=6)


@pytest.mark.parametrize("seed", range(1))
def test_nor_does_a_year_told_as_it_goes(seed: int) -> None:
    draw = random.Random(seed)
    visits = grown_year(draw, 150)
    looks = sorted(date(YEAR, 2, 1) + timedelta(days=draw.randrange(330)) for _ in range(4))
    assert_nothing_small_follows(told_over_time(visits, [*looks, OVER]), visits, most=6)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(10))
def test_10000_questions_and_more_each_to_years_told_as_they_go(seed: int) -> None:
    draw, asked = random.Random(1000 + seed), 0
    for _ in range(6):
        visits = grown_year(draw, draw.choice([20, 60, 120, 250]))
        looks = sorted(date(YEAR, 1, 5) + timedelta(days=draw.randrange(360)) for _ in range(draw.randrange(8)))
        asked += assert_nothing_small_follows(told_over_time(visits, [*looks, OVER]), visits, most=40)
    print(f"{asked} questions")
    assert asked >= 10_000


def test_the_attacker_of_these_tests_finds_what_is_told_without_care() -> None:
    """Let in and not let in are told by region, all visits by month: what one hides the others give away."""
    visits = grown_year(random.Random(3), 120)
    told = told_over_time(visits, [OVER])
    true = Attacker(told, visits, YEAR)
    careless = [Told(one.period, {key: _alone(true, one, key) for key in one.cells}) for one in told]
    attacker = Attacker(careless, visits, YEAR)
    assert attacker.differences()[1]
    small = [row for row, _ in attacker.sums.values() if is_small(attacker.true_value(row))]
    assert attacker.highest(small) < K


def _alone(true: Attacker, one: Told, key: str) -> int | None:
    """Tell a cell by itself: hidden only where it is small itself."""
    if (one.period, key) not in true.sums:
        return None
    value = true.true_value(true.sums[one.period, key][0])
    return None if is_small(value) else as_told(value, one.period)
