"""What a demo site answers to a request, and the request as far as sites look at it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Request:
    """A GET or POST: path without query, query values, headers, and the body that was sent, if any."""

    path: str
    query: dict[str, str]
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and bytes. ``kind`` is what the counters count: list, ad, image, robots, asset, api, other."""

    body: bytes
    kind: str = "other"
    status: int = 200
    content_type: str | None = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    # Hostile sites send pieces as they like instead of a body.
    stream: Callable[[], Iterator[bytes]] | None = None


def page(html: str, kind: str, *, status: int = 200) -> Answer:
    """A UTF-8 page without validators."""
    return Answer(html.encode(), kind, status)


def validated(html: str, kind: str, last_modified: str, content_type: str = "text/html; charset=utf-8") -> Answer:
    """A UTF-8 page with ETag and Last-Modified, as a well-kept site sends them."""
    body = html.encode()
    tag = f'"{sha256(body).hexdigest()[:16]}"'
    return Answer(body, kind, 200, content_type, (("ETag", tag), ("Last-Modified", last_modified)))


def not_found(html: str = "<h1>404</h1><p>Siden findes ikke.</p>") -> Answer:
    """An honest 404."""
    return Answer(html.encode(), "other", 404)


# A one-pixel GIF: the image endpoints exist so that a test can prove nobody asks for them.
PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")


def image() -> Answer:
    """The one-pixel image every image address answers with."""
    return Answer(PIXEL, "image", 200, "image/gif")


def robots(text: str) -> Answer:
    """A robots.txt."""
    return Answer(text.encode(), "robots", 200, "text/plain; charset=utf-8")


def stylesheet(css: str) -> Answer:
    """The style sheet of a site."""
    return Answer(css.encode(), "asset", 200, "text/css; charset=utf-8")
