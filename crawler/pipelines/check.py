"""First step for an ad: it must be an ad. A page that lacks a required field changes nothing in the store."""

from typing import TYPE_CHECKING, Any

from scrapy.exceptions import DropItem

from crawler.items import AdItem

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Check:
    """Drop what is not an ad and raise the alarm for each field that is missing."""

    def __init__(self, crawler: "Crawler") -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Check":
        """Scrapy's way to make a step."""
        return cls(crawler)

    def process_item(self, item: AdItem) -> AdItem:
        """Pass a whole item on."""
        book: Any = self.crawler.spider.book  # type: ignore[union-attr]  # the spider is there once items are
        for name in item.missing:
            book.alarm("field_missing", name)
        if item.missing or not (item.title or item.text):
            book.counts["not_an_ad"] += 1
            known = book.known.get(item.external_id)
            book.looks.add((), known.fields if known else None)
            raise DropItem("not an ad")
        return item
