"""What is left out to find numbers quickly changes nothing in what is found."""

import random
import sys

import pytest

from classifier.corpus_file import read_corpus
from classifier.phones import at_numbers, find_phones, find_phones_many, not_phones, plan, shapes
from classifier.phones.choose import choose
from classifier.phones.counted import may_count
from tests.classifier.phones.test_counted import FACTS
from tests.classifier.phones.test_in_a_list_of_facts import KINDS
from tests.classifier.phones.test_writings import NONE

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
    # Letters that may be digits, and none beside which they are.
    assert find_phones("vores piger er klar, men ikke i dag. " * 9) == ()


def test_what_is_too_short_for_a_number_is_left_out_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = _odd_texts(1_000)
    found = [find_phones(text) for text in texts]
    monkeypatch.setattr(at_numbers, "FEWEST_DIGITS", 0)
    assert [find_phones(text) for text in texts] == found


def test_announced_parts_that_stand_too_far_away_are_left_out_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = _odd_texts(1_000)
    found = [find_phones(text) for text in texts]
    monkeypatch.setattr(at_numbers, "FARTHEST", 1_000_000)
    assert [find_phones(text) for text in texts] == found


@pytest.mark.parametrize("asked", ["may_be_parts", "may_be_beside", "may_be_wedged"])
def test_runs_that_are_not_put_together_would_make_no_number(monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    texts = _odd_texts(1_000)
    found = find_phones_many(texts, ["da"] * len(texts))
    monkeypatch.setattr(f"classifier.phones.{asked}", lambda *_: True)
    assert find_phones_many(texts, ["da"] * len(texts)) == found


def test_a_number_that_stands_alone_is_read_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = _odd_texts(1_000)
    found = [find_phones(text) for text in texts]
    monkeypatch.setattr(sys.modules[choose.__module__], "_is_eight_plain_digits", lambda _: False)
    assert [find_phones(text) for text in texts] == found


def test_the_danish_plan_is_that_of_phonenumbers() -> None:
    for first in range(100, 1_000):
        for rest in ("00000", "12345", "01010"):
            assert plan.danish(f"{first}{rest}") == (plan._valid(f"+45{first}{rest}", None) if first >= 200 else None)


def test_texts_without_addresses_are_searched_as_all_are() -> None:
    for text in [*_odd_texts(500), "kl 10-22", "DK5000400440116243", "AB-123456", "1234567x40 cm", "12.05.2026"]:
        if not any(sign in text.lower() for sign in ("@", "://", "www.")):
            thorough = [(found.span(), found.lastgroup) for found in shapes._ALL.finditer(text)]
            assert [(found.span(), found.lastgroup) for found in shapes._NO_ADDRESSES.finditer(text)] == thorough


def test_nothing_is_passed_over_for_want_of_a_sign_or_a_word() -> None:
    facts = [fact for line in FACTS.values() for fact in line.split("|")] + [fact for kind in KINDS for fact in kind]
    for text in [
        *_odd_texts(500),
        *facts,
        *(text for _, text in NONE),
        "48. héten",
        "1998 roku",
        "9 до 22",
        "24 h / 7",
    ]:
        counted = any(map(may_count, not_phones.WORD.findall(text)))
        found = [shapes.spans_by_shape(text, 0, len(text), addresses=False, counted=one) for one in (counted, True)]
        assert found[0] == found[1], text


def test_words_that_speak_of_digits_are_looked_for_wherever_they_may_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)
    words = [
        "CVR",
        "Annons-nr",
        "P. IVA",
        "เลขที่",
        "บัญชี",
        "kunden12",
        "medlem_1",
        "IBAN ends with",
        "f. eks.",
        "cont",
        "Oferta nr",
        "Mia szám",
        "fakturan.º",
        "kode er",
        "str. eu",
        "uge",
        "No",
    ]
    signs = [" ", ": ", "-", ".", ". ", " .:# ", "", ") ", " № ", "\n", "°", " AB-", "AB"]
    digits = [
        "71 74 62 88",
        "12345678",
        "4711",
        "36-38",
        "48. hét",
        "12345678901234567 12",
        "٧١٧٤٦٢٨٨",
        "syv en 7 fire 6288",
    ]
    texts = _odd_texts(500) + [
        "".join(
            chance.choice(words) + chance.choice(signs) + chance.choice(digits) + chance.choice([" ", ", "])
            for _ in range(chance.randint(1, 3))
        )
        for _ in range(3_000)
    ]
    found = find_phones_many(texts, ["da"] * len(texts))
    monkeypatch.setattr("classifier.phones.may_be_spoken_of", lambda *_: True)
    assert find_phones_many(texts, ["da"] * len(texts)) == found


def test_no_label_begins_with_a_word_that_is_passed_over() -> None:
    labelled = ["Annons-nr 12345678", "anzeigen-nr. 12345678", "P. IVA 12345678", "เลขที่ 12345678", "2utalvány 12345678"]
    for text in [*labelled, *_odd_texts(500)]:
        thorough = [found.span() for found in not_phones._LABELLED.finditer(text)]
        assert [found.span() for found in not_phones._labelled(text, 0, len(text))] == thorough
    assert all(not_phones.spans_of_other_numbers(text, [(len(text) - 8, len(text))]) for text in labelled)
