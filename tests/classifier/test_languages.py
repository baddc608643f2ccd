"""Which languages a text is read in: its own, and that of every sentence in it."""

import pytest

from classifier.languages import Votes, language_of, languages_in, likely
from classifier.reader import load_reader
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

UNSAFE = {
    "bg": "Може и без презерватив, ако искаш и ти.",
    "de": "Auch ohne Kondom, wenn du mich fragst und mehr zahlst.",
    "en": "You can have it without a condom if you ask me.",
    "es": "Si quieres también sin condón, pregunta por el precio.",
    "hu": "Ha akarod, óvszer nélkül is lehet.",
    "it": "Se vuoi anche senza preservativo, chiedi il prezzo.",
    "pl": "Jak chcesz, to też bez prezerwatywy, pytaj o cenę.",
    "ro": "Dacă vrei și fără prezervativ, întreabă de preț.",
    "ru": "Можно и без презерватива, если ты хочешь.",
    "sv": "Om du vill går det även utan kondom, fråga mig bara.",
}


def read_in(*texts: str) -> list[tuple[str, frozenset[str]]]:
    """Return the main language of each text, and all it is read in."""
    cutter = WordCutter()
    batch = cutter.cut_many(texts, ["ad"] * len(texts))
    found = []
    for text, first, votes, sentences in zip(texts, *Votes().count(batch, cutter.table), strict=True):
        main = language_of(text, first)
        found.append((main, languages_in(text, votes, main, sentences.values())))
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


def test_a_sign_in_another_language_than_the_rest_is_found_nine_times_of_ten() -> None:
    reader = load_reader()
    found = {
        lang
        for lang, sentence in UNSAFE.items()
        if "unsafe_services" in {hit.name for hit in reader.read(f"{DANISH}\n{sentence}").indicators}
    }
    assert len(found) >= 9
