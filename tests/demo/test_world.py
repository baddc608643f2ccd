"""The invented world: nobody's number, nobody under 18, the same for the same seed, every planted sign where it is said."""

import csv
import re
from collections import Counter, defaultdict
from datetime import date
from importlib.resources import files

import phonenumbers
import pytest
from phonenumbers import carrier
from phonenumbers.carrierdata import CARRIER_DATA

from demo.ad import AdState
from demo.phones import DRAMA, LOOKALIKES, PREFIXES
from demo.places import TOWNS
from demo.stage import QUOTAS
from demo.world import World, build_world


@pytest.fixture(scope="module")
def world() -> World:
    return build_world()


@pytest.fixture(scope="module")
def states(world: World) -> list[AdState]:
    return [state for ad in world.ads for _, state in ad.versions if state is not None]


def test_the_world_has_about_1500_ads_over_14_days_on_four_sites(world: World) -> None:
    assert 1450 <= len(world.ads) <= 1600
    assert Counter(ad.site for ad in world.ads) == QUOTAS
    assert world.days == 14


def test_the_same_seed_gives_the_same_world_and_another_seed_another() -> None:
    assert build_world(seed=3, scale=0.1) == build_world(seed=3, scale=0.1)
    assert build_world(seed=3, scale=0.1) != build_world(seed=4, scale=0.1)


@pytest.mark.parametrize("seed", [1, 2, 77])
def test_no_number_of_the_world_can_belong_to_anyone(seed: int) -> None:
    world = build_world(seed=seed)
    numbers = {phone for ad in world.ads for _, state in ad.versions if state for phone in state.phones}
    assert len(numbers) > 500
    for number in numbers - set(DRAMA):
        parsed = phonenumbers.parse(number)
        assert parsed.country_code == 45
        assert phonenumbers.is_valid_number(parsed), number
        assert carrier.name_for_number(parsed, "en") == "", number


def test_no_operator_holds_any_part_of_our_prefixes() -> None:
    held = [prefix.removeprefix("45") for prefix in CARRIER_DATA if prefix.startswith("45")]
    assert len(held) > 500
    assert not [ours for ours in PREFIXES for theirs in held if theirs.startswith(ours) or ours.startswith(theirs)]


def test_numbers_abroad_are_those_published_for_drama(states: list[AdState]) -> None:
    abroad = {phone for state in states for phone in state.phones if not phone.startswith("+45")}
    assert abroad
    assert abroad <= set(DRAMA)
    assert all(re.fullmatch(r"\+467017406(0[5-9]|[1-9]\d)|\+4917139200\d\d", number) for number in DRAMA)


def test_company_numbers_in_texts_are_nobodys_phone(states: list[AdState]) -> None:
    assert not {f"+45{digits}" for digits in LOOKALIKES} & {phone for state in states for phone in state.phones}


def test_nobody_is_under_18_and_nothing_but_facts_stands_beside_18_to_20(states: list[AdState]) -> None:
    ages = [state.age for state in states if state.age is not None]
    assert min(ages) >= 18
    for state in states:
        if state.age is not None and state.age <= 20:
            signs = {sign.indicator for sign in state.planted}
            assert signs <= {"youth", "third_party_control", "obscured_contact"}
            assert state.reviews == ()
            assert not re.search(r"voks|adult|selskab|company|samvær", state.text, re.IGNORECASE)


def test_every_planted_sign_stands_in_its_text_word_for_word(states: list[AdState]) -> None:
    for state in states:
        assert all(sign.words in state.text for sign in state.planted)
        assert all(sign.words in review.text for review in state.reviews for sign in review.planted)


def test_no_mark_or_empty_slot_is_left_in_any_text(states: list[AdState]) -> None:
    for state in states:
        words = state.title + state.text + "".join(review.text for review in state.reviews)
        assert not set("«»|{}") & set(words)
        assert words.strip()


def test_the_towns_are_real_danish_postcode_districts() -> None:
    rows = csv.DictReader((files("models") / "gazetteer" / "postcodes.csv").read_text(encoding="utf-8").splitlines())
    real = {row["postcode"]: row["name"] for row in rows}
    assert {town.postcode: town.city for town in TOWNS} == {town.postcode: real[town.postcode] for town in TOWNS}


def test_independents_are_the_majority_and_danish_is(world: World, states: list[AdState]) -> None:
    kinds = Counter(ad.actor_kind for ad in world.ads)
    assert kinds["independent"] > len(world.ads) / 2
    assert set(kinds) == {"independent", "friends", "clinic", "agency", "network", "spam", "recruitment"}
    languages = Counter(state.lang for state in states)
    assert languages["da"] > len(states) / 2
    assert {"en", "ro", "th", "es", "hu", "pl", "sv", "de", "ru"} <= set(languages)


def test_planted_networks_move_women_from_town_to_town_one_after_another(world: World) -> None:
    networks = defaultdict(lambda: defaultdict(list))
    for ad in world.ads:
        if ad.network_id and not ad.person_id.endswith("-job"):
            for day, state in ad.versions:
                if state is not None:
                    networks[ad.network_id][ad.person_id].append((day, state.town.postcode))
    assert 6 <= len(networks) <= 10
    moving = 0
    for women in networks.values():
        starts = {min(stays)[0] for stays in women.values()}
        assert len(women) >= 3
        assert len(starts) >= 3
        towns = [{town for _, town in stays} for stays in women.values()]
        moving += sum(len(seen) > 1 for seen in towns) >= 2
    assert moving >= 4


def test_a_bureau_has_its_number_on_more_than_fifteen_live_ads_every_day(world: World) -> None:
    numbers = {state.phones[0] for ad in world.ads if ad.actor_kind == "agency" for _, state in ad.versions if state}
    assert numbers
    for day in (0, 7, 13):
        live = Counter(state.phones[0] for ad in world.ads if (state := ad.on(day)) is not None)
        assert all(live[number] > 15 for number in numbers)


def test_a_recycled_number_is_never_two_womens_on_the_same_day(world: World) -> None:
    people = defaultdict(set)
    for ad in world.ads:
        if ad.actor_kind == "independent":
            for day in ad.live_days(world.days):
                state = ad.on(day)
                assert state is not None
                people[(state.phones[0], day)].add(ad.person_id)
    owners = defaultdict(set)
    for (number, _), persons in people.items():
        assert len(persons) == 1
        owners[number] |= persons
    assert sum(len(persons) == 2 for persons in owners.values()) >= 5


def test_ads_come_go_return_and_change_over_the_days(world: World) -> None:
    histories = [[state for _, state in ad.versions] for ad in world.ads]
    assert sum(ad.versions[0][0] > 0 for ad in world.ads) > 50
    assert sum(history[-1] is None for history in histories) > 50
    assert sum(None in history and history[-1] is not None for history in histories) > 10
    assert sum(len([state for state in history if state]) > 1 for history in histories) > 150


def test_a_larger_world_has_more_ads_and_networks() -> None:
    small, large = build_world(scale=0.2, days=5), build_world(scale=0.5, days=5)
    assert len(large.ads) > 2 * len(small.ads)
    assert len({ad.network_id for ad in large.ads}) > len({ad.network_id for ad in small.ads})


def test_one_day_is_a_world_too() -> None:
    world = build_world(days=1, scale=0.1, first_day=date(2026, 1, 31))
    assert all(ad.live_days(1) for ad in world.ads)


@pytest.mark.parametrize(("days", "scale"), [(0, 1.0), (3, 0.0)])
def test_a_world_of_nothing_is_refused(days: int, scale: float) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        build_world(days=days, scale=scale)
