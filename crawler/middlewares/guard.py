"""The guard before and after each download: declared hosts only, no media, no giant (T-02, T-03, R-IMG-1)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.reach import may_fetch

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

TEXT_TYPES = (
    "text/", "application/json", "application/xhtml", "application/xml", "application/ld+json", "application/rss",
    "application/vnd.api+json", "application/problem+json",
)  # fmt: skip
# A small packed page may well unpack to more than the ratio; a bomb is large as well.
SMALL_ENOUGH = 256 * 1024


class Refused(IgnoreRequest):
    """A request or answer that the guard stopped; ``reason`` is a code without addresses."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Guard:
    """Stop what may not be fetched, before it is asked for and when it is there; the fetcher stops at the head already."""

    def __init__(self, crawler: "Crawler") -> None:
        self.crawler = crawler
        self.largest = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self.ratio = crawler.settings.getfloat("LYGTE_MAX_RATIO")

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Guard":
        """Scrapy's way to make a step."""
        return cls(crawler)

    def _book(self) -> Any:
        return self.crawler.spider.book  # type: ignore[union-attr]  # the spider is there once requests are

    def process_request(self, request: Request) -> None:
        """Refuse other hosts, ports and schemes and every media address; redirects pass here again."""
        reason = may_fetch(request.url, self._book().authorities)
        if reason:
            if reason == "host" and request.meta.get("redirect_times"):
                self._book().led_to = urlsplit(request.url).hostname
            self._refuse(reason)

    def process_response(self, request: Request, response: Response) -> Response:
        """Refuse unpacked giants, bombs and media that came without a head to tell."""
        book = self._book()
        book.counts["pages"] += 1
        kind = _first(response.headers.get("Content-Type")).lower()
        if kind and not kind.startswith(TEXT_TYPES) and 200 <= response.status < 300:
            self._refuse("media")
        packed = request.meta.get("packed_bytes")
        size = len(response.body)
        if size > self.largest or (packed and size > SMALL_ENOUGH and size > self.ratio * packed):
            self._refuse("size")
        return response

    def _refuse(self, reason: str) -> None:
        self._book().counts[f"refused_{reason}"] += 1
        raise Refused(reason)


def head_refused(headers: Mapping[Any, Any], body_length: int, largest: int) -> str | None:
    """Return why no byte of a body is worth reading, by its head: ``media`` or ``size``; None when it is."""
    kind = _first(headers.get("Content-Type")).lower()
    if kind and not kind.startswith(TEXT_TYPES):
        return "media"
    return "size" if body_length and body_length > largest else None


def _first(value: Any) -> str:
    if isinstance(value, list | tuple):
        value = value[0] if value else b""
    return value.decode("latin-1") if isinstance(value, bytes) else str(value or "")
