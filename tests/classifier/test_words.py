"""Words are cut with exact offsets, and no word is lost to the sign beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.folding import fold, fold_many
from classifier.phrases import has_thai
from classifier.plain_words import plain_words
from classifier.words import NONE, WordCutter


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(fyldt 18)", ["fyldt", "18"]),
        ('"uden gummi" ok', ["uden", "gummi", "ok"]),
        ("-ung 😘pige ¡hola", ["ung", "pige", "hola"]),
        ("bez +300", ["bez", "+", "300"]),
        ("u/ 24/7", ["u", "/", "24", "/", "7"]),
        ("ถุงok", ["ถุง", "ok"]),
        ("sy\u200bv", ["syv"]),
    ],
)
def test_no_word_is_lost_to_a_sign_beside_it(text: str, expected: list[str]) -> None:
    words = WordCutter().cut(text)
    assert words.folded == expected
    assert all(text[start:end] for start, end in zip(words.starts, words.ends, strict=True))


def test_an_abbreviation_and_a_date_end_no_sentence() -> None:
    assert set(WordCutter().cut("Kom kl. 10 d. 5. maj, 3. sal").sentences) == {0}
    assert WordCutter().cut("Kom nu. Ring\nHej").sentences == [0, 0, 1, 2]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Hej 💋 Anna 💋💋 25 ❤️ Odense", [0, 1, 2, 3]),
        ("Hej 💋 jeg er her🔥 og der❤️Ring", [0, 0, 0, 0, 0, 0, 1]),
        ("ring 71💋74 nu ✨ Hej, 37° i dag", [0, 0, 0, 0, 1, 1, 1, 1]),
        ("Anna | 25 • Odense ** Ring", [0, 1, 2, 3]),
        ("A~b c*d", [0, 0, 0, 0]),
        ("Jeg er her.Ring nu!kom forbi?Ja", [0, 0, 0, 1, 1, 2, 2, 3]),
        ("www.Lygte.dk osv.Mere A.B.C", [0, 0, 0, 0, 0, 0, 0, 0]),
        ("Massage / Snak, 24/7", [0, 0, 1, 1, 1, 1]),
        ("en / to og/eller tre", [0, 0, 0, 0, 0, 0, 0]),
    ],
)
def test_pictures_bars_and_stops_without_a_space_part_what_is_said(text: str, sentences: list[int]) -> None:
    """Not where a small letter follows: then a picture is an ornament."""
    assert WordCutter().cut(text).sentences == sentences


SIGNS = st.text(st.sampled_from("abÅ1. ,!?\n\t\u00a0()|\"-_/'’@\u200b\u0e01ßİ２❤\u2028"), max_size=30)


@given(st.lists(SIGNS, min_size=1, max_size=6))
def test_texts_cut_together_are_cut_as_if_alone(texts: list[str]) -> None:
    together = WordCutter().cut_many(texts, ["ad"] * len(texts))
    for text, words in zip(texts, together.words, strict=True):
        alone = WordCutter().cut(text)
        assert (
            (words.text, words.folded) == (alone.text, alone.folded)
            and words.starts == alone.starts
            and words.ends == alone.ends
        )
        for mine, other in ((words.sentences, alone.sentences), (words.clauses, alone.clauses)):
            assert [one - mine[0] for one in mine] == other


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n")).filter(
            lambda word: not has_thai(word)
        )
    )
)
def test_words_folded_together_are_folded_as_if_alone(words: list[str]) -> None:
    assert fold_many(words) == list(map(fold, words))


@given(SIGNS)
def test_words_stand_in_order_within_their_text(text: str) -> None:
    words = WordCutter().cut(text)
    places = [place for span in zip(words.starts, words.ends, strict=True) for place in span]
    assert places == sorted(places) and all(
        start < end <= len(text) for start, end in zip(words.starts, words.ends, strict=True)
    )


@given(st.text(st.sampled_from("abÅ1é٣½²ßİſ.,!?:;…_'’-/\u200b\u0301\n"), max_size=8))
def test_a_word_with_a_sign_after_it_is_cut_as_spacy_cuts_it(piece: str) -> None:
    cutter = WordCutter()
    plain = plain_words([piece])
    if plain.places:
        (tokens,) = cutter._tokens([piece])
        cut = cutter._cut_chunk(piece, tokens)
        assert (cut.starts, cut.ends, cut.breaks, [cut.after]) == ([0], plain.ends, [NONE], plain.after)
        assert [cutter.table.names[number] for number in cut.numbers] == plain.folded
