"""Where a page is in other languages: said in its head, by a switch on the page, or in the HTTP header Link. Pure."""

import re

from crawler.addresses import join
from crawler.selecting import Source
from crawler.tree import select

_LINK_HEADER = re.compile(r"<([^<>]+)>([^<]*)")


def alternates(source: Source, link_header: str = "") -> dict[str, str]:
    """Return where the same page is in other languages: language → address. Said in the head, a visible switch or a header."""
    found: dict[str, str] = {}
    root = source.root
    for link in (
        select("//*[self::link or self::a][contains(@rel, 'alternate')][@hreflang][@href]", root)
        if root is not None
        else ()
    ):
        if not isinstance(link, str) and (url := join(source.url, link.get("href") or "")):
            found.setdefault((link.get("hreflang") or "").lower().split("-")[0], url)
    for address, rest in _LINK_HEADER.findall(link_header):
        code = re.search(r"hreflang=\"?([A-Za-z-]+)", rest)
        if code and "alternate" in rest and (url := join(source.url, address)):
            found.setdefault(code[1].lower().split("-")[0], url)
    return found
