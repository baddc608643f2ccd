"""What kind of place an ad is for."""

import pytest

from crawler.parse import parse_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Klinik", "clinic"), ("Massageklinik", "clinic"), ("Clinic", "clinic"), ("Studio", "clinic"), ("Privat klinik", "clinic"), ("Privat", "private"),
     ("Privatperson", "private"), ("Wohnung", "private"), ("Apartment", "private"), ("Escort", "escort"), ("eskort", "escort"), ("Udekørende", "escort"),
     ("Privat escort", "escort"), ("Hausbesuche", "escort"), ("Andet", "other"), ("Sonstiges", "other"), ("Övrigt", "other"), ("", None), ("Blå", None)],
)  # fmt: skip
def test_kinds_are_read(text: str, kind: str | None) -> None:
    assert parse_kind(text) == kind
