"""Scrapy's queue for a shared pass: scrapy-redis' scheduler with a queue of tasks instead of pickled requests.

Pickles from a server would be code from that server, and would carry page texts; a task is an address and a row's key.
"""

from collections import deque
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider
from scrapy_redis.dupefilter import RFPDupeFilter
from scrapy_redis.queue import Base
from scrapy_redis.scheduler import Scheduler

from crawler.asking import address_of
from crawler.shared_queue.book import SharedBook
from crawler.shared_queue.server import QueueAway
from crawler.shared_queue.spider import SharedSpider, address_id, priority_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class TaskQueue(Base):  # type: ignore[misc]  # scrapy-redis is untyped
    """The tasks of a pass: pushed once, in a worker's hand when popped."""

    spider: SharedSpider

    def __len__(self) -> int:
        """Return how many tasks wait."""
        return self.spider.book.board.sizes()["waiting"]

    def push(self, request: Request) -> None:
        """Add the task of a request, unless this pass has asked for its address."""
        task = self.spider.as_task(request) or {}
        self.spider.book.board.push(address_id(address_of(request)), task, priority_of(task))

    def pop(self, timeout: int = 0) -> Request | None:
        """Take the next task."""
        found = self.spider.book.board.take()
        if found is None:
            return None
        self.spider.book.units.begin(found[0])
        return self.spider.request_of(*found)


class AskedOnce(RFPDupeFilter):  # type: ignore[misc]  # scrapy-redis is untyped
    """Each address once a pass over all workers, or again by the task that asked first and was cut off."""

    book: SharedBook

    def request_seen(self, request: Request) -> bool:
        """Say whether another task has asked for this."""
        if request.meta.get("redirect_times"):
            return False  # two addresses may lead to one page; how often is limited elsewhere
        return not self.book.board.claim(address_id(address_of(request)), str(request.meta["task"]))

    def log(self, request: Request, spider: Spider) -> None:
        """Say nothing: addresses are not for logs."""


class SharedScheduler(Scheduler):  # type: ignore[misc]  # scrapy-redis is untyped
    """What follows from a task at hand waits here; tasks wait in Redis."""

    spider: SharedSpider

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "SharedScheduler":
        """Scrapy's way to make a scheduler."""
        book: SharedBook = crawler.spider.book  # type: ignore[union-attr]  # the spider is there before its scheduler
        redis = book.board.server.redis
        scheduler = cls(server=redis, persist=True, dupefilter=AskedOnce(redis, book.board.at["asked"]))
        scheduler.df.book = book
        return scheduler

    def open(self, spider: SharedSpider) -> None:
        """Begin."""
        self.spider = spider
        self.queue = TaskQueue(self.server, spider, spider.book.board.at["waiting"])
        self.here: deque[Request] = deque()
        # First pages that could not be queued yet.
        self.later: deque[Request] = deque()

    def close(self, reason: str) -> None:
        """Leave the queue to the other workers."""

    def enqueue_request(self, request: Request) -> bool:
        """Queue a request: a task for everybody, anything else here. False when it was asked for before."""
        units, parent = self.spider.book.units, request.meta.get("parent")
        is_task = self.spider.as_task(request) is not None
        try:
            if is_task:
                self.queue.push(request)
            elif request.dont_filter or not self.df.request_seen(request):
                self.here.append(request)
                return True
        except QueueAway:
            if parent or not is_task:
                # The page that led here is read again when Redis is back.
                units.fail(str(parent or request.meta["task"]))
            else:
                self.later.append(request)
        if parent or not is_task:
            units.end(str(parent or request.meta["task"]))
        return is_task

    def next_request(self) -> Request | None:
        """Return what to ask for next; None when there is nothing now."""
        if self.here:
            return self.here.popleft()
        if self.spider.leaving or self.spider.book.stopped:
            return None
        try:
            while self.later:
                self.queue.push(self.later[0])
                self.later.popleft()
            request: Request | None = self.queue.pop()
        except QueueAway:
            return None
        return request

    def has_pending_requests(self) -> bool:
        """Say whether something waits here; what waits in Redis is any worker's."""
        return bool(self.here or self.later)


def take_task(engine: Any) -> None:
    """Take a task when this worker has nothing to do: Scrapy looks by itself every five seconds only."""
    if engine.spider is None or engine.needs_backout():
        return
    request = engine.scheduler.next_request()
    if request is not None:
        engine.crawl(request)
