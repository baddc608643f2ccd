"""One event loop for all crawls of this process, in its own thread.

Scrapy's engine and Playwright share it. The caller's thread stays free of reactors and loops, so a crawl may be run
again and again, and a web server may start afterwards in the same process.
"""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")
REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

_starting = threading.Lock()
_running: list[asyncio.AbstractEventLoop] = []


def _run_forever(ready: threading.Event) -> None:
    from scrapy.utils.reactor import install_reactor

    install_reactor(REACTOR)
    from twisted.internet import reactor as installed

    reactor: Any = installed  # its static type is an interface that lacks what every reactor has

    def started() -> None:
        _running.append(asyncio.get_event_loop())
        ready.set()

    reactor.callWhenRunning(started)
    # Signals belong to the main thread, which is the caller's.
    reactor.run(installSignalHandlers=False)


def shared_loop() -> asyncio.AbstractEventLoop:
    """Return the running loop, starting its thread at the first call."""
    with _starting:
        if not _running:
            ready = threading.Event()
            threading.Thread(target=_run_forever, args=(ready,), name="crawler-loop", daemon=True).start()
            ready.wait()
        return _running[0]


def run_in_loop(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine in the shared loop and wait for its result; an interrupt cancels it before it is passed on."""
    future = asyncio.run_coroutine_threadsafe(work, shared_loop())
    try:
        return future.result()
    except BaseException:
        future.cancel()
        raise
