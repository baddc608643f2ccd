"""The keeper's doors: connections to the site and to nothing else, for browsers over SOCKS."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import pytest

from crawler.fetcher.opening import open_connection
from crawler.fetcher.socks import SiteDoor
from crawler.loop import run_in_loop
from crawler.reach import declare_hosts, withdraw_hosts


def _by_name(host: str, port: int) -> bytes:
    return b"\x05\x01\x00\x03" + bytes((len(host),)) + host.encode() + port.to_bytes(2, "big")


async def _through(door: SiteDoor, *said: bytes, ends: bool = False) -> bytes:
    """Say something at the door; return everything that came until it was shut or fell silent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", await door.open())
    came = b""
    try:
        for each in said:
            writer.write(each)
        if ends:
            writer.write_eof()
        while piece := await asyncio.wait_for(reader.read(1000), 5):
            came += piece
    except TimeoutError:
        pass
    finally:
        writer.close()
        door.close()
    return came


def test_a_browser_is_led_to_its_site(site: Any) -> None:
    site.fill(1)
    declare_hosts({("127.0.0.1", site.port)})
    try:
        door = SiteDoor(frozenset({("127.0.0.1", site.port)}), lambda: None)
        asked = b"GET /ad/100 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        came = run_in_loop(_through(door, b"\x05\x01\x00", _by_name("127.0.0.1", site.port), asked, ends=True))
    finally:
        withdraw_hosts({("127.0.0.1", site.port)})
    assert came.startswith(b"\x05\x00\x05\x00") and b"200 OK" in came


@pytest.mark.parametrize(
    "asked",
    [
        _by_name("127.0.0.1", 1),
        _by_name("localhost", 80),
        _by_name("evil.example", 443),
        _by_name("169.254.169.254", 80),
        b"\x05\x01\x00\x01\x7f\x00\x00\x01\x00\x50",
        b"\x05\x01\x00\x04" + socket.inet_pton(socket.AF_INET6, "::1") + b"\x00\x50",
    ],
)
def test_a_browser_is_led_nowhere_else(asked: bytes) -> None:
    refused: list[None] = []
    door = SiteDoor(frozenset({("annoncer.example", 443)}), lambda: refused.append(None))
    assert run_in_loop(_through(door, b"\x05\x01\x00", asked))[:4] == b"\x05\x00\x05\x02"
    assert len(refused) == 1


@pytest.mark.parametrize(
    "said",
    [b"GET / HTTP/1.1\r\n\r\n", b"\x04\x01\x00\x50", b"\x05\x00\x05\x02\x00\x03", b"\x05\x01\x00\x05\x01\x00\x09", b"\x05\x01\x00\x05\x01\x00\x03\x02\xff\xff\x00\x50", b""],
)  # fmt: skip
def test_what_is_no_question_is_no_way_through(said: bytes) -> None:
    door = SiteDoor(frozenset({("annoncer.example", 443)}), lambda: None)
    assert run_in_loop(_through(door, said, ends=True)) in (b"", b"\x05\x00")


@pytest.mark.parametrize("host", ["10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "fd00::1", "undeclared.example"])
def test_no_connection_leads_inward_or_to_an_undeclared_name(host: str) -> None:
    with pytest.raises(OSError):
        run_in_loop(open_connection(host, 80))


def test_a_name_that_leads_inward_is_not_connected_to(monkeypatch: pytest.MonkeyPatch, site: Any) -> None:
    from twisted.internet import defer
    from twisted.internet.base import ThreadedResolver

    inward: Callable[..., Any] = lambda *_: defer.succeed("127.0.0.1")  # noqa: E731
    monkeypatch.setattr(ThreadedResolver, "getHostByName", inward)
    declare_hosts({("inward.example", site.port)})
    try:
        with pytest.raises(OSError):
            run_in_loop(open_connection("inward.example", site.port))
    finally:
        withdraw_hosts({("inward.example", site.port)})
    assert site.asked == []
