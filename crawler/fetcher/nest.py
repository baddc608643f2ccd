"""The keeper's way to fetchers: one mother for this process (and those forked from it), started when first needed."""

import asyncio
import atexit
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from crawler.fetcher.mother import PID
from crawler.reader_process import bare_environment

COMMAND = (sys.executable, "-m", "crawler.fetcher.mother")
# Where this machine's own authorities are, when not in the usual place; no secret, and TLS needs it.
PASSED_ON = ("SSL_CERT_FILE", "SSL_CERT_DIR")
# Loading the code takes a second or two, on a busy small machine much longer.
LONGEST_BIRTH_S = 120.0


@dataclass(slots=True)
class Born:
    """A fetcher's process: two pipes, the socket on which it gets connections, and what it is killed by."""

    given: int
    taken: int
    doors: socket.socket
    pid: int
    handle: int | None

    def kill(self) -> None:
        """End it, whatever it does."""
        with suppress(OSError):
            if self.handle is not None:
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)
            else:
                os.kill(self.pid, signal.SIGKILL)

    def say_no_more(self) -> None:
        """Close what it hears: it ends by itself when it sees that."""
        os.close(self.given)
        self.given = -1

    def has_ended(self) -> bool:
        """Say whether it has ended; what it still says is not read."""
        try:
            return not os.read(self.taken, 1 << 16)
        except BlockingIOError:
            return False

    def close(self) -> None:
        """Close our ends; the process ends by itself when it sees that."""
        self.doors.close()
        for each in (self.given, self.taken, self.handle):
            if each is not None and each >= 0:
                with suppress(OSError):
                    os.close(each)


class Nest:
    """Starts the mother, asks her for fetchers."""

    def __init__(self, command: tuple[str, ...] = COMMAND) -> None:
        self._command = command
        self._mother: subprocess.Popen[bytes] | None = None
        self._door: socket.socket | None = None
        self._starting = threading.Lock()

    def begin(self) -> None:
        """Start the mother without waiting for her. From anywhere."""
        with self._starting:
            self._begin()

    def _begin(self) -> None:
        if self._door is not None and (self._mother is None or self._mother.poll() is None):
            return
        self._leave()
        ours, hers = socket.socketpair()
        more = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        with hers:
            self._mother = subprocess.Popen(  # noqa: S603 - our own program
                [*self._command, str(hers.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=bare_environment(more),
                pass_fds=(hers.fileno(),),
                cwd="/",
            )
        self._door = ours

    async def born(self, *, browser: bool) -> Born:
        """Return a new fetcher's process. Raises OSError when none can be made."""
        try:
            return await self._born(browser=browser)
        except OSError:
            # A mother that died: another one, once.
            self._leave()
            return await self._born(browser=browser)

    async def _born(self, *, browser: bool) -> Born:
        self.begin()
        assert self._door is not None  # noqa: S101 - just begun
        heard, given = os.pipe()
        taken, said = os.pipe()
        ours, its = socket.socketpair()
        try:
            with its:
                socket.send_fds(self._door, [b"b" if browser else b"p"], [heard, said, its.fileno()])
            number, handles = await _told(ours)
        except BaseException:
            ours.close()
            os.close(given)
            os.close(taken)
            raise
        finally:
            os.close(heard)
            os.close(said)
        return Born(given, taken, ours, number, handles[0] if handles else None)

    def _leave(self) -> None:
        """Let the mother go: she ends when nobody can ask her any more."""
        if self._door is not None:
            self._door.close()
        if self._mother is not None:
            self._mother.kill()
            self._mother.wait()
        self._door = self._mother = None

    def close(self) -> None:
        """End the mother when this process ends."""
        self._leave()

    def share(self) -> None:
        """After a fork: the mother is asked by both, and is the parent's to end."""
        self._mother = None


async def _told(ours: socket.socket) -> tuple[int, list[int]]:
    """Wait until the mother has told which process it is. Raises OSError when she cannot."""
    loop = asyncio.get_running_loop()
    ours.setblocking(False)
    there: asyncio.Future[None] = loop.create_future()

    def come() -> None:
        if not there.done():
            there.set_result(None)

    loop.add_reader(ours.fileno(), come)
    try:
        await asyncio.wait_for(there, LONGEST_BIRTH_S)
    finally:
        loop.remove_reader(ours.fileno())
    content, handles, _, _ = socket.recv_fds(ours, PID.size, 1)
    if len(content) != PID.size:
        raise ConnectionResetError
    return PID.unpack(content)[0], list(handles)


NEST = Nest()
atexit.register(NEST.close)
os.register_at_fork(after_in_child=NEST.share)


def certificate_places() -> list[Path]:
    """Return where this machine keeps the authorities it trusts."""
    named = [Path(os.environ[name]) for name in PASSED_ON if os.environ.get(name)]
    usual = ("/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/usr/share/ca-certificates")
    return [*named, *map(Path, (*usual, "/usr/local/share/ca-certificates"))]
