"""What is passed over quickly when numbers are looked for is what a thorough look finds nothing in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.corpus_file import read_corpus
from classifier.phones import chunks, find_phones, find_phones_many
from classifier.phones.number_words import words_that_announce
from classifier.words import WordCutter


def _thorough(chunk: str, monkeypatch: pytest.MonkeyPatch) -> object:
    with monkeypatch.context() as patched:
        patched.setattr(chunks, "_says_nothing", lambda *_: False)
        return chunks._look(chunk, words_that_announce(chunk))


def test_no_chunk_of_the_labelled_texts_is_passed_over_that_has_to_do_with_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = sorted({chunk for labelled in read_corpus() for chunk in labelled.text.split()})[::7]
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


@given(
    st.lists(
        st.sampled_from([*PARTS, "\n", " ", ".", "7174", "\u200b", "\ufe0f", "\ud800", "w" * 90]), max_size=25
    ).map("".join)
)
def test_texts_whose_words_are_cut_have_the_same_numbers_as_texts_alone(text: str) -> None:
    texts = [text, f"Ring 71 74{text}62 88", text + "71-74-62\n88"]
    cut = WordCutter().cut_many(texts, ["ad"] * len(texts)).chunks
    alone = [find_phones(text) for text in texts]
    assert find_phones_many(texts, ["da"] * len(texts), cut) == alone
    assert find_phones_many(texts, ["da"] * len(texts), cut) == alone
