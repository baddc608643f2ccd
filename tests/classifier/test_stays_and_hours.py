"""Closing at midnight is no day and night, three days a week are no stay, and the customer's way home is not hers: twelve languages."""

import pytest

from classifier.reader import Reader, load_reader
from models.values import Direction

HOURS = [
    "Åbent 10-24 hver dag. Ring 71 74 62 88", "Åben til kl. 24.", "Vi er åben 11.00-24.00", "Man-søn 10-24 åbent", "We are open 12-24 except Christmas Eve.",
    "Open from 12 to 24 every day", "Vi har öppet 12–24 utom julafton.", "Wir haben 12–24 Uhr geöffnet.", "Deschis 12–24 în afară de Crăciun.", "Otwarte 12–24 oprócz Wigilii.",
    "Abierto 12–24 salvo Nochebuena.", "Nyitva 12–24, kivéve szenteste.", "Открыто 12–24 кроме Рождества.", "Aperto 12–24 tranne la vigilia.", "Отворено 12–24 без Бъдни вечер.",
]  # fmt: skip
DAY_AND_NIGHT = [
    "Åbent 24 timer i døgnet",
    "Open 24 hours",
    "24 timer åben",
    "0-24 nyitva",
    "Открыто 24 часа",
    "Jeg arbejder 24/7",
]
STAYING = [
    "Hun arbejder i Horsens, tre dage om ugen, og har gjort det i elleve år.", "She works in Horsens, three days a week, for eleven years now.",
    "Работает в Хорсенсе, три дня в неделю, уже одиннадцать лет.", "Работи в Хорсенс, три дни в седмицата, от единайсет години.",
    # The customer's own way home.
    "Jeg kørte til Kolding og rejser hjem i morgen.", "Ich war in Kolding und fahre morgen nach Hause.", "Dobry masaż. Wracam za miesiąc, tym razem autobusem.",
    "Fui a Kolding y mañana regreso a casa.", "Buon massaggio. Torno tra un mese, questa volta in autobus.", "Был в Колдинге, завтра еду домой.", "Koldingban jártam, holnap megyek haza.",
]  # fmt: skip
LEAVING = [
    "Hun fortalte at hun rejser videre søndag, så jeg måtte skynde mig", "She said she is leaving Sunday", "Zostaje do soboty, potem do Kolding", "Nye piger hver uge, jeg så tre forskellige",
]  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def _shown(reader: Reader, text: str, kind: str) -> set[str]:
    return {one.name for one in reader.read(text, type=kind).indicators if one.direction is not Direction.COUNTER}


@pytest.mark.parametrize("text", HOURS)
def test_open_until_24_is_no_day_and_night(reader: Reader, text: str) -> None:
    assert "restricted_freedom" not in _shown(reader, text, "ad")


@pytest.mark.parametrize("text", DAY_AND_NIGHT)
def test_day_and_night_stays_a_sign(reader: Reader, text: str) -> None:
    assert "restricted_freedom" in _shown(reader, text, "ad")


@pytest.mark.parametrize("text", STAYING)
def test_days_of_every_week_and_the_customers_way_home_are_no_movement(reader: Reader, text: str) -> None:
    assert "movement" not in _shown(reader, text, "review")


@pytest.mark.parametrize("text", LEAVING)
def test_her_own_leaving_stays_movement(reader: Reader, text: str) -> None:
    assert "movement" in _shown(reader, text, "review")


def test_a_head_that_is_shaken_is_no_fear(reader: Reader) -> None:
    assert "pressure" not in _shown(reader, "She shook her head. Nice place.", "review")
    assert "pressure" in _shown(reader, "She was shaking when the door slammed.", "review")
