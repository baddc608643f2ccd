"""Ages are of people: hours, spans, dates, trade and houses are none; nobody becomes a minor by opening hours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.ages import find_ages

DAYS = [
    "Saturday",
    "fredag",
    "Sonntag",
    "sobota",
    "viernes",
    "szombat",
    "sabato",
    "lördag",
    "събота",
    "суббота",
    "duminică",
]
HOURS = [
    "{a} to {b}",
    "{a}-{b}",
    "{a} – {b}",
    "{a} til {b}",
    "{a} till {b}",
    "{a} bis {b}",
    "{a} до {b}",
    "kl. {a}-{b}",
]


@given(
    st.sampled_from(DAYS),
    st.sampled_from(HOURS),
    st.integers(10, 14),
    st.integers(17, 22),
    st.sampled_from([", ", " ", ": ", " ("]),
)
def test_opening_hours_are_never_an_age(day: str, hours: str, opens: int, closes: int, between: str) -> None:
    assert find_ages(f"Tuesday to {day}{between}{hours.format(a=opens, b=closes)}. Welcome.") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Aalborg (12.-15.)",
        "Huset er 18 år gammelt",
        "20 év tapasztalattal",
        "опыт 20 лет",
        "Lørdag, 12",
        "Kolding, 14. december",
        "опоздаешь больше чем на 15 минут, не приму",
        "мастера с опытом 20 лет",
        "Внучка 18 лет ведёт бухгалтерию",
        "Dottern, 18, bokade åt mig",
        "Jag har 20 års vana av trötta axlar",
        "Am 20 de ani de meserie și doi nepoți",
        "18 éve kezdtem, 19 éve masszírozok",
        "Nativa, 20 años de maestra",
        "20 anni di palco e nessuna lamentela",
        "20 years in Denmark, own clinic",
        "18 år med samme ryglæn på briksen",
        "20 лет в Дании",
        "mænd 18 år til 60 år",
        "18-60 år",
    ],
)
def test_dates_houses_and_trade_are_never_an_age(text: str) -> None:
    assert find_ages(text) == ()


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Jeg er 24 år", 24),
        ("Anna, 32.", 32),
        ("I am 19 years old", 19),
        ("Alder: 45", 45),
        ("мне 27 лет", 27),
        ("Sie sagte, sie ist 16 Jahre alt", 16),
        ("Mia, 19 år i Aalborg", 19),
        ("19 éves, Kolding", 19),
        ("I am 19 years of age", 19),
        ("Tengo 20 años de edad", 20),
        ("Elena 19 y.o., independent", 19),
        ("Elena, 34 y. o.", 34),
        ("25 år - 172 cm - 55 kg", 25),
        ("25 år – 30 min 600 kr", 25),
        ("alder 28\n60 min 1.200 kr.", 28),
    ],
)
def test_a_stated_age_is_read_with_its_place(text: str, years: int) -> None:
    hits = find_ages(text)
    assert [hit.years for hit in hits] == [years]
    assert str(years) in text[hits[0].start : hits[0].end]
