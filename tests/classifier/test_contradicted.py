"""A guess yields to plain words: who says that a condom is required without discussion offers nothing without."""

import pytest

from classifier.reader import load_reader

REQUIRED = {
    "da": ["Med gummi, uden diskussion.", "Kondom hver gang uden snak.", "Beskyttelse uden undtagelser."],
    "en": ["With condom, no discussion.", "Condom on, without any discussion."],
    "sv": ["Med kondom, ingen diskussion.", "Kondom på, utan tjafs."],
    "de": ["Mit Gummi, ohne Diskussion.", "Schutz ohne Ausnahme."],
    "ro": ["Cu prezervativ, fără discuții.", "Protecție fără excepții."],
    "pl": ["Z gumką, bez dyskusji.", "Zabezpieczenie bez wyjątków."],
    "es": ["Con condón, sin discusión.", "Protección sin excepciones."],
    "hu": ["Óvszerrel, vita nélkül.", "Védekezés kivétel nélkül."],
    "ru": ["С презервативом, без разговоров.", "Защита без исключений."],
    "it": ["Con preservativo, senza discussioni.", "Protezione senza eccezioni."],
    "bg": ["С презерватив, без разговори.", "Защита без изключения."],
    "th-en": ["With condom no discuss.", "Only with condom without exception."],
}


@pytest.mark.parametrize("text", [text for texts in REQUIRED.values() for text in texts])
@pytest.mark.parametrize("kind", ["ad", "review"])
def test_a_condom_without_discussion_is_no_offer_without(text: str, kind: str) -> None:
    """One in four of such sentences was flagged before: the words of both stand in them."""
    found = {one.name for one in load_reader().read(text, type=kind).indicators}
    assert "condom_required" in found
    assert "unsafe_services" not in found


@pytest.mark.parametrize(
    "text",
    # "Uden gummi, ingen diskussion" alone says either: only what follows tells that it is offered.
    [
        "Bez gumki, bez gadania, dopłata 200.",
        "Ohne Gummi möglich, ohne Diskussion.",
        "Uden gummi er muligt, ingen diskussion.",
    ],
)
def test_an_offer_without_stays_one(text: str) -> None:
    assert "unsafe_services" in {one.name for one in load_reader().read(text).indicators}
