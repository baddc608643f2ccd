"""The one spider as a worker of a shared pass: list and ad pages are tasks for any worker, what follows stays here."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider

from crawler.allowed import Answers, slowest_delay_s
from crawler.items import AdItem, ListRow
from crawler.shared_queue.book import SharedBook
from crawler.shared_queue.server import QueueAway
from crawler.spider import LIST_PRIORITY, SiteSpider

ASK_AGAIN_S = 0.2
# The first worker asks what the site allows; if it falls silent another asks (seconds).
LONGEST_ASKING_S = 90


def address_id(address: str) -> str:
    """Return the id of an address (with its body, where one is sent to it)."""
    return hashlib.blake2b(address.encode(), digest_size=12).hexdigest()


class SharedSpider(SiteSpider):
    """Collects one site together with other workers."""

    book: SharedBook
    leaving = False
    # Whether the first pages have been queued: before that an empty queue does not mean that nothing is left.
    asked_first = False

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> "SharedSpider":
        """Scrapy's way to make a spider."""
        spider: Any = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.stay, signals.spider_idle)
        crawler.signals.connect(spider.item_arrived, signals.item_scraped)
        crawler.signals.connect(spider.item_dropped, signals.item_dropped)
        crawler.signals.connect(spider.item_failed, signals.item_error)
        return spider  # type: ignore[no-any-return]  # Scrapy's factories are untyped

    async def start(self) -> AsyncIterator[Any]:
        """Read what the site allows, then queue its list pages, unless another worker has."""
        async for request in super().start():
            yield request
        self.asked_first = True

    def stay(self) -> None:
        """Wait while other workers may still bring work."""
        if not self.leaving:
            raise DontCloseSpider

    # Permissions: asked once a pass.

    async def kept_answers(self, origin: str) -> Answers | None:
        """Return what the worker heard that asked first; None when this worker shall ask."""
        name = f"lygte:{self.definition.name}:{self.book.pass_id}:asking:{address_id(origin)}"
        while not self.book.stopped:
            found = await self._patiently(lambda: self.book.board.kept(f"answers {origin}"))
            if found is not None:
                return {path: (status, text) for path, (status, text) in found.items()}
            if await self._patiently(lambda: self._may_ask(name)):
                return None
            await asyncio.sleep(ASK_AGAIN_S)
        return None

    async def _patiently(self, ask: Callable[[], Any]) -> Any:
        """Ask Redis until it answers or the pass is stopped."""
        while not self.book.stopped:
            with suppress(QueueAway):
                return ask()
            await asyncio.sleep(ASK_AGAIN_S)
        return None

    def _may_ask(self, name: str) -> bool:
        ask: Callable[[Any], Any] = lambda redis: redis.set(name, "1", nx=True, ex=LONGEST_ASKING_S)  # noqa: E731
        return bool(self.book.board.server.ask(ask))

    def keep_answers(self, origin: str, answers: Answers) -> None:
        """Let the other workers know; one that does not hear it asks by itself."""
        with suppress(QueueAway):
            self.book.board.keep(f"answers {origin}", answers)

    async def _read_permissions(self) -> None:
        await super()._read_permissions()
        await self._patiently(lambda: self.book.board.keep("permissions", self.book.permissions))

    def _keep_pace(self) -> None:
        super()._keep_pace()
        if not self.definition.is_loopback:
            self.book.pace_s = max(self.book.pace_s, slowest_delay_s(self.book))

    # Tasks: a request becomes a small object that any worker can make it from again.

    def as_task(self, request: Request) -> dict[str, object] | None:
        """Return the task of a request, None for one that belongs to the task at hand."""
        meta = request.meta
        if "task" in meta or meta.get("permission_file"):
            return None
        if "number" in meta:
            return {"list": meta["asked"], "number": meta["number"], "stale": meta["stale"]}
        if "row" in meta and "instead" not in meta and "page" not in meta:
            row: ListRow = meta["row"]
            return {"ad": [row.key, row.url, row.clue]}
        return None

    def request_of(self, task_id: str, task: dict[str, Any]) -> Request:
        """Return the request of a task, as this worker would have made it."""
        if "list" in task:
            request = self._list_request(task["list"], number=task["number"], stale=task["stale"])
        else:
            request = self._ad_request(ListRow(*task["ad"]))
        request.meta["task"] = task_id
        return request

    def _request(self, url: str, *, callback: Any = None, errback: Any = None, **given: Any) -> Request:
        bound: dict[str, Any] = {
            "callback": callback and self._step(callback),
            "errback": errback and self._step(errback),
        }
        return super()._request(url, **bound, **given)

    def _step(self, read: Callable[[Any], AsyncIterator[Any] | None]) -> Callable[[Any], AsyncIterator[Any]]:
        """Return a callback that keeps the book of its task while the given one reads."""

        async def reading(answer: Any) -> AsyncIterator[Any]:
            meta = answer.meta if hasattr(answer, "meta") else answer.request.meta
            task, units = str(meta["task"]), self.book.units
            try:
                steps = read(answer)
                if steps is not None:
                    async for made in steps:
                        self._own(made, task)
                        yield made
            except QueueAway:
                units.fail(task)
            finally:
                units.end(task)

        return reading

    def _own(self, made: Any, task: str) -> None:
        if isinstance(made, Request):
            self.book.units.begin(task)
            made.meta["parent" if self.as_task(made) else "task"] = task
        else:
            self.book.units.send(made, task)

    # Items: where they end.

    def item_arrived(self, item: AdItem) -> None:
        """Note an item at the desk."""
        self.book.units.arrive(item, item.external_id)

    def item_dropped(self, item: AdItem) -> None:
        """Note an item that is no ad, or is there already."""
        self.book.units.arrive(item, None)

    def item_failed(self, item: AdItem) -> None:
        """Note an item that a step could not take: the queue did not answer; its page is read again."""
        self.book.units.fail(self.book.units.task_of(item))
        self.book.units.arrive(item, None)


def priority_of(task: dict[str, object]) -> int:
    """Return what goes first: lists, so that every worker soon has work."""
    return LIST_PRIORITY if "list" in task else 0
