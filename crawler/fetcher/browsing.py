"""Pages that need a browser: scrapy-playwright with re-used tabs, a time limit, and nothing but the site's own text.

Blocked in the browser itself: other hosts (they do not even resolve), images, media, fonts, service workers, downloads,
permissions. A page that never comes to rest is cut off and its tab thrown away. All of it runs under the walls of
`confine_browser`, and every connection goes through the keeper's one port, whatever the browser has been made to think.
"""

import asyncio
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page
from playwright.async_api import Request as BrowserRequest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawler.browser import LAUNCH_ARGS
from crawler.confinement import confine_to_browser
from crawler.fetcher.child import Fetcher, headers_of
from crawler.fetcher.nest import certificate_places
from crawler.fetcher.page_steps import STEPS
from crawler.page_reader import readable
from crawler.reach import may_fetch

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
# Ways around the request filter: sockets, peer connections, and workers, in which this script does not run.
NO_SIDE_DOORS = """for (const name of ["WebSocket", "WebTransport", "EventSource", "RTCPeerConnection",
  "webkitRTCPeerConnection", "Worker", "SharedWorker"]) { try { delete window[name]; } catch (e) {} }
try { delete Navigator.prototype.sendBeacon; } catch (e) {}"""
CONTEXT = {"service_workers": "block", "accept_downloads": False, "java_script_enabled": True, "locale": "da-DK"}
LONGEST_ANSWER = 2_000_000
MOST_ANSWERS = 40
# What a browser and its driver read and run; a browser that is a script needs a shell and what stands beside it.
BROWSER_READS = (
    "/usr/lib",
    "/usr/share",
    "/lib",
    "/lib64",
    "/proc",
    "/sys/devices/system/cpu",
    "/etc/fonts",
    "/etc/localtime",
)
BROWSER_RUNS = ("/usr/lib", "/lib", "/lib64")
SCRIPT_RUNS = ("/bin", "/usr/bin")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")


