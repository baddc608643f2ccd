"""Bytes to text whatever header and meta claim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.decoding import decode

TEXT = "Sødt smørrebrød på Ærø – 500 kr. “nu”"


@pytest.mark.parametrize("header", ["", "text/html", "text/html; charset=utf-8", "text/html; charset=iso-8859-1", "text/html; charset=bogus", "text/html; charset=utf-16", "text/html; charset=utf-7"])  # fmt: skip
@pytest.mark.parametrize(
    "meta", ["", "<meta charset=utf-8>", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">']
)
@pytest.mark.parametrize("truth", ["utf-8", "cp1252", "utf-8-sig"])
def test_danish_letters_survive_every_lie(header: str, meta: str, truth: str) -> None:
    assert decode((meta + TEXT).encode(truth), header) == meta + TEXT


def test_a_declared_encoding_that_fits_is_used_when_the_bytes_are_no_utf8() -> None:
    assert decode("Żółć".encode("iso-8859-2"), "text/html; charset=iso-8859-2") == "Żółć"
    assert decode("Привет, как дела".encode("koi8-r"), "", None) != "Привет, как дела"
    assert decode("Привет".encode("koi8-r"), "", "koi8-r") == "Привет"


def test_lines_of_two_encodings_on_one_page_are_read_each_by_its_own() -> None:
    assert decode("æøå\n".encode() + "ÆØÅ".encode("cp1252")) == "æøå\nÆØÅ"


def test_text_encoded_twice_is_read_once_and_ordinary_text_is_left() -> None:
    twice = ("Sødt smørrebrød på Ærø, ål og åbent\n" * 3).encode().decode("cp1252").encode()
    assert decode(twice) == "Sødt smørrebrød på Ærø, ål og åbent\n" * 3
    assert decode("Ãrø er ikke Ærø".encode()) == "Ãrø er ikke Ærø"


@given(st.binary(max_size=300), st.text(max_size=40))
def test_no_bytes_and_no_header_are_an_error(body: bytes, header: str) -> None:
    assert isinstance(decode(body, header), str)


@given(st.text(st.characters(codec="utf-8", exclude_characters="ÂÃâ\ufeff"), max_size=200))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode(), "text/html; charset=iso-8859-1") == text
