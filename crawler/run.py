"""Collect sites: the gate first, then one pass over each site, all in one shared loop. Call it as often as you like."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings as ScrapySettings
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from crawler import store
from crawler.browser_pages import browser_settings
from crawler.definition import SiteDefinition, all_sites
from crawler.desk import Desk
from crawler.errors import SiteRefused
from crawler.fetcher.handler import end_fetcher
from crawler.fetcher.nest import NEST
from crawler.health import choose_looks, readable
from crawler.legal_basis import check_gate
from crawler.locks import held, machine_of
from crawler.loop import run_in_loop
from crawler.pass_book import PassBook, PassResult
from crawler.reach import declare_hosts, withdraw_hosts
from crawler.sentences import say
from crawler.settings import all_settings
from crawler.spider import SiteSpider
from crawler.store.trouble import store_trouble
from models import audit_chain
from models.db import session_scope
from models.errors import BadInput
from models.keys import KeyRing
from models.progress import Progress, silent
from models.said import sentence_of
from models.settings import Settings

# Raised when reading changes: pages remembered by an older reading are fetched whole again.
READING = "1"
# Known ads looked at again in each pass, changed or not, so that a broken selector is noticed the same day.
LOOKS = 5
QUICK_CONCURRENCY = 8
# A pass ends when nothing has come for this long (seconds): longer than the longest pause a site may ask for.
LONGEST_SILENCE_S = 150.0
LONGEST_STOP_S = 15.0
WATCH_S = 1.0
Book = TypeVar("Book", bound=PassBook)
NOISY = ("scrapy", "scrapy-playwright", "twisted", "playwright", "protego", "parsel", "filelock", "asyncio")


def crawl(
    settings: Settings,
    engine: Engine,
    keyring: KeyRing,
    *,
    names: Sequence[str] | None = None,
    now: Callable[[], datetime],
    progress: Progress = silent,
    quick: bool = False,
    begun_by: str = "command",
) -> list[PassResult]:
    """Make one pass over each named site (all when None) and return how each ended, in the order named.

    ``quick`` drops the pause between requests, on loopback only. A pass that was killed is made again by the same
    call: what it stored stays, nothing is stored twice, and pages it had read are not fetched again. All state is in
    the store. ``begun_by`` (command, schedule, screen) is for the run history.

    Raises BadInput for a name no site has, DefinitionWrong for a site.yml that does not read.
    """
    sites = all_sites(settings)
    chosen = list(names) if names else sorted(sites)
    unknown = [name for name in chosen if name not in sites]
    if unknown:
        raise BadInput(f"There is no site named {', '.join(unknown)}; known are: {', '.join(sorted(sites)) or 'none'}.")
    if quick and not all(sites[name].is_loopback for name in chosen):
        raise BadInput("Quick crawling is for sites on this machine only.")
    results: dict[str, PassResult] = {}
    ready: list[SiteDefinition] = []
    with ExitStack() as locks:
        for name in dict.fromkeys(chosen):
            # A shared pass is for any number of processes; one that is not is for one.
            busy = None if settings.redis_url else _busy(settings, name, locks)
            refusal = busy or _refusal(settings, engine, sites[name], now(), begun_by)
            if refusal:
                results[name] = refusal
            else:
                ready.append(replace(sites[name], pace_s=0.0) if quick else sites[name])
        if ready:
            _quieten()
            NEST.begin()
            for result in run_in_loop(_crawl_all(ready, Going(settings, engine, keyring, now, progress, begun_by))):
                results[result.site] = result
    return [results[name] for name in dict.fromkeys(chosen) if name in results]


def _busy(settings: Settings, name: str, locks: ExitStack) -> PassResult | None:
    """Take the site for this process until the locks are let go of; a refusal when another process has it."""
    if locks.enter_context(held(settings, f"site-{name}")):
        return None
    return PassResult(site=name, status="refused", message=say("busy", site=name))


def _refusal(
    settings: Settings, engine: Engine, definition: SiteDefinition, at: datetime, begun_by: str
) -> PassResult | None:
    """Ask the gate; a refusal is written to the audit trail and to the run history, and nothing is contacted."""
    try:
        check_gate(definition.name, definition.hosts, settings.legal_basis_dir, at)
        if store.is_paused(engine, definition.name):
            raise SiteRefused(say("paused", site=definition.name))
    except SiteRefused as refused:
        with session_scope(engine) as session:
            audit_chain.record(
                session, "crawl_refused", at=at, subject=definition.name, details={"reason": str(refused)}
            )
        book = PassBook(definition, at, store.open_pass(engine, definition, at, begun_by)[0], known={})
        book.message = sentence_of(refused)
        book.alarm("gate_closed")
        store.finish_pass(engine, book, "refused", {}, at)
        return PassResult(site=definition.name, status="refused", alarms=1, message=sentence_of(refused))
    except SQLAlchemyError as problem:
        return PassResult(site=definition.name, status="failed", message=store_trouble(problem))
    return None


@dataclass(frozen=True)
class Going:
    """What all passes of one call share."""

    settings: Settings
    engine: Engine
    keyring: KeyRing
    now: Callable[[], datetime]
    progress: Progress
    begun_by: str


async def _crawl_all(sites: Sequence[SiteDefinition], going: Going) -> list[PassResult]:
    return list(await asyncio.gather(*(_crawl_one(definition, going) for definition in sites)))


async def _crawl_one(definition: SiteDefinition, going: Going) -> PassResult:
    if going.settings.redis_url:
        from crawler.shared_queue.run import crawl_one

        return await crawl_one(definition, going)
    try:
        book = _open_book(definition, going)
        desk = Desk(going.engine, going.keyring, book)
        settings = ScrapySettings(all_settings())
        settings.setdict(site_settings(definition, book), priority="cmdline")
    except SQLAlchemyError as problem:
        return PassResult(site=definition.name, status="failed", message=store_trouble(problem))
    except SiteRefused as refused:
        return PassResult(site=definition.name, status="failed", message=sentence_of(refused))
    declare_hosts(book.authorities)
    try:
        await _watched(AsyncCrawlerRunner(settings), book, desk)
    finally:
        withdraw_hosts(book.authorities)
    going.progress(definition.title, max(len(book.rows), 1), max(len(book.rows), 1))
    return desk.finish(going.now())


async def _watched(runner: AsyncCrawlerRunner, book: PassBook, desk: Desk) -> None:
    """Run the spider; a pass in which nothing happens for too long is ended, whatever hangs."""
    crawler = runner.create_crawler(SiteSpider)
    task = runner.crawl(crawler, book=book, desk=desk)
    loop = asyncio.get_running_loop()
    last, since = book.counts.total(), loop.time()
    try:
        while not (await asyncio.wait({task}, timeout=WATCH_S))[0]:
            desk.look_up()
            if book.counts.total() != last:
                last, since = book.counts.total(), loop.time()
            elif loop.time() - since > LONGEST_SILENCE_S + 2 * book.definition.pace_s:
                book.counts["errors"] += 1
                book.stop("partial", say("fell_silent", title=book.definition.title))
                await end_fetcher(crawler)
                await asyncio.wait({asyncio.ensure_future(runner.stop())}, timeout=LONGEST_STOP_S)
                task.cancel()
                await asyncio.wait({task}, timeout=LONGEST_STOP_S)
                return
        await task
    finally:
        await end_fetcher(crawler)


def _open_book(definition: SiteDefinition, going: Going) -> PassBook:
    started_at = going.now()
    pass_id, resume_from = store.open_pass(
        going.engine, definition, started_at, going.begun_by, claimed_by=machine_of(going.settings)
    )
    return fill_book(PassBook, definition, going, started_at=started_at, pass_id=pass_id, resume_from=resume_from)


def fill_book(
    kind: type[Book],
    definition: SiteDefinition,
    going: Going,
    *,
    started_at: datetime,
    pass_id: int,
    resume_from: datetime | None,
    **more: Any,
) -> Book:
    """Return the book of a pass with what earlier passes left. ``more`` is for fields of other kinds of books."""
    engine, keyring = going.engine, going.keyring
    can_read = readable(definition)
    known = {
        key: replace(ad, fields=ad.fields & can_read)
        for key, ad in store.load_known(engine, keyring, definition.name).items()
    }
    usual, usual_ads = store.load_usual(engine, definition, started_at)
    usual = {name: share for name, share in usual.items() if name in can_read}
    reader = f"{READING}-{definition.fingerprint}"
    live = {key: ad.fields for key, ad in known.items() if not ad.gone}
    return kind(
        definition=definition,
        started_at=started_at,
        pass_id=pass_id,
        known=known,
        usual=usual,
        usual_ads=usual_ads,
        memory=store.load_memory(engine, definition.name, reader),
        reader=reader,
        resume_from=resume_from,
        progress=going.progress,
        clock=going.now,
        lifted=store.load_lifted(engine, definition.name, started_at),
        looks_wanted=choose_looks(live, LOOKS, pass_id),
        **more,
    )


def site_settings(definition: SiteDefinition, book: PassBook) -> dict[str, object]:
    """Return Scrapy's settings for one site: its pace, how many requests at once, its browser."""
    concurrency = 1 if definition.pace_s > 0 else QUICK_CONCURRENCY
    given: dict[str, object] = {
        "DOWNLOAD_DELAY": definition.pace_s,
        "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency,
        "DOWNLOAD_SLOTS": {definition.name: {"delay": definition.pace_s, "concurrency": concurrency, "jitter": 0.0}},
        "LYGTE_RETRY_PAUSE_S": 0.05 if definition.pace_s == 0 else 10.0,
    }
    if definition.browser_list or definition.browser_ad:
        given |= browser_settings(definition, book)
    return given


def _quieten() -> None:
    """Keep Scrapy's and Playwright's lines out of every log: they quote addresses and items (R-PH-5)."""
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
