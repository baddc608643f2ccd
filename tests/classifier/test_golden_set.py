"""The golden set (T-21): two labellers, nothing of it is learned from, and what the reader calls red is red to both."""

import pytest

from classifier.corpus_file import read_corpus
from classifier.golden_set import PAGE, kappa, read_golden, red_is_right, report
from classifier.reader import load_reader
from models.policy import load_policy
from models.values import Level

LANGUAGES = {"da", "en", "th-en", "ro", "es", "hu", "ru"}


def test_it_holds_600_texts_in_the_languages_asked_for() -> None:
    texts = read_golden()
    assert len(texts) >= 600
    assert {text.first.lang for text in texts} >= LANGUAGES
    assert all(sum(text.first.lang == lang for text in texts) >= 50 for lang in LANGUAGES)


def test_nothing_of_it_is_learned_from() -> None:
    learned = list(read_corpus())
    golden = read_golden()
    assert not {text.first.id for text in golden} & {text.id for text in learned}
    assert not {text.first.text for text in golden} & {text.text for text in learned}


def test_kappa_is_one_where_both_say_the_same_and_none_where_only_chance_agrees() -> None:
    texts = read_golden()
    same = [type(text)(text.first, text.first) for text in texts]
    assert kappa(same, "youth") == pytest.approx(1.0)
    # The second label of each text goes to another text: no more agreement than by chance.
    turned = [type(text)(text.first, other.second) for text, other in zip(texts, texts[7:] + texts[:7], strict=True)]
    assert abs(kappa(turned, "third_party_control")) < 0.15


def test_a_text_read_as_red_is_red_by_what_both_labelled_at_least_four_times_in_five() -> None:
    texts, policy = read_golden(), load_policy()
    readings = list(load_reader().read_many({"text": text.first.text, "type": text.first.type} for text in texts))
    reds = [red_is_right(text, reading, policy) for text, reading in zip(texts, readings, strict=True) if reading.level is Level.RED]  # fmt: skip
    assert len(reds) >= 20
    assert sum(reds) / len(reds) >= 0.8


def test_the_page_tells_of_every_language_and_of_doubt() -> None:
    page = report(read_golden()[:80], load_reader())
    assert "kappa" in page
    assert "80 invented texts" in page
    assert PAGE.read_text(encoding="utf-8").startswith("# The golden set")
