"""One ad, one item, over all workers of a pass; the task that was cut off may bring it again."""

from scrapy.exceptions import DropItem

from crawler.items import AdItem
from crawler.pipelines.deduplicate import Deduplicate
from crawler.shared_queue.book import SharedBook


class SharedDeduplicate(Deduplicate):
    """Drop an item whose ad another task of this pass has brought."""

    def process_item(self, item: AdItem) -> AdItem:
        """Pass the first item of an ad on. Raises QueueAway: the item's page is then read again."""
        book: SharedBook = self.crawler.spider.book  # type: ignore[union-attr]  # the spider is there once items are
        if not book.board.claim_ad(item.external_id, book.units.task_of(item)):
            book.counts["twice"] += 1
            raise DropItem("met already")
        return item
