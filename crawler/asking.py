"""What is asked for: an address, or an address with a body that is sent to it (lists behind POST or GraphQL).

Both travel as one text, so that a pass can tell them apart, remember them and ask for none twice: the body stands
behind a ``#`` of our own, which no server ever sees.
"""

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from scrapy import Request

_MARK = "#lygte-post="


def with_body(url: str, body: str | None) -> str:
    """Return the address with the body to send to it; without a body the address itself."""
    return f"{url}{_MARK}{quote(body, safe='')}" if body else url


def split_body(address: str) -> tuple[str, str | None]:
    """Return the plain address and the body to send to it, None for an ordinary page."""
    url, mark, body = address.partition(_MARK)
    return url, unquote(body) if mark else None


def request_for(address: str, **given: Any) -> "Request":
    """Return the request for an address; bodies are JSON when they look like it, form fields otherwise."""
    # The process that parses reads addresses too, and needs no Scrapy for it.
    from scrapy import Request

    url, body = split_body(address)
    if body is None:
        return Request(url, **given)
    kind = "application/json" if body.lstrip()[:1] in ("{", "[") else "application/x-www-form-urlencoded"
    return Request(url, method="POST", body=body, headers={"Content-Type": kind, "Accept": "application/json"}, **given)


def address_of(request: "Request") -> str:
    """Return the address as it was asked for, with its body."""
    return with_body(request.url, request.body.decode("utf-8", "replace") or None)
