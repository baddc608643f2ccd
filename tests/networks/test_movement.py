"""Co-movement and rota on planted truth: found, and not found where chance or friendship explains it."""

import random

from benchmarks.link_world import build_world
from networks.co_movement import common_routes, routes
from networks.grouping import group_ads
from networks.joining import make_table
from networks.rota import rotas
from tests.networks.link_ads import make_ad

TOWNS = [f"By{n}" for n in range(20)]


def travellers(seed: int, count: int) -> list:
    """People who each travel as they like."""
    rng = random.Random(seed)
    return [
        make_ad(f"t{who}-{leg}", phone=1000 + who, alias=f"Rejse{who}", city=town, day=leg * 6 + rng.uniform(0, 5))
        for who in range(count)
        for leg, town in enumerate(rng.sample(TOWNS, 6))
    ]


def test_three_on_one_route_with_a_steady_lag_are_found_among_travellers() -> None:
    route = random.Random(3).sample(TOWNS, 6)
    moved = [
        make_ad(f"n{who}-{leg}", phone=10 + who, alias=f"Navn{who}", city=town, day=who * 7 + leg * 6)
        for who in range(3)
        for leg, town in enumerate(route)
    ]
    groups = group_ads(travellers(1, 40) + moved).group_of()
    assert len({groups[ad.id] for ad in moved}) == 1
    assert len({group for ad, group in groups.items() if ad.startswith("t")}) == 40


def test_independent_travellers_share_no_route() -> None:
    table = make_table(travellers(2, 60))
    assert common_routes(routes(table, table.phone[table.phone_ad.argsort()])) == []


def test_co_movement_and_rota_recall_on_planted_worlds() -> None:
    """Recall is measured, not wished: at least four of five networks of either kind are found whole."""
    whole = planted = 0
    for seed in (31, 32, 33):
        world = build_world(4000, seed)
        groups = group_ads(world.ads).group_of()
        wanted = {world.actor[ad] for ad, kind in world.evidence.items() if kind in ("co_movement", "rota")}
        for actor in wanted:
            ads = [ad for ad, who in world.actor.items() if who == actor]
            best = max(sum(1 for ad in ads if groups[ad] == group) for group in {groups[ad] for ad in ads})
            planted += 1
            whole += best >= 0.8 * len(ads)
    assert planted >= 10
    assert whole >= 0.8 * planted


def test_a_rota_is_a_row_of_short_stays_and_shared_rooms_are_none() -> None:
    chain = [
        make_ad(f"r{who}-{n}", phone=who, alias=f"N{who}", address="Prøvegade 1", city="Køge", day=who * 8 + n * 3)
        for who in range(4)
        for n in range(3)
    ]
    shared = [
        make_ad(f"f{who}-{n}", phone=50 + who, alias=f"F{who}", address="Prøvegade 2", city="Køge", day=who + n * 40)
        for who in range(3)
        for n in range(4)
    ]
    table = make_table(chain + shared)
    person = table.phone[table.phone_ad.argsort()]
    found = rotas(table, table.ident, table.address, person)
    assert [(rota.persons, rota.stay_days) for rota in found.values()] == [(4, 6.0)]


def test_many_who_are_seen_in_many_towns_on_many_days_share_no_route_however_often_they_meet() -> None:
    """Each of so many days is a chance to agree at some distance in time: that is counted against a route."""
    rng = random.Random(9)
    ads = [
        make_ad(f"m{who}-{leg}", phone=2000 + who, alias=f"Navn{who}", city=f"By{rng.randrange(30)}", day=6.0 * leg + rng.uniform(0, 3))
        for who in range(120)
        for leg in range(50)
    ]  # fmt: skip
    table = make_table(ads)
    assert common_routes(routes(table, table.phone)) == []
