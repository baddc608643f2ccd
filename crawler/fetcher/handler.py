"""Scrapy's download handler in the keeper: asks the site's fetcher, and says of failures what the crawl's manners understand."""

import logging
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Response

from crawler.fetcher.failures import FetcherLost, NotFetched
from crawler.fetcher.keeper import Keeper, Lost, Strayed
from crawler.fetcher.messages import Fetched
from crawler.fetcher.straying import note_strayed
from crawler.fetcher.turns import Turns
from crawler.reach import DEFAULT_PORTS

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_made: "WeakKeyDictionary[Crawler, ApartFetching]" = WeakKeyDictionary()
log = logging.getLogger("crawler")


@cache
def warn_of_open_doors(doors: frozenset[str]) -> None:
    """Say once what this machine's kernel cannot shut."""
    log.warning(
        "The kernel of this machine cannot shut these for the process that fetches: %s (see SECURITY.md).",
        ", ".join(sorted(doors)),
    )


class ApartFetching:
    """Hands each request to the fetcher of this crawl."""

    lazy = False

    def __init__(self, crawler: "Crawler") -> None:
        self.crawler = crawler
        self.largest = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self.keeper = self._keeper()
        self._turn = Turns()
        crawler.signals.connect(self.begin, signals.engine_started)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "ApartFetching":
        """Return the handler of a crawl: one, whatever schemes its site has."""
        if crawler not in _made:
            _made[crawler] = cls(crawler)
        return _made[crawler]

    async def begin(self) -> None:
        """Start the fetcher before the first request: what waits for it would break the site's pace."""
        try:
            await self.keeper.begin()
        except (Lost, Strayed):
            # The first request tells.
            return
        if self.keeper.open_doors:
            warn_of_open_doors(self.keeper.open_doors)

    def _keeper(self) -> Keeper:
        return Keeper(largest=self.largest, strayed=lambda: note_strayed(self.crawler))

    @property
    def book(self) -> Any:
        """The book of the pass."""
        return self.crawler.spider.book  # type: ignore[union-attr]  # the spider is there once requests are

    async def download_request(self, request: Request) -> Response:
        """Fetch one page. Raises NotFetched, and StopDownload or IgnoreRequest for what is not asked for again."""
        return self.response(request, await self.fetched(request, self.head(request)))

    def head(self, request: Request) -> dict[str, Any]:
        """Return what the fetcher is told of a request."""
        longest = request.meta.get("download_timeout") or self.crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        return {
            "url": request.url,
            "method": request.method,
            "headers": [
                [name.decode("latin-1"), value.decode("latin-1")]
                for name, values in request.headers.items()
                for value in values
            ],
            "longest_s": float(longest),
            "largest": self.largest,
            "browser": None,
        }

    async def fetched(self, request: Request, head: dict[str, Any]) -> Fetched:
        """Return what the fetcher says of a request."""
        async with self._turn.taken(alone=bool(request.meta.get("alone"))):
            try:
                return await self.keeper.fetch(head, request.body, authority_of(request.url))
            except Strayed:
                raise StopDownload(fail=True) from None
            except Lost as lost:
                # Alone it is tried again a few times, as after any broken connection.
                raise (NotFetched if lost.alone else FetcherLost) from None

    def response(self, request: Request, fetched: Fetched) -> Response:
        """Return the answer as Scrapy has it."""
        for name, number in fetched.counts.items():
            self.book.counts[name] += number
        if fetched.why == "packing":
            raise IgnoreRequest("packed in a way nobody packs")
        if fetched.why in ("media", "size"):
            self.book.counts[f"refused_{fetched.why}"] += 1
            raise StopDownload(fail=True)
        if fetched.why is not None:
            raise NotFetched
        if fetched.packed is not None:
            request.meta["packed_bytes"] = fetched.packed
        headers: dict[str, list[str]] = {}
        for name, value in fetched.headers:
            headers.setdefault(name, []).append(value)
        return Response(request.url, status=fetched.status, headers=headers, body=fetched.body, request=request)

    async def close(self) -> None:
        """Scrapy's way to end a handler: once for each scheme."""
        await end_fetcher(self.crawler)

    async def end(self) -> None:
        """End the fetcher."""
        await self.keeper.close()


async def end_fetcher(crawler: "Crawler") -> None:
    """End the fetcher of a crawl for good, however the crawl ends; whatever hangs in it fails. On its loop."""
    made = _made.pop(crawler, None)
    if made is not None:
        await made.end()


def authority_of(url: str) -> tuple[str, int]:
    """Return the host and port an address leads to."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]
