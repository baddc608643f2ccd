"""Numbers written backwards are turned where the text says so, and not where the same words speak of something else."""

import pytest

from classifier.phones import find_phones
from classifier.phones.backwards import Announced, announced_backwards

NUMBER = "+4571746288"

TURNED = [
    ("da", "baglæns 88264717"),
    ("da", "læs nummeret bagfra: 88 26 47 17"),
    ("da", "88 26 47 17 (bagfra)"),
    ("da", "vend tallene om: 88 26 47 17"),
    ("sv", "skrivet bakifrån 88 26 47 17"),
    ("en", "reverse this to reach me: 88 26 47 17. Horsens"),
    ("en", "my number from behind is 88 26 47 17"),
    ("en", "digits reversed 88 26 47 17"),
    ("de", "die Nummer von hinten gelesen 88264717"),
    ("ro", "citeste invers 88 26 47 17"),
    ("pl", "czytaj od tylu: 88 26 47 17. Horsens"),
    ("es", "para llamar lee del reves: 88 26 47 17"),
    ("es", "al revés: 88 26 47 17"),
    ("hu", "forditva olvasd: 88 26 47 17"),
    ("hu", "a szám fordítva: 88 26 47 17"),
    ("ru", "номер наоборот 88 26 47 17"),
    ("ru", "zadom napered: 88 26 47 17"),
    ("it", "leggi al contrario 88 26 47 17"),
    ("bg", "чети от края 88 26 47 17"),
    ("th-en", "read from back ka: 88 26 47 17"),
    ("th-en", "อ่านจากหลัง 88 26 47 17"),
]
STRAIGHT = [
    ("da", "Massage, også bagfra. Ring 71 74 62 88"),
    ("da", "tag mig bagfra 71746288"),
    ("da", "omvendt cowgirl 71 74 62 88"),
    ("da", "Indgang bagfra gården, nummer 3. Tlf 71 74 62 88"),
    ("sv", "bakifrån, nummer 71 74 62 88"),
    ("en", "from behind, ok. call 71 74 62 88"),
    ("en", "reverse cowgirl, call +45 71 74 62 88"),
    ("en", "71 74 62 88, entrance from behind the shop"),
    ("de", "von hinten massiert. 71 74 62 88"),
    ("ro", "te sun înapoi. 71 74 62 88"),
    ("pl", "masaż od tyłu, tel 71 74 62 88"),
    ("es", "por detrás, de atrás. 71 74 62 88"),
    ("hu", "hátulról is. hívj 71 74 62 88"),
    ("ru", "не наоборот! звони 71 74 62 88"),
    ("it", "al contrario di altre, sono vera. 71 74 62 88"),
]


@pytest.mark.parametrize(("lang", "text"), TURNED)
def test_a_number_announced_as_backwards_is_turned(lang: str, text: str) -> None:
    assert [(hit.e164, hit.obscured) for hit in find_phones(text, lang)] == [(NUMBER, True)]


@pytest.mark.parametrize(("lang", "text"), STRAIGHT)
def test_words_that_speak_of_something_else_turn_no_number(lang: str, text: str) -> None:
    assert [(hit.e164, hit.obscured) for hit in find_phones(text, lang)] == [(NUMBER, False)]


def test_what_can_only_be_a_number_backwards_is_turned() -> None:
    """Straight it would be none: 01 opens no Danish number."""
    assert [hit.e164 for hit in find_phones("bagfra 01 26 47 17")] == ["+4571746210"]


def test_it_is_said_where_and_how_surely() -> None:
    assert announced_backwards("Bagfra. Skriv baglaens") == [Announced(0, False), Announced(14, True)]
    assert announced_backwards("intet her") == []
