"""A number that no unit follows is an age where a name, a list of facts, "she is" or "just turned" says so, and nowhere else."""

import pytest

from classifier.ages import find_ages


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("NY 💋 Bianca 23 💋 i Kolding", 23),
        ("🔴 NEU 🔴 Melissa 25 🔴 nur diese Woche", 25),
        ("✨ Кристина 26 ✨ Aarhus", 26),
        ("Lucía 27 ♥ Odense ♥ masaje", 27),
        ("Gina 35 - Esbjerg - massaggi", 35),
        ("Sweet Lina 27 in Aalborg. Massage", 27),
        ("Ploy 39 Randers ⭐ 158 cm", 39),
        ("Elegante Dame Viktoria 30, 176 groß", 30),
        ("Kvinna 39 i Malmö / Köpenhamn", 39),
        ("Kobieta 36 z Gdańska", 36),
        ("Женщина 44 в Aarhus", 44),
        ("svendborg * 45 * real curves * own cottage", 45),
        ("Monika 38 • Horsens • 172/66", 38),
        ("Paola ✨ 36 ✨ 168 cm ✨ Odense", 36),
        ("Десислава | 37 | Aarhus | 170/64", 37),
        ("Anke - 43 - Sønderborg - 170 cm", 43),
        ("Maria\n34\nKolding\n168 cm", 34),
        ("Damen er 40 som hun skriver, godt humør", 40),
        ("Sie ist 41, gepflegt, redet viel", 41),
        ("La señora tiene 40, simpática", 40),
        ("Женщине 42, весёлая", 42),
        ("The girl is about 30, friendly", 30),
        ("gerade 18 geworden und neu hier", 18),
        ("мне только исполнилось 18", 18),
        ("току-що навърших 18, първи курс", 18),
        ("recién cumplidos 18", 18),
        ("właśnie skończyłam 18 i się uczę", 18),
        ("har lige fyldt 20", 20),
    ],
)
def test_an_age_needs_no_unit(text: str, years: int) -> None:
    assert [age.years for age in find_ages(text)] == [years]


@pytest.mark.parametrize(
    "text",
    [
        "Du skal være fyldt 18",
        "Gäste müssen 18 geworden sein",
        "If you just turned 18 you may come",
        "Nørregade 20, 1165 København",
        "Rosenhaven 19 💋 Vejle",
        "Hotel Astoria 20 i København",
        "Studio 54 i Odense",
        "Lejlighed 23 i Aarhus",
        "Uge 48 💋 Aarhus",
        "Zimmer 22 • Etage 3",
        "Massage 60 💋 500 kr",
        "Olie | 60 | 900",
        "Horsens 🌹 20 🌹 piger",
        "Åbent | 10 | 22 |",
        "Størrelse | 38 | sko | 40",
        "Herning - 20 - 21 november",
        "Anna * 71 * 74 * 62 * 88",
        "Priser 30 • 500",
        "Spa 38 💧",
        "hun er 20 minutter forsinket",
        "La señora tiene 20 fotos",
        "Sie ist 20 Minuten zu spät",
        "Fredag 20 💋 lørdag 22",
        "Eva 18-22",
    ],
)
def test_houses_times_sizes_and_prices_are_no_age(text: str) -> None:
    assert find_ages(text) == ()
