"""What is passed over quickly when numbers are looked for is what a thorough look finds nothing in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.corpus_file import read_corpus
from classifier.phones import chunks
from classifier.phones.number_words import words_that_announce


def _thorough(chunk: str, monkeypatch: pytest.MonkeyPatch) -> object:
    with monkeypatch.context() as patched:
        patched.setattr(chunks, "_says_nothing", lambda *_: False)
        return chunks._look(chunk, words_that_announce(chunk))


def test_no_chunk_of_the_labelled_texts_is_passed_over_that_has_to_do_with_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = sorted({chunk for labelled in read_corpus() for chunk in labelled.text.split(" ")})[::7]
    passed = [chunk for chunk in seen if chunks._says_nothing(chunk, words_that_announce(chunk))]
    assert len(passed) > len(seen) / 2
    assert not [chunk for chunk in passed if _thorough(chunk, monkeypatch) is not chunks._WORDS]


PARTS = [
    "syv",
    "семь",
    "baglæns",
    "rest",
    "plus",
    "l",
    "O",
    "x",
    "½",
    "²",
    "1",
    "٣",
    "ถุง",
    "-",
    "(",
    ".",
    "e",
    "е",
    "\u0301",
    "ord",
    "Ærø",
    "og",
    "fyra",
    "hundra",
]


@given(st.lists(st.sampled_from(PARTS), max_size=5).map("".join))
def test_no_odd_chunk_is_passed_over_that_has_to_do_with_numbers(chunk: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        assert not chunks._says_nothing(chunk, words_that_announce(chunk)) or _thorough(chunk, patched) is chunks._WORDS


@given(st.lists(st.sampled_from([*PARTS, "\n", "\n", "."]), max_size=9).map("".join))
def test_a_chunk_is_what_its_lines_and_words_are(chunk: str) -> None:
    announcing = words_that_announce(chunk)
    by_lines, whole = chunks._look_by_lines(chunk, announcing, {}), chunks._look(chunk, announcing)
    assert by_lines.facts == whole.facts
    assert whole is chunks._WORDS or by_lines == whole
