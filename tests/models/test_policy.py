"""The law of levels, rule by rule (indicators.md "Scoring", R-HUM-4)."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.policy import Sign, load_policy, propose_level
from models.values import Direction, Level

POLICY = load_policy()
CONCERNS = [name for name, entry in POLICY.indicators.items() if entry.direction is Direction.CONCERN]
COUNTERS = [name for name, entry in POLICY.indicators.items() if entry.direction is Direction.COUNTER]
NOTES = [name for name, entry in POLICY.indicators.items() if entry.direction is Direction.NOTE]


def level(*names: str, strength: float = 0.9, assessable: bool = True) -> Level:
    return propose_level([Sign(name, strength) for name in names], POLICY, assessable=assessable).level


@pytest.mark.parametrize("name", [name for name in CONCERNS if POLICY.indicators[name].group != "coercion"])
def test_one_indicator_never_colours(name: str) -> None:
    assert level(name) is Level.GREEN


def test_two_independent_groups_are_yellow() -> None:
    assert level("youth", "obscured_contact") is Level.YELLOW


def test_two_indicators_of_one_group_stay_green() -> None:
    assert level("third_party_control", "restricted_freedom") is Level.GREEN


def test_three_groups_with_a_tested_one_are_red() -> None:
    assert level("youth", "obscured_contact", "third_party_control") is Level.RED


def test_explicit_coercion_alone_is_red() -> None:
    assert level("pressure") is Level.RED


def test_a_stated_age_under_18_alone_is_red() -> None:
    assert propose_level([Sign("youth", 0.9, "youth.stated_under_18")], POLICY, assessable=True).level is Level.RED


UNTESTED = [name for name in CONCERNS if POLICY.indicators[name].grade == "untested"]


def test_all_untested_indicators_together_reach_yellow_at_most() -> None:
    assert level(*UNTESTED, strength=1.0) is Level.YELLOW


@pytest.mark.parametrize("names", list(itertools.combinations(NOTES, 2)))
def test_notes_never_count(names: tuple[str, str]) -> None:
    assert level(*names, strength=1.0) is Level.GREEN


def test_movement_text_does_not_raise_what_is_there() -> None:
    with_it = propose_level([Sign("youth", 0.9), Sign("movement", 1.0)], POLICY, assessable=True)
    assert with_it == propose_level([Sign("youth", 0.9)], POLICY, assessable=True)


def test_counter_evidence_can_take_yellow_back_to_green() -> None:
    assert level("youth", "obscured_contact", "condom_required", "own_limits", "deposit_or_appointment") is Level.GREEN


def test_counter_evidence_never_hides_coercion() -> None:
    assert level("pressure", *COUNTERS, strength=1.0) is Level.RED


def test_too_little_to_judge_is_not_assessed_instead_of_green() -> None:
    assert level(assessable=False) is Level.NOT_ASSESSED


signs = st.lists(st.builds(Sign, st.sampled_from(sorted(POLICY.indicators)), st.floats(0, 1)), max_size=12)


@given(signs)
def test_order_and_repetition_change_nothing(found: list[Sign]) -> None:
    once = propose_level(found, POLICY, assessable=True)
    assert propose_level([*reversed(found), *found], POLICY, assessable=True).level is once.level


@given(signs, st.sampled_from(COUNTERS))
def test_more_counter_evidence_never_raises(found: list[Sign], counter: str) -> None:
    order = [Level.NOT_ASSESSED, Level.GREEN, Level.YELLOW, Level.RED]
    before = propose_level(found, POLICY, assessable=True).level
    after = propose_level([*found, Sign(counter, 1.0)], POLICY, assessable=True).level
    assert order.index(after) <= order.index(before)


FORBIDDEN = ("national", "ethnic", "skin", "race", "religion", "asian", "african", "thai", "roman", "foreign")


def test_no_indicator_or_group_is_about_origin() -> None:
    words = " ".join([*POLICY.indicators, *{entry.group for entry in POLICY.indicators.values()}])
    assert not [word for word in FORBIDDEN if word in words]


def test_language_is_a_note_without_weight() -> None:
    entry = POLICY.indicators["language_barrier"]
    assert entry.direction is Direction.NOTE
    assert entry.weight <= 0


def test_movement_has_no_positive_weight() -> None:
    assert POLICY.indicators["movement"].weight <= 0


@pytest.mark.parametrize("name", sorted(POLICY.indicators))
def test_every_indicator_says_its_source_and_its_words_in_both_languages(name: str) -> None:
    entry = POLICY.indicators[name]
    assert entry.grade in {"supported", "practice", "untested", "reversed"}
    assert set(entry.source) == set(entry.label) == set(entry.why) == {"da", "en"}
    assert all(entry.source.values()) and all(entry.label.values()) and all(entry.why.values())
