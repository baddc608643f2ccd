"""Towns, postcodes and streets."""

import pytest

from crawler.parse import find_city, parse_place
from models.gazetteer import postcodes

AREAS = sorted(code for code in postcodes() if int(code) >= 1000)


@pytest.mark.parametrize(
    ("text", "city", "postcode", "address"),
    [
        ("5000 Odense C", "Odense C", "5000", None),
        ("Odense", "Odense", None, None),
        ("Vestergade 12, 2. tv, 5000 Odense C", "Odense C", "5000", "Vestergade 12, 2. tv"),
        ("Nørregade 5 4700 Næstved", "Næstved", "4700", "Nørregade 5"),
        ("Østergade 4 st. th, 4700 Næstved", "Næstved", "4700", "Østergade 4 st. th"),
        ("H.C. Andersens Boulevard 15, København", "København", None, "H.C. Andersens Boulevard 15"),
        ("Sankt Knuds Gade 3B", None, None, "Sankt Knuds Gade 3B"),
        ("Algade 7", None, None, "Algade 7"),
        ("Algade 7\n32 år\n5000 Odense C", "Odense C", "5000", "Algade 7"),
        ("Algade 7 2 tv", None, None, "Algade 7 2 tv"),
        ("Algade 7, 1. sal, 5000 Odense C", "Odense C", "5000", "Algade 7, 1. sal"),
        ("Copenhagen V", "København V", None, None),
        ("Kopenhagen", "København", None, None),
        ("Köpenhamn", "København", None, None),
        ("Elsinore", "Helsingør", None, None),
        ("Kbh NV", "København NV", None, None),
        ("DK-8000 Århus C", "Aarhus C", "8000", None),
        ("Aalborg (9000)", "Aalborg", "9000", None),
        ("Odense C, 5000", "Odense C", "5000", None),
        ("2200", None, "2200", None),
        ("Nykøbing Falster", "Nykøbing F", None, None),
        ("Odense, Fyn", "Odense", None, None),
        ("Malmö", None, None, None),
        ("Klinik Rose 2", None, None, None),
        ("1000 kr for 2000 minutter", None, None, None),
        ("9999", None, None, None),
        ("", None, None, None),
    ],
)
def test_places_are_read(text: str, city: str | None, postcode: str | None, address: str | None) -> None:
    assert parse_place(text) == (city, postcode, address)


@pytest.mark.parametrize("code", AREAS)
def test_every_danish_postcode_with_its_name_is_read(code: str) -> None:
    place = parse_place(f"{code} {postcodes()[code].name}")
    assert place.postcode == code
    assert place.city is not None


def test_running_text_names_only_large_towns() -> None:
    assert find_city("Jeg er i Vejle i tre dage", large_only=True) == "Vejle"
    assert find_city("kom og se mig, jeg er god", large_only=True) is None
