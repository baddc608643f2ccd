"""Nobody becomes red over a cake: what cannot be refused must be customers, not chocolate, a smile or a price."""

import pytest

from classifier.reader import load_reader

TRIFLES = [
    "Jeg kunne ikke sige nej til hendes smil.",
    "Jeg må ikke sige nej til en kop kaffe, siger min mor.",
    "Hun kan ikke sige nej til chokolade.",
    "Et tilbud du ikke kan sige nej til.",
    "She can't say no to chocolate.",
    "I couldn't refuse her smile.",
    "Hon kan inte säga nej till choklad.",
    "Ich kann zu Kuchen nicht nein sagen.",
    "Zu dem Preis kann man nicht nein sagen.",
    "Sie kann nicht nein sagen zu Schokolade.",
    "Ea nu poate refuza ciocolata.",
    "Ona nie może odmówić czekolady.",
    "Ella no puede rechazar el chocolate.",
    "Nem utasíthatja el a csokit.",
    "Она не может мне отказать в шоколаде.",
    "Non poteva rifiutare un dolce.",
    "Не можеше да ми откаже кафе.",
]
CUSTOMERS = [
    "Hun må ikke sige nej til kunder.",
    "She is not allowed to refuse clients.",
    "Hon får inte neka någon.",
    "Sie darf niemanden ablehnen.",
    "Ea nu poate refuza.",
    "Ona nie może odmówić.",
]


@pytest.mark.parametrize("text", TRIFLES)
@pytest.mark.parametrize("kind", ["ad", "review"])
def test_a_trifle_that_cannot_be_refused_is_nothing_grave(text: str, kind: str) -> None:
    assert load_reader().read(f"{text} Parking in the yard.", type=kind).level != "red"


@pytest.mark.parametrize("text", CUSTOMERS)
def test_customers_who_cannot_be_refused_are(text: str) -> None:
    assert load_reader().read(text, type="review").level == "red"
