"""Numbers are found however people hide them, and nothing else is taken for one."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.phones import find_phones

NUMBER = "+4571746288"

HIDDEN = [
    ("da", "enoghalvfjerds fireoghalvfjerds toogtres otteogfirs"),
    ("da", "en og halvfjerds, fire og halvfjerds, to og tres, otte og firs"),
    ("da", "syv en syv fire seks to otte otte"),
    ("da", "syv-en-syv-fire-seks-to-otte-otte"),
    ("da", "71 fireoghalvfjerds 62 otteogfirs"),
    ("da", "syv hundrede sytten fire seks to otteogfirs"),
    ("da", "syvensyvfire 6288"),
    ("da", "71 og 74 og 62 og 88"),
    ("da", "plus femogfyrre 71 74 62 88"),
    ("sv", "sjuttioett sjuttiofyra sextiotvå åttioåtta"),
    ("en", "seventy-one seventy-four sixty-two eighty-eight"),
    ("en", "seven one seven four six two double eight"),
    ("en", "71 seventyfour sixtytwo 88"),
    ("de", "einundsiebzig vierundsiebzig zweiundsechzig achtundachtzig"),
    ("ro", "șaptezeci și unu, șaptezeci și patru, șaizeci și doi, optzeci și opt"),
    ("ro", "sapte unu sapte patru sase doi opt opt"),
    ("pl", "siedemdziesiąt jeden siedemdziesiąt cztery sześćdziesiąt dwa osiemdziesiąt osiem"),
    ("es", "setenta y uno setenta y cuatro sesenta y dos ochenta y ocho"),
    ("hu", "hetvenegy hetvennégy hatvankettő nyolcvannyolc"),
    ("ru", "семьдесят один семьдесят четыре шестьдесят два восемьдесят восемь"),
    ("it", "settantuno settantaquattro sessantadue ottantotto"),
    ("bg", "седемдесет и едно, седемдесет и четири, шейсет и две, осемдесет и осем"),
    ("th", "เจ็ด หนึ่ง เจ็ด สี่ หก สอง แปด แปด"),
    ("th", "เจ็ดหนึ่งเจ็ดสี่หกสองแปดแปด"),
    ("th", "๗๑ ๗๔ ๖๒ ๘๘"),
    ("th", "โทรเจ็ดหนึ่งเจ็ดสี่หกสองแปดแปด"),
    ("th", "เบอร์เจ็ดหนึ่ง 74 62 88"),
    ("th", "โทรมาเจ็ด หนึ่งเจ็ดสี่หกสองแปดแปดนะคะที่รัก"),
    ("da", "7️⃣1️⃣7️⃣4️⃣6️⃣2️⃣8️⃣8️⃣"),
    ("da", "⑦①⑦④⑥②⑧⑧"),
    ("da", "７１７４６２８８"),
    ("da", "𝟕𝟏𝟕𝟒𝟔𝟐𝟖𝟖"),
    ("da", "7\u200b1\u200b7\u200b4\u200b6\u200b2\u200b8\u200b8"),
    ("da", "7l 74 62 8B"),
    ("da", "71❤74❤62❤88"),
    ("da", "71 • 74 | 62 * 88"),
    ("da", "skriv baglæns: 88 26 47 17"),
    ("en", "my number backwards is 88264717"),
    ("da", "Nummeret begynder med 7174. Det slutter på 6288."),
    ("en", "starts with seven one seven four and ends with 62 88"),
]

PLAIN = [
    "71746288", "71 74 62 88", "7174 6288", "717 46 288", "71-74-62-88", "71.74.62.88", "71/74/62/88", "7 1 7 4 6 2 8 8",
    "+45 71 74 62 88", "+4571746288", "0045 71746288", "(+45) 71746288", "tlf71746288nu", "71746288 / ring",
    "30 min 450 71746288 60 min 750", "wa.me/4571746288",
]  # fmt: skip

OTHER = [
    "oplys ordrenummeret (8 cifre, fx 71740011) ved kassen", "Seria 71748820, fabricat 2022", "z. B. 71740011 angeben",
    "podaj numer, np. 71740011", "målernr. 71740011",
    "Pris 500 700 900 1200 kr", "60 min 700 kr, 30 min 450 kr, 90 min 1000 kr", "20.11.2026 kl. 10-22", "den 20-11-2026",
    "2026-11-21 til 2026-12-24", "CVR 71746288", "CVR-nr.: 71 74 62 88", "ordre nr. 71746288", "order no 71746288",
    "booking id 71746288", "konto 7174 6288123", "DK50 0040 0440 1162 43", "IBAN DK5000400440116243", "5000 Odense C, 8000 Aarhus",
    "180x200 cm seng, 160 cm høj, 55 kg", "åben 10-18 og 20-22", "21:00 - 22:30", "AB71746288", "faktura 71746288",
    "1️⃣ massage 2️⃣ bad 3️⃣ te", "en to tre fire, så kører vi", "et par dage, to eller tre", "anna71746288@example.com",
    "заказ 71746288", "zamówienie nr 71746288", "Bestellnummer 71746288", "gavekort kode 71746288", "ring 112", "12345678", "01 02 03 04",
]  # fmt: skip

FOREIGN = [
    ("sv", "+46 70 174 06 15", "+46701740615", False),
    ("sv", "+46 (0)70 174 06 15", "+46701740615", False),
    ("ro", "0040 700 218 334", "+40700218334", False),
    ("ro", "zero șapte zero zero doi unu opt trei trei patru", "+40700218334", True),
    ("hu", "+36 31 104 2287", "+36311042287", False),
    ("de", "plus 49 172 9980752", "+491729980752", False),
]


@pytest.mark.parametrize(("lang", "written"), HIDDEN)
def test_a_hidden_number_is_read_and_called_obscured(lang: str, written: str) -> None:
    text = f"Hej 😊 {written} tak"
    (hit,) = find_phones(text, lang)
    assert (hit.e164, hit.obscured) == (NUMBER, True)
    assert text[hit.start : hit.end] in text


@pytest.mark.parametrize("written", PLAIN)
def test_a_plain_number_in_any_layout_is_not_called_obscured(written: str) -> None:
    (hit,) = find_phones(f"Ring {written} i dag")
    assert (hit.e164, hit.obscured) == (NUMBER, False)


@pytest.mark.parametrize("text", OTHER)
def test_other_numbers_are_no_phones(text: str) -> None:
    assert find_phones(text) == ()


@pytest.mark.parametrize(("lang", "written", "e164", "obscured"), FOREIGN)
def test_foreign_numbers_are_read(lang: str, written: str, e164: str, obscured: bool) -> None:
    (hit,) = find_phones(f"Tel {written}.", lang)
    assert (hit.e164, hit.obscured) == (e164, obscured)


def test_the_span_holds_exactly_the_number() -> None:
    text = "Lana 71 9 6 fireogfyrre seventy-seven, kun i aften"
    (hit,) = find_phones(text)
    assert text[hit.start : hit.end] == "71 9 6 fireogfyrre seventy-seven"


def test_two_numbers_are_two_hits() -> None:
    assert [hit.e164 for hit in find_phones("71 74 62 88 / 71 74 62 90")] == ["+4571746288", "+4571746290"]


def test_a_number_after_a_price_in_kroner_is_found() -> None:
    assert [hit.e164 for hit in find_phones("60 min 500 kr. 8142 6650")] == ["+4581426650"]


def _danish_pair(pair: int) -> str:
    units = [
        "nul",
        "en",
        "to",
        "tre",
        "fire",
        "fem",
        "seks",
        "syv",
        "otte",
        "ni",
        "ti",
        "elleve",
        "tolv",
        "tretten",
        "fjorten",
    ]
    units += ["femten", "seksten", "sytten", "atten", "nitten"]
    tens = ["", "", "tyve", "tredive", "fyrre", "halvtreds", "tres", "halvfjerds", "firs", "halvfems"]
    if pair < 10:
        return f"nul {units[pair]}"
    if pair < 20:
        return units[pair]
    return f"{units[pair % 10]}og{tens[pair // 10]}" if pair % 10 else tens[pair // 10]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([7174, 7196, 8142, 9130, 9374, 4290, 8143]), st.integers(0, 99), st.integers(0, 99), st.data())
def test_any_mix_of_words_and_digits_gives_the_number_back(
    head: int, third: int, fourth: int, data: st.DataObject
) -> None:
    pairs = [head // 100, head % 100, third, fourth]
    parts = [_danish_pair(pair) if data.draw(st.booleans()) else f"{pair:02d}" for pair in pairs]
    text = f"ring {data.draw(st.sampled_from([' ', ', ', '-', '.', ' / ', ' ❤ '])).join(parts)} nu"
    assert [hit.e164 for hit in find_phones(text)] == [f"+45{head}{third:02d}{fourth:02d}"]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_valid_ordered_spans(text: str) -> None:
    hits = find_phones(text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert all(before.end <= after.start for before, after in pairwise(hits))


def test_an_age_before_four_pairs_is_not_taken_for_the_first_pair() -> None:
    assert [hit.e164 for hit in find_phones("Ana 36 71 74 62 88")] == [NUMBER]


def test_a_number_word_after_a_plain_number_begins_the_next_sentence() -> None:
    (hit,) = find_phones("Ring 81426650. Un saludo", "pl")
    assert (hit.e164, hit.obscured) == ("+4581426650", False)


def test_thai_words_that_hold_a_number_word_are_no_part_of_the_number() -> None:
    """ "Able" begins with three, "forbidden" and "mall" with five."""
    (hit,) = find_phones("สามารถโทร 71 74 62 88 ห้ามต่อราคา", "th")
    assert (hit.e164, hit.obscured) == ("+4571746288", False)
