"""One spelling for names, houses and handles, whatever way people write them."""

import pytest

from networks.handles import handles_in
from networks.normal_forms import house_in, normal_house, normal_name


@pytest.mark.parametrize("written", ["Anna", " anna ", "ANNA ❤", "Anna!", "«Anna»"])
def test_a_name_is_the_same_with_case_emoji_and_signs(written: str) -> None:
    assert normal_name(written) == "anna"


def test_a_name_of_signs_only_is_no_name() -> None:
    assert normal_name("❤❤") is None
    assert normal_name("") is None
    assert normal_name(None) is None


@pytest.mark.parametrize(
    "written",
    [
        "Prøvegade 12",
        "prøvegade 12, 2. tv",
        "Prøvegade 12 st. th",
        "PRØVEGADE  12,1.sal",
        "Prøvegade 12, lejl. 4",
        "Prøveg. 12",
        "Prøvegd. 12",
    ],
)
def test_floor_door_and_short_forms_do_not_change_the_house(written: str) -> None:
    assert normal_house(written) == "prøvegade 12"


def test_another_letter_or_number_is_another_house() -> None:
    assert len({normal_house(house) for house in ("Prøvegade 12", "Prøvegade 12B", "Prøvegade 13")}) == 3


@pytest.mark.parametrize("written", ["Prøvegade", "centrum", "", None])
def test_a_street_without_a_number_is_too_coarse_for_a_house(written: str | None) -> None:
    assert normal_house(written) is None


@pytest.mark.parametrize(
    ("text", "house"),
    [
        ("ring nu 📍Prøvegade 12B, 2. th, Vejle", ("prøvegade 12b", "vejle")),
        ("Adresse: Prøvegade 12, st., Ny Vejle.", ("prøvegade 12", "ny vejle")),
        ("📍 Prøvegade 12", ("prøvegade 12", None)),
        ("Prøvegade 12 er en god adresse", None),
        ("📍 midt i byen", None),
    ],
)
def test_a_house_marked_in_a_text_is_read(text: str, house: tuple[str, str | None] | None) -> None:
    assert house_in(text) == house


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("Skriv til Lone99@Mail.Example.", ("lone99@mail.example",)),
        ("telegram: Lone_99 eller Telegram:@lone_99", ("@lone_99",)),
        ("TELEGRAM: rosenrod eller tg=rosenrod", ("telegram:rosenrod",)),
        ("👉 wechat Rose6650!", ("@rose6650",)),
        ("mail rose77 @post.example, nu", ("rose77@post.example",)),
        ("rose.rod(at)post.example", ("rose.rod@post.example",)),
        ("whatsapp 67 12 34 56 hele dagen", ()),
        ("snap = roedrose5", ("snapchat:roedrose5",)),
        ("t.me/Lone_99", ("@lone_99",)),
        ("find mig på @lone.99", ("@lone.99",)),
        ("Tid: 12-18, pris: 900", ()),
        ("ring 67 12 34 56, alder: 25", ()),
        ("Line tager imod i Valby", ()),
    ],
)
def test_handles_are_found_in_one_spelling(text: str, handles: tuple[str, ...]) -> None:
    assert handles_in(text) == handles
