"""Truth and its yardsticks: a perfect grouping scores 1, one heap has full recall, all alone full precision."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.truth import Truth, bcubed, networks_whole, pairwise
from demo.world import build_world


@pytest.fixture(scope="module")
def truth() -> Truth:
    return Truth(build_world(scale=0.15))


def test_the_true_grouping_scores_one_on_every_yardstick(truth: Truth) -> None:
    assert pairwise(truth.groups(), truth) == (1.0, 1.0)
    assert bcubed(truth.groups(), truth) == (1.0, 1.0)
    found, planted = networks_whole(truth.groups(), truth)
    assert found == planted == len(truth.networks())


def test_one_heap_has_full_recall_and_finds_no_network(truth: Truth) -> None:
    heap = dict.fromkeys(truth.groups(), 0)
    precision, recall = pairwise(heap, truth)
    assert recall == 1.0
    assert precision < 0.2
    assert networks_whole(heap, truth)[0] == 0


def test_everyone_alone_has_full_precision_and_no_recall(truth: Truth) -> None:
    alone = {key: number for number, key in enumerate(truth.groups())}
    assert pairwise(alone, truth) == (1.0, 0.0)
    assert bcubed(alone, truth)[0] == 1.0


def test_nothing_predicted_is_nothing_wrong(truth: Truth) -> None:
    assert pairwise({}, truth) == (1.0, 1.0)
    assert bcubed({}, truth) == (1.0, 1.0)


@settings(max_examples=25, deadline=None)
@given(labels=st.lists(st.integers(0, 4), min_size=12, max_size=12))
def test_pairwise_agrees_with_counting_the_pairs_one_by_one(truth: Truth, labels: list[int]) -> None:
    true = truth.groups()
    keys = sorted(true, key=lambda key: (true[key], key))[:12]
    predicted = dict(zip(keys, labels, strict=True))
    pairs = list(itertools.combinations(keys, 2))
    said = {pair for pair in pairs if predicted[pair[0]] == predicted[pair[1]]}
    real = {pair for pair in pairs if true[pair[0]] == true[pair[1]]}
    precision = len(said & real) / len(said) if said else 1.0
    recall = len(said & real) / len(real) if real else 1.0
    assert pairwise(predicted, truth) == (pytest.approx(precision), pytest.approx(recall))


def test_women_of_a_bureau_and_friends_are_groups_of_their_own_but_a_clinic_is_one(truth: Truth) -> None:
    groups: dict[str, dict[str, set[str]]] = {}
    for ad in truth.by_ad.values():
        groups.setdefault(ad.actor_kind, {}).setdefault(ad.actor_id, set()).add(ad.person_id)
    assert all(len(people) == 1 for people in groups["agency"].values())
    assert all(len(people) == 1 for people in groups["friends"].values())
    assert any(len(people) > 1 for people in groups["clinic"].values())


def test_the_true_fields_are_the_contracts_keys(truth: Truth) -> None:
    site, external_id = next(key for key, ad in truth.by_ad.items() if ad.live)
    day = (truth[(site, external_id)].live[0] - truth.world.first_day).days
    row = truth.ad_out(site, external_id, day)
    assert row is not None
    wanted = (
        "site title text phones alias age city postcode address kind prices posted_at languages reviews image_count"
    )
    assert set(row) == set(wanted.split())


def test_changes_over_time_are_planted_and_show_in_the_dated_states() -> None:
    world = build_world()
    planted = {ad.external_id: ad for ad in world.ads if ad.history}
    kinds = {sign for ad in planted.values() for sign in ad.history}
    assert kinds == {"services_widened", "condom_rule_dropped", "price_falling", "age_falling", "co_movement", "rota"}
    for ad in planted.values():
        states = [state for _, state in ad.versions if state is not None]
        first, last = states[0], states[-1]
        if "price_falling" in ad.history:
            assert last.prices[0].amount < first.prices[0].amount
        if "age_falling" in ad.history and first.age is not None and first.age > 21:
            assert last.age is not None
            assert last.age < first.age
        if "services_widened" in ad.history:
            assert "unsafe_services" in {sign.indicator for sign in last.planted}
            assert "unsafe_services" not in {sign.indicator for sign in first.planted}
        if "condom_rule_dropped" in ad.history:
            assert "condom_required" in {sign.indicator for sign in first.planted}
            assert "condom_required" not in {sign.indicator for sign in last.planted}
