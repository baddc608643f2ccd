"""One request per site and pace over all workers: a turn in Redis, taken at the last moment before the request goes out.

The handler stands around the one that fetches, behind Scrapy's own queue and delay: what passes here is sent at once.
"""

import asyncio
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import Response
from scrapy.utils.misc import build_from_crawler, load_object

from crawler.middlewares.guard import Refused
from crawler.shared_queue import scripts
from crawler.shared_queue.server import QueueAway, Server

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.shared_queue.book import SharedBook

# Two workers' networks differ: a request that is sent on time may arrive a little early (ms).
MARGIN_MS = 50
# While Redis does not answer nothing is asked of the site (seconds between tries).
ASK_AGAIN_S = 0.5


class SitePace:
    """The turns of one site."""

    def __init__(self, server: Server, site: str) -> None:
        self.server = server
        self.keys = (f"lygte:pace:{site}", f"lygte:pause:{site}")

    def wait_ms(self, pace_s: float) -> int:
        """Take the turn and return 0, or return how long to wait (ms). Raises QueueAway."""
        pace_ms = round(pace_s * 1000) + MARGIN_MS if pace_s > 0 else 0
        return int(self.server.ask(lambda redis: redis.eval(scripts.TURN, 2, *self.keys, pace_ms)))

    def pause(self, seconds: float) -> None:
        """Let no worker ask the site for so long: it asked us to wait. Raises QueueAway."""
        milliseconds = max(1, round(seconds * 1000))
        self.server.ask(lambda redis: redis.eval(scripts.PAUSE, 1, self.keys[1], milliseconds))

    async def turn(self, book: "SharedBook") -> None:
        """Wait for this worker's turn at the site, as long as the pass goes on; without Redis nobody has one."""
        while not book.stopped:
            try:
                left = self.wait_ms(book.pace_s)
            except QueueAway:
                await asyncio.sleep(ASK_AGAIN_S)
                continue
            if not left:
                return
            # In small steps: a pass that is stopped does not sit out a pause.
            await asyncio.sleep(min(left / 1000, ASK_AGAIN_S))


class PacedHandler:
    """A download handler that waits for the site's turn, then hands on to the handler that fetches."""

    lazy = False

    def __init__(self, crawler: "Crawler") -> None:
        self.crawler = crawler
        self.inner: Any = build_from_crawler(load_object(crawler.settings["LYGTE_FETCHER"]), crawler)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "PacedHandler":
        """Scrapy's way to make a handler."""
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """Fetch one page in this worker's turn. Raises Refused when the pass was stopped meanwhile."""
        book: SharedBook = self.crawler.spider.book  # type: ignore[union-attr]  # the spider is there once requests are
        await book.pace.turn(book)
        if book.stopped:
            raise Refused("stopped")
        response: Response = await self.inner.download_request(request)
        return response

    async def close(self) -> None:
        """Close the handler that fetches."""
        await self.inner.close()
