"""Three in one house: friends who live there, or persons who take turns, visit from elsewhere, or share several houses."""

from models.values import AdFacts
from networks.grouping import group_ads
from tests.networks.link_ads import make_ad

HOUSE, SECOND = "Prøvegade 4", "Prøvevej 9"


def seen(order: str, step: float, *, address: str = HOUSE, city: str = "Vejle", start: float = 0.0) -> list[AdFacts]:
    """One ad for each letter, every ``step`` days; a letter is a person."""
    return [
        make_ad(phone=ord(who), alias=f"Navn{who}", age=ord(who) - 50, city=city, address=address, day=start + step * n)
        for n, who in enumerate(order)
    ]


def parts(ads: list[AdFacts]) -> int:
    return len(set(group_ads(ads).group_of().values()))


def test_three_who_always_follow_in_turn_are_one_rota() -> None:
    assert parts(seen("ABCABCABCABC", 9)) == 1


def test_three_who_are_seen_in_any_order_are_friends() -> None:
    assert parts(seen("ABCBACCABACB", 9)) == 3


def test_three_visitors_who_live_elsewhere_and_stay_once_each_are_turnover() -> None:
    elsewhere = [ad for n, who in enumerate("ABC") for ad in seen(who * 3, 30, address="", city=f"By{n}", start=40)]
    assert parts([*seen("ABC", 7), *elsewhere]) == 1
    assert parts(seen("ABC", 7)) == 3


def test_two_who_share_two_houses_at_once_are_more_than_friends() -> None:
    one, two = seen("ABABABAB", 10), seen("ABABABAB", 10, address=SECOND, city="Køge", start=4)
    assert parts([*one, *two]) == 1
    assert parts(one) == 2


def test_two_friends_who_moved_together_are_still_friends() -> None:
    assert parts([*seen("ABABABAB", 10), *seen("ABABABAB", 10, address=SECOND, start=120)]) == 2
