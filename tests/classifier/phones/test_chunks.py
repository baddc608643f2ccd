"""What is passed over quickly when numbers are looked for is what a thorough look finds nothing in."""

from hypothesis import given
from hypothesis import strategies as st

from classifier.chunk_table import ChunkTable
from classifier.corpus_file import read_corpus
from classifier.phones import chunks, find_phones, find_phones_many
from classifier.phones.backwards import words_that_announce
from classifier.words import WordCutter


def test_every_chunk_of_the_labelled_texts_is_known_quickly_as_it_is_closely() -> None:
    seen = sorted({chunk for labelled in read_corpus() for chunk in labelled.text.split()})[::7]
    looks = [
        (chunks._look(chunk, told), chunks._look_closely(chunk, told))
        for chunk in seen
        for told in [words_that_announce(chunk)]
    ]
    assert sum(quick is chunks._WORDS for quick, _ in looks) > len(seen) / 2
    assert not [close for quick, close in looks if quick != close]
    worth = set(chunks._worth_a_look(seen))
    assert len(worth) < len(seen) / 4
    passed_over = [chunk for place, chunk in enumerate(seen) if place not in worth]
    assert not [chunk for chunk in passed_over if chunks._look_closely(chunk, ()) != chunks._WORDS]


def test_chunks_met_together_are_known_as_each_is_closely() -> None:
    seen = sorted({chunk for labelled in read_corpus() for chunk in labelled.text.split()})[::7]
    facts = chunks._KnownChunks().facts(ChunkTable().cut([" ".join(seen)])).tolist()
    close = [chunks._look_closely(chunk, words_that_announce(chunk)).facts for chunk in seen]
    assert not [chunk for chunk, quick, one in zip(seen, facts, close, strict=True) if quick != one]


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
    "«",
    "%",
    "İ",
    "12345678901234567",
    "ord",
    "Ærø",
    "og",
    "fyra",
    "hundra",
]


@given(st.lists(st.sampled_from(PARTS), max_size=5).map("".join))
def test_an_odd_chunk_is_known_quickly_as_it_is_closely(chunk: str) -> None:
    told = words_that_announce(chunk)
    assert chunks._look(chunk, told) == chunks._look_closely(chunk, told)
    assert chunks._worth_a_look([chunk]) or chunks._look_closely(chunk, ()) == chunks._WORDS


@given(st.lists(st.lists(st.sampled_from([*PARTS, "Baglæns", "\n"]), max_size=3).map("".join)))
def test_what_announces_reversed_order_is_found_in_the_chunks_that_hold_it(seen: list[str]) -> None:
    found = chunks._announcing(seen)
    assert all(set(found.get(place, ())) == set(words_that_announce(chunk)) for place, chunk in enumerate(seen))


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
