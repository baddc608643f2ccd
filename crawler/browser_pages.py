"""Pages that need a browser: scrapy-playwright with re-used tabs, a time limit, and nothing but the site's own text.

Blocked in the browser itself: other hosts (they do not even resolve), images, media, fonts, service workers, downloads,
permissions. A page that never comes to rest is cut off and its tab thrown away.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page
from playwright.async_api import Request as BrowserRequest
from scrapy import Request
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawler.browser import LAUNCH_ARGS, find_chromium
from crawler.definition import SiteDefinition
from crawler.errors import SiteRefused
from crawler.pass_book import PassBook
from crawler.reach import may_fetch
from crawler.sentences import say

BLOCKED_KINDS = frozenset(
    {
        "image",
        "media",
        "font",
        "texttrack",
        "manifest",
        "ping",
        "websocket",
        "eventsource",
        "prefetch",
        "cspviolationreport",
        "stylesheet",
    }
)
LONGEST_PAGE_S = 30.0
LONGEST_LIST_S = 120.0  # a list that grows by pressing or scrolling has many pages in one
PRESS_MS = 3_000
PRESS_PAUSE_MS = 120
# Ways around the request filter: sockets, peer connections, and workers, in which this script does not run.
NO_SIDE_DOORS = """for (const name of ["WebSocket", "WebTransport", "EventSource", "RTCPeerConnection",
  "webkitRTCPeerConnection", "Worker", "SharedWorker"]) { try { delete window[name]; } catch (e) {} }
try { delete Navigator.prototype.sendBeacon; } catch (e) {}"""
READY_MS = 8_000
TABS = 2
MOST_PRESSES = 200
CONTEXT = {"service_workers": "block", "accept_downloads": False, "java_script_enabled": True, "locale": "da-DK"}


class BrowserPages(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # the package has no types
    """Download handler: plain requests as Scrapy does, browser requests in one of a few tabs."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._tabs: list[Page] = []
        # One turn a tab: the package's own limit counts open tabs, and ours stay open.
        self._turns = asyncio.Semaphore(TABS)

    async def download_request(self, request: Request) -> Response:
        """Fetch one page; a tab that fails or takes too long is closed, a good one is used again."""
        if not request.meta.get("playwright"):
            plain: Response = await super().download_request(request)
            return plain
        async with self._turns:
            return await self._in_a_tab(request)

    async def _in_a_tab(self, request: Request) -> Response:
        request.meta["playwright_include_page"] = True
        request.meta["playwright_page_init_callback"] = shut_side_doors
        if self._tabs:
            request.meta["playwright_page"] = self._tabs.pop()
            # It was shut when it was made.
            del request.meta["playwright_page_init_callback"]
        limit = LONGEST_LIST_S if "number" in request.meta else LONGEST_PAGE_S
        try:
            response: Response = await asyncio.wait_for(super().download_request(request), limit)
        except BaseException:
            await self._throw_away(request.meta.pop("playwright_page", None))
            raise
        tab = request.meta.pop("playwright_page", None)
        if tab is not None and not tab.is_closed():
            self._tabs.append(tab)
        return response

    async def _throw_away(self, tab: Page | None) -> None:
        if tab is None:
            return
        try:
            await asyncio.wait_for(tab.close(), 5)
        except (PlaywrightError, TimeoutError):
            # The renderer hangs: the browser is closed with the pass, nothing else can be done for this tab.
            return


def browser_settings(definition: SiteDefinition, book: PassBook) -> dict[str, Any]:
    """Return the settings of a site that needs a browser. Raises SiteRefused when there is no browser."""
    path = find_chromium()
    if not path:
        raise SiteRefused(say("no_browser"))
    hosts = {host for host, _ in book.authorities}
    return {
        # One scheme: each handler starts a driver process of its own.
        "DOWNLOAD_HANDLERS": {urlsplit(definition.start_url).scheme: "crawler.browser_pages.BrowserPages"},
        "PLAYWRIGHT_LAUNCH_OPTIONS": {"executable_path": path, "args": [*LAUNCH_ARGS, *_network_args(hosts)]},
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": TABS,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": 20_000,
        "PLAYWRIGHT_ABORT_REQUEST": aborter(book),
    }


