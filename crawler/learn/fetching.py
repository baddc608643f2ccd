"""Fetch pages for learning through the crawl's own gate, guard, manners and limits; nothing is stored.

One Scrapy crawl stays open while learning goes on and is asked for page after page. Pages that need a browser come
through the crawl's own browser handler, together with the answers the page itself fetched (its JSON API).
"""

import asyncio
import threading
from collections.abc import AsyncIterator
from concurrent.futures import Future
from datetime import datetime
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Response
from scrapy.settings import Settings as ScrapySettings

from crawler.addresses import join
from crawler.asking import request_for, split_body
from crawler.browser_pages import browser_settings
from crawler.decoding import decode
from crawler.definition import SiteDefinition, read_definition
from crawler.errors import SiteRefused
from crawler.fetcher.handler import end_fetcher
from crawler.learn.looks import Answer, Heard, Rendered
from crawler.learn.samples import Sample
from crawler.legal_basis import check_gate
from crawler.loop import run_in_loop, shared_loop
from crawler.pass_book import PassBook
from crawler.permissions import signs_on_page
from crawler.reach import declare_hosts, withdraw_hosts
from crawler.run import _quieten, site_settings
from crawler.sentences import say
from crawler.settings import all_settings
from crawler.spider import SiteSpider
from models.settings import Settings


class _LookingSpider(SiteSpider):
    """Keeps a crawl open until learning is done."""

    name = "looking"

    def __init__(self, book: PassBook, ready: threading.Event, **kwargs: Any) -> None:
        super().__init__(book, None, **kwargs)  # type: ignore[arg-type]  # nothing is stored, so there is no desk
        self.ready = ready
        self.ended = asyncio.Event()

    async def start(self) -> AsyncIterator[Any]:
        """Read what the site allows, then wait for questions."""
        try:
            await self._read_permissions()
        finally:
            self.ready.set()
        if not self.book.stopped:
            await self.ended.wait()
        no_requests: tuple[Request, ...] = ()
        for request in no_requests:
            yield request


class NearLooking:
    """An open look at one site. Raises SiteRefused when the gate, robots.txt or a reservation forbids it."""

    def __init__(
        self,
        name: str,
        url: str,
        settings: Settings,
        *,
        now: datetime,
        browser: bool = False,
        heard: Heard | None = None,
    ) -> None:
        host = urlsplit(url).hostname or ""
        check_gate(name, [host], settings.legal_basis_dir, now)
        self.definition = _any_definition(name, url, browser=browser)
        self.heard = heard or Heard()
        self.book = PassBook(self.definition, now, 0, known={}, lifted=dict(self.heard.lifted))
        self._ready = threading.Event()
        self._pages: dict[str, Sample | None] = {}
        self._crawl: Future[None] | None = None
        self._crawler: Any = None
        self._browser = browser

    def __enter__(self) -> "NearLooking":
        _quieten()
        given = ScrapySettings(all_settings())
        given.setdict(site_settings(self.definition, self.book), priority="cmdline")
        if self._browser:
            given.setdict(browser_settings(self.definition, self.book), priority="cmdline")
        declare_hosts(self.book.authorities)
        runner = AsyncCrawlerRunner(given)
        self._crawler = runner.create_crawler(_LookingSpider)
        self._crawl = asyncio.run_coroutine_threadsafe(self._run(runner), shared_loop())
        self._ready.wait(120)
        if self.book.stopped:
            self.__exit__(None, None, None)
            raise SiteRefused(self.book.message or say("keep_out"))
        return self

    async def _run(self, runner: AsyncCrawlerRunner) -> None:
        try:
            await runner.crawl(self._crawler, book=self.book, ready=self._ready)
        finally:
            self._ready.set()
            await end_fetcher(self._crawler)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        spider = self._crawler.spider if self._crawler else None
        if spider is not None:
            shared_loop().call_soon_threadsafe(spider.ended.set)
        if self._crawl is not None:
            self._crawl.result(60)
            self._crawl = None
            withdraw_hosts(self.book.authorities)

    def get(self, url: str) -> Sample | None:
        """Return a page, or None when it does not come, is no text, or may not be fetched. Asked for once only."""
        key = url if split_body(url)[1] else join(url, "") or url
        if key not in self._pages:
            response = self._download(request_for(url, meta=self._meta()))
            self._pages[key] = self._sample(response) if response is not None and response.status == 200 else None
        return self._pages[key]

    def browse(self, url: str, *, scrolls: int = 0, press: str | None = None) -> Rendered | None:
        """Return a page as the browser shows it, after scrolling or pressing, with the answers it fetched."""
        heard: list[tuple[str, str, str, bool, str]] = []
        steps = [("settle",), *(("scroll",) for _ in range(scrolls)), *((("press", press),) if press else ())]
        meta = self._meta() | {"playwright": True, "steps": steps, "heard": heard}
        response = self._download(Request(url, meta=meta, dont_filter=True))
        if response is None or response.status >= 400:
            return None
        answers = [Answer(url, method, text, is_json, body=sent) for url, method, text, is_json, sent in heard]
        return Rendered(self._sample(response), answers)

    def _meta(self) -> dict[str, Any]:
        return {"download_slot": self.definition.name}

    def _download(self, request: Request) -> Response | None:
        async def ask() -> Response | None:
            try:
                answer: Response = await self._crawler.engine.download_async(request)
            except Exception:  # refusals of the guard and any way a download can fail: no page
                self.heard.led_to = self.heard.led_to or self.book.led_to
                return None
            return answer

        return run_in_loop(ask())

    def _sample(self, response: Response) -> Sample:
        header = (response.headers.get("Content-Type") or b"").decode("latin-1")
        text = decode(response.body, header, None)
        signs = {
            name: (response.headers.get(name) or b"").decode("latin-1") for name in ("tdm-reservation", "x-robots-tag")
        }
        for sign in signs_on_page(signs, text):
            if sign not in self.heard.lifted:
                raise SiteRefused(say("reserved", title=self.definition.title, sign=sign))
        return Sample(response.url, text, links=(response.headers.get("Link") or b"").decode("latin-1"))


def _any_definition(name: str, url: str, *, browser: bool) -> SiteDefinition:
    """Return a definition that is only good for fetching."""
    given = {
        "name": name,
        "start_url": url,
        "browser": browser,
        "list": {"ad": "a", "link": "::attr(href)"},
        "ad": {"fields": {"title": "title"}},
    }
    return read_definition(given, f"{name}/site.yml")
