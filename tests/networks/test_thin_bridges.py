"""What looks like a link and is none: a guest's second number, a flood's passengers, hotels, help desks, copied formulas."""

import random

import pytest

from models.values import AdFacts
from networks.grouping import group_ads
from networks.number_types import NumberType
from tests.networks.link_ads import make_ad, number, own_words


def names(ads: list[AdFacts]) -> dict[str, str]:
    """The group of each ad."""
    return group_ads(ads).group_of()


def person(letter: str, phone: int, count: int = 3, **more: object) -> list[AdFacts]:
    """Some ads of one person with her own number, name, age, town and words."""
    seed = ord(letter)
    known = {"alias": f"Navn{letter}", "age": 20 + seed % 30, "city": f"By{letter}", "text": own_words(seed)}
    return [make_ad(f"{letter}{n}", phone=phone, day=7.0 * n, **(known | more)) for n in range(count)]


def test_a_strangers_number_beside_her_own_on_one_ad_joins_nobody_and_says_why() -> None:
    anna, bea = person("a", 1), person("b", 2)
    both = make_ad(
        "both", phones=(number(1), number(2)), alias="Navna", age=anna[0].age, city="Bya", text=own_words(97), day=9
    )
    grouping = group_ads([*anna, *bea, both])
    group = grouping.group_of()
    assert group["both"] == group["a0"] != group["b0"]
    [cut] = [link for link in grouping.links() if link.why == "number_beside"]
    assert (cut.kept, cut.cut_reason) == (False, "number_beside_once")


def test_two_numbers_together_on_several_ads_do_join() -> None:
    anna, bea = person("a", 1), person("b", 2)
    both = [
        make_ad(
            f"x{n}",
            phones=(number(1), number(2)),
            alias="Navna",
            age=anna[0].age,
            city="Bya",
            text=own_words(97),
            day=9 + n,
        )
        for n in range(2)
    ]
    group = names([*anna, *bea, *both])
    assert group["a0"] == group["x0"] == group["b0"]


def test_one_persons_two_numbers_join_by_one_ad_that_shows_both() -> None:
    first, second = person("a", 1), person("a", 2)
    second = [
        make_ad(f"n{n}", phone=2, alias="Navna", age=first[0].age, city="Bya", text=own_words(300), day=100 + n)
        for n in range(2)
    ]
    both = make_ad(
        "both", phones=(number(1), number(2)), alias="Navna", age=first[0].age, city="Bya", text=own_words(301), day=60
    )
    assert len(set(names([*first, *second, both]).values())) == 1


def test_a_post_that_seeks_colleagues_ties_numbers_and_a_clinics_opening_does_not() -> None:
    people = [*person("a", 1), *person("b", 2), *person("c", 3)]
    shown = (number(1), number(2), number(3))
    post = make_ad(
        "post",
        phones=shown,
        text="Vi søger kolleger til lejligheder i Jylland, høj løn, bolig og rejse er betalt",
        day=3,
    )
    group = names([*people, post])
    assert group["a0"] == group["b0"] == group["c0"]
    opening = make_ad("post", phone=4, text="Søger kollega, uddannet massør på overenskomst, send ansøgning", day=3)
    assert "post" not in group_ads([*people, opening]).recruiting


def flood(count: int, seed: int = 3) -> list[AdFacts]:
    """One text under as many numbers as ads, in many towns within days."""
    rng = random.Random(seed)
    words = own_words(500, 30)
    return [
        make_ad(
            f"s{n:03d}",
            phone=700_000 + n,
            alias=f"Navn{rng.randrange(40)}",
            city=f"By{n % 9}",
            text=f"{words} kode {n}",
            day=n / 10,
        )
        for n in range(count)
    ]


def test_a_flood_by_text_is_one_heap_and_what_its_ads_carry_drags_nobody_in() -> None:
    anna = person("a", 1)
    spam = flood(40)
    spam[7] = make_ad(
        "s007", phones=(number(700_007), number(1)), alias="Navnq", city="Byq", text=spam[7].text, day=0.7
    )
    others = [make_ad(phone=5000 + n, alias=f"Anden{n}", city=f"By{n % 9}", day=n) for n in range(150)]
    group = names([*anna, *spam, *others])
    assert len({group[ad.id] for ad in spam}) == 1
    assert {group[ad.id] for ad in anna} == {"a0"}


def test_a_template_of_many_persons_over_months_is_no_flood() -> None:
    words = own_words(500, 40)
    ads = [
        make_ad(
            f"p{n:02d}{m}",
            phone=n + 1,
            alias=f"Navn{n}",
            city=f"By{n}",
            text=f"{words} hilsen Navn{n}",
            day=20.0 * m + n,
        )
        for n in range(18)
        for m in range(4)
    ]
    others = [make_ad(phone=5000 + n, alias=f"Anden{n}", city=f"By{n % 9}", day=n) for n in range(150)]
    grouping = group_ads([*ads, *others])
    assert len({grouping.group_of()[ad.id] for ad in ads}) == 1
    assert NumberType.SPAM not in {use.type for use in grouping.uses}


