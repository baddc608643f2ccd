"""Second step: one ad, one item, however many addresses, sessions and languages lead to it."""

from typing import TYPE_CHECKING, Any

from scrapy.exceptions import DropItem

from crawler.items import AdItem

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Deduplicate:
    """Drop an item whose ad was met in this pass already."""

    def __init__(self, crawler: "Crawler") -> None:
        self.crawler = crawler
        self.met: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Deduplicate":
        """Scrapy's way to make a step."""
        return cls(crawler)

    def process_item(self, item: AdItem) -> AdItem:
        """Pass the first item of an ad on."""
        if item.external_id in self.met:
            book: Any = self.crawler.spider.book  # type: ignore[union-attr]  # the spider is there once items are
            book.counts["twice"] += 1
            raise DropItem("met already")
        self.met.add(item.external_id)
        return item
