"""A mask is taken off number words only; whatever else stands in a text stays as it was written, sign by sign."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.phones import find_phones
from classifier.phones.masked import is_masked, unmasked

SIGNS = st.text(st.sampled_from("sixSIXse7en0ne.-('s)семь6 8\n"), max_size=40)


@pytest.mark.parametrize(
    ("written", "shown"),
    [("S13T3", "siete"), ("4our", "four"), ("se7en", "seven"), ("h3tv3n", "hetven"), ("СEMЬ", "семь"), ("0чо", "0чо")],
)
def test_digits_and_letters_of_another_script_stand_for_letters_of_number_words(written: str, shown: str) -> None:
    assert unmasked(written) == (shown, frozenset())


@pytest.mark.parametrize("text", ["30min", "2nd", "24/7", "u/kondom", "A4", "B2B", "well-known", "rock'n'roll", "100m2", "to-en", "iPhone15", "otte8", "8otte"])  # fmt: skip
def test_other_words_with_digits_or_hyphens_stay(text: str) -> None:
    assert not is_masked(text)
    assert unmasked(text) == (text, frozenset())


def test_signs_that_cut_a_number_word_up_are_left_out_and_others_kept() -> None:
    shown, gaps = unmasked("ring sev-en (o-ne) to-en")
    assert "".join(sign for place, sign in enumerate(shown) if place not in gaps) == "ring seven (one) to-en"


@given(SIGNS)
def test_the_length_never_changes_and_numbers_are_found_where_they_stand(text: str) -> None:
    shown, gaps = unmasked(text)
    assert len(shown) == len(text)
    # Letters are taken out only where a whole number is left.
    whole = re.search(r"\d{8}", "".join(sign for place, sign in enumerate(shown) if place not in gaps))
    assert whole or all(not text[place].isalnum() for place in gaps)
    for phone in find_phones(text + " 68124077"):
        assert 0 <= phone.start < phone.end <= len(text) + 9


@pytest.mark.parametrize("text", [
    "Ring 2030 og spørg. Tre rum, ti gæster, 45 kvm",
    "8000 Aarhus C, ring før ti, to værelser",
    "Call me, I am one of two girls, open ten to eight, four rooms",
    "Tlf. senere. En, to, tre, fire og så hjem",
])  # fmt: skip
def test_single_numbers_in_a_text_that_asks_to_call_make_no_phone_together(text: str) -> None:
    assert find_phones(text) == ()


@pytest.mark.parametrize("text", [
    "contact: 67at33at81at06, swap at for nothing",
    "67klammeraffe33klammeraffe81klammeraffe06 ohne Affen",
    "67/x/33/x/81/x/06 (fjern x'erne)",
    "67q33q81q06 (wywal q)",
    "6u7u3u3u8u1u0u6 uden u",
])  # fmt: skip
def test_what_stands_alike_between_the_digits_of_a_number_is_taken_out(text: str) -> None:
    assert [(hit.e164, hit.obscured) for hit in find_phones(text)] == [("+4567338106", True)]


@pytest.mark.parametrize("text", ["60x90x12x10cm", "12h30h45h10", "67at33at81", "1w22w33w44w55"])
def test_measures_hours_and_other_counts_of_digits_are_no_number(text: str) -> None:
    assert find_phones(text) == ()