def _network_args(hosts: set[str]) -> list[str]:
    keep = ", ".join(f"EXCLUDE {host}" for host in sorted(hosts))
    return [
        f"--host-resolver-rules=MAP * ~NOTFOUND, {keep}",
        "--blink-settings=imagesEnabled=false",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-pings",
        "--dns-prefetch-disable",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    ]


def aborter(book: PassBook) -> Callable[[BrowserRequest], bool]:
    """Return the function that says which of a page's own requests are aborted, counting them by reason."""

    def abort(request: BrowserRequest) -> bool:
        if request.resource_type in BLOCKED_KINDS:
            book.counts["blocked_media"] += 1
            return True
        if urlsplit(request.url).scheme == "data":
            return False
        reason = may_fetch(request.url, book.authorities)
        if reason:
            book.counts[f"blocked_{reason}"] += 1
        return reason is not None

    return abort


async def shut_side_doors(page: Page, _request: Request) -> None:
    """Take from a new tab what would reach the network past the filter."""
    await page.add_init_script(NO_SIDE_DOORS)


def page_steps(definition: SiteDefinition, *, is_list: bool) -> list[PageMethod]:
    """Return what the browser does on a page before it is read: wait, then load the rest of a list."""
    steps = []
    if definition.wait_for:
        steps.append(PageMethod(_until_there, definition.wait_for))
    if definition.press and not is_list:
        steps.append(PageMethod(press_once, definition.press))
    rule = definition.list.next
    if is_list and rule and rule.kind == "click":
        steps.append(PageMethod(_press_until_gone, rule.where, definition.list.ad))
    if is_list and rule and rule.kind == "scroll":
        steps.append(PageMethod(_scroll_to_end, definition.list.ad))
    return steps


async def _until_there(page: Page, selector: str) -> None:
    """Wait for an element; a page without it is judged by its content, not by an error."""
    try:
        await page.wait_for_selector(selector, state="attached", timeout=READY_MS)
    except PlaywrightError:
        return


async def press_once(page: Page, button: str) -> None:
    """Press what reveals a number and wait for the page to settle; a page without it is read as it is."""
    with suppress(PlaywrightError):
        await page.locator(_as_locator(button)).first.click(timeout=PRESS_MS)
        await page.wait_for_load_state("networkidle", timeout=PRESS_MS)
        await page.wait_for_timeout(PRESS_PAUSE_MS)


async def _press_until_gone(page: Page, button: str, ad: str) -> None:
    for _ in range(MOST_PRESSES):
        knob = page.locator(_as_locator(button)).first
        before = await page.locator(_as_locator(ad)).count()
        if not await knob.count() or not await knob.is_visible() or not await knob.is_enabled():
            return
        with suppress(PlaywrightError):  # covered, or gone by itself: what has grown decides
            await knob.click(timeout=PRESS_MS)
        if not await _grew(page, ad, before):
            return


async def _scroll_to_end(page: Page, ad: str) -> None:
    for _ in range(MOST_PRESSES):
        before = await page.locator(_as_locator(ad)).count()
        await page.mouse.wheel(0, 100_000)
        if not await _grew(page, ad, before):
            return


async def _grew(page: Page, ad: str, before: int) -> bool:
    """Wait until more ads are there than before; False when none come."""
    for _ in range(40):
        if await page.locator(_as_locator(ad)).count() > before:
            return True
        await page.wait_for_timeout(50)
    return False


def _as_locator(selector: str) -> str:
    return f"xpath={selector}" if selector.startswith(("/", "./", "(")) else f"css={selector}"
