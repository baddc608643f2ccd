"""Field labels in five languages and in keys of machines."""

import pytest

from crawler.parse import field_of_label, parse_languages


@pytest.mark.parametrize(
    ("label", "field"),
    [("Alder", "age"), ("Age:", "age"), ("Alter", "age"), ("Ålder", "age"), ("By", "city"), ("Stadt:", "city"), ("addressLocality", "city"), ("Postnr.", "postcode"),
     ("PLZ", "postcode"), ("Postnr. og by", "place"), ("Sted", "place"), ("Oprettet", "posted_at"), ("Eingestellt am", "posted_at"), ("createdAt", "posted_at"),
     ("datePosted", "posted_at"), ("Priser", "prices"), ("Preise", "prices"), ("Telefon", "phones"), ("Tlf.nr.", "phones"), ("Mobil 📱", "phones"), ("Type", "kind"),
     ("Navn", "alias"), ("Künstlername", "alias"), ("Om mig", "text"), ("Sidst set", "ignore"), ("CVR-nr.", "ignore"), ("Annonce nr.", "ignore"), ("Antal billeder", "image_count"),
     ("photoCount", "image_count"), ("Öppettider", "opening_hours"), ("Sprog", "languages"), ("Bedømmelse", "rating")],
)  # fmt: skip
def test_labels_name_fields(label: str, field: str) -> None:
    assert field_of_label(label) == field


@pytest.mark.parametrize("label", ["", "Velkommen til", "x", "Se alle annoncer i hele Danmark lige her og nu", "12"])
def test_other_words_name_nothing(label: str) -> None:
    assert field_of_label(label) is None


def test_spoken_languages_are_read() -> None:
    assert parse_languages("Dansk, engelsk og lidt tysk") == ["da", "en", "de"]
    assert parse_languages("DA / EN") == ["da", "en"]
    assert parse_languages("no idea") == []
