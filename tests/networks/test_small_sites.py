"""On a site with few ads its own number and its own words are as much its own as on a large one."""

from models.values import AdFacts
from networks.grouping import group_ads
from networks.number_types import NumberType
from tests.networks.link_ads import make_ad, number, own_words

FORM = "Denne side tager intet gebyr og formidler ingen aftaler husk at nævne at du så annoncen her og læs vores regler for god tone"


def elsewhere(count: int = 40) -> list[AdFacts]:
    """Ads of other people on three other sites."""
    return [
        make_ad(f"o{n}", phone=900 + n, alias=f"Andre{n}", city=f"Sted{n % 9}", site=f"side{n % 3}")
        for n in range(count)
    ]


def forwarded(site: str) -> list[AdFacts]:
    """Seven persons who are reached by one number, in seven towns, now and then over a year; three show their own too."""
    return [
        make_ad(
            f"v{n}", phones=(number(1), *((number(10 + n),) if n < 3 else ())), alias=f"Navn{n}", age=22 + 4 * n, city=f"By{n}",
            day=50.0 * n, site=site,
        )
        for n in range(7)
    ]  # fmt: skip


def groups(ads: list[AdFacts]) -> dict[str, str]:
    """The group of each ad."""
    return group_ads(ads).group_of()


def test_a_small_sites_forwarding_number_joins_nobody_however_seldom_it_is_seen() -> None:
    grouping = group_ads([*elsewhere(), *forwarded("lille")])
    group = grouping.group_of()
    assert len({group[f"v{n}"] for n in range(7)}) == 7
    assert grouping.numbers()[number(1)].type == NumberType.FORWARDING


def test_the_same_number_on_several_sites_is_no_sites_own() -> None:
    ads = [
        make_ad(f"v{n}", phone=1, alias=f"Navn{n}", city=f"By{n}", day=5.0 * n, site=f"side{n % 3}") for n in range(7)
    ]
    group = groups([*elsewhere(), *ads])
    assert len({group[f"v{n}"] for n in range(7)}) == 1


def test_where_there_is_one_site_only_a_number_of_seven_names_joins() -> None:
    ads = [make_ad(f"v{n}", phone=1, alias=f"Navn{n}", city=f"By{n}", day=5.0 * n) for n in range(7)]
    assert len(set(groups(ads).values())) == 1


def test_what_every_ad_of_a_small_site_carries_makes_no_template() -> None:
    ads = [
        make_ad(f"f{n}", phone=n, alias=f"Navn{n}", city=f"By{n}", text=f"{own_words(n, 8)} {FORM}", site="lille")
        for n in range(7)
    ]
    group = groups([*elsewhere(), *ads])
    assert len({group[f"f{n}"] for n in range(7)}) == 7


def test_where_there_is_one_site_only_seven_ads_of_one_wording_are_a_template() -> None:
    ads = [make_ad(f"f{n}", phone=n, alias=f"Navn{n}", text=f"{own_words(5, 40)} Navn{n}") for n in range(7)]
    assert len(set(groups([*ads, *(make_ad(f"o{n}", phone=900 + n) for n in range(40))]).values())) == 41


def several_numbers(who: str, *, first: int, age: int, city: str, own: str) -> list[AdFacts]:
    """Three ads of one person on three sites, each under another number."""
    return [
        make_ad(
            f"{who[0].lower()}{n}", phone=first + n, alias=who, age=age, city=city, text=f"{own} {own_words(10 * age + n, 2)}",
            day=n, site=f"side{n}",
        )
        for n in range(3)
    ]  # fmt: skip


def test_two_persons_with_several_numbers_each_do_not_make_a_sentence_they_share_a_template() -> None:
    common = own_words(501, 14)
    anna = several_numbers("Anna", first=1, age=23, city="Vejle", own=f"{common} {own_words(601, 4)}")
    ellen = several_numbers("Ellen", first=11, age=44, city="Køge", own=f"{common} {own_words(602, 4)}")
    group = groups([*elsewhere(), *anna, *ellen])
    assert group["a0"] == group["a1"] == group["a2"] != group["e0"] == group["e1"] == group["e2"]
