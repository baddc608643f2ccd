"""Wordings count unless negation, quotation, neighbours, kind of text or language cancel them."""

import pytest

from classifier.reader import Reader

FOUND = [
    ("ad", "Jeg gør det gerne uden kondom hos mig.", "unsafe_services", "uden kondom"),
    ("ad", "Her kan du få det u/ gummi hver dag.", "unsafe_services", "u/ gummi"),
    ("ad", "Massage og AO efter aftale i Vejle.", "unsafe_services", "AO"),
    ("ad", "UDEN  KONDOMET, hvis du vil have det", "unsafe_services", "UDEN  KONDOMET"),
    ("ad", "uden 😊 kondom koster 200 mere hos os", "unsafe_services", "uden 😊 kondom"),
    ("ad", "Jeg er ikke dyr, men uden kondom koster det lidt mere", "unsafe_services", "uden kondom"),
    ("ad", "Vores piger er klar til dig i dag.", "third_party_control", "Vores piger"),
    ("review", "Chefen tog selv min telefon, da jeg ringede.", "third_party_control", "Chefen tog selv min telefon"),
    ("review", "Hun var bange hele tiden, og jeg gik.", "pressure", "var bange"),
    ("review", "Hun måtte ikke gå derfra, sagde hun.", "pressure", "måtte ikke gå"),
    ("ad", "Jeg vælger selv mine gæster og tider.", "own_limits", "Jeg vælger selv"),
    ("ad", "Massage ไม่ใช้ถุง ok for nice guest in Aalborg", "unsafe_services", "ไม่ใช้ถุง"),
    ("ad", "Hej du, no rubber er helt okay med mig", "unsafe_services", "no rubber"),
]

CANCELLED = [
    ("ad", "Jeg gør det aldrig uden kondom hos mig."),
    ("ad", "Jeg tilbyder ikke noget uden kondom."),
    ("ad", "Uden kondom ikke hos mig, tak for det."),
    ("ad", "Massage uden kondom i lommen er også massage."),
    ("ad", "Kom uden sorger. Kondom har jeg selv i skuffen."),
    ("ad", "Chefen tog selv min telefon, da jeg ringede."),
    ("review", "Jeg var bange for nåle, men det gik fint."),
    ("review", "Jeg så i fjernsynet om nogle. Hun var bange der."),
    ("ad", "Jeg hedder Aoife og er massør i Vejle."),
]


@pytest.mark.parametrize(("kind", "text", "indicator", "quote"), FOUND)
def test_a_wording_is_found_with_its_exact_words(
    small_reader: Reader, kind: str, text: str, indicator: str, quote: str
) -> None:
    reading = small_reader.read(text, type=kind)
    assert {hit.name: [piece.quote for piece in hit.evidence] for hit in reading.indicators} == {indicator: [quote]}


@pytest.mark.parametrize(("kind", "text"), CANCELLED)
def test_a_cancelled_wording_is_no_finding(small_reader: Reader, kind: str, text: str) -> None:
    assert small_reader.read(text, type=kind).indicators == ()


def test_a_hedge_weakens_a_finding(small_reader: Reader) -> None:
    (plain,) = small_reader.read("Du kan få det uden kondom").indicators
    (hedged,) = small_reader.read("Du kan måske få det uden kondom").indicators
    assert hedged.strength < plain.strength


def test_one_clue_is_nothing_and_two_in_a_sentence_are_a_finding(small_reader: Reader) -> None:
    assert small_reader.read("Hun tager imod fra klokken ti.").indicators == ()
    (hit,) = small_reader.read("Hun tager imod dig fra klokken ti.").indicators
    assert (hit.name, hit.evidence[0].quote) == ("third_party_control", "Hun tager imod dig")


def test_the_rule_names_language_indicator_and_words(small_reader: Reader) -> None:
    (hit,) = small_reader.read("Vores piger er klar til dig i dag.").indicators
    assert hit.evidence[0].rule == "da/third_party_control/vores-pige*"
