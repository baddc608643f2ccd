"""One worker's part in a shared pass: open or join it, work until nothing is left anywhere, let one worker close it."""

import asyncio
import json
import uuid
from dataclasses import asdict
from datetime import datetime
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings as ScrapySettings
from sqlalchemy import Engine, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from crawler import store
from crawler.definition import SiteDefinition
from crawler.errors import SiteRefused
from crawler.fetcher.handler import end_fetcher
from crawler.pass_book import PassResult
from crawler.reach import declare_hosts, withdraw_hosts
from crawler.run import LONGEST_SILENCE_S, LONGEST_STOP_S, QUICK_CONCURRENCY, Going, fill_book, site_settings
from crawler.sentences import say
from crawler.settings import DOWNLOAD_HANDLERS_BASE, ITEM_PIPELINES, all_settings
from crawler.shared_queue.board import KEPT_S, Board
from crawler.shared_queue.book import SharedBook, said_again
from crawler.shared_queue.desk import SharedDesk
from crawler.shared_queue.pace import SitePace
from crawler.shared_queue.registry import LONGEST_OPEN_S, OpenPass, Registry
from crawler.shared_queue.scheduler import take_task
from crawler.shared_queue.server import QueueAway, Server
from crawler.shared_queue.spider import SharedSpider
from crawler.store.trouble import store_trouble
from models.db import session_scope
from models.said import as_stored, sentence_of
from models.site import CrawlPass

TICK_S = 0.1
# Who has a pass in the store's eyes when several workers share it.
SHARED = "queue"
# What silent workers left is looked for this often; the board hears how far this worker is at least this often (seconds).
RECLAIM_EVERY_S = 2.0
TELL_EVERY_S = 2.0
# Without Redis for so long this worker ends its part: what it had in hand is any worker's when Redis is back (seconds).
LONGEST_OUTAGE_S = 60.0
USUAL_FETCHER = DOWNLOAD_HANDLERS_BASE["http"]


async def crawl_one(definition: SiteDefinition, going: Going) -> PassResult:
    """Take part in the pass over a site until it has ended. Never raises for trouble of store, queue or site."""
    site = definition.name
    try:
        server = Server(going.settings.redis_url or "")
        worker = uuid.uuid4().hex[:16]
        registry = Registry(server, worker)
        opened = await _open_or_join(registry, definition, going)
        book = _book(server, definition, going, opened, worker)
        desk = SharedDesk(going.engine, going.keyring, book)
        settings = ScrapySettings(all_settings())
        settings.setdict(_settings(definition, book), priority="cmdline")
    except SQLAlchemyError as problem:
        return PassResult(site=site, status="failed", message=store_trouble(problem))
    except (SiteRefused, QueueAway) as problem:
        return PassResult(site=site, status="failed", message=sentence_of(problem))
    declare_hosts(book.authorities)
    try:
        part = Part(AsyncCrawlerRunner(settings), book, desk, registry, going)
        await part.work()
        return await part.result()
    except SQLAlchemyError as problem:
        return PassResult(site=site, status="failed", message=store_trouble(problem))
    except QueueAway as problem:
        return PassResult(site=site, status="failed", message=sentence_of(problem))
    finally:
        withdraw_hosts(book.authorities)


def open_sites(redis_url: str) -> list[str]:
    """Return the sites whose pass goes on now, for workers to join. Raises QueueAway."""
    return sorted(Registry(Server(redis_url), "").open_passes())


async def _open_or_join(registry: Registry, definition: SiteDefinition, going: Going) -> OpenPass:
    """Return the pass that is open, or open one; workers that come at once get the same. Raises QueueAway."""
    site = definition.name
    while True:
        with registry.turn(f"lygte:{site}:opening") as ours:
            if ours:
                found = registry.find(site)
                if found and _goes_on(registry, going.engine, found, going.now()):
                    return found
                return _open(registry, definition, going)
        await asyncio.sleep(TICK_S)


