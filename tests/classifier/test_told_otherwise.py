"""A young age falls where another number tells how old she is by now, or really; it stays where that number tells something else."""

import pytest

from classifier.reader import load_reader

ONCE = [
    "Hun begyndte da hun var 19, nu er hun 41 og ved hvad hun laver.",
    "She started at 19 and is 38 now, very relaxed.",
    "Hon började när hon var 19, nu är hon 44.",
    "Ha iniziato a 20 anni, ora ne ha 39.",
    "Empezó con 19 años, ahora tiene 40 y se nota la experiencia.",
    "Zaczęła mając 19 lat, teraz ma 42.",
    "A început la 19 ani, acum are 37.",
    "19 évesen kezdte, most 40.",
    "Начала в 19 лет, сейчас ей 38.",
    "Започнала на 19, сега е на 40.",
    "Annoncen siger 20, men hun er mindst 35.",
    "Ad says 19, but she is forty, no, she is 42.",
    "In der Anzeige steht 20, sie ist eher 40.",
    "En el anuncio pone 20 años, pero tiene 40.",
    "Nell'annuncio dice 20 anni, ma ne ha 40.",
]
STILL = [
    "Ad says 25, looks 17, I'm 45 and felt bad.",
    "She is 19 and began last week, half an hour is 50.",
    "Tiene 19 años, empezó hace poco, 50 la media hora.",
    "Ny profil. Sofia 18 år. Åbent hele døgnet, værelse 30.",
    "W ogłoszeniu 19 lat, zapłaciłem 40 za pół godziny.",
    "Hun er 19 år gammel, jeg er 45.",
]


@pytest.mark.parametrize("text", ONCE)
def test_what_she_was_once_or_is_said_to_be_is_not_her_age_beside_her_own(text: str) -> None:
    reading = load_reader().read(f"Parking in the yard. {text} Coffee on the table.", type="review")
    assert "youth" not in {hit.name for hit in reading.indicators}


@pytest.mark.parametrize("text", STILL)
def test_another_number_behind_it_takes_no_young_age_away(text: str) -> None:
    reading = load_reader().read(f"Parking in the yard. {text} Coffee on the table.", type="review")
    assert "youth" in {hit.name for hit in reading.indicators}
