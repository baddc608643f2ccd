"""Every sentence of collecting is there in both languages of the screens, with the same values in it."""

import string

import pytest

from crawler.errors import SiteRefused
from crawler.sentences import SENTENCES, say
from models.said import as_stored, sentence_of
from review_ui.wording import LANGUAGES, Words, phrases


def _values(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_says_every_sentence_with_the_same_values(language: str) -> None:
    said = {key.removeprefix("said."): words for key, words in phrases(language).items() if key.startswith("said.")}
    assert set(said) == set(SENTENCES)
    assert {code: _values(words) for code, words in said.items()} == {
        code: _values(words) for code, words in SENTENCES.items()
    }


def test_a_sentence_is_its_english_words_and_keeps_code_and_values() -> None:
    sentence = say("unlike_usual_fields", title="Lille", fields=["age", "city"])
    assert sentence == "Lille does not read as usual (look at: age, city); earlier rows were kept."
    assert as_stored(sentence) == {
        "code": "unlike_usual_fields",
        "values": {"title": "Lille", "fields": ["age", "city"]},
    }
    assert as_stored("some words") is None


def test_an_error_gives_its_sentence_back_with_the_code() -> None:
    given = as_stored(sentence_of(SiteRefused(say("paused", site="lille"))))
    assert given == {"code": "paused", "values": {"site": "lille"}}
    assert sentence_of(ValueError("words")) == "words"


def test_the_screens_say_it_in_danish_with_the_fields_names_in_danish() -> None:
    words = Words("da")
    stored = as_stored(say("unlike_usual_fields", title="Lille", fields=["age", "phones"]))
    shown = words.said(stored, "x")
    assert shown.startswith("Lille kan ikke læses som normalt (se på: alder, ")
    assert words.said(None, "words without a code") == "words without a code"
    assert words.said({"code": "from a newer program", "values": {}}, "its words") == "its words"
