"""What may be contacted (T-03): the declared host and port, nothing inward, nothing by another name for the same address."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.error import DNSLookupError

from crawler.reach import GuardedResolver, declare_hosts, is_public, may_fetch, withdraw_hosts

HERE = frozenset({("127.0.0.1", 8700)})
OUT = frozenset({("annoncer.example", 443), ("annoncer.example", 80)})


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1:8700/annonce/1", None),
        ("http://127.0.0.1:8701/", "host"),
        ("http://127.0.0.1/", "host"),
        ("http://127.0.0.2:8700/", "host"),
        ("http://localhost:8700/", "host"),
        ("http://2130706433:8700/", "host"),
        ("http://0x7f.1:8700/", "host"),
        ("http://0177.0.0.1:8700/", "host"),
        ("http://[::1]:8700/", "host"),
        ("http://[::ffff:127.0.0.1]:8700/", "host"),
        ("http://169.254.169.254/latest/meta-data/", "host"),
        ("http://10.0.0.1/", "host"),
        ("http://user:pass@127.0.0.1:8700/", "host"),
        ("http://127.0.0.1:8700@evil.example/", "host"),
        ("http://127.0.0.1:99999/", "host"),
        ("http://[::1/", "host"),
        ("https://127.0.0.1:8700/a", None),
        ("file:///etc/passwd", "scheme"),
        ("ftp://127.0.0.1:8700/", "scheme"),
        ("gopher://127.0.0.1:8700/", "scheme"),
        ("data:text/html,hej", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("//127.0.0.1:8700/", "scheme"),
        ("http://127.0.0.1:8700/billede.JPG", "media"),
        ("http://127.0.0.1:8700/film.mp4?x=1", "media"),
        ("http://127.0.0.1:8700/a.php?billede=1.jpg", None),
    ],
)
def test_only_the_declared_host_and_port_may_be_fetched(url: str, why: str | None) -> None:
    assert may_fetch(url, HERE) == why


def test_a_site_outside_has_the_usual_ports_and_no_subdomain() -> None:
    assert may_fetch("https://annoncer.example/a", OUT) is None
    for url in (
        "https://annoncer.example:8443/",
        "https://www.annoncer.example/",
        "https://annoncer.example.evil.example/",
    ):
        assert may_fetch(url, OUT) == "host"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104  (nothing is bound)
        "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:8.8.8.8",
        "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "fe80::1%eth0", "not an address", "",
    ],
)  # fmt: skip
def test_inward_and_odd_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_open_addresses_are_public(address: str) -> None:
    assert is_public(address)


@given(st.text(max_size=60))
def test_no_odd_address_is_ever_an_error(text: str) -> None:
    assert may_fetch(text, HERE) in (None, "scheme", "host", "media")
    assert may_fetch("http://" + text, HERE) in (None, "host", "media")


class _Names:
    """A reactor's thread pool that answers names from a table, counting."""

    def __init__(self, answers: list[str]) -> None:
        self.answers, self.asked = answers, 0


def _resolver(monkeypatch: pytest.MonkeyPatch, names: _Names) -> Any:
    from twisted.internet import defer
    from twisted.internet.base import ThreadedResolver

    def answer(_self: object, _name: str, _timeout: object = ()) -> Any:
        names.asked += 1
        return defer.succeed(names.answers[min(names.asked, len(names.answers)) - 1])

    monkeypatch.setattr(ThreadedResolver, "getHostByName", answer)
    return GuardedResolver(reactor=None, cache_size=0, timeout=1)  # type: ignore[arg-type]


def _outcome(deferred: Any) -> object:
    found: list[object] = []
    deferred.addBoth(found.append)
    return getattr(found[0], "value", found[0])


def test_an_undeclared_name_is_not_even_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    names = _Names(["93.184.216.34"])
    assert isinstance(_outcome(_resolver(monkeypatch, names).getHostByName("evil.example")), DNSLookupError)
    assert names.asked == 0


@pytest.mark.parametrize("inward", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "192.168.1.1", "0.0.0.0"])  # noqa: S104  (nothing is bound)
def test_a_declared_name_that_leads_inward_is_refused_at_every_connection(
    monkeypatch: pytest.MonkeyPatch, inward: str
) -> None:
    # DNS rebinding: good at first, inward later; the address that is checked is the one connected to.
    names = _Names(["93.184.216.34", inward])
    resolver = _resolver(monkeypatch, names)
    declare_hosts({("annoncer.example", 443)})
    try:
        assert _outcome(resolver.getHostByName("annoncer.example")) == "93.184.216.34"
        assert isinstance(_outcome(resolver.getHostByName("annoncer.example")), DNSLookupError)
    finally:
        withdraw_hosts({("annoncer.example", 443)})


def test_this_machine_is_reached_without_asking_for_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    names = _Names([])
    resolver = _resolver(monkeypatch, names)
    declare_hosts({("localhost", 80), ("127.0.0.1", 80)})
    try:
        assert _outcome(resolver.getHostByName("localhost")) == "127.0.0.1"
        assert _outcome(resolver.getHostByName("127.0.0.1")) == "127.0.0.1"
    finally:
        withdraw_hosts({("localhost", 80), ("127.0.0.1", 80)})
    assert names.asked == 0
