"""The programs of one installation, each a process that may be killed and begun again."""

import json
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.throw_away import Server

ROOT = Path(__file__).resolve().parents[1]
LONGEST_STOP_S = 30.0
PROGRAMS: dict[str, tuple[str, ...]] = {
    "crawl-1": ("work", "--quiet", "--no-routines"),
    "crawl-2": ("work", "--quiet", "--no-routines"),
    "jobs": ("work", "--quiet", "--no-schedule", "--no-routines"),
    "web": ("serve", "--quiet", "--no-work"),
    "metrics": ("metrics", "--quiet"),
}


@dataclass
class Programs:
    """Started and tended by one parent (deploy/parent.py): what ends by itself is begun again, what is killed is not."""

    data: Path
    database: str
    redis: str
    # Those that were started here, by name: database, queue.
    servers: dict[str, Server] = field(default_factory=dict)
    # Words for the parent: a clock that is wrong, less patience.
    parent_words: Sequence[str] = ()
    # How many processes answer for the screens.
    web_processes: int = 1
    ports: dict[str, int] = field(default_factory=dict)
    # The numbers of the processes as they were begun, by name.
    processes: dict[str, int] = field(default_factory=dict)
    _parent: subprocess.Popen[str] | None = None

    def begin(self, name: str) -> None:
        """Start one program, or one of the servers again."""
        if name in self.servers:
            self.servers[name].begin()
            return
        words = [*PROGRAMS[name], "--data", str(self.data)]
        if name in ("web", "metrics"):
            self.ports.setdefault(name, free_port())
            words += ["--port", str(self.ports[name])]
        if name == "web" and self.web_processes > 1:
            words += ["--processes", str(self.web_processes)]
        self._order(
            do="begin",
            name=name,
            words=words,
            environment={"LYGTE_DATABASE": self.database, "LYGTE_REDIS": self.redis},
        )

    def kill(self, name: str) -> None:
        """End one program or server as a power cut does."""
        if name in self.servers:
            self.servers[name].kill()
            return
        self._order(do="kill", name=name)

    def _order(self, **order: Any) -> None:
        if self._parent is None:
            self._parent = subprocess.Popen(  # noqa: S603  (our own program, our own words)
                [sys.executable, "-m", "deploy.parent", *self.parent_words],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
        assert self._parent.stdin and self._parent.stdout  # noqa: S101  (they are pipes)
        print(json.dumps(order), file=self._parent.stdin, flush=True)
        answer = self._parent.stdout.readline()
        if not answer:
            raise RuntimeError("The parent of the programs has ended.")
        self.processes[str(order["name"])] = json.loads(answer)["process"] or 0

    def stop(self) -> None:
        """End all."""
        if self._parent is None:
            return
        assert self._parent.stdin and self._parent.stdout  # noqa: S101  (they are pipes)
        self._parent.stdin.close()
        try:
            self._parent.wait(LONGEST_STOP_S)
        except subprocess.TimeoutExpired:
            self._parent.kill()
            self._parent.wait()
        self._parent.stdout.close()

    def wait(self) -> None:
        """Wait until the parent ends."""
        if self._parent is not None:
            self._parent.wait()

    def get(self, name: str, path: str) -> str:
        """Ask one of the servers for a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[name]}{path}", timeout=30) as answer:
            text: str = answer.read().decode()
            return text


def free_port() -> int:
    """Return a port nobody has now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