def confine_browser(fetcher: Fetcher, order: dict[str, Any]) -> frozenset[str]:
    """Shut what a browser does not need. ``order``: the browser's path, its folder, the keeper's port, hosts and ports."""
    import playwright

    path, folder = Path(order["path"]), Path(order["folder"])
    driver = Path(playwright.__file__).parent / "driver"
    os.environ.clear()
    os.environ |= {"TMPDIR": str(folder), "HOME": str(folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    is_script = path.read_bytes()[:2] == b"#!"
    runs = [*map(Path, BROWSER_RUNS), path, path.resolve().parent if not is_script else path, driver]
    fetcher.browsing = Browsing(fetcher.crawler, order)
    return confine_to_browser(
        readable=[*readable(), *certificate_places(), *map(Path, BROWSER_READS)],
        runnable=[*runs, *(map(Path, SCRIPT_RUNS) if is_script else ())],
        writable=[folder, *map(Path, DEVICES)],
        port=order["port"],
    )


class BrowserPages(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # the package has no types
    """Download handler for requests in one of a few tabs."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._tabs: list[Page] = []
        self._starting = asyncio.Lock()
        self._begun = False

    async def download_request(self, request: Request) -> Response:
        """Fetch one page; a tab that fails or takes too long is closed, a good one is used again."""
        async with self._starting:
            if not self._begun:
                await self._begin()
                self._begun = True
        request.meta["playwright_include_page"] = True
        request.meta["playwright_page_init_callback"] = shut_side_doors
        if self._tabs:
            request.meta["playwright_page"] = self._tabs.pop()
            # It was shut when it was made.
            del request.meta["playwright_page_init_callback"]
        try:
            response: Response = await asyncio.wait_for(super().download_request(request), request.meta["longest_s"])
        except BaseException:
            await self._throw_away(request.meta.pop("playwright_page", None))
            raise
        tab = request.meta.pop("playwright_page", None)
        if tab is not None and not tab.is_closed():
            self._tabs.append(tab)
        return response

    async def _begin(self) -> None:
        """Start driver and browser. Raises StopDownload when this machine lacks something for either."""
        try:
            await self._launch()
            await self._maybe_launch_browser()
        except Exception:  # whatever is missing
            raise _stopped("browser") from None

    async def _throw_away(self, tab: Page | None) -> None:
        if tab is None:
            return
        try:
            await asyncio.wait_for(tab.close(), 5)
        except (PlaywrightError, TimeoutError):
            # The renderer hangs: the browser is closed with the pass, nothing else can be done for this tab.
            return


class Browsing:
    """The browser of one site."""

    def __init__(self, crawler: Crawler, order: dict[str, Any]) -> None:
        self.counts: Counter[str] = Counter()
        self._authorities = frozenset((host, port) for host, port in order["authorities"])
        crawler.settings.setdict(
            {
                "PLAYWRIGHT_LAUNCH_OPTIONS": {"executable_path": order["path"], "args": self._arguments(order["port"])},
                "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": order["tabs"],
                "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": 20_000,
                "PLAYWRIGHT_ABORT_REQUEST": self.abort,
            }
        )
        self._crawler = crawler
        self._pages: BrowserPages | None = None

    def _arguments(self, port: int) -> list[str]:
        keep = ", ".join(f"EXCLUDE {host}" for host in sorted({host for host, _ in self._authorities} | {"127.0.0.1"}))
        # Loopback too: the keeper opens every connection. The walls stand whatever Chromium's own sandbox can do here,
        # and inside them it cannot make the namespaces it is built of.
        return [
            *dict.fromkeys([*LAUNCH_ARGS, "--no-sandbox"]),
            f"--proxy-server=socks5://127.0.0.1:{port}",
            "--proxy-bypass-list=<-loopback>",
            f"--host-resolver-rules=MAP * ~NOTFOUND, {keep}",
            "--blink-settings=imagesEnabled=false",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-pings",
            "--dns-prefetch-disable",
            "--disable-quic",
            "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        ]

    def abort(self, request: BrowserRequest) -> bool:
        """Say which of a page's own requests are aborted, counting them by reason."""
        if request.resource_type in BLOCKED_KINDS:
            self.counts["blocked_media"] += 1
            return True
        if urlsplit(request.url).scheme == "data":
            return False
        reason = may_fetch(request.url, self._authorities)
        if reason:
            self.counts[f"blocked_{reason}"] += 1
        return reason is not None

    async def page(self, head: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Return what a browser shows at an address. Raises StopDownload for a giant, or without a browser."""
        asked = head["browser"]
        answers: list[tuple[str, str, str, bool, str]] = []
        meta = {
            "playwright": True,
            "playwright_context": "site",
            "playwright_context_kwargs": CONTEXT,
            "playwright_page_methods": [PageMethod(STEPS[name], *more) for name, *more in asked["steps"]],
            "longest_s": head["longest_s"],
        }
        if asked["listen"]:
            meta["playwright_page_event_handlers"] = {"response": _keeper_of(answers)}
        request = Request(head["url"], headers=head["headers"], meta=meta, dont_filter=True)
        # The loop must be there before the first browser is.
        self._pages = self._pages or BrowserPages(self._crawler)
        response = await self._pages.download_request(request)
        if len(response.body) > head["largest"]:
            raise _stopped("size")
        counts, self.counts = dict(self.counts), Counter()
        heard = json.dumps(answers).encode() if asked["listen"] else b""
        told = {"status": response.status, "url": response.url, "headers": headers_of(response), "packed": None}
        redirects = int(request.meta.get("redirect_times", 0))
        return {**told, "redirects": redirects, "counts": counts, "heard": len(heard)}, response.body + heard

    async def close(self) -> None:
        """Close the browser."""
        if self._pages is not None:
            try:
                await asyncio.wait_for(self._pages.close(), 4)
            except Exception:  # it ends with this process
                return


def _stopped(why: str) -> StopDownload:
    stopped = StopDownload(fail=True)
    stopped.why = why  # type: ignore[attr-defined]  # read where the answer is made
    return stopped


async def shut_side_doors(page: Page, _request: Request) -> None:
    """Take from a new tab what would reach the network past the filter."""
    await page.add_init_script(NO_SIDE_DOORS)


def _keeper_of(answers: list[tuple[str, str, str, bool, str]]) -> Any:
    """Return what keeps the answers that a page fetches for itself."""

    async def keep(response: Any) -> None:
        if len(answers) < MOST_ANSWERS and response.request.resource_type in ("xhr", "fetch") and response.ok:
            try:
                text = await response.text()
            except Exception:  # the tab may be gone by then: that answer is not needed
                return
            kind = response.headers.get("content-type", "")
            is_json = "json" in kind or text.lstrip()[:1] in ("[", "{")
            asked = response.request
            answers.append((response.url, asked.method, text[:LONGEST_ANSWER], is_json, _sent(asked)))

    return keep


def _sent(request: Any) -> str:
    """Return the body of a request as text, "" when it has none that is text."""
    try:
        return request.post_data or ""
    except UnicodeDecodeError:
        return ""
