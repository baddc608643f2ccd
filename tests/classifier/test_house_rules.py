"""What ordinary sellers write about doors, lifts, porters and colds shows nothing: asked of the wordings alone."""

import pytest

from classifier.reader import make_reader
from models.values import Direction

READER = make_reader(None)


@pytest.mark.parametrize(
    "text",
    [
        "Døren er låst, så ring på, jeg kommer ned og lukker op.",
        "The door is locked, ring the bell and I'll come down and open.",
        "Dörren är låst, ring på så kommer jag ner och öppnar.",
        "Ușa e încuiată, sună și cobor să deschid.",
        "La puerta está cerrada con llave, llama y bajo a abrir.",
        "The lift is broken, it's the fourth floor.",
        "El ascensor está roto, es un cuarto piso.",
        "Receptionen i bygningen åbner for dig, sig bare mit navn.",
        "A portás beenged, mondd a nevemet.",
        "Jeg har været syg i sidste uge, men er frisk igen.",
        "Last week I sick but now ok ka.",
        "Prețul se stabilește la telefon.",
    ],
)
def test_a_house_rule_is_no_sign(text: str) -> None:
    assert [one.name for one in READER.read(text).indicators if one.direction is Direction.CONCERN] == []


@pytest.mark.parametrize(
    "text",
    [
        "Trappen er kold, men lejligheden er varm.",
        "Pe scară e frig, în apartament e cald.",
        "В подъезде холодно, в квартире тепло.",
        "На стълбището е студено, вътре топло.",
        "We only talked a bit.",
        "Abbiamo solo parlato.",
    ],
)
def test_a_cold_stair_and_a_talk_are_no_sign_in_a_review(text: str) -> None:
    assert READER.read(text, type="review").indicators == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Koldt værelse og intet varmt vand.", "poor_conditions"),
        ("Холодная комната, нет горячей воды.", "poor_conditions"),
        ("Døren blev låst udefra, da jeg gik.", "restricted_freedom"),
        ("She was locked in and not allowed out.", "restricted_freedom"),
    ],
)
def test_the_signs_themselves_stay(text: str, name: str) -> None:
    assert name in {one.name for one in READER.read(text, type="review").indicators}


def test_another_in_her_place_and_another_town_are_movement() -> None:
    for text in (
        "Fra mandag kommer en anden i mit sted.",
        "La semana que viene viene otra compañera en mi lugar.",
        "Со следующей недели вместо меня будет подруга.",
        "Da lunedì al mio posto c'è un'altra.",
        "After Sunday I go to Thisted.",
        "Luni mă mut în alt oraș cu fetele.",
    ):
        assert "movement" in {one.name for one in READER.read(text).indicators}, text
