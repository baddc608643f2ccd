"""From an ad's first page to the whole ad: what a button reveals, its page in another language, further pages of reviews."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.addresses import as_identity
from crawler.decoding import decode
from crawler.items import AdItem, ListRow
from crawler.list_page import ad_address
from crawler.page import Page
from crawler.pass_book import KnownAd, Memory
from crawler.reading_room import extract_ad, extract_reviews
from crawler.recall import header, memory_of
from crawler.site_asking import Asking
from crawler.store.content import content_hash

MOST_REVIEW_PAGES = 20
MOST_NEEDS = 5
NEED_PRIORITY = 5
Callback = Callable[[Response], AsyncIterator[Any]]
Errback = Callable[[Failure], AsyncIterator[Any]]


class AdReading(Asking, ABC):
    """Reads one ad, however many answers that takes."""

    @abstractmethod
    def parse_ad(self, response: Response) -> AsyncIterator[Any]:
        """Read an ad's first page; the spider's."""

    @abstractmethod
    def ad_failed(self, failure: Failure) -> None:
        """Note that it did not come; the spider's."""

    def _known(self, row: ListRow) -> tuple[Memory | None, KnownAd | None]:
        """Return what is remembered of a row's page, and the ad the store has of it."""
        memory = self.book.memory.get(ad_address(row, self.definition))
        return memory, self.book.known.get((memory.external_id if memory else None) or row.key)

    def _ad_request(self, row: ListRow) -> Request:
        request = self._request(
            ad_address(row, self.definition),
            callback=self.parse_ad,
            errback=self.ad_failed,
            row=row,
            **self._browser(is_list=False),
        )
        return self._conditional(request) if self._known(row)[1] else request

    async def _read_ad(
        self, page: Page, row: ListRow, fetched: dict[str, str], response: Response
    ) -> AsyncIterator[Any]:
        item = await extract_ad(page, self.definition, now=self.book.started_at, row=row, fetched=fetched)
        if self._is_said_elsewhere(item, page, response):
            yield self._request(
                item.url,
                callback=self.parse_ad,
                errback=self.ad_failed,
                row=replace(row, url=item.url),
                instead=item,
            )
            return
        if item.needs and len(fetched) < MOST_NEEDS:
            about = {"page": page, "row": row, "fetched": fetched, "first": response}
            yield self._follow_up(item.needs[0], self.parse_need, self.need_failed, **about)
            return
        item.fetched_from = ad_address(row, self.definition)
        whole = not (fetched or item.needs or item.next_reviews or response.meta.get("playwright"))
        self._remember(item.fetched_from, memory_of(response, item.external_id, {}, whole=whole))
        for request in self._distrust(item, row):
            yield request
        if item.next_reviews and self.definition.reviews:
            yield self._review_request(item, {page.url})
            return
        yield item

    def _follow_up(self, url: str, callback: Callback, errback: Errback, **meta: Any) -> Request:
        """Return the request for what an ad lacks; other ads may lack the same, so it is asked for each time."""
        return self._request(url, callback=callback, errback=errback, priority=NEED_PRIORITY, dont_filter=True, **meta)

    def _distrust(self, item: AdItem, row: ListRow) -> Iterator[Request]:
        """Ask for every ad that the list's clue left aside, once an ad has changed without its clue."""
        known = self.book.known.get(item.external_id)
        if not (self.definition.list.clue and known) or known.gone or known.list_clue != row.clue:
            return
        if content_hash(item) != known.content_hash:
            self.book.clue_untrue = True
            left, self.book.left = self.book.left, []
            yield from (self._ad_request(each) for each in left)

    def _is_said_elsewhere(self, item: AdItem, page: Page, response: Response) -> bool:
        """Say whether another page is this ad's own: the same ad in the language that is read, or its canonical address."""
        if not self.definition.canonical or "instead" in response.meta or self.definition.ad_json:
            return False
        return as_identity(item.url) != as_identity(page.url)

    async def parse_need(self, response: Response) -> AsyncIterator[Any]:
        """Read the ad again with what its button revealed."""
        meta = response.meta
        body = decode(response.body, header(response, "Content-Type")) if response.status == 200 else ""
        asked = str(response.meta["asked"])
        async for made in self._read_ad(meta["page"], meta["row"], {**meta["fetched"], asked: body}, meta["first"]):
            yield made

    async def need_failed(self, failure: Failure) -> AsyncIterator[Any]:
        """Read the ad without it; the missing field is judged like any other."""
        meta = failure.request.meta  # type: ignore[attr-defined]  # Scrapy's errbacks carry the request
        self.book.counts["errors"] += 1
        async for made in self._read_ad(
            meta["page"], meta["row"], {**meta["fetched"], meta["asked"]: ""}, meta["first"]
        ):
            yield made

    def _review_request(self, item: AdItem, read: set[str]) -> Request:
        return self._follow_up(item.next_reviews or "", self.parse_reviews, self.reviews_failed, item=item, read=read)

    async def parse_reviews(self, response: Response) -> AsyncIterator[Any]:
        """Add a further page of reviews to its ad."""
        item, read = response.meta["item"], response.meta["read"] | {response.url}
        text = self._text(response)
        reviews, following = await extract_reviews(
            Page(response.url, text), self.definition, now=self.book.started_at, read=read
        )
        there = {review.external_id for review in item.reviews}
        item.reviews.extend(review for review in reviews if review.external_id not in there)
        item.next_reviews = following if following not in read and len(read) < MOST_REVIEW_PAGES else None
        yield self._review_request(item, read) if item.next_reviews else item

    async def reviews_failed(self, failure: Failure) -> AsyncIterator[Any]:
        """Keep the ad with the reviews read so far."""
        self.book.counts["errors"] += 1
        yield failure.request.meta["item"]  # type: ignore[attr-defined]  # Scrapy's errbacks carry the request
