"""Words are cut with exact offsets, and no word is lost to the sign beside it."""

import pytest

from classifier.words import WordCutter


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