def _goes_on(registry: Registry, engine: Engine, found: OpenPass, now: datetime) -> bool:
    """Say whether an announced pass can be joined: the store has it as running, Redis has its board, and it is not old."""
    with Session(engine) as session:
        row = session.get(CrawlPass, found.pass_id)
    if row is None or row.status != "running" or (now - found.started_at).total_seconds() > LONGEST_OPEN_S:
        return False
    return Board(registry.server, found.site, found.pass_id, registry.worker).kept("opened") is not None


def _open(registry: Registry, definition: SiteDefinition, going: Going) -> OpenPass:
    started_at = going.now()
    pass_id, resume_from = store.open_pass(going.engine, definition, started_at, going.begun_by, claimed_by=SHARED)
    opened = OpenPass(definition.name, pass_id, started_at, resume_from, going.begun_by)
    Board(registry.server, definition.name, pass_id, registry.worker).keep("opened", started_at.isoformat())
    registry.announce(opened)
    return opened


def _book(server: Server, definition: SiteDefinition, going: Going, opened: OpenPass, worker: str) -> SharedBook:
    return fill_book(
        SharedBook,
        definition,
        going,
        started_at=opened.started_at,
        pass_id=opened.pass_id,
        resume_from=opened.resume_from,
        board=Board(server, definition.name, opened.pass_id, worker),
        pace=SitePace(server, definition.name),
        pace_s=definition.pace_s,
    )


def _settings(definition: SiteDefinition, book: SharedBook) -> dict[str, Any]:
    given: dict[str, Any] = dict(site_settings(definition, book))
    handlers = given.get("DOWNLOAD_HANDLERS", {})
    steps = {path: place for path, place in ITEM_PIPELINES.items() if "deduplicate" not in path}
    return {
        **given,
        # No more than this worker can do now: the rest is for the others.
        "CONCURRENT_REQUESTS": 1 if definition.pace_s > 0 else QUICK_CONCURRENCY,
        "SCHEDULER": "crawler.shared_queue.scheduler.SharedScheduler",
        "ITEM_PIPELINES": {**steps, "crawler.shared_queue.deduplicate.SharedDeduplicate": 200},
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "crawler.shared_queue.pace.PacedHandler"),
        "LYGTE_FETCHER": next(iter(handlers.values()), USUAL_FETCHER),
    }


