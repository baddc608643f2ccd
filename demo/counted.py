"""Several loopback sites that are up for the length of a ``with`` block and whose answers are counted by kind."""

from collections import Counter
from collections.abc import Callable, Iterable
from threading import Lock
from types import TracebackType

from demo.answer import Answer, Request
from demo.loopback import LoopbackServer


class CountedSites:
    """``requests[name]`` counts the answers of a site by kind (and ``all``); ``urls[name]`` is where it is."""

    def __init__(self, names: Iterable[str]) -> None:
        self.requests: dict[str, Counter[str]] = {name: Counter() for name in names}
        self.urls: dict[str, str] = {}
        self._lock = Lock()
        self._servers: dict[str, LoopbackServer] = {}

    def _open(self, name: str, answer: Callable[[Request], Answer], port: int = 0) -> LoopbackServer:
        """Start one site; its answers are counted."""

        def counted(request: Request) -> Answer:
            found = answer(request)
            with self._lock:
                self.requests[name][found.kind] += 1
                self.requests[name]["all"] += 1
            return found

        server = self._servers[name] = LoopbackServer(counted, port, f"demo-{name}")
        self.urls[name] = server.url
        return server

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers.values():
            server.close()
        self._servers.clear()

    @property
    def image_requests(self) -> int:
        """How often anyone asked any site for an image or another medium. A well-behaved crawler leaves this at 0."""
        return sum(counts["image"] for counts in self.requests.values())
