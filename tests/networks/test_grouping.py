"""Grouping: what joins, what never does, and that order, repetition and re-runs change nothing."""

import random

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.link_world import build_world
from models.values import AdFacts
from networks.grouping import Judgement, group_ads
from networks.number_types import NumberType
from tests.networks.link_ads import make_ad, number, own_words


def parts(ads: list[AdFacts], judgements: list[Judgement] | None = None, **more: object) -> set[frozenset[str]]:
    """The groups as sets of ids, without their names."""
    found: dict[str, set[str]] = {}
    for ad, group in group_ads(ads, judgements or [], **more).group_of().items():  # type: ignore[arg-type]  # passes options on
        found.setdefault(group, set()).add(ad)
    return {frozenset(members) for members in found.values()}


def together(ads: list[AdFacts], judgements: list[Judgement] | None = None) -> bool:
    """Whether all ads are one group."""
    return len(parts(ads, judgements)) == 1


def test_one_number_joins_a_few_names() -> None:
    assert together([make_ad(phone=1, alias=name, day=day) for day, name in enumerate(["Anna", "Bea", "Cilla"])])


def test_a_number_on_more_than_fifteen_live_ads_joins_nobody_by_itself() -> None:
    ads = [make_ad(phone=1, alias=f"Navn{n}", age=20 + n, city=f"By{n}", day=n / 10) for n in range(16)]
    assert len(parts(ads)) == 16


def test_a_number_on_many_ads_over_a_year_is_no_hub() -> None:
    ads = [make_ad(phone=1, alias="Anna", city="Vejle", day=n * 20) for n in range(18)]
    assert together(ads)


@pytest.mark.parametrize("kind", ["clinic_reception", "agency", "forwarding", "spam"])
def test_a_number_that_a_person_typed_as_business_joins_nobody_by_itself(kind: str) -> None:
    ads = [
        make_ad(phone=1, alias=name, city=city)
        for name, city in (("Anna", "Vejle"), ("Bea", "Odense"), ("Cilla", "Vejle"), ("Ditte", "Køge"))
    ]
    groups = parts(ads, types={number(1): NumberType(kind)})
    assert len(groups) >= 3


def test_a_clinics_staff_is_joined_by_number_and_house_together() -> None:
    ads = [make_ad(phone=1, alias=f"Navn{n}", city="Vejle", address="Prøvegade 4", day=n / 2) for n in range(20)]
    grouping = group_ads(ads)
    assert len(set(grouping.group_of().values())) == 1
    assert grouping.numbers()[number(1)].type == NumberType.CLINIC_RECEPTION


def test_a_forwarding_number_leaves_its_advertisers_apart() -> None:
    ads = [make_ad(phone=1, alias=f"Navn{n}", age=20 + n, city=f"By{n}", day=n * 3) for n in range(14)]
    assert len(parts(ads)) == 14


def test_a_flood_is_one_heap_apart_from_the_person_whose_words_it_copies() -> None:
    words = own_words(77, 20)
    person = [make_ad(f"p{n}", phone=1, alias="Anna", city="Vejle", text=words, day=n) for n in range(3)]
    flood = [
        make_ad(f"s{n}", phone=2, alias=f"Navn{n % 5}", city=f"By{n % 9}", text=words, day=n / 30) for n in range(60)
    ]
    groups = parts(person + flood)
    assert frozenset(ad.id for ad in person) in groups


def test_a_flood_that_names_a_persons_number_does_not_drag_her_in() -> None:
    person = [make_ad(f"p{n}", phone=1, alias="Anna", city="Vejle", day=n) for n in range(3)]
    flood = [
        make_ad(f"s{n}", phones=(number(2), number(1)) if n < 3 else (number(2),), alias=f"Navn{n % 5}", city=f"By{n % 9}", text=own_words(9), day=n / 30)
        for n in range(60)
    ]  # fmt: skip
    assert frozenset(ad.id for ad in person) in parts(person + flood)


def test_one_messenger_name_joins() -> None:
    ads = [make_ad(phone=n, alias=f"Navn{n}", text=f"{own_words(n)} telegram: rose_77") for n in range(4)]
    assert together(ads)


def test_a_handle_that_everybody_shows_joins_nobody() -> None:
    ads = [make_ad(phone=n, alias=f"Navn{n}", text=f"{own_words(n)} skriv til post@siden.example") for n in range(20)]
    assert len(parts(ads)) == 20


def test_four_contacts_in_one_house_join_and_two_friends_do_not() -> None:
    def house(persons: int) -> list[AdFacts]:
        return [
            make_ad(phone=n, alias=f"Navn{n}", city="Vejle", address="Prøvegade 4, 1. tv", day=n + 30 * m)
            for n in range(persons)
            for m in range(2)
        ]

    assert together(house(4))
    assert len(parts(house(2))) == 2


def test_a_copied_text_does_not_join_and_a_template_of_four_does() -> None:
    words = own_words(5, 40)

    def users(count: int) -> list[AdFacts]:
        others = [make_ad(f"o{n}", phone=900 + n, alias=f"Andre{n}") for n in range(40)]
        return others + [
            make_ad(f"t{n}", phone=n, alias=f"Navn{n}", city=f"By{n}", age=20 + 3 * n, text=f"{words} hilsen Navn{n}")
            for n in range(count)
        ]

    assert len([part for part in parts(users(2)) if any(ad.startswith("t") for ad in part)]) == 2
    assert len([part for part in parts(users(4)) if any(ad.startswith("t") for ad in part)]) == 1


