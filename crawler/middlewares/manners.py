"""Manners: robots.txt and reservations obeyed, pauses that the site asks for kept, few and patient retries."""

import asyncio
import email.utils
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Response

from crawler.fetcher.failures import FetcherLost
from crawler.middlewares.guard import Refused
from crawler.sentences import say

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

RETRY_STATUS = frozenset({429, 500, 502, 503, 504, 520, 522, 524, 408})
MOST_TRIES = 3
# Pauses longer than this end the pass: the schedule comes back another time (seconds).
LONGEST_PAUSE_S = 120.0
USUAL_PAUSE_S = 10.0


def retry_after_s(value: str | None, now: datetime) -> float | None:
    """Read a Retry-After header: seconds or an HTTP date (RFC 9110 §10.2.3). None when it says nothing usable."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value.strip())
    try:
        when = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())


class Manners:
    """Keep to what the site allows and asks for."""

    def __init__(self, crawler: "Crawler") -> None:
        self.crawler = crawler
        self.not_before = 0.0
        # On loopback the pause between own retries is short: nobody is there to be polite to but a test.
        self.pause_s = crawler.settings.getfloat("LYGTE_RETRY_PAUSE_S", USUAL_PAUSE_S)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Manners":
        """Scrapy's way to make a step."""
        return cls(crawler)

    def _book(self) -> Any:
        return self.crawler.spider.book  # type: ignore[union-attr]  # the spider is there once requests are

    async def process_request(self, request: Request) -> None:
        """Wait out a pause; refuse what robots.txt forbids and everything once the pass has been stopped."""
        if self.not_before:
            await self._pause()
        book = self._book()
        if book.stopped:
            raise Refused("stopped")
        if request.meta.get("permission_file"):
            return
        if not book.allows(request.url):
            book.counts["refused_robots"] += 1
            raise Refused("robots")

    async def _pause(self) -> None:
        await asyncio.sleep(max(0.0, self.not_before - time.monotonic()))
        if time.monotonic() >= self.not_before:
            self.not_before = 0.0

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Obey 429 and 503 with their Retry-After; try other server errors again, a few times."""
        if response.status not in RETRY_STATUS or request.meta.get("permission_file"):
            return response
        asked = retry_after_s((response.headers.get("Retry-After") or b"").decode("latin-1"), datetime.now(UTC))
        if asked is not None and asked > LONGEST_PAUSE_S:
            self._book().stop("partial", say("come_later"))
            return response
        return self._again(request, asked) or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Try again after a broken connection, not after a refusal of our own."""
        if isinstance(exception, FetcherLost):
            # Not this page's own doing, perhaps: asked for again by itself, it shows.
            return self._again(request, None, alone=True)
        if isinstance(exception, IgnoreRequest | StopDownload) or request.meta.get("permission_file"):
            return None
        return self._again(request, None)

    def _again(self, request: Request, asked: float | None, *, alone: bool = False) -> Request | None:
        tries = int(request.meta.get("tries", 1))
        if tries >= MOST_TRIES and not alone:
            return None
        pause = self.pause_s * tries if asked is None else asked
        self.not_before = max(self.not_before, time.monotonic() + pause)
        self._book().wait_out(pause)
        self._book().counts["retries"] += 1
        again = request.replace(dont_filter=True)
        again.meta["tries"] = tries + (not alone)
        again.meta["alone"] = alone or bool(request.meta.get("alone"))
        return again
