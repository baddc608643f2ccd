"""Planted worlds: the groups people see must be believable. Worlds differ by seed in all their parameters."""

import pytest

from benchmarks.link_quality import quality
from benchmarks.link_rivals import shared_phones
from benchmarks.link_world import build_world
from demo.truth import Truth, bcubed, networks_whole
from demo.world import build_world as build_demo
from models.values import AdFacts
from networks.grouping import group_ads


@pytest.mark.parametrize("seed", [41, 42, 43])
def test_a_generated_world_is_grouped_well_and_better_than_by_shared_numbers(seed: int) -> None:
    world = build_world(5000, seed)
    ours, theirs = quality(group_ads(world.ads).group_of(), world), quality(shared_phones(world.ads), world)
    assert ours["bcubed"][2] >= 0.96  # type: ignore[index]  # (precision, recall, F1)
    assert ours["bcubed"][2] > theirs["bcubed"][2]  # type: ignore[index]  # likewise
    assert ours["mixed"] == 0
    whole, planted = map(int, str(ours["whole"]).split("/"))
    assert whole >= 0.8 * planted


def test_the_demo_worlds_planted_networks_are_found() -> None:
    world = build_demo(seed=5, days=14)
    truth = Truth(world)
    facts = [
        AdFacts(
            f"{ad.site}|{ad.external_id}", f"{state.title}\n{state.text}", state.phones, state.alias, state.age, state.town.city,
            state.town.postcode, state.address, ad.site, world.now(day),
        )
        for ad in world.ads
        for day, state in ad.versions
        if state is not None
    ]  # fmt: skip
    said = {tuple(identity.split("|")): group for identity, group in group_ads(facts).group_of().items()}
    found, planted = networks_whole(said, truth)  # type: ignore[arg-type]  # pairs of site and id
    precision, recall = bcubed(said, truth)  # type: ignore[arg-type]  # likewise
    assert found >= 0.8 * planted
    assert precision >= 0.95
    assert recall >= 0.95
