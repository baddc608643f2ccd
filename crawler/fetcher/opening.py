"""Connections, opened by the keeper: to the hosts and ports of the site, at the address that was looked at, and no other."""

import asyncio
import ipaddress
import socket
from functools import cache
from typing import Any

from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.error import DNSLookupError

from crawler.legal_basis import is_loopback_host
from crawler.reach import GuardedResolver, is_public

LONGEST_CONNECT_S = 20.0


async def open_connection(host: str, port: int) -> socket.socket:
    """Return a connection to a declared host. Raises OSError when there is none to have."""
    try:
        address = await asyncio.wait_for(_resolved(host), LONGEST_CONNECT_S)
    except DNSLookupError:
        raise ConnectionError from None
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setblocking(False)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        loop = asyncio.get_running_loop()
        await asyncio.wait_for(loop.sock_connect(opened, (address, port)), LONGEST_CONNECT_S)
    except BaseException:
        opened.close()
        raise
    return opened


async def _resolved(host: str) -> str:
    """Return the one address of a host. Raises DNSLookupError for what is not declared, not there, or leads inward."""
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        found: str = await maybe_deferred_to_future(_resolver().getHostByName(host))
        return found
    if not is_loopback_host(host) and not is_public(host):
        raise DNSLookupError("an inward address")
    return str(literal)


@cache
def _resolver() -> Any:
    from twisted.internet import reactor

    return GuardedResolver(reactor=reactor, cache_size=1_000, timeout=LONGEST_CONNECT_S)
