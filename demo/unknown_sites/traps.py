"""The traps of the hostile site: each answers one address in a way that hurts a careless visitor."""

import gzip
import time
import zlib
from collections.abc import Callable, Iterator
from functools import cache

from demo.answer import Answer

PIECE = b"<p>" + b"x" * 65_000 + b"</p>\n"
_TRICK = "text/html; charset=utf-8"


def _html(body: str) -> Answer:
    return Answer(body.encode(), "trap", 200, _TRICK)


def _redirect(to: str) -> Answer:
    return Answer(b"", "trap", 302, None, (("Location", to),))


@cache
def _zeros(megabytes: int, wrapper: str) -> bytes:
    raw = (b"<div>" + b"0" * (1024 * 1024 - 5)) * megabytes
    packed = gzip.compress(raw, 6) if wrapper == "gzip" else zlib.compress(raw, 6)
    # A bomb in a bomb: still small on the wire, a thousand times larger when opened twice.
    return gzip.compress(packed, 6) if wrapper == "twice" else packed


def bomb(wrapper: str) -> Answer:
    """About 40 MB of nothing in some 40 kB; ``twice`` says two encodings."""
    said = {"gzip": "gzip", "deflate": "deflate", "twice": "deflate, gzip"}[wrapper]
    return Answer(_zeros(40, wrapper), "trap", 200, _TRICK, (("Content-Encoding", said),))


def ten_gigabytes() -> Answer:
    """Declares 10 GB and begins to send them."""
    return Answer(b"", "trap", 200, _TRICK, (("Content-Length", str(10 * 1024**3)),), _many)


def endless() -> Answer:
    """Says nothing about its length and goes on (the server stops at 200 MB)."""
    return Answer(b"", "trap", 200, _TRICK, (), _many)


def _many() -> Iterator[bytes]:
    for _ in range(3000):
        yield PIECE


def dripping() -> Answer:
    """One byte every half second, for a minute."""
    return Answer(b"", "trap", 200, _TRICK, (), _drops)


def _drops() -> Iterator[bytes]:
    for _ in range(120):
        yield b"."
        time.sleep(0.5)


def deep() -> Answer:
    """A hundred thousand nested elements."""
    return _html("<div>" * 100_000 + "bund" + "</div>" * 100_000)


def attributes() -> Answer:
    """One element with a hundred thousand attributes, and one with an endless srcset."""
    many = " ".join(f"a{n}=1" for n in range(100_000))
    return _html(f'<p {many}>x</p><img srcset="{",".join(f"/m/{n}.png {n}w" for n in range(1, 5000))}">')


def entities() -> Answer:
    """The entity bomb of old XML parsers, served as a page."""
    lines = [
        '<!DOCTYPE b [<!ENTITY e0 "lol">',
        *(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)),
        "]><b>&e9;</b>",
    ]
    return Answer("".join(lines).encode(), "trap", 200, "application/xhtml+xml")


def calendar(path: str) -> Answer:
    """A month that always has a next month."""
    parts = [int(part) for part in path.split("/")[2:4] if part.isdecimal() and len(part) < 6]
    year, month = parts if len(parts) == 2 else (2026, 11)
    year, month = (year + 1, 1) if month >= 12 else (year, month + 1)
    days = "".join(f'<td><a href="/kalender/{year}/{month}/{day}">{day}</a></td>' for day in range(1, 29))
    return _html(
        f'<h1>Kalender</h1><table><tr>{days}</tr></table><a rel="next" href="/kalender/{year}/{month}">Næste</a>'
    )


def loop(path: str) -> Answer:
    """Two addresses that send the visitor to each other."""
    return _redirect("/loop/b" if path.endswith("a") else "/loop/a")


def chain(path: str) -> Answer:
    """A redirect that always leads one further."""
    number = path.rpartition("/")[2]
    return _redirect(f"/chain/{int(number) + 1 if number.isdecimal() and len(number) < 9 else 0}")


def binary() -> Answer:
    """A programme that pretends to be a page."""
    return Answer(b"\x7fELF" + bytes(range(256)) * 40, "trap", 200, "text/html; charset=klingon")


TRAPS: dict[str, Callable[[str], Answer]] = {
    "/loop/": loop,
    "/chain/": chain,
    "/kalender/": calendar,
    "/bombe/gzip": lambda path: bomb("gzip"),
    "/bombe/deflate": lambda path: bomb("deflate"),
    "/bombe/dobbelt": lambda path: bomb("twice"),
    "/stor": lambda path: ten_gigabytes(),
    "/uendelig": lambda path: endless(),
    "/langsom": lambda path: dripping(),
    "/dyb": lambda path: deep(),
    "/attributter": lambda path: attributes(),
    "/xml": lambda path: entities(),
    "/program": lambda path: binary(),
    "/ud": lambda path: _redirect("http://169.254.169.254/latest/"),
    "/ind": lambda path: _redirect("http://2130706433:1/"),
    "/fil": lambda path: _redirect("file:///etc/hostname"),
    "/opdater": lambda path: _html('<meta http-equiv="refresh" content="0;url=/opdater"><p>Vent …</p>'),
    "/travlt": lambda path: Answer(b"busy", "trap", 429, "text/plain", (("Retry-After", "86400"),)),
    "/forbudt/": lambda path: Answer(b"<h1>Forbudt</h1>", "forbidden", 200, _TRICK),
}
# What the pages link to, so that a visitor who follows everything walks into everything.
LURES = (
    "/loop/a", "/chain/1", "/kalender/2026/11", "/bombe/gzip", "/bombe/deflate", "/bombe/dobbelt", "/stor", "/uendelig", "/langsom", "/dyb",
    "/attributter", "/xml", "/program", "/ud", "/ind", "/fil", "/opdater", "/travlt", "/forbudt/1", "javascript:alert(1)",
    "JaVaScRiPt:void(0)", "data:text/html,<h1>x</h1>", "file:///etc/hostname", "http://169.254.169.254/latest/", "http://[::1]:1/",
    "http://2130706433:1/", "//127.1:1/", "mailto:x@example.invalid", "tel:112", "/s/0/s/1/annoncer", "gopher://127.0.0.1:1/", "http://", "#", "?",
)  # fmt: skip