class Part:
    """What one worker does in one pass, tick by tick."""

    def __init__(
        self, runner: AsyncCrawlerRunner, book: SharedBook, desk: SharedDesk, registry: Registry, going: Going
    ) -> None:
        self.runner, self.book, self.desk, self.registry, self.going = runner, book, desk, registry, going
        self.lost = False
        self._reclaimed = self._told = self._answered = 0.0
        self._moved: tuple[int, float] = (0, 0.0)

    async def work(self) -> None:
        """Run the spider until the pass has no work left, is stopped, or this worker must leave."""
        loop = asyncio.get_running_loop()
        self._answered = loop.time()
        self._moved = (0, loop.time())
        crawler = self.runner.create_crawler(SharedSpider)
        task = self.runner.crawl(crawler, book=self.book, desk=self.desk)
        try:
            while not (await asyncio.wait({task}, timeout=TICK_S))[0]:
                try:
                    ended = self._tick(loop.time())
                    self._answered = loop.time()
                except QueueAway:
                    ended = self._outage(loop.time())
                except SQLAlchemyError as problem:
                    self.book.trouble = ended = True
                    self.book.stop("failed", store_trouble(problem))
                if ended or self.book.stopped:
                    await self._leave(task)
                    break
            if task.done() and not task.cancelled():
                await task
        finally:
            await end_fetcher(crawler)

    def _tick(self, at: float) -> bool:
        """Do what is due; True when this worker's work is done. Raises QueueAway."""
        book, desk = self.book, self.desk
        if not book.board.beat():
            if self._closed() is None:
                self._queue_lost()
            return True
        book.hear_stop()
        if at - self._reclaimed > RECLAIM_EVERY_S:
            self._reclaimed = at
            book.board.reclaim(book.units.known())
        spider = self._spider()
        if spider is None or book.stopped:
            return False
        take_task(spider.crawler.engine)
        desk.look_up()
        idle = not book.units.open
        if desk.has_news() and (idle or at - self._told > TELL_EVERY_S):
            self._told = at
            desk.flush()
        self._watch(at)
        scheduler: Any = spider.crawler.engine.scheduler
        return idle and not scheduler.has_pending_requests() and self._is_over()

    def _spider(self) -> SharedSpider | None:
        """Return the spider once it has asked for its first pages."""
        crawlers = list(self.runner.crawlers)
        spider: Any = crawlers[0].spider if crawlers else None
        engine = crawlers[0].engine if crawlers else None
        begun = spider is not None and engine is not None and engine.scheduler is not None and spider.asked_first
        return spider if begun else None

    def _is_over(self) -> bool:
        """Say whether no worker has work; held items are judged by what all have met."""
        stage = self.book.board.stage()
        if stage == 1 and self.desk.doubtful:
            self.desk.judge_held()
            stage = self.book.board.stage()
        return stage == 2

    def _watch(self, at: float) -> None:
        """End the pass when nothing has come to any worker for too long, whatever hangs."""
        moved = self.book.heard.get("pages", 0) + self.book.counts.total() + len(self.book.seen)
        if moved != self._moved[0] or not self.book.units.open:
            self._moved = (moved, at)
        elif at - self._moved[1] > LONGEST_SILENCE_S + 2 * self.book.pace_s:
            self.book.counts["errors"] += 1
            self.book.stop("partial", say("fell_silent", title=self.book.definition.title))

    def _outage(self, at: float) -> bool:
        """Write to the store meanwhile; True when Redis has been away too long."""
        if at - self._answered < LONGEST_OUTAGE_S:
            return False
        self.desk.save()
        self.book.trouble = True
        self.book.stop("failed", say("queue_away"))
        return True

    def _queue_lost(self) -> None:
        """Redis came back empty: what is in the store is whole, nobody knows what was still to do."""
        self.lost = True
        self.desk.save()
        message = say("queue_lost")
        self.book.trouble = True
        self.book.stop("failed", message)
        with session_scope(self.going.engine) as session:
            session.exec(
                update(CrawlPass)
                .where(col(CrawlPass.id) == self.book.pass_id, col(CrawlPass.status) == "running")
                .values(status="failed", finished_at=self.book.now(), message=str(message), said=as_stored(message))
            )

    async def _leave(self, task: "asyncio.Task[None]") -> None:
        """Let the spider end; one that hangs is cut off."""
        crawlers = list(self.runner.crawlers)
        spider: Any = crawlers[0].spider if crawlers else None
        if spider is not None:
            spider.leaving = True
        await asyncio.wait({asyncio.ensure_future(self.runner.stop())}, timeout=LONGEST_STOP_S)
        if not task.done():
            for crawler in crawlers:
                await end_fetcher(crawler)
            await asyncio.wait({task}, timeout=LONGEST_STOP_S)
        if not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=LONGEST_STOP_S)

    async def result(self) -> PassResult:
        """Return how the pass ended; the worker whose turn it is closes it. Raises QueueAway."""
        book, desk = self.book, self.desk
        if book.trouble:
            if self.lost:
                self.registry.withdraw(book.definition.name, book.pass_id)
                book.board.remove()
            return desk.finish(book.now())
        if book.stopped:
            desk.flush()
        while True:
            with self.registry.turn(book.board.closing) as ours:
                if ours:
                    return self._closed() or self._close()
            await asyncio.sleep(TICK_S)

    def _close(self) -> PassResult:
        book = self.book
        made = self.desk.close(book.now())
        kept = json.dumps({**asdict(made), "said": as_stored(made.message)})
        book.board.server.ask(lambda redis: redis.set(book.board.result, kept, ex=KEPT_S))
        self.registry.withdraw(book.definition.name, book.pass_id)
        book.board.remove()
        book.report()
        return made

    def _closed(self) -> PassResult | None:
        """Return what the worker that closed the pass made of it."""
        found = self.book.board.server.ask(lambda redis: redis.get(self.book.board.result))
        if not found:
            return None
        given: dict[str, Any] = json.loads(found)
        said = given.pop("said")
        if given["message"]:
            given["message"] = said_again(given["message"], said)
        return PassResult(**given)
