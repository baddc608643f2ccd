"""The goals hold on texts that nobody who made the reader ever looked at (a failure here shows figures, never texts)."""

import pytest

from classifier.corpus_file import EXAM, read_corpus, read_labelled, writer_of
from classifier.golden_set import read_golden
from classifier.joined import as_text, pieces_of_longer
from classifier.measure import Figures, measure
from classifier.reader import load_reader


@pytest.fixture(scope="module")
def figures() -> Figures:
    return measure(list(read_labelled(EXAM)), load_reader())


def test_indicators_are_found_and_quoted(figures: Figures) -> None:
    assert figures.macro(figures.by_label) >= 0.85
    assert figures.evidence_right / figures.evidence_all >= 0.95


def test_every_language_is_read() -> None:
    # Ten languages have 14 texts in the exam, one or two for a sign: together with the golden set they have 44 and more.
    both = measure([*read_labelled(EXAM), *(text.first for text in read_golden())], load_reader())
    assert {lang for lang, counts in both.by_language.items() if both.macro(counts) < 0.75} == set()


def test_texts_without_any_sign_stay_quiet(figures: Figures) -> None:
    assert figures.clean >= 100
    assert figures.clean_flagged / figures.clean <= 0.05


def test_numbers_are_read_plain_and_hidden(figures: Figures) -> None:
    assert figures.phones["plain"].f1 >= 0.99
    assert figures.phones["obscured"].f1 >= 0.92


def test_a_sign_is_found_among_harmless_texts_too() -> None:
    apart = [text for text in read_corpus() if writer_of(text.id) in ("w26", "w27", "w28")]
    longer = [as_text([apart[place] for place in pieces]) for pieces in pieces_of_longer(apart, (4, 4))]
    figures = measure(longer, load_reader())
    assert figures.macro(figures.by_label) >= 0.75


def test_nothing_learns_from_the_exam() -> None:
    taught = {text.text for text in read_corpus()}
    assert not taught & {text.text for text in read_labelled(EXAM)}
