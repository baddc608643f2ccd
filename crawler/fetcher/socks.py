"""The one port a browser may connect to: the keeper's, which speaks SOCKS 5 (RFC 1928) and leads to the site and no further.

A browser's fetcher cannot be handed connections, so it names each here, as its requests do; what the gate does not allow
is refused and counted. Of the bytes that pass nothing is read.
"""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress

from crawler.fetcher.opening import open_connection

MOST_CONNECTIONS = 64
AT_ONCE = 1 << 16
LONGEST_GREETING_S = 10.0
VERSION, CONNECT, BY_ADDRESS4, BY_NAME, BY_ADDRESS6 = 5, 1, 1, 3, 4
DONE, NOT_ALLOWED, NOT_REACHED = 0, 2, 4


class SiteDoor:
    """Leads to the hosts and ports of one site. ``refused`` is called for each connection that leads elsewhere."""

    def __init__(self, authorities: frozenset[tuple[str, int]], refused: Callable[[], None]) -> None:
        self._authorities, self._refused = authorities, refused
        self._server: asyncio.Server | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    async def open(self) -> int:
        """Open the door; return its port."""
        self._server = await asyncio.start_server(self._enter, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def close(self) -> None:
        """Shut it, and every connection through it."""
        if self._server is not None:
            self._server.close()
        for task in list(self._under_way):
            task.cancel()

    async def _enter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - it runs
        self._under_way.add(task)
        try:
            if len(self._under_way) <= MOST_CONNECTIONS:
                await self._lead(reader, writer)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, asyncio.CancelledError, UnicodeDecodeError):
            # Either side hung up, or said what is no SOCKS: the connection ends, and nothing else does.
            pass
        finally:
            self._under_way.discard(task)
            writer.close()

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = await asyncio.wait_for(_asked(reader, writer), LONGEST_GREETING_S)
        if (host, port) not in self._authorities:
            self._refused()
            await _answer(writer, NOT_ALLOWED)
            return
        try:
            opened = await open_connection(host, port)
        except OSError:
            await _answer(writer, NOT_REACHED)
            return
        there_reader, there_writer = await asyncio.open_connection(sock=opened)
        try:
            await _answer(writer, DONE)
            await asyncio.gather(_pass_on(reader, there_writer), _pass_on(there_reader, writer))
        finally:
            there_writer.close()


async def _asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int]:
    """Return the host and port that are asked for. Raises ConnectionError for what is no such question."""
    version, methods = await reader.readexactly(2)
    await reader.readexactly(methods)
    if version != VERSION:
        raise ConnectionError
    writer.write(bytes((VERSION, 0)))
    version, command, _, kind = await reader.readexactly(4)
    if version != VERSION or command != CONNECT:
        raise ConnectionError
    if kind == BY_NAME:
        host = (await reader.readexactly((await reader.readexactly(1))[0])).decode("ascii").lower()
    elif kind == BY_ADDRESS4:
        host = socket.inet_ntop(socket.AF_INET, await reader.readexactly(4))
    elif kind == BY_ADDRESS6:
        host = socket.inet_ntop(socket.AF_INET6, await reader.readexactly(16))
    else:
        raise ConnectionError
    return host, int.from_bytes(await reader.readexactly(2), "big")


async def _answer(writer: asyncio.StreamWriter, code: int) -> None:
    writer.write(bytes((VERSION, code, 0, BY_ADDRESS4, 0, 0, 0, 0, 0, 0)))
    await writer.drain()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(AT_ONCE):
        writer.write(piece)
        await writer.drain()
    with suppress(OSError):
        if writer.can_write_eof():
            writer.write_eof()
