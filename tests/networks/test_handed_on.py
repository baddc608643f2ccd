"""A number given up and recycled joins nobody; one that people on either side of a silence use beside their own does."""

from models.values import AdFacts
from networks.grouping import group_ads
from tests.networks.link_ads import make_ad, number, own_words

COMMON = number(500)


def user(who: str, first: float, *, own: int | None, days: int = 6) -> list[AdFacts]:
    """Six ads of one person two days apart: every other one on the common number, where she has another one of her own."""
    words = own_words(len(who) + int(first), 20)
    return [
        make_ad(
            f"{who}{n}", phones=(COMMON if own is None or n % 2 else number(own),), alias=who, age=20 + len(who), city=f"By{who}",
            day=first + 2 * n, text=words,
        )
        for n in range(days)
    ]  # fmt: skip


def groups(*people: list[AdFacts]) -> dict[str, str]:
    others = [make_ad(phone=900 + n, alias=f"Andre{n}", city=f"Sted{n % 9}", day=3.0 * n) for n in range(60)]
    return group_ads([*others, *(ad for ads in people for ad in ads)]).group_of()


def test_a_number_used_beside_another_before_and_after_a_silence_was_handed_on() -> None:
    group = groups(user("Anna", 0, own=501), user("Birgitte", 120, own=502))
    assert group["Anna1"] == group["Birgitte1"]


def test_a_number_that_was_somebodys_only_one_is_recycled() -> None:
    for before, after in ((None, 502), (501, None), (None, None)):
        group = groups(user("Anna", 0, own=before), user("Birgitte", 120, own=after))
        assert group["Anna1"] != group["Birgitte1"]


def test_whoever_changed_to_the_number_and_gave_the_old_one_up_uses_none_beside_it() -> None:
    changed = [
        make_ad(f"Anna{n}", phones=(number(501) if n < 3 else COMMON,), alias="Anna", age=24, city="Ribe", day=2.0 * n, text=own_words(9))
        for n in range(6)
    ]  # fmt: skip
    group = groups(changed, user("Birgitte", 120, own=502))
    assert group["Anna0"] == group["Anna5"] != group["Birgitte1"]
