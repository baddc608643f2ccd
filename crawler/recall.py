"""From a fetched page to its memory and back, and the little that is read of its head. Pure."""

import hashlib
from typing import Any

from scrapy.http import Response

from crawler.items import ListPage, ListRow
from crawler.pass_book import Memory


def header(response: Response, name: str) -> str:
    """Return one header as text, "" when it is not there."""
    return (response.headers.get(name) or b"").decode("latin-1")


def reserving_headers(response: Response) -> dict[str, str]:
    """Return the headers that may reserve a page."""
    return {name: header(response, name) for name in ("tdm-reservation", "x-robots-tag")}


def body_hash(response: Response) -> str:
    """Return the hash of a body as it came."""
    return hashlib.blake2b(response.body, digest_size=16).hexdigest()


def memory_of(
    response: Response, external_id: str | None, led_to: dict[str, object], *, whole: bool = False
) -> Memory | None:
    """Return what is worth remembering of a page, None when nothing is. ``whole``: its body alone holds the whole ad."""
    etag, modified = header(response, "ETag") or None, header(response, "Last-Modified") or None
    if etag or modified or external_id or led_to:
        return Memory(etag, modified, led_to, external_id, body_hash=body_hash(response) if whole else None)
    return None


def led_to(listed: ListPage) -> dict[str, object]:
    """Return what a list page led to, as it is kept."""
    return {
        "rows": [[row.key, row.url, row.clue] for row in listed.rows],
        "elements": listed.elements,
        "next": list(listed.next_urls),
        "lists": list(listed.list_urls),
    }


def recall(memory: Memory) -> ListPage:
    """Return the list page that a memory was made of."""
    led: Any = memory.led_to
    return ListPage(
        rows=tuple(ListRow(*row) for row in led.get("rows", [])),
        elements=int(led.get("elements", 0)),
        next_urls=tuple(led.get("next", [])),
        list_urls=tuple(led.get("lists", [])),
    )
