"""The fetcher's connections: each is asked of the keeper, and comes open. Scrapy's own HTTP over them."""

import os
import socket
from collections.abc import Callable
from typing import Any

from scrapy import signals
from scrapy.core.downloader.handlers import http11
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet import defer
from twisted.internet.endpoints import wrapClientTLS
from twisted.internet.error import ConnectError
from twisted.internet.interfaces import IProtocolFactory, IStreamClientEndpoint
from twisted.internet.protocol import Factory
from twisted.web.client import URI
from zope.interface import implementer  # type: ignore[import-untyped]  # the package has no types

from crawler.middlewares.guard import head_refused

Opened = tuple[int, socket.AddressFamily]


class Connections:
    """Asks the keeper for connections; they come one after the other on a socket of their own."""

    def __init__(self, doors: socket.socket, tell: Callable[[dict[str, Any]], None]) -> None:
        self._doors, self._tell = doors, tell
        self._waiting: dict[int, defer.Deferred[Opened]] = {}
        self._asked = 0

    def ask(self, host: str, port: int) -> "defer.Deferred[Opened]":
        """Return a connection that is open. Fails with ConnectError."""
        self._asked += 1
        number = self._asked
        waiting = self._waiting[number] = defer.Deferred(lambda _: self._forget(number))
        self._tell({"door": number, "host": host, "port": port})
        return waiting

    def _forget(self, number: int) -> None:
        self._waiting.pop(number, None)

    def opened(self, number: int, *, is_open: bool) -> None:
        """Hear of a connection that was asked for."""
        waiting = self._waiting.pop(number, None)
        if is_open:
            # It was sent before we were told.
            _, given, _, _ = socket.recv_fds(self._doors, 1, 1)
            if waiting is None:
                os.close(given[0])
            else:
                with socket.socket(fileno=os.dup(given[0])) as there:
                    family = there.family
                waiting.callback((given[0], family))
        elif waiting is not None:
            waiting.errback(_not_opened())


@implementer(IStreamClientEndpoint)
class AskedEndpoint:
    """Where a server is, for Twisted: connecting means asking."""

    def __init__(self, reactor: Any, connections: Connections, host: str, port: int) -> None:
        self._reactor, self._connections, self._host, self._port = reactor, connections, host, port

    def connect(self, factory: IProtocolFactory) -> "defer.Deferred[Any]":
        """Return a protocol that talks to the server."""
        return self._connections.ask(self._host, self._port).addCallback(self._adopt, factory)

    def _adopt(self, opened: Opened, factory: Any) -> Any:
        descriptor, family = opened
        made = _Made(factory)
        try:
            self._reactor.adoptStreamConnection(descriptor, family, made)
        finally:
            os.close(descriptor)
        if made.protocol is None:
            raise _not_opened()
        return made.protocol


def _not_opened() -> Exception:
    failed: Exception = ConnectError()  # type: ignore[no-untyped-call]  # Twisted's
    return failed


class _Made(Factory):
    """Keeps what another factory makes."""

    noisy = False

    def __init__(self, inner: Any) -> None:
        self._inner, self.protocol = inner, None

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802  (Twisted's name)
        """Make the one protocol."""
        self.protocol = self._inner.buildProtocol(addr)
        return self.protocol


class ApartDownloads(http11.HTTP11DownloadHandler):
    """Scrapy's handler, whose agents ask for their connections."""

    def __init__(self, crawler: Crawler, connections: Connections) -> None:
        super().__init__(crawler)
        crawler.signals.connect(refuse_head, signals.headers_received)
        self._connections = connections

    async def download_request(self, request: Any) -> Any:
        """Fetch one page."""
        agent = _AskingAgent(
            connections=self._connections,
            contextFactory=self._contextFactory,
            pool=self._pool,
            maxsize=self._default_maxsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(agent.download_request(request))


class _AskingAgent(http11._ScrapyAgent):
    def __init__(self, *, connections: Connections, **given: Any) -> None:
        super().__init__(**given)
        self._connections = connections

    def _get_agent(self, request: Any, timeout: float) -> Any:
        agent = super()._get_agent(request, timeout)
        agent._endpointFactory = _Endpoints(self._connections, self._contextFactory, agent)
        return agent


class _Endpoints:
    """Twisted's endpoint factory of an agent: plain, or TLS around it."""

    _bindAddress = None  # noqa: N815  (part of the pool's key)

    def __init__(self, connections: Connections, policy: Any, agent: Any) -> None:
        self._connections, self._policy, self._reactor = connections, policy, agent._reactor

    def endpointForURI(self, uri: URI) -> Any:  # noqa: N802  (Twisted's name)
        """Return where an address is."""
        plain: Any = AskedEndpoint(self._reactor, self._connections, uri.host.decode("ascii"), uri.port)
        if uri.scheme != b"https":
            return plain
        return wrapClientTLS(self._policy.creatorForNetloc(uri.host, uri.port), plain)


def refuse_head(headers: Any, body_length: Any, request: Any) -> None:
    """Stop a download when its head names media or a giant: no byte of the body is read. Raises StopDownload."""
    length = body_length if isinstance(body_length, int) else 0
    why = head_refused(headers, length, request.meta["download_maxsize"])
    if why:
        stopped = StopDownload(fail=True)
        stopped.why = why  # type: ignore[attr-defined]  # read where the answer is made
        raise stopped
