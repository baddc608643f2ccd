"""Last step: hand the ad to the desk, which writes in batches once it trusts the site's reading."""

from typing import TYPE_CHECKING, Any

from crawler.items import AdItem

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Store:
    """Hand over items."""

    def __init__(self, crawler: "Crawler") -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Store":
        """Scrapy's way to make a step."""
        return cls(crawler)

    def process_item(self, item: AdItem) -> AdItem:
        """Accept one ad."""
        desk: Any = self.crawler.spider.desk  # type: ignore[union-attr]  # the spider is there once items are
        desk.accept(item)
        return item
