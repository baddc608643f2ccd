"""Which languages a text is read in: its own, and that of every sentence in it."""

import pytest

from classifier.batch import run_starts
from classifier.corpus_file import read_corpus
from classifier.language_words import FILE, SPOKEN, as_lines, count_words
from classifier.languages import UNKNOWN, Languages, LanguageTeller, likely
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


def tell(*texts: str) -> Languages:
    cutter = WordCutter()
    return LanguageTeller().tell(cutter.cut_many(texts, ["ad"] * len(texts)), cutter.table, [None] * len(texts))


def read_in(*texts: str) -> list[tuple[str, frozenset[str]]]:
    """Return the main language of each text, and all it is read in."""
    told = tell(*texts)
    return list(zip(told.main, told.read_in, strict=True))


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


def test_every_sentence_has_its_own_language_and_one_that_says_nothing_goes_with_the_one_before() -> None:
    german = f"{SENTENCES['de']} Zzyx. {UNSAFE['de']}"
    told = tell(f"{DANISH} {german} {DANISH}")
    rows = told.rows.tolist()
    changes = [SPOKEN[place] for place, before in zip(rows, [None, *rows], strict=False) if place != before]
    assert changes == ["da", "de", "da"]
    words = WordCutter().cut(f"{DANISH} {german} {DANISH}").folded
    assert told.spoken("de")[words.index("zzyx")]


def test_a_text_nobody_can_tell_is_of_no_known_language() -> None:
    assert tell("", "1234", "🙂").main == [UNKNOWN] * 3


def test_the_words_are_those_of_the_texts_that_are_learned_from() -> None:
    """Else ``python -m classifier.language_words`` has to be run."""
    assert FILE.read_text() == as_lines(count_words(text for text in read_corpus() if not text.kept_out))


def test_the_language_of_a_sentence_is_right_in_texts_kept_out_of_learning() -> None:
    texts = [text for text in read_corpus() if text.kept_out and text.lang in SPOKEN][::4]
    cutter = WordCutter()
    batch = cutter.cut_many([text.text for text in texts], [text.type for text in texts])
    told = LanguageTeller().tell(batch, cutter.table, [None] * len(texts))
    starts = run_starts(batch.sentences)
    of_text = batch.text_of(starts).tolist()
    right = [told.rows[row] == SPOKEN.index(texts[text].lang) for row, text in zip(starts, of_text, strict=True)]
    assert len(right) > 3_000
    assert sum(right) / len(right) > 0.98


def test_a_sign_in_another_language_than_the_rest_is_found() -> None:
    reader = load_reader()
    found = {
        lang
        for lang, sentence in UNSAFE.items()
        if "unsafe_services" in {hit.name for hit in reader.read(f"{DANISH}\n{sentence}").indicators}
    }
    assert found == UNSAFE.keys()
