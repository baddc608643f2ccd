"""Length and lint of first texts."""

import pytest

from outreach.messages.length import measure
from outreach.messages.lint import lint_first_text
from outreach.messages.templates import DRAFTS


@pytest.mark.parametrize(("language", "units"), [("da", 150), ("en", 143), ("ro", 142), ("es", 133)])
def test_the_drafts_fit_one_message_and_pass_the_lint(language: str, units: int) -> None:
    length = measure(DRAFTS[language])
    assert (length.encoding, length.units, length.segments) == ("GSM-7", units, 1)
    assert lint_first_text(DRAFTS[language], language, allowed_names=["AmiAmi"]) == []


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", "GSM-7", 0, 0),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        ("a" * 152 + "€" + "a" * 153, "GSM-7", 307, 3),
        ("æøå", "GSM-7", 3, 1),
        ("á" * 70, "UCS-2", 70, 1),
        ("ส" * 71, "UCS-2", 71, 2),
        ("😀" * 35, "UCS-2", 70, 1),
    ],
)
def test_length_is_counted_as_a_phone_counts(text: str, encoding: str, units: int, segments: int) -> None:
    length = measure(text)
    assert (length.encoding, length.units, length.segments) == (encoding, units, segments)


@pytest.mark.parametrize(
    ("added", "code"),
    [
        ("Er du udsat for menneskehandel?", "trafficking"),
        ("Du er ikke et offer.", "trafficking"),
        ("Vi kender til prostitution.", "selling_sex"),
        ("Vi hjælper med exit.", "way_out"),
        ("Har du en bagmand?", "controller"),
        ("Vi er fra politiet.", "police"),
        ("Gud velsigne dig.", "religion"),
        ("Se mere på amiami.dk", "link"),
        ("Ring 70 20 25 50.", "number"),
        ("Vi så din annonce.", "the_ad"),
        ("Vi har din adresse.", "address"),
        ("Vi har set dig.", "we_saw"),
        ("Hilsen fra Birthe.", "name"),
        ("Hvad? Hvor?", "more_than_one_question"),
        ("Mere tekst her.", "too_long"),
    ],
)
def test_what_a_first_text_must_not_say_is_named(added: str, code: str) -> None:
    codes = {problem.code for problem in lint_first_text(f"{DRAFTS['da']} {added}", "da", allowed_names=["AmiAmi"])}
    assert code in codes


def test_what_a_first_text_must_say_is_missed() -> None:
    codes = {problem.code for problem in lint_first_text("Hej, skriv til os.", "da")}
    assert {"missing_profession", "missing_free", "missing_anonymous", "missing_stop", "missing_not_police"} <= codes


def test_ordinary_words_that_look_alike_pass() -> None:
    text = "Hej. Er det et godt tidspunkt? Jeg er sygeplejerske, gratis og anonymt, ikke politi. Svar NEJ."
    assert lint_first_text(text, "da") == []
