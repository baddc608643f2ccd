"""What is left out to find numbers quickly changes nothing in what is found."""

import random

import pytest

from classifier.corpus_file import read_corpus
from classifier.phones import chunks, find_phones, find_phones_many, not_phones

SEPARATORS = [" ", "-", ".", " . ", "/", " og ", "+", "(", ")", "\n", "  ", ", ", " kr ", " år "]
WORDS = [
    "syv",
    "en",
    "to",
    "tre",
    "fire",
    "tyve",
    "treogtyve",
    "doppelnull",
    "seven",
    "l",
    "O",
    "7",
    "1",
    "6",
    "8",
    "71",
    "74",
    "6288",
    "71746288",
    "resten",
    "begynder",
    "annons",
    "nr",
    "id",
    "ref.",
    "CVR",
    "ord",
]


def _odd_texts(count: int) -> list[str]:
    chance = random.Random(5)
    texts = [text.text for text in read_corpus()]
    return [
        chance.choice(texts)[: chance.choice((0, 60, 400))]
        + "".join(chance.choice(WORDS) + chance.choice(SEPARATORS) for _ in range(chance.randint(3, 25)))
        for _ in range(count)
    ]


def test_many_texts_are_read_as_if_each_were_alone() -> None:
    texts = _odd_texts(300)
    assert find_phones_many(texts, ["da"] * len(texts)) == [find_phones(text) for text in texts]
    assert find_phones_many([], []) == []


def test_what_is_too_short_for_a_number_is_left_out_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = _odd_texts(1_000)
    found = [find_phones(text) for text in texts]
    monkeypatch.setattr(chunks, "FEWEST_SIGNS", 0)
    assert [find_phones(text) for text in texts] == found


def test_no_label_begins_with_a_word_that_is_passed_over() -> None:
    labelled = ["Annons-nr 12345678", "anzeigen-nr. 12345678", "P. IVA 12345678", "เลขที่ 12345678", "2utalvány 12345678"]
    for text in [*labelled, *_odd_texts(500)]:
        thorough = [found.span() for found in not_phones._LABELLED.finditer(text)]
        assert [found.span() for found in not_phones._labelled(text, 0, len(text))] == thorough
    assert all(not_phones.spans_of_other_numbers(text, [(len(text) - 8, len(text))]) for text in labelled)
