"""The download handler of a site that needs a browser: the same seam, a fetcher that may start one, and one door for it."""

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import Response

from crawler import browser_pages
from crawler.fetcher.failures import NotFetched
from crawler.fetcher.handler import ApartFetching
from crawler.fetcher.keeper import Keeper
from crawler.fetcher.messages import Fetched
from crawler.fetcher.socks import SiteDoor
from crawler.fetcher.straying import note_strayed
from crawler.reach import may_fetch
from crawler.sentences import say

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class ApartBrowsing(ApartFetching):
    """Plain requests as other sites' are, browser requests in one of a few tabs."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self._authorities = frozenset((host, port) for host, port in crawler.settings["LYGTE_AUTHORITIES"])
        self._door = SiteDoor(self._authorities, self._refused)
        self._folder: str | None = None
        # One turn a tab.
        self._tabs = asyncio.Semaphore(browser_pages.TABS)

    def _keeper(self) -> Keeper:
        return Keeper(largest=self.largest, order=self._order, strayed=lambda: note_strayed(self.crawler))

    def _refused(self) -> None:
        self.book.counts["refused_connect"] += 1

    async def _order(self) -> dict[str, Any]:
        """Return what a fetcher with a browser is told before it shuts its doors."""
        self._door.close()
        self._clear()
        self._folder = tempfile.mkdtemp(prefix="lygte-browser-")
        return {
            "path": self.crawler.settings["LYGTE_BROWSER"],
            "folder": self._folder,
            "port": await self._door.open(),
            "tabs": browser_pages.TABS,
            "authorities": sorted(self._authorities),
        }

    async def download_request(self, request: Request) -> Response:
        """Fetch one page, in the browser where it is asked for there."""
        if not request.meta.get("playwright"):
            return await super().download_request(request)
        longest = browser_pages.LONGEST_LIST_S if "number" in request.meta else browser_pages.LONGEST_PAGE_S
        head = self.head(request) | {"longest_s": longest}
        head["browser"] = {"steps": request.meta["steps"], "listen": "heard" in request.meta}
        async with self._tabs:
            fetched = await self.fetched(request, head)
        return self.response(request, fetched)

    def response(self, request: Request, fetched: Fetched) -> Response:
        """Return the answer as Scrapy has it: a browser may have been led to another page of the site."""
        if fetched.why == "browser":
            self.book.say(say("browser_failed"))
        response = super().response(request, fetched)
        if fetched.url is None:
            return response
        if may_fetch(fetched.url, self._authorities):
            raise NotFetched
        if "heard" in request.meta:
            request.meta["heard"].extend(fetched.heard)
        if fetched.redirects:
            request.meta["redirect_times"] = fetched.redirects
        return response.replace(url=fetched.url)

    async def end(self) -> None:
        """End the fetcher and its browser."""
        await super().end()
        self._door.close()
        self._clear()

    def _clear(self) -> None:
        if self._folder is not None:
            shutil.rmtree(Path(self._folder), ignore_errors=True)
            self._folder = None
