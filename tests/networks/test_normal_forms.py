"""One spelling for names, houses and handles, whatever way people write them."""

import pytest

from networks.normal_forms import handles_in, normal_address, normal_name


@pytest.mark.parametrize("written", ["Anna", " anna ", "ANNA ❤", "Anna!", "«Anna»"])
def test_a_name_is_the_same_with_case_emoji_and_signs(written: str) -> None:
    assert normal_name(written) == "anna"


def test_a_name_of_signs_only_is_no_name() -> None:
    assert normal_name("❤❤") is None
    assert normal_name("") is None
    assert normal_name(None) is None


@pytest.mark.parametrize(
    "written",
    ["Prøvegade 12", "prøvegade 12, 2. tv", "Prøvegade 12 st. th", "PRØVEGADE  12,1.sal", "Prøvegade 12, lejl. 4"],
)
def test_floor_and_door_do_not_change_the_house(written: str) -> None:
    assert normal_address(written, "5000", None) == "prøvegade 12|5000"


def test_another_letter_number_or_town_is_another_house() -> None:
    houses = {
        normal_address("Prøvegade 12", "5000", None), normal_address("Prøvegade 12B", "5000", None),
        normal_address("Prøvegade 13", "5000", None), normal_address("Prøvegade 12", "9000", None),
    }  # fmt: skip
    assert len(houses) == 4


@pytest.mark.parametrize("written", ["Prøvegade", "centrum", "", None])
def test_a_street_without_a_number_is_too_coarse_for_a_house(written: str | None) -> None:
    assert normal_address(written, "5000", "Odense") is None


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("Skriv til Lone99@Mail.Example.", ("lone99@mail.example",)),
        ("telegram: Lone_99 eller Telegram:@lone_99", ("telegram:lone_99",)),
        ("snap = roedrose5", ("snapchat:roedrose5",)),
        ("t.me/Lone_99", ("t.me/lone_99",)),
        ("find mig på @lone.99", ("@lone.99",)),
        ("Tid: 12-18, pris: 900", ()),
        ("ring 67 12 34 56, alder: 25", ()),
        ("Line tager imod i Valby", ()),
    ],
)
def test_handles_are_found_in_one_spelling(text: str, handles: tuple[str, ...]) -> None:
    assert handles_in(text) == handles