def test_a_number_handed_on_after_long_silence_joins_nobody() -> None:
    before = [make_ad(phone=1, alias="Anna", city="Vejle", age=30, day=n) for n in range(3)]
    after = [make_ad(phone=1, alias="Bea", city="Odense", age=50, day=120 + n) for n in range(3)]
    assert len(parts(before + after)) == 2


def test_silence_alone_does_not_part_one_name() -> None:
    ads = [make_ad(phone=1, alias="Anna", city="Vejle", day=day) for day in (0, 1, 150, 151)]
    assert together(ads)


def test_a_mistyped_number_finds_its_owner() -> None:
    words = own_words(8, 30)
    ads = [make_ad(phone=111111, alias="Anna", age=30, city="Vejle", text=words, day=n) for n in range(4)]
    assert together([*ads, make_ad(phone=111171, alias="Anna", age=30, city="Vejle", text=words, day=5)])


def test_numbers_one_digit_apart_do_not_join_different_people() -> None:
    ads = [make_ad(phone=111111, alias="Anna", age=30, city="Vejle", day=n) for n in range(4)]
    assert len(parts([*ads, make_ad(phone=111171, alias="Bea", age=44, city="Køge", day=5)])) == 2


def test_a_recruitment_post_ties_its_numbers_together() -> None:
    ads = [make_ad(phone=n, alias=f"Navn{n}", city=f"By{n}") for n in (1, 2, 3)]
    post = make_ad(
        "job",
        text=f"Vi søger piger, god indtjening og bolig. Ring {number(1)[3:]}, {number(2)[3:]} eller {number(3)[3:]}",
    )
    grouping = group_ads([*ads, post])
    assert len(set(grouping.group_of().values())) == 1
    assert {link.why for link in grouping.links()} == {"number_in_recruitment"}


def test_an_id_that_comes_twice_is_one_ad() -> None:
    ads = [
        make_ad("same", phone=1, alias="Anna"),
        make_ad("same", phone=2, alias="Bea"),
        make_ad("other", phone=2, alias="Cilla"),
    ]
    assert parts(ads) == {frozenset({"same", "other"})}


def test_no_ads_are_no_groups() -> None:
    assert parts([]) == set()


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_input_changes_nothing_at_all(seed: int) -> None:
    ads = build_world(700, seed).ads
    shuffled = list(ads)
    random.Random(seed).shuffle(shuffled)
    assert group_ads(ads).group_of() == group_ads(shuffled).group_of()
    assert sorted(map(str, group_ads(ads).links())) == sorted(map(str, group_ads(shuffled).links()))


def test_ads_given_twice_change_no_group() -> None:
    ads = build_world(500, 4).ads
    assert parts([*ads, *ads[:50]]) == parts(ads)


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_plain_numbers_of_few_names_are_just_connected_parts(seed: int) -> None:
    """Oracle: where texts, houses and towns say nothing and numbers are rare, groups are networkx's components."""
    rng = random.Random(seed)
    ads = [
        make_ad(f"a{n}", text="", phones=tuple(number(rng.randrange(100, 999, 37)) for _ in range(rng.randint(1, 2))), alias=f"N{rng.randrange(4)}")
        for n in range(rng.randint(1, 14))
    ]  # fmt: skip
    graph = nx.Graph()
    for ad in ads:
        graph.add_node(ad.id)
        graph.add_edges_from((ad.id, phone) for phone in ad.phones)
    wanted = {frozenset(node for node in part if not node.startswith("+")) for part in nx.connected_components(graph)}
    assert parts(ads) == wanted


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_every_judgement_holds_after_grouping_and_again(seed: int) -> None:
    rng = random.Random(seed)
    ads = [
        make_ad(f"a{n}", phone=rng.randrange(4), alias=f"N{rng.randrange(3)}", city="Vejle", day=n) for n in range(10)
    ]
    same = [Judgement(f"a{rng.randrange(5)}", f"a{rng.randrange(5)}", same=True) for _ in range(2)]
    apart = [Judgement(f"a{rng.randrange(5)}", f"a{5 + rng.randrange(5)}", same=False) for _ in range(2)]
    first = group_ads(ads, same + apart).group_of()
    assert all(first[j.ad_a] == first[j.ad_b] for j in same)
    assert all(first[j.ad_a] != first[j.ad_b] for j in apart)
    assert group_ads(list(reversed(ads)), same + apart).group_of() == first


def test_a_later_word_on_the_same_pair_counts() -> None:
    ads = [make_ad("a", phone=1, alias="Anna"), make_ad("b", phone=2, alias="Bea")]
    no, yes = Judgement("a", "b", same=False), Judgement("b", "a", same=True)
    assert together(ads, judgements=[no, yes])
    assert not together(ads, judgements=[yes, no])


def test_a_judgement_about_an_unknown_ad_is_left_alone() -> None:
    assert len(parts([make_ad("a", phone=1)], [Judgement("a", "gone", same=True)])) == 1


def test_a_group_keeps_its_name_when_later_ads_come() -> None:
    ads = [make_ad("m", phone=1, alias="Anna", day=0), make_ad("n", phone=1, alias="Bea", day=1)]
    before = group_ads(ads).group_of()["n"]
    after = group_ads([*ads, make_ad("a", phone=1, alias="Cilla", day=2)]).group_of()
    assert after["n"] == after["a"] == before == "m"


def test_every_link_says_why_and_cut_links_say_why_not() -> None:
    grouping = group_ads(build_world(2000, 2).ads)
    links = list(grouping.links())
    assert {link.kept for link in links} == {True, False}
    assert all(link.why and 0 < link.strength <= 1 for link in links)
    assert all((link.cut_reason is None) == link.kept for link in links)
