"""Each address is asked for once a pass. Scrapy's own filter hashes a rewritten form of every request; ours are clean."""

from scrapy import Request, Spider
from scrapy.dupefilters import BaseDupeFilter


class Once(BaseDupeFilter):
    """Filter by method, address and body."""

    def __init__(self) -> None:
        self.asked: set[tuple[str, str, bytes]] = set()

    def request_seen(self, request: Request) -> bool:
        """Say whether this was asked for before, and note it."""
        if request.meta.get("redirect_times"):
            return False  # two addresses may lead to one page; how often is limited elsewhere
        key = (request.method, request.url, request.body)
        if key in self.asked:
            return True
        self.asked.add(key)
        return False

    def log(self, request: Request, spider: Spider) -> None:
        """Say nothing: addresses are not for logs."""
