"""Plainly written phone numbers, and what must never be taken for one.

Numbers are from Danish ranges that no operator holds, or from published drama ranges.
"""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parse import find_plain_phones

E164 = "+4520304050"
PLAIN = [
    "Ring 20 30 40 50", "20304050", "2030 4050", "20-30-40-50", "20.30.40.50", "+45 20304050", "+45 20 30 40 50", "0045 20304050", "(+45) 20304050",
    "Tlf. 20304050, kl. 10-22", "Åbent 10.00-22.00, ring 20304050", "600 kr 20304050", "tlf:20304050.",
]  # fmt: skip
MARKUP = [
    '<a href="tel:+4520304050">Ring</a>',
    '<a href="tel:20%2030%2040%2050">Ring</a>',
    '<a href="sms:+4520304050?body=hej">sms</a>',
    '<a href="https://wa.me/4520304050">chat</a>',
    '<button data-phone="20304050">Vis</button>',
    '<button data-phone="%2B4520304050">Vis</button>',
    f'<button data-tel="{base64.b64encode(b"20304050").decode()}">Vis</button>',
    f'<button data-contact="{base64.b64encode(b"+4520304050").decode()}">Vis</button>',
    '<button data-rev="05040302">Vis</button>',
    "<button onclick=\"location.href='tel:20304050'\">Vis</button>",
    "<p>Ring <b>20 30</b> 40\n   50</p>",
    "<p>20304050</p>",
]
NOT_PHONES = [
    "", "CVR 20304050", "CVR-nr.: 20 30 40 50", "Ordre 20304050", "Annonce nr. 20304050", "Faktura #20304050", "konto 2030 40506070", "20.11.2026",
    "20-11-2026 til 24-11-2026", "2026-11-20 10:15:30", "10.00-22.00", "30 min 600 60 min 1000 kr", "1.200.000,00 kr", "55.40302, 10.39174",
    "https://example.dk/ad/20304050", "navn20304050@example.dk", "8f20304050ab", "EUR 20.304.050", "<script>var a=20304050</script>", "5000 Odense C", "ID: 20304050",
    '<div data-id="20304050">x</div>', '<input type="hidden" data-created="2026-11-20">', "2025-2026",
]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN + MARKUP)
def test_plain_numbers_are_found_once(text: str) -> None:
    assert find_plain_phones(text) == [E164]


@pytest.mark.parametrize("text", NOT_PHONES)
def test_other_numbers_are_never_phones(text: str) -> None:
    assert find_plain_phones(text) == []


def test_foreign_numbers_keep_their_country() -> None:
    assert find_plain_phones("Ring +46 70 174 06 05 eller 20304050") == ["+46701740605", E164]


def test_numbers_without_a_country_code_belong_to_the_site() -> None:
    assert find_plain_phones("Ring 070-174 06 05", region="SE") == ["+46701740605"]


@given(st.text(max_size=100))
def test_no_text_makes_it_fail(text: str) -> None:
    assert all(number.startswith("+") for number in find_plain_phones(text))
