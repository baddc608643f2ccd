"""The fetcher: takes requests, speaks with servers, gives answers, and may do nothing else.

It runs in a process made by `mother`. Before it hears of any request it gives up its rights (`crawler.confinement`): no
file but Python's own and the authorities TLS trusts, no socket but those the keeper opens for it, no programs, no other
process. A fetcher for sites that need a browser keeps what a browser needs; see `browsing`.
"""

import asyncio
import os
import socket
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest, StopDownload
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.statscollectors import DummyStatsCollector
from scrapy.utils.reactor import install_reactor

from crawler.confinement import confine
from crawler.fetcher.connecting import ApartDownloads, Connections
from crawler.fetcher.messages import MOST_HEADERS, READ_HEADERS, pack, unpack
from crawler.fetcher.nest import certificate_places
from crawler.loop import REACTOR
from crawler.middlewares.size_limits import SizeLimits
from crawler.page_reader import readable
from crawler.piping import LENGTH, Piping
from crawler.settings import all_settings

# One site's connections and a few more.
OPEN_FILES = 256
LARGEST_REQUEST = 16_000_000
REDIRECTS = frozenset({301, 302, 303, 307, 308})


def main(heard: int, said: int, doors: int, *, browser: bool) -> None:
    """Shut the doors, say which are shut, then fetch until nobody asks any more."""
    # A stray print must not reach anybody.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.closerange(max(heard, said, doors, nowhere) + 1, 4096)
    install_reactor(REACTOR)
    from twisted.internet import reactor as installed

    reactor: Any = installed
    fetcher = Fetcher(socket.socket(fileno=doors))
    if browser:
        from crawler.fetcher.browsing import confine_browser

        shut = confine_browser(fetcher, _first_message(heard))
    else:
        shut = confine([*readable(), *certificate_places()], open_files=OPEN_FILES)
    asyncio.get_event_loop().call_soon(fetcher.begin, heard, said, sorted(shut))
    reactor.run(installSignalHandlers=False)
    os._exit(0)


def _first_message(heard: int) -> dict[str, Any]:
    """Wait for the order that comes before all requests."""
    return unpack(_exactly(heard, LENGTH.unpack(_exactly(heard, LENGTH.size))[0]))[0]


def _exactly(pipe: int, count: int) -> bytes:
    found = b""
    while len(found) < count:
        piece = os.read(pipe, count - len(found))
        if not piece:
            os._exit(0)
        found += piece
    return found


class Fetcher:
    """One site's requests."""

    def __init__(self, doors: socket.socket) -> None:
        self.connections = Connections(doors, self._tell)
        self.crawler = Crawler(Spider, Settings(all_settings()))
        self.crawler.settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", 8)
        self.crawler.stats = DummyStatsCollector(self.crawler)
        self.crawler.spider = Spider("fetching")
        self.downloads: Any = ApartDownloads(self.crawler, self.connections)
        self._unpacking = HttpCompressionMiddleware(crawler=self.crawler)
        self._sizes = SizeLimits()
        self.browsing: Any = None
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._pipes: Piping[tuple[dict[str, Any], bytes]] | None = None

    def begin(self, heard: int, said: int, shut: list[str]) -> None:
        """Say that the doors are shut, and listen."""
        self._pipes = Piping(said, heard, self._heard, read=unpack, largest=LARGEST_REQUEST)
        self._tell({"shut": shut})

    def _tell(self, head: dict[str, Any], body: bytes = b"") -> None:
        if self._pipes is not None:
            self._pipes.send(pack(head, body))

    def _heard(self, message: tuple[dict[str, Any], bytes] | None) -> None:
        if message is None:
            asyncio.get_running_loop().create_task(self._end())
            return
        head, body = message
        if "open" in head:
            self.connections.opened(head["door"], is_open=head["open"])
        elif "drop" in head:
            if task := self._under_way.get(head["drop"]):
                task.cancel()
        else:
            task = asyncio.get_running_loop().create_task(self._fetch(head, body))
            self._under_way[head["fetch"]] = task

    async def _end(self) -> None:
        """The keeper is gone, or wants no more."""
        if self.browsing is not None:
            await self.browsing.close()
        os._exit(0)

    async def _fetch(self, head: dict[str, Any], body: bytes) -> None:
        number = head["fetch"]
        try:
            told, content = await (self._browse(head) if head["browser"] else self._get(head, body))
        except StopDownload as stopped:
            told, content = {"why": getattr(stopped, "why", "failed")}, b""
        except DownloadCancelledError:
            # Larger than it said: it will not be smaller another time.
            told, content = {"why": "size"}, b""
        except IgnoreRequest:
            told, content = {"why": "packing"}, b""
        except Exception:  # whatever a server does
            told, content = {"why": "failed"}, b""
        except asyncio.CancelledError:
            told, content = {"why": "failed"}, b""
        del self._under_way[number]
        self._tell({"fetched": number, **told}, content)

    async def _browse(self, head: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        answer: tuple[dict[str, Any], bytes] = await self.browsing.page(head)
        return answer

    async def _get(self, head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        limits = {"download_timeout": head["longest_s"], "download_maxsize": head["largest"]}
        request = Request(head["url"], method=head["method"], headers=head["headers"], body=body, meta=limits)
        self._unpacking.process_request(request)
        response: Response = await self.downloads.download_request(request)
        packed = None
        if response.status not in REDIRECTS:
            response = self._sizes.process_response(request, response)
            packed = request.meta.get("packed_bytes")
            response = self._unpacking.process_response(request, response)  # type: ignore[assignment]  # no request comes of it
        told = {"status": response.status, "url": None, "headers": headers_of(response), "packed": packed}
        return {**told, "redirects": 0, "counts": {}}, response.body


def headers_of(response: Response) -> list[tuple[str, str]]:
    """Return what is read of an answer's head."""
    found: list[tuple[str, str]] = []
    for name, values in response.headers.items():
        key = name.decode("latin-1").lower()
        if key in READ_HEADERS:
            found.extend((key, value.decode("latin-1")) for value in values)
    return found[:MOST_HEADERS]
