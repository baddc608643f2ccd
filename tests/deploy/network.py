"""A network between the programs and their servers that can be cut without a word: nothing passes, nobody is told.

Where the kernel lets us (root, `ip`), the servers' side is a network namespace of its own at the other end of a virtual
cable, and cutting takes that end down. Elsewhere a forwarder on this machine stands still (SIGSTOP).
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

# Listens on an address for each socket named, and passes on whatever comes.
FORWARDER = """
import asyncio, sys
async def pump(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()
async def main():
    servers = []
    for path in sys.argv[2:]:
        async def met(reader, writer, path=path):
            try:
                far_reader, far_writer = await asyncio.open_unix_connection(path)
            except OSError:
                writer.close()
                return
            await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))
        servers.append(await asyncio.start_server(met, sys.argv[1], 0))
    print(*[server.sockets[0].getsockname()[1] for server in servers], flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


class Network:
    """The way to database and queue. ``in_namespace`` says which of the two kinds it is."""

    def __init__(self) -> None:
        self.in_namespace, self.cable = False, f"lyg{os.getpid() % 10**6}"
        self.process: subprocess.Popen[str] | None = None
        # A range for tests of networks (RFC 2544); this one exists on this machine only.
        self.net = f"198.18.{os.getpid() % 256}"
        with contextlib.suppress(subprocess.CalledProcessError):
            self.in_namespace = os.geteuid() == 0 and shutil.which("ip") is not None and self._plug_in()

    def _plug_in(self) -> bool:
        space, near, far = self.cable, f"{self.cable}n", f"{self.cable}f"
        for words in (
            ("netns", "add", space),
            ("link", "add", near, "type", "veth", "peer", "name", far, "netns", space),
            ("address", "add", f"{self.net}.1/24", "dev", near),
            ("link", "set", near, "up"),
            ("-n", space, "address", "add", f"{self.net}.2/24", "dev", far),
            ("-n", space, "link", "set", far, "up"),
        ):
            _ip(*words)
        return True

    def through(self, database: str, queue: str) -> tuple[str, str]:
        """Begin to pass on; return the addresses of database and queue at this end."""
        host = f"{self.net}.2" if self.in_namespace else "127.0.0.1"
        into = ["ip", "netns", "exec", self.cable] if self.in_namespace else []
        folder = make_url(database).query["host"]
        sockets = [str(next(Path(str(folder)).glob(".s.PGSQL.*[0-9]"))), queue.removeprefix("unix://")]
        self.process = subprocess.Popen(
            [*into, sys.executable, "-c", FORWARDER, host, *sockets], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        ports = self.process.stdout.readline().split()
        at = make_url(database).set(host=host, port=int(ports[0]), query={})
        return at.render_as_string(hide_password=False), f"redis://{host}:{ports[1]}/0"

    def cut(self) -> None:
        """Let nothing pass any more."""
        if self.in_namespace:
            _ip("-n", self.cable, "link", "set", f"{self.cable}f", "down")
        elif self.process:
            self.process.send_signal(signal.SIGSTOP)

    def mend(self) -> None:
        """Let everything pass again."""
        if self.in_namespace:
            _ip("-n", self.cable, "link", "set", f"{self.cable}f", "up")
        elif self.process:
            self.process.send_signal(signal.SIGCONT)

    def remove(self) -> None:
        """Take it down."""
        if self.process and self.process.stdout:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
        if shutil.which("ip") and os.geteuid() == 0:
            subprocess.run(["ip", "netns", "delete", self.cable], check=False, stderr=subprocess.DEVNULL)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, stderr=subprocess.DEVNULL)


@contextlib.contextmanager
def network() -> Iterator[Network]:
    """Give a network for a while."""
    made = Network()
    try:
        yield made
    finally:
        made.remove()
