"""Which sites have a shared pass now: one worker opens it, all others join. The store's row of the pass is made once."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawler.shared_queue.scripts import RELEASE
from crawler.shared_queue.server import QueueAway, Server

# Opening or closing takes a moment; who falls silent over it loses the right after this long (ms).
LONGEST_TURN_MS = 60_000
# A pass that nobody has gone on with for so long is made anew (seconds): what it read may have changed.
LONGEST_OPEN_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class OpenPass:
    """A pass that workers may join."""

    site: str
    pass_id: int
    started_at: datetime
    resume_from: datetime | None
    begun_by: str


class Registry:
    """The open passes, in Redis: ``lygte:open`` hash site -> JSON."""

    KEY = "lygte:open"

    def __init__(self, server: Server, worker: str) -> None:
        self.server, self.worker = server, worker

    def open_passes(self) -> dict[str, OpenPass]:
        """Return the passes to join, by site."""
        found: dict[str, str] = self.server.ask(lambda redis: redis.hgetall(self.KEY))
        return {site: _read(site, text) for site, text in found.items()}

    def find(self, site: str) -> OpenPass | None:
        """Return the open pass of a site."""
        text = self.server.ask(lambda redis: redis.hget(self.KEY, site))
        return _read(site, text) if text else None

    def announce(self, opened: OpenPass) -> None:
        """Let others join."""
        text = json.dumps(
            {
                "pass_id": opened.pass_id,
                "started_at": opened.started_at.isoformat(),
                "resume_from": opened.resume_from.isoformat() if opened.resume_from else None,
                "begun_by": opened.begun_by,
            }
        )
        self.server.ask(lambda redis: redis.hset(self.KEY, opened.site, text))

    def withdraw(self, site: str, pass_id: int) -> None:
        """Let nobody join any more; a newer pass of the site stays."""
        found = self.find(site)
        if found and found.pass_id == pass_id:
            self.server.ask(lambda redis: redis.hdel(self.KEY, site))

    @contextmanager
    def turn(self, name: str) -> Iterator[bool]:
        """Hold a short turn that only one worker has at a time; False when another has it."""
        got = self.server.ask(lambda redis: redis.set(name, self.worker, nx=True, px=LONGEST_TURN_MS))
        try:
            yield bool(got)
        finally:
            if got:
                self._release(name)

    def _release(self, name: str) -> None:
        release: Callable[[Any], Any] = lambda redis: redis.eval(RELEASE, 1, name, self.worker)  # noqa: E731
        try:
            self.server.ask(release)
        except QueueAway:
            return  # it lapses by itself


def _read(site: str, text: str) -> OpenPass:
    given = json.loads(text)
    resume = given["resume_from"]
    return OpenPass(
        site=site,
        pass_id=int(given["pass_id"]),
        started_at=datetime.fromisoformat(given["started_at"]),
        resume_from=datetime.fromisoformat(resume) if resume else None,
        begun_by=str(given["begun_by"]),
    )
