"""How each page of byportalen is encoded, and what its header and meta tag claim; drawn from the page's address."""

import codecs
from dataclasses import dataclass
from zlib import crc32


@dataclass(frozen=True, slots=True)
class Dress:
    """The bytes' true encoding, the charset the header claims, and the charset the meta tag claims (None: not said)."""

    true: str
    header: str | None
    meta: str | None


DRESSES = (
    Dress("utf-8", "utf-8", "utf-8"),
    Dress("windows-1252", "windows-1252", None),
    Dress("windows-1252", None, "iso-8859-1"),
    Dress("windows-1252", "utf-8", None),  # the header is wrong
    Dress("utf-8", None, None),
    Dress("iso-8859-1", "iso-8859-1", "windows-1252"),
    Dress("utf-8", "iso-8859-1", "utf-8"),  # the header is wrong, the meta tag right
)


def dress(address: str) -> Dress:
    """The dress of a page; the same address always wears the same."""
    return DRESSES[crc32(address.encode()) % len(DRESSES)]


def encoded(html: str, true: str) -> bytes:
    """The page in its encoding; what does not fit becomes a numeric reference, as old editors wrote it."""
    return codecs.encode(html, true, "xmlcharrefreplace")
