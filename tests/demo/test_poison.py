"""Poison scenarios: every kind, victims who are clean, and poison that really touches its victim."""

import json

from demo.poison import MAKERS, scenarios


def test_there_are_two_hundred_scenarios_of_all_kinds_and_the_same_each_time() -> None:
    made = list(scenarios())
    assert len(made) == 200
    assert {scenario.kind for scenario in made} == set(MAKERS)
    assert made == list(scenarios())


def test_victims_are_not_among_the_poison_and_all_rows_are_of_the_contracts_form() -> None:
    wanted = {"id", "text", "phones", "alias", "age", "city", "postcode", "address", "site", "seen_at"}
    for scenario in scenarios(24):
        poisoned = {str(row["id"]) for row in scenario.poison}
        assert scenario.victims
        assert poisoned
        assert not scenario.victims & poisoned
        assert all(set(row) == wanted and json.dumps(row) for row in (*scenario.honest, *scenario.poison))


def test_a_hub_scenario_puts_the_victims_number_on_more_than_fifteen_ads() -> None:
    for scenario in scenarios(24):
        if scenario.name.startswith("hub_number"):
            assert sum(row["phones"] == scenario.honest[0]["phones"] for row in scenario.poison) > 15
