"""How a site is asked: what it allows first, at its pace, only for what may have changed, in a browser where it must be."""

from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response

from crawler.allowed import Answers, read_permissions, reserve, slowest_delay_s
from crawler.asking import address_of, request_for
from crawler.browser_pages import page_steps
from crawler.decoding import decode
from crawler.pass_book import Memory, PassBook
from crawler.permissions import signs_on_page
from crawler.recall import header, reserving_headers


class Asking(Spider):
    """Makes the requests of one site and reads what all answers have in common."""

    name = "asking"

    def __init__(self, book: PassBook, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.book = book
        self.definition = book.definition

    async def _read_permissions(self) -> None:
        await read_permissions(self)
        self._keep_pace()

    def _reserved(self, text: str, response: Response) -> bool:
        """Say whether a page reserves itself without the controller having lifted that; the pass is stopped then."""
        for sign in signs_on_page(reserving_headers(response), text):
            reserve(self.book, sign)
        return self.book.stopped is not None

    def _keep_pace(self) -> None:
        """Slow down to the Crawl-delay that the site asks for."""
        asked = slowest_delay_s(self.book)
        slot = self.crawler.engine.downloader.slots.get(self.definition.name)
        if slot and asked > slot.delay and not self.definition.is_loopback:
            slot.delay = asked

    async def kept_answers(self, origin: str) -> Answers | None:
        """Return what the permission files of a host said when another worker of this pass has asked; else None."""
        return None

    def keep_answers(self, origin: str, answers: Answers) -> None:
        """Hear what the permission files of a host said."""

    def permission_request(self, url: str) -> Request:
        """Return the request for a file that says what is allowed."""
        return self._request(url, dont_filter=True, permission_file=True)

    def _request(
        self,
        url: str,
        *,
        callback: Any = None,
        errback: Any = None,
        priority: int = 0,
        dont_filter: bool = False,
        **meta: Any,
    ) -> Request:
        # One slot for the whole site, whatever hosts it has: the pace holds over all of them.
        # Redirects are followed (the guard looks at each); the page stays known by the address that was asked for.
        meta |= {"download_slot": self.definition.name, "asked": url}
        return request_for(
            url, meta=meta, callback=callback, errback=errback, priority=priority, dont_filter=dont_filter
        )

    def _conditional(self, request: Request) -> Request:
        memory = self.book.memory.get(address_of(request))
        if memory and not request.meta.get("playwright"):
            if memory.etag:
                request.headers["If-None-Match"] = memory.etag
            if memory.last_modified:
                request.headers["If-Modified-Since"] = memory.last_modified
        return request

    def _browser(self, *, is_list: bool) -> dict[str, Any]:
        needed = self.definition.browser_list if is_list else self.definition.browser_ad
        if not needed:
            return {}
        return {"playwright": True, "steps": page_steps(self.definition, is_list=is_list)}

    def _remember(self, address: str, memory: Memory | None) -> None:
        if memory:
            self.book.remembered[address] = memory

    def _text(self, response: Response) -> str:
        # What a browser has shown is text already, whatever the site's bytes are.
        forced = None if response.meta.get("playwright") else self.definition.encoding
        return decode(response.body, header(response, "Content-Type"), forced)
