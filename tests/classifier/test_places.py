"""The town of an ad is found in any letters and in the advertiser's own language; words that are towns too need their capital."""

import pytest

from classifier.places import find_place
from models.gazetteer import towns


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("SIAM WELLNESS I HOLBÆK", "Holbæk"),
        ("siam wellness i holbæk. ren og ny klinik", "Holbæk"),
        ("living in Copenhagen for eleven years", "København"),
        ("mature lady svendborg * 45", "Svendborg"),
        ("LOTUS SPA AARHUS", "Aarhus"),
        ("NEW IN ODENSE", "Odense"),
        ("Köpenhamn", "København"),
        ("w Kopenhadze", "København"),
        ("Kopenhaga Amager", "København"),
        ("BOMBĂ NOUĂ ÎN RANDERS", "Randers"),
        ("Gyógymasszázs Koldingban!", "Kolding"),
        ("most érkeztem Esbjergbe", "Esbjerg"),
        ("BAAN THAI WELLNESS HORSENS", "Horsens"),
        ("в Копенгагене", "København"),
        ("в Орхусе", "Aarhus"),
        ("Масаж Оденсе 600", "Odense"),
        ("Ольборг, центр", "Aalborg"),
        ("в Олборг", "Aalborg"),
        ("в Эсбьерге", "Esbjerg"),
        ("Kopenhagen Nordhavn", "København"),
        ("en Copenhague", "København"),
        ("a Copenaghen", "København"),
        ("la Copenhaga", "København"),
        ("Koppenhágában", "København"),
        ("Kbh K", "København"),
        ("massage kbh centrum", "København"),
        ("Århus C", "Aarhus"),
        ("århus", "Aarhus"),
        ("escort odense, escort fyn", "Odense"),
        ("Helsingör", "Helsingør"),
        ("Koldingben", "Kolding"),
        ("Odensében", "Odense"),
        ("Aarhusban", "Aarhus"),
        ("Vejlében", "Vejle"),
        ("Копенхаген", "København"),
        ("Koebenhavn", "København"),
        ("Sonderborg", "Sønderborg"),
        ("hej jeg bor i vejle", "Vejle"),
        ("CPH airport", "København"),
        ("in Alborg", "Aalborg"),
        ("Рандерс", "Randers"),
        ("Хорсенс", "Horsens"),
        ("Колдинг", "Kolding"),
        ("Вайле", "Vejle"),
        ("Оденсе", "Odense"),
        ("Свендборг", "Svendborg"),
        ("Хернинг", "Herning"),
        ("Роскилле", "Roskilde"),
        ("Роскильде", "Roskilde"),
        ("Massage, 1620 Kbh V", "København V"),
    ],
)
def test_a_town_in_any_letters(text: str, town: str) -> None:
    """Copenhagen by its English name was none before."""
    place = find_place(text)
    assert place is not None
    assert place.city == town
    assert town in {one.name for one in towns()} | {"København V"}


@pytest.mark.parametrize(
    "text",
    [
        "I give massage",
        "jeg vil give dig",
        "GIVE ME A CALL",
        "en greve",
        "lem og lår",
        "to be or not ry",
        "ans og frue",
        "hals og nakke",
        "KUN FRA 10",
        "strand og sol",
        "NAKKE HALS SKULDRE",
        "kom til min by",
        "no place here",
        "skive rugbrød",
        "en skive brød",
        "tranbjergvej",
        "hvid odder",
        "odder",
        "holte",
        "solrød",
    ],
)
def test_other_words_are_no_town(text: str) -> None:
    assert find_place(text) is None
