"""One person under another number or none: rare agreement joins, common agreement does not."""

from networks.grouping import group_ads
from tests.networks.link_ads import make_ad, own_words


def crowd(count: int, **more: object) -> list:
    """Other advertisers, so that rarity means something."""
    return [
        make_ad(f"c{n}", phone=5000 + n, alias=f"Navn{n % 40}", age=20 + n % 30, city=f"By{n % 25}", **more)
        for n in range(count)
    ]


def joined(*pair: object) -> bool:
    """Whether two ads are one group amid a crowd."""
    groups = group_ads([*crowd(300), *pair]).group_of()  # type: ignore[list-item]  # ads of the factory
    return groups["one"] == groups["two"]


def test_a_new_number_with_the_same_name_age_town_and_most_words_is_the_same_person() -> None:
    words = own_words(4, 30)
    same = {"alias": "Navn3", "age": 23, "city": "By3"}
    assert joined(
        make_ad("one", phone=1, text=words, **same), make_ad("two", phone=2, text=words + " nyt nummer", **same)
    )


def test_the_same_name_age_and_town_with_other_words_and_another_number_is_not() -> None:
    same = {"alias": "Navn3", "age": 23, "city": "By3"}
    assert not joined(make_ad("one", phone=1, **same), make_ad("two", phone=2, **same))


def test_records_without_numbers_join_by_a_rare_name_age_and_town() -> None:
    same = {"alias": "Sjælden Prøvesen", "age": 61, "city": "By3", "text": ""}
    assert joined(make_ad("one", **same), make_ad("two", **same))


def test_records_without_numbers_do_not_join_by_a_common_name() -> None:
    assert not joined(
        make_ad("one", alias="Navn3", city="By3", text=""), make_ad("two", alias="Navn3", city="By3", text="")
    )


def test_a_slip_in_a_name_does_not_part_records_of_one_house_and_age() -> None:
    same = {"age": 61, "city": "By3", "address": "Prøvegade 77", "text": ""}
    assert joined(make_ad("one", alias="Sjælden Prøvesen", **same), make_ad("two", alias="Sjælden Prøveson", **same))
