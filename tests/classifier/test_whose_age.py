"""A number tells her age only where it is hers: not her son's, a cat's, a house's, a whisky's, a birthday's, nor a guest's."""

import pytest
import yaml

from classifier.ages import find_ages
from classifier.lexicon_file import LEXICONS, folders
from classifier.reader import load_reader
from classifier.whose_age import FILE

NOT_HERS = [
    "Min kat er 17 år og sover i sofaen.",
    "Min søn er 15 år og bor hos sin far.",
    "Min datter, 16 år, bor hos sin far.",
    "Huset er 18 år gammelt.",
    "En 17 år gammel whisky på hylden.",
    "Sofaen er mindst 20 år gammel.",
    "En gave til hans 18 års fødselsdag.",
    "My cat is 17 and sleeps on the sofa.",
    "My son is 15 and lives with his dad.",
    "A 17 year old whisky on the shelf.",
    "She makes you feel 20 years again.",
    "Adults only 18+",
    "Min katt är 17 år.",
    "En 17 år gammal whisky.",
    "En present till hans 18-årsdag.",
    "Meine Katze ist 17 Jahre alt.",
    "Mein Sohn ist 15 Jahre alt.",
    "Ein 17 Jahre alter Whisky steht da.",
    "Mi gato tiene 17 años.",
    "Mi hijo tiene 15 años y vive con su padre.",
    "Un whisky de 17 años.",
    "Un regalo por sus 18 años.",
    "Mój kot ma 17 lat.",
    "Mój syn ma 15 lat i mieszka z ojcem.",
    "Kanapa ma ze 20 lat.",
    "Człowiek znów czuje się jak 20 lat.",
    "Pisica mea are 17 ani.",
    "Fiul meu are 15 ani și stă cu tatăl lui.",
    "Un cadou pentru 18 ani ai lui.",
    "Il mio gatto ha 17 anni.",
    "Mio figlio ha 15 anni e vive col padre.",
    "La casa ha 18 anni.",
    "Solo signori sopra i 20 anni.",
    "Моему коту 17 лет.",
    "Моему сыну 15 лет, живёт с отцом.",
    "Дому 18 лет.",
    "Младше 18 не принимаю.",
    "Котката ми е на 17 години.",
    "Синът ми е на 15 години и живее с баща си.",
    "Уиски на 17 години.",
    "Само мъже над 20 години.",
    "Работя от 19 години.",
    "A macskám 17 éves.",
    "A fiam 15 éves, az apjával él.",
    "A ház 18 éves.",
    "Egy 17 éves whisky.",
]
HERS = [
    ("Salon Anna 23 år i Vejle.", 23),
    ("Hun er 19 år og har en kat.", 19),
    ("Min søn er 15 år. Jeg er 38 år og alene om det.", 38),
    ("Mia, 19 år, kat i hjemmet.", 19),
    ("My cat says hello, I am 19 years old.", 19),
    ("In meinem Haus wartet Petra, 30 Jahre alt.", 30),
    ("Jag är 24 år och har hund.", 24),
    ("Tengo 19 años y un gato.", 19),
    ("Mam 22 lata, kot śpi w kuchni.", 22),
    ("Am 21 de ani și o pisică.", 21),
    ("Ho 19 anni e un cane.", 19),
    ("Мне 19 лет, дома кот.", 19),
    ("На 22 години съм, имам куче.", 22),
    ("Dobro dom, Anna 25 lat.", 25),
]


@pytest.mark.parametrize("text", NOT_HERS)
@pytest.mark.parametrize("kind", ["ad", "review"])
def test_the_age_of_another_is_not_hers(text: str, kind: str) -> None:
    assert find_ages(text) == ()
    reading = load_reader().read(f"Parking in the yard. {text} Coffee on the table.", type=kind)
    assert "youth" not in {hit.name for hit in reading.indicators}


@pytest.mark.parametrize(("text", "years"), HERS)
def test_her_own_age_stays_hers_beside_them(text: str, years: int) -> None:
    assert [age.years for age in find_ages(text)] == [years]


@pytest.mark.parametrize(
    "text",
    [
        "Jeg er selv 19 år, og det var første gang.",
        "I turned 18 last month and this was my first time.",
        "Mam 19 lat i to był mój pierwszy raz.",
        "Am 19 ani și a fost prima dată.",
        "I'm 19 years old and it was my first time.",
        "Ich bin selbst 19 Jahre alt.",
        "Yo tengo 19 años.",
        "Io ho 19 anni ed era la mia prima volta.",
        "Мне самому 19 лет.",
        "Аз самият съм на 19 години.",
        "19 éves vagyok, ez volt az első.",
    ],
)
def test_the_customers_own_age_is_not_hers(text: str) -> None:
    reading = load_reader().read(text, type="review")
    assert reading.ages == ()
    assert "youth" not in {hit.name for hit in reading.indicators}


@pytest.mark.parametrize("group", ["relatives", "animals", "things", "occasions"])
def test_every_language_says_who_else_may_be_so_old(group: str) -> None:
    """Thai has no spaces, so no words of its own here; what is mixed into it is English."""
    assert set(yaml.safe_load(FILE.read_text(encoding="utf-8"))[group]) == folders(LEXICONS) - {"th-en"}
