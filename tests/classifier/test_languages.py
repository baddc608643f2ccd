"""Which languages a text is read in: its own, and that of every sentence in it."""

import pytest

from classifier.languages import Votes, language_of, languages_in, likely
from classifier.words import WordCutter

DANISH = (
    "Hej, jeg hedder Anna og er her hele ugen. Jeg har altid tid til en snak med dig. Du kan ringe eller skrive, og der er "
    "gratis parkering lige uden for. Jeg bor selv her, og der er kun mig."
)
SENTENCES = {
    "de": "Bitte ruf mich an, wenn du kommst, ich bin noch hier.",
    "es": "Llama antes, siempre estoy aquí para todo.",
    "hu": "Kérlek hívj előre, mert nem mindig vagyok itt.",
    "it": "Chiama prima, sono sempre qui e ho tutto il giorno.",
    "pl": "Zadzwoń przed wizytą, zawsze jestem tu i mam czas dla ciebie.",
    "ro": "Sună înainte, sunt mereu aici și am timp pentru tine.",
    "ru": "Позвони мне, я всегда тут и только для тебя.",
    "bg": "Обади ми се, аз съм винаги тук и имам време за теб.",
    "th": "โทรหาฉันได้ทุกวัน",
}


def read_in(*texts: str) -> list[tuple[str, frozenset[str]]]:
    """Return the main language of each text, and all it is read in."""
    cutter = WordCutter()
    batch = cutter.cut_many(texts, ["ad"] * len(texts))
    found = []
    for text, early, votes, spoken in zip(texts, *Votes().count(batch, cutter.table), strict=True):
        main = language_of(text, early)
        found.append((main, languages_in(text, votes, main, spoken)))
    return found


@pytest.mark.parametrize("lang", sorted(SENTENCES))
def test_one_sentence_in_another_language_is_read_in_it(lang: str) -> None:
    ((main, read),) = read_in(f"{DANISH}\n{SENTENCES[lang]}")
    assert main == "da"
    assert lang in read


def test_a_text_in_one_language_is_read_in_that_and_in_english() -> None:
    assert read_in(DANISH) == [("da", frozenset({"da", "en"}))]


def test_texts_side_by_side_do_not_lend_each_other_languages() -> None:
    texts = [DANISH, SENTENCES["de"], "", DANISH + " " + SENTENCES["pl"], DANISH]
    assert read_in(*texts) == [one for text in texts for one in read_in(text)]


def test_letters_of_their_own_tell_the_cyrillic_languages_apart() -> None:
    assert likely("Тъй като съм тук, обади ми се") == (("bg", 1.0),)
    assert likely("Мы тут, звоните") == (("ru", 1.0),)
    assert likely("Смотри на объявление") != (("bg", 1.0),)
