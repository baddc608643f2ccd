"""The one spider: goes where a site definition says, hands pages to the reading room, and keeps the book of the pass."""

import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.ad_reading import AdReading
from crawler.desk import Desk
from crawler.items import AdItem, ListPage, ListRow
from crawler.middlewares.guard import Refused
from crawler.page import Page
from crawler.pass_book import Memory, PassBook
from crawler.reading_room import ROOM, extract_ad, extract_list, is_gone
from crawler.recall import body_hash, header, led_to, memory_of, recall
from crawler.sentences import say

log = logging.getLogger("crawler")

# Ends of lists that never end: pages in a row without a new ad, and pages altogether.
PAGES_WITHOUT_NEWS = 3
ROWS_THAT_DO_NOT_VANISH = 5
MOST_LIST_PAGES = 2_000
LIST_PRIORITY = 10
GONE = (404, 410)


class SiteSpider(AdReading):
    """Collects one site. ``book`` and ``desk`` are those of this pass."""

    name = "site"

    def __init__(self, book: PassBook, desk: Desk, **kwargs: Any) -> None:
        super().__init__(book, **kwargs)
        self.desk = desk
        self.list_pages = 0

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> "SiteSpider":
        """Scrapy's way to make a spider."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.page_failed, signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Read what the site allows, then ask for its list pages."""
        # The process that parses loads its code while the site is asked for its rules.
        ROOM.begin()
        await self._read_permissions()
        if self.book.stopped:
            return
        await ROOM.ready()
        for url in self.definition.start_urls:
            yield self._list_request(url, number=1, stale=0)

    def _list_request(self, url: str, *, number: int, stale: int) -> Request:
        request = self._request(
            url,
            callback=self.parse_list,
            errback=self.list_failed,
            priority=LIST_PRIORITY,
            number=number,
            stale=stale,
            **self._browser(is_list=True),
        )
        # Rows that hold the whole ad are wanted each time.
        return request if self.definition.ad_from_list else self._conditional(request)

    async def parse_list(self, response: Response) -> AsyncIterator[Any]:
        """Read a list page: settle each of its ads and go on to the next pages."""
        self.list_pages += 1
        listed = await self._listed(response)
        if listed is None:
            return
        self.book.counts["lists"] += 1
        number, fresh = response.meta["number"], 0
        for row in listed.rows:
            if self.book.meet(row, response.meta.get("task", "")):
                fresh += 1
                async for made in self._settle(row):
                    yield made
        if listed.elements > 2 * len(listed.rows) + 5:
            self.book.alarm("field_missing", "link")
        stale = 0 if fresh else response.meta["stale"] + 1
        self.book.report()
        if stale < PAGES_WITHOUT_NEWS and not (stale and self._counts_pages()):
            for request in self._more_lists(listed, number, stale):
                yield request

    def _counts_pages(self) -> bool:
        rule = self.definition.list.next
        return rule is not None and rule.kind == "url"

    def _more_lists(self, listed: ListPage, number: int, stale: int) -> Iterator[Request]:
        if self.list_pages >= MOST_LIST_PAGES:
            self.book.alarm("list_endless")
            return
        for url in listed.next_urls:
            yield self._list_request(url, number=number + 1, stale=stale)
        for url in listed.list_urls:
            yield self._list_request(url, number=1, stale=0)

    async def _listed(self, response: Response) -> ListPage | None:
        address = str(response.meta["asked"])
        memory = self.book.memory.get(address)
        if response.status == 304 and memory:
            self.book.remembered[address] = memory
            return recall(memory)
        if response.status != 200:
            self._list_trouble(response.status)
            return None
        text = self._text(response)
        if self._reserved(text, response):
            return None
        listed = await extract_list(Page(response.url, text), self.definition, number=response.meta["number"])
        if memory and not listed.rows and len(recall(memory).rows) >= ROWS_THAT_DO_NOT_VANISH:
            self.book.alarm("list_empty")
        self._remember(address, memory_of(response, None, led_to(listed)))
        return listed

    def list_failed(self, failure: Failure) -> None:
        """Note that a list page did not come: the pass is not complete."""
        if not (isinstance(failure.value, Refused) and failure.value.reason in ("stopped", "robots")):
            self._list_trouble(None)

    def _list_trouble(self, status: int | None) -> None:
        self.book.counts["errors"] += 1
        self.book.alarm("list_failed")
        later = "_later" if self.book.counts["lists"] else ""
        if status:
            self.book.say(say(f"list_status{later}", title=self.definition.title, status=status))
        else:
            self.book.say(say(f"list_absent{later}", title=self.definition.title))

    async def _settle(self, row: ListRow) -> AsyncIterator[Request | AdItem]:
        """Move on an ad that the list shows unchanged; ask for the page of any other, or read it where it stands."""
        if self.definition.ad_from_list:
            yield await extract_ad(Page(row.url, row.content), self.definition, now=self.book.started_at, row=row)
            return
        memory, known = self._known(row)
        if known:
            self.book.saw(known.external_id)
            if known.list_clue == row.clue and self._need_not_look(known.external_id, memory):
                self.book.left.append(row)
                return
        yield self._ad_request(row)

    def _need_not_look(self, external_id: str, memory: Memory | None) -> bool:
        """Say whether an ad that the list shows unchanged can be left: a trusted clue, or read before a kill today."""
        cut_off = self.book.resume_from
        if cut_off and memory and memory.checked_at and memory.checked_at >= cut_off:
            return True
        trusted = bool(self.definition.list.clue) and not self.book.clue_untrue
        return trusted and external_id not in self.book.looks_wanted

    async def parse_ad(self, response: Response) -> AsyncIterator[Any]:
        """Read an ad page, or note that it is gone or unchanged."""
        row: ListRow = response.meta["row"]
        address = str(response.meta["asked"])
        memory = self.book.memory.get(address)
        if response.status == 304 and memory and memory.external_id in self.book.known:
            self._still(memory.external_id, row)
            return
        if response.status != 200:
            for instead in self._no_page(row, memory, response):
                yield instead
            return
        same = memory and memory.body_hash and memory.external_id in self.book.known
        if (
            same
            and memory
            and memory.body_hash == body_hash(response)
            and not self.book.known[memory.external_id or ""].gone
        ):
            self.book.remembered[address] = memory
            self._still(memory.external_id or "", row)
            return
        if self._led_away(response):
            self._dead(row, memory)
            return
        text = self._text(response)
        if self._reserved(text, response):
            return
        page = Page(response.url, text, header(response, "Link"))
        if await is_gone(page, self.definition):
            self._dead(row, memory)
            return
        async for made in self._read_ad(page, row, {}, response):
            yield made

    def _led_away(self, response: Response) -> bool:
        """Say whether an ad's address now leads to the front page or a list: the ad is no more."""
        redirected = bool(response.meta.get("redirect_times"))
        return redirected and (response.url in self.definition.start_urls or urlsplit(response.url).path in ("", "/"))

    def _no_page(self, row: ListRow, memory: Memory | None, response: Response) -> Iterator[AdItem]:
        """Note an ad that is gone or does not come; where it was its other page, the one that came serves."""
        if "instead" in response.meta:
            yield response.meta["instead"]
        elif response.status in GONE:
            self._dead(row, memory)
        else:
            self.book.counts["errors"] += 1

    def _still(self, external_id: str, row: ListRow) -> None:
        known = self.book.known[external_id]
        self.book.looks.add(known.fields, known.fields)
        if known.list_clue != row.clue:
            self.book.new_clues[known.ad_id] = row.clue
        self.book.counts["unchanged"] += 1

    def _dead(self, row: ListRow, memory: Memory | None) -> None:
        key = (memory.external_id if memory else None) or row.key
        self.book.dead.add(key)
        self.book.seen.discard(key)
        self.book.to_touch.discard(key)

    def ad_failed(self, failure: Failure) -> None:
        """Note that an ad page did not come; what the store has of it stays."""
        if isinstance(failure.value, Refused) and failure.value.reason in ("stopped", "robots"):
            return
        self.book.counts["errors"] += 1

    def page_failed(self, failure: Failure, response: Response, spider: Spider) -> None:
        """Note a fault of our own on a page: where in the code, never what the page said."""
        self.book.counts["errors"] += 1
        self.book.alarm("page_unreadable")
        frames = traceback.extract_tb(failure.value.__traceback__) if failure.value else []
        where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
        # What happened in the process that parses is told by that process.
        where = getattr(failure.value, "where", "") or where
        log.error("A page of %s could not be read: %s in %s", self.definition.name, type(failure.value).__name__, where)
