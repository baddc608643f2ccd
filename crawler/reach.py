"""What may be contacted at all: the declared hosts and ports, resolved to public addresses only (T-03). Pure but for DNS.

Names resolve once per connection, and the address that was checked is the one connected to: a second, different
answer (DNS rebinding) is never asked for.
"""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.internet.error import DNSLookupError

from crawler.definition import SiteDefinition
from crawler.legal_basis import is_loopback_host

DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST_ADDRESS = 2_000
# Never fetched, whatever a page links to (R-IMG-1); the answer's type is checked as well.
MEDIA_ENDINGS = (
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".bmp", ".svg", ".ico", ".tif", ".tiff", ".heic", ".mp4", ".webm",
    ".mov", ".avi", ".mkv", ".mp3", ".ogg", ".wav", ".m3u8", ".zip", ".exe", ".pdf", ".woff", ".woff2", ".ttf",
)  # fmt: skip


def allowed_authorities(definition: SiteDefinition) -> frozenset[tuple[str, int]]:
    """Return the (host, port) pairs of a site: each host at its own port, or at the start address's or usual ports."""
    start = urlsplit(definition.start_url)
    start_port = start.port or DEFAULT_PORTS[start.scheme]
    pairs = set()
    for host in definition.hosts:
        parts = urlsplit(f"//{host}" if host.count(":") < 2 or host.startswith("[") else f"//[{host}]")
        name = parts.hostname or ""
        if parts.port:
            pairs.add((name, parts.port))
        elif is_loopback_host(name) or start_port not in DEFAULT_PORTS.values():
            pairs.add((name, start_port))
        else:
            pairs.update({(name, 80), (name, 443)})
    return frozenset(pairs)


def may_fetch(url: str, authorities: frozenset[tuple[str, int]]) -> str | None:
    """Return None when an address may be fetched, else the reason it may not: ``scheme``, ``host``, ``media``, ``long``."""
    if len(url) > LONGEST_ADDRESS:
        return "long"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "host"
    if parts.scheme not in DEFAULT_PORTS:
        return "scheme"
    if parts.username or (parts.hostname or "", port or DEFAULT_PORTS[parts.scheme]) not in authorities:
        return "host"
    if parts.path.lower().endswith(MEDIA_ENDINGS):
        return "media"
    return None


def is_public(address: str) -> bool:
    """Say whether an address is on the open internet: not private, link-local, loopback, shared, mapped or reserved."""
    try:
        given = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(given, ipaddress.IPv6Address):
        inner = given.ipv4_mapped or given.sixtofour or (given.teredo[1] if given.teredo else None)
        if inner is not None or given in _NAT64:
            return False
    return given.is_global and not given.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_declared: dict[str, int] = {}


def declare_hosts(authorities: Iterable[tuple[str, int]]) -> None:
    """Let the hosts of one starting crawl be resolved."""
    for host, _ in authorities:
        _declared[host] = _declared.get(host, 0) + 1


def withdraw_hosts(authorities: Iterable[tuple[str, int]]) -> None:
    """Stop resolving the hosts of a crawl that has ended."""
    for host, _ in authorities:
        _declared[host] = _declared.get(host, 1) - 1
        if _declared[host] <= 0:
            del _declared[host]


class GuardedResolver(CachingThreadedResolver):
    """Resolve declared hosts only, loopback without DNS, and refuse names that lead to a private address."""

    def getHostByName(self, name: str, timeout: object = ()) -> "defer.Deferred[str]":  # noqa: N802  (Twisted's name)
        """Return the one address to connect to, or fail with DNSLookupError."""
        if name not in _declared:
            return defer.fail(DNSLookupError("not a declared host"))
        if is_loopback_host(name):
            return defer.succeed("127.0.0.1" if name == "localhost" else name)
        found: defer.Deferred[str] = super().getHostByName(name)
        return found.addCallback(_refuse_private)


def _refuse_private(address: str) -> str:
    if not is_public(address):
        raise DNSLookupError("the name leads to a private address")
    return address
