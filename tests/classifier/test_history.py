"""Each history indicator fires on what it names and stays silent on the harmless neighbour."""

from datetime import UTC, datetime, timedelta

import pytest

from classifier import history
from classifier.history import Sighting, Version

START = datetime(2026, 9, 1, 12, tzinfo=UTC)


def at(days: int) -> datetime:
    return START + timedelta(days=days)


def test_three_towns_in_a_month_are_observed_movement() -> None:
    towns = [Sighting("Vejle", at(0), at(4)), Sighting("Kolding", at(6), at(9)), Sighting("Ribe", at(20), at(25))]
    sign = history.observed_movement(towns)
    assert sign is not None
    assert sign.facts == {"towns": 3, "days": 30}


def test_three_towns_in_half_a_year_are_none() -> None:
    assert (
        history.observed_movement(
            [Sighting(town, at(60 * place), at(60 * place + 2)) for place, town in enumerate("ABC")]
        )
        is None
    )


def test_a_list_of_services_that_grows_is_reported_and_an_exchanged_one_is_not() -> None:
    few, many = frozenset({"a", "b"}), frozenset({"a", "b", "c", "d"})
    assert history.services_widened([Version(at(0), services=few), Version(at(9), services=many)]) is not None
    assert history.services_widened([Version(at(0), services=many), Version(at(9), services=few)]) is None
    assert history.services_widened([Version(at(0), services=few), Version(at(9), services=frozenset("cdef"))]) is None


@pytest.mark.parametrize(("before", "now", "unsafe", "strength"), [(True, False, False, 0.6), (True, False, True, 0.9), (True, True, False, None), (False, False, True, None)])  # fmt: skip
def test_a_condom_rule_that_disappears_is_reported(
    before: bool, now: bool, unsafe: bool, strength: float | None
) -> None:
    sign = history.condom_rule_dropped(
        [Version(at(0), condom_required=before), Version(at(5), condom_required=now, unsafe=unsafe)]
    )
    assert (sign.strength if sign else None) == strength


def test_a_price_counts_as_falling_from_a_fifth_on_for_the_same_time() -> None:
    def fell(before: float, now: float, minutes: int = 60) -> bool:
        versions = [Version(at(0), prices={(60, "DKK"): before}), Version(at(5), prices={(minutes, "DKK"): now})]
        return history.price_falling(versions) is not None

    assert fell(1000, 800)
    assert not fell(1000, 850)
    assert not fell(1000, 500, minutes=30)


def test_a_lower_age_counts_under_the_same_name_only() -> None:
    assert history.age_falling([Version(at(0), age=25, alias="Mia"), Version(at(5), age=22, alias="Mia")]) is not None
    assert history.age_falling([Version(at(0), age=25, alias="Mia"), Version(at(5), age=22, alias="Ida")]) is None
    assert history.age_falling([Version(at(0), age=25, alias="Mia"), Version(at(5), age=26, alias="Mia")]) is None


def test_five_ads_in_three_days_are_a_burst_and_five_in_a_month_are_none() -> None:
    assert history.burst([at(0), at(0), at(1), at(2), at(3)]) is not None
    assert history.burst([at(0), at(7), at(14), at(21), at(28)]) is None


def test_a_new_town_is_noted_for_two_weeks() -> None:
    versions = [Version(at(0), city="Vejle"), Version(at(30), city="Ribe")]
    assert history.new_place(versions, at(35)) is not None
    assert history.new_place(versions, at(60)) is None


def test_one_name_number_and_town_for_a_year_speaks_against() -> None:
    calm = [Version(at(0), alias="Mia", city="Vejle")]
    assert history.long_stable(calm, 1, at(0), at(400)) is not None
    assert history.long_stable(calm, 2, at(0), at(400)) is None
    assert history.long_stable(calm, 1, at(0), at(300)) is None
    assert history.long_stable([*calm, Version(at(9), alias="Ida", city="Vejle")], 1, at(0), at(400)) is None


def test_a_price_a_quarter_above_the_median_of_enough_others_speaks_against() -> None:
    hour = (60, "DKK")
    others = [900.0, 950, 1000, 1000, 1000, 1050, 1100, 1200]
    sign = history.price_above_local({hour: 1300}, {hour: others})
    assert sign is not None
    assert sign.facts == {"percent": 30, "minutes": 60, "ads": 8}
    assert history.price_above_local({hour: 1200}, {hour: others}) is None
    assert history.price_above_local({hour: 1300}, {hour: others[:7]}) is None
    assert history.price_above_local({(None, "DKK"): 9000}, {(None, "DKK"): others}) is None
    half = (30, "DKK")
    assert history.price_above_local({hour: 1300, half: 500}, {hour: others, half: [500.0] * 8}) is None
