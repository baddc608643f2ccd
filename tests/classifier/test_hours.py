"""Opening hours are read as people write them in twelve languages; spans of anything else are none."""

import pytest

from classifier.hours import find_opening_hours


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Open from noon till 3 am", "Open from noon till 3 am"),
        ("Работаем с 12 до 3 ночи", "с 12 до 3"),
        ("Работим от 12 до 3 през нощта", "от 12 до 3"),
        ("de la 10 la 22", "de la 10 la 22"),
        ("program 10-18", "10-18"),
        ("od 10 do 22", "od 10 do 22"),
        ("de 10 a 22 h", "de 10 a 22"),
        ("dalle 10 alle 22", "dalle 10 alle 22"),
        ("10-22-ig", "10-22"),
        ("nyitva 10-től 22-ig", "10-től 22-ig"),
        ("с 10 до 22", "с 10 до 22"),
        ("от 10 до 22 ч.", "от 10 до 22"),
        ("von 10 bis 22 Uhr", "von 10 bis 22"),
        ("mellem 10 og 20", "mellem 10 og 20"),
        ("between 9 and 17", "between 9 and 17"),
        ("zwischen 10 und 20 Uhr", "zwischen 10 und 20"),
        ("entre las 10 y las 20", "entre las 10 y las 20"),
        ("între 10 și 20", "între 10 și 20"),
        ("między 10 a 20", "między 10 a 20"),
        ("tra le 10 e le 20", "tra le 10 e le 20"),
        ("между 10 и 20", "между 10 и 20"),
        ("10 am - 8 pm", "10 am - 8 pm"),
        ("10am to 8pm", "10am to 8pm"),
        ("open 24 hours", "open 24 hours"),
        ("24/7", "24/7"),
        ("Man-fre kl. 10-18", "Man-fre kl. 10-18"),
        ("åbent fra kl. 10 til kl. 22", "fra kl. 10 til kl. 22"),
        ("10.00 till 18.00", "10.00 till 18.00"),
        ("Mån–tors 10-17", "Mån–tors 10-17"),
        ("9–21", "9–21"),
        ("Пн-чт 11-19", "Пн-чт 11-19"),
        ("Lun-gio 11-19", "Lun-gio 11-19"),
        ("Pon-czw 10-18", "Pon-czw 10-18"),
        ("H-P 10-18", "10-18"),
        ("10 órától 20 óráig", "10 órától 20 óráig"),
        ("10:00 – 22:00", "10:00 – 22:00"),
        ("kl 9 - 15", "kl 9 - 15"),
        ("Skriv sms 24/7, jeg svarer når jeg er vågen. Åbent tirsdag-fredag 10-17.", "tirsdag-fredag 10-17"),
    ],
)
def test_hours_in_any_language(text: str, hours: str) -> None:
    assert find_opening_hours(text) == hours


@pytest.mark.parametrize(
    "text",
    [
        "30-60 min",
        "23/11 - 30/11",
        "20-30 år",
        "172-60",
        "fra 25 til 30 år",
        "str. 36-38",
        "3-4 piger",
        "uge 47-48",
        "fra 500 til 900 kr",
        "5-10 min fra stationen",
        "2-3 timer",
        "1-2 gæster om dagen",
        "10-12 km",
        "vægt 50-60",
        "71-74-62-88",
        "1.-5. december",
        "24. og 25. december",
        "16-20 billeder",
        "between 18 and 22 years old",
        "från 10 till 20 gäster",
        "mellem 10 og 20 minutter",
        "tra i 20 e i 24 anni",
        "от 18 до 24 години",
        "с 18 до 24 лет",
        "max 2-3 gæster",
        "Aparcamiento 24 horas",
        "Skicka sms 24/7",
    ],
)
def test_other_spans_are_no_hours(text: str) -> None:
    assert find_opening_hours(text) is None