def test_a_hotels_guests_are_strangers() -> None:
    guests = [
        make_ad(f"g{n:02d}", phone=n, alias=f"Navn{n}", age=20 + n, city="Vejle", address="Hotelvej 4", day=31.0 * n)
        for n in range(12)
    ]
    assert len(set(names(guests).values())) == 12


def test_persons_who_follow_each_other_in_a_house_join_even_with_one_ad_each() -> None:
    stays = [
        make_ad(f"r{n}", phone=n, alias=f"Navn{n}", age=20 + n, city="Vejle", address="Prøvevej 4", day=8.0 * n)
        for n in range(5)
    ]
    assert len(set(names(stays).values())) == 1


def test_a_sites_own_help_desk_joins_nobody_even_on_a_small_site() -> None:
    ads = [
        make_ad(
            f"h{n}",
            phone=n,
            alias=f"Navn{n}",
            city=f"By{n}",
            text=f"{own_words(n)} hjælp: desk@siden.example",
            site="lille",
        )
        for n in range(8)
    ]
    assert len(set(names(ads).values())) == 8


def test_behind_an_office_all_belong_together_but_a_guest_with_her_own_number() -> None:
    staff = [
        make_ad(f"o{n:02d}", phone=1, alias=f"Navn{n}", age=20 + n, city=f"By{n}", site=f"side{n % 3}", day=n)
        for n in range(14)
    ]
    guest = person("z", 2)
    visit = make_ad(
        "zz", phones=(number(1), number(2)), alias="Navnz", age=guest[0].age, city="Byz", day=5, site="side1"
    )
    group = names([*staff, *guest, visit])
    assert len({group[ad.id] for ad in staff}) == 1
    assert group["z0"] not in {group[ad.id] for ad in staff}


@pytest.mark.parametrize("named", [True, False])
def test_a_year_of_silence_and_contradictions_end_a_numbers_window(named: bool) -> None:
    before = [make_ad("b0", phone=1, alias="Anna" if named else None, age=30, city="Vejle", day=0)]
    after = [make_ad("a0", phone=1, alias="Bea", age=53, city="Odense", day=400)]
    assert len(set(names(before + after).values())) == 2


def test_one_house_is_one_house_whether_town_or_postcode_or_neither_is_named() -> None:
    ads = [
        make_ad("p1", phone=1, alias="A", city="Vejle", postcode="7100", address="Prøveg. 4, 2. tv", day=0),
        make_ad("p2", phone=2, alias="B", postcode="7100", address="PRØVEGADE 4", day=1),
        make_ad("p3", phone=3, alias="C", address="Prøvegade 4 st.", day=2),
        make_ad("p4", phone=4, alias="D", city="Vejle", text=f"{own_words(4)} 📍 Prøvegade 4, 1. th, Vejle", day=3),
    ]
    assert len(set(names(ads).values())) == 1


def test_a_slip_that_hits_somebody_elses_number_joins_nobody_even_where_words_tell_whose_ad_it_is() -> None:
    anna, bea = person("a", 12, count=4), person("b", 17, count=4)
    # Anna's own ad once more, word for word, with one wrong digit: Bea's number.
    slip = make_ad("slip", phone=17, alias=anna[0].alias, age=anna[0].age, city="Bya", text=anna[0].text, day=30)
    group = names([*anna, *bea, slip])
    assert group["slip"] == group["a0"] != group["b0"]


def test_sentences_that_everybody_writes_make_nobody_part_of_a_template() -> None:
    # Two copies of one text share all their words; a third advertiser shares a few of its sentences, which are half of hers.
    common = [own_words(seed, 7) for seed in range(400, 406)]
    template = ". ".join(common)
    crowd = [
        make_ad(phone=100 + n, alias=f"Navn{n}", text=f"{own_words(500 + n, 20)}. {common[n % 6]}", day=n)
        for n in range(60)
    ]
    users = [make_ad(f"t{n}", phone=n, alias=f"Bruger{n}", text=template, day=n) for n in range(2)]
    third = make_ad("third", phone=9, alias="Tredje", text=f"{common[0]}. {common[1]}. {common[2]}", day=5)
    group = names([*crowd, *users, third])
    assert group["third"] not in (group["t0"], group["t1"])
    whole = make_ad("whole", phone=8, alias="Fjerde", text=template, day=6)
    group = names([*crowd, *users, third, whole])
    assert group["t0"] == group["t1"] == group["whole"] != group["third"]
