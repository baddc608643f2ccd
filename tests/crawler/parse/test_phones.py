"""Plainly written phone numbers, and what must never be taken for one.

Numbers are from Danish ranges that no operator holds, or from published drama ranges.
"""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parse import find_plain_phones

E164 = "+4571748050"
PLAIN = [
    "Ring 71 74 80 50", "71748050", "7174 8050", "71-74-80-50", "71.74.80.50", "+45 71748050", "+45 71 74 80 50", "0045 71748050", "(+45) 71748050",
    "Tlf. 71748050, kl. 10-22", "Åbent 10.00-22.00, ring 71748050", "600 kr 71748050", "tlf:71748050.",
]  # fmt: skip
MARKUP = [
    '<a href="tel:+4571748050">Ring</a>',
    '<a href="tel:71%2074%2080%2050">Ring</a>',
    '<a href="sms:+4571748050?body=hej">sms</a>',
    '<a href="https://wa.me/4571748050">chat</a>',
    '<button data-phone="71748050">Vis</button>',
    '<button data-phone="%2B4571748050">Vis</button>',
    f'<button data-tel="{base64.b64encode(b"71748050").decode()}">Vis</button>',
    f'<button data-contact="{base64.b64encode(b"+4571748050").decode()}">Vis</button>',
    '<button data-rev="05084717">Vis</button>',
    "<button onclick=\"location.href='tel:71748050'\">Vis</button>",
    "<p>Ring <b>71 74</b> 80\n   50</p>",
    "<p>71748050</p>",
]
NOT_PHONES = [
    "", "CVR 71748050", "Company number 71748050", "Firma nr. 71 74 80 50", "CVR-nr.: 71 74 80 50", "Ordre 71748050", "Annonce nr. 71748050", "Faktura #71748050", "konto 7174 80506070", "20.11.2026",
    "20-11-2026 til 24-11-2026", "2026-11-20 10:15:30", "10.00-22.00", "30 min 600 60 min 1000 kr", "1.200.000,00 kr", "55.40302, 10.39174",
    "https://example.dk/ad/71748050", "navn71748050@example.dk", "8f71748050ab", "EUR 71.748.050", "<script>var a=71748050</script>", "5000 Odense C", "ID: 71748050",
    '<div data-id="71748050">x</div>', '<input type="hidden" data-created="2026-11-20">', "2025-2026",
]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN + MARKUP)
def test_plain_numbers_are_found_once(text: str) -> None:
    assert find_plain_phones(text) == [E164]


@pytest.mark.parametrize("text", NOT_PHONES)
def test_other_numbers_are_never_phones(text: str) -> None:
    assert find_plain_phones(text) == []


def test_foreign_numbers_keep_their_country() -> None:
    assert find_plain_phones("Ring +46 70 174 06 05 eller 71748050") == ["+46701740605", E164]


def test_numbers_without_a_country_code_belong_to_the_site() -> None:
    assert find_plain_phones("Ring 070-174 06 05", region="SE") == ["+46701740605"]


@given(st.text(max_size=100))
def test_no_text_makes_it_fail(text: str) -> None:
    assert all(number.startswith("+") for number in find_plain_phones(text))


@given(st.from_regex(r"\s?(\+45 ?)?([0-9]{8}|[0-9]{2}( [0-9]{2}){3}|[0-9]{4} [0-9]{4})\s?", fullmatch=True))
def test_a_number_alone_reads_as_it_does_within_a_sentence(written: str) -> None:
    assert find_plain_phones(written) == find_plain_phones(f"Ring: {written} ;")


def test_a_company_number_is_no_phone() -> None:
    assert find_plain_phones("Company number 71748050") == []
