"""A mother of fetchers that a page has taken over: run as a program by the tests, in the place of `crawler.fetcher.mother`.

What they do at the page ``/ad/104`` is code that comes in the place of our name (the keeper is the test's own); at
``/deeds`` they try everything a fetcher must not do, and give back what came of each.
"""

# ruff: noqa: PTH104, PTH108, PTH111, PTH115, PTH120, PTH123, PTH208, SIM115, S102
# Each line is the shortest way to one deed, and none of them comes to its end.

import ctypes
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any

from crawler.fetcher import child, mother

usual = child.Fetcher._fetch
Deed = tuple[str, Callable[[], object]]
libc = ctypes.CDLL(None, use_errno=True)


def called(number: int, *words: object) -> int:
    if libc.syscall(number, *words) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return 0


def deeds(asked: list[str]) -> Iterator[Deed]:
    keys, database, outside, port, parent, local, abstract = asked
    yield "keys", lambda: open(keys).read()
    yield "database", lambda: open(database, "rb").read(16)
    yield "folder", lambda: os.listdir(os.path.dirname(keys))
    yield "home", lambda: os.listdir(os.path.expanduser("~root"))
    yield "passwords", lambda: open("/etc/shadow").read(1) + open("/etc/passwd").read(1)
    yield "write", lambda: open(outside, "w").write("x")
    yield "rename", lambda: os.rename(keys, outside)
    yield "delete", lambda: os.unlink(database)
    yield (
        "environment",
        lambda: {name: value for name, value in os.environ.items() if "LYGTE" in name or "SECRET" in name},
    )
    yield "its environment", lambda: open(f"/proc/{parent}/environ").read()
    yield "its memory", lambda: open(f"/proc/{parent}/mem", "rb").read(1)
    yield "its files", lambda: open(f"/proc/{parent}/fd/0").read(1) + os.readlink(f"/proc/{parent}/cwd")
    yield "trace", lambda: called(101, 16, int(parent), 0, 0)
    yield "read memory", lambda: called(310, int(parent), 0, 0, 0, 0, 0)
    yield "take descriptor", lambda: called(438, 0, 0, 0)
    yield "kill", lambda: os.kill(int(parent), signal.SIGURG)
    yield "connect", lambda: socket.create_connection(("127.0.0.1", int(port)), timeout=2)
    yield "connect and send", lambda: socket.socket().sendto(b"x", 0x20000000, ("127.0.0.1", int(port)))
    yield (
        "another TCP",
        lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262).connect(("127.0.0.1", int(port))),
    )
    yield "name", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 53))
    yield "listen", lambda: socket.create_server(("127.0.0.1", 0))
    yield "local socket", lambda: socket.socket(socket.AF_UNIX).connect(local)
    yield "abstract socket", lambda: socket.socket(socket.AF_UNIX).connect(abstract)
    yield "raw", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    yield "ring", lambda: called(425, 8, ctypes.create_string_buffer(120))
    yield "mount", lambda: called(165, b"none", b"/tmp", b"tmpfs", 0, 0)
    yield "program", lambda: os.posix_spawn("/usr/bin/env", ["env"], {})
    yield "shell", lambda: os.posix_spawn("/bin/sh", ["sh", "-c", "true"], {})
    yield "fork", lambda: os._exit(0) if os.fork() == 0 else "done"
    yield "undo", lambda: called(157, 22, 0, 0, 0)


async def taken_over(self: Any, head: dict[str, Any], body: bytes) -> None:
    """Play what was asked for."""
    given = dict(map(tuple, head["headers"]))
    told = {"status": 200, "url": None, "headers": [], "packed": None, "redirects": 0, "counts": {}}
    if head["url"].endswith("/ad/104"):
        exec(given["User-Agent"], {**globals(), "self": self, "head": head, "told": told})
        return
    if not head["url"].endswith("/deeds"):
        await usual(self, head, body)
        return
    said = {}
    for name, deed in deeds(json.loads(given["X-Asked"])):
        try:
            said[name] = repr(deed())
        except BaseException as problem:
            said[name] = type(problem).__name__
    self._tell({"fetched": head["fetch"], **told}, json.dumps(said).encode())


if __name__ == "__main__":
    child.Fetcher._fetch = taken_over  # type: ignore[method-assign]
    mother.main(socket.socket(fileno=int(sys.argv[1])))
