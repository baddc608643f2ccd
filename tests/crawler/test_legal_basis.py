"""The gate (T-03, R-LAW-4): without a whole, signed, current file no other host is contacted, not even its name asked for."""

import socket
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlmodel import Session, select

from crawler.errors import SiteRefused
from crawler.legal_basis import FIELDS, check_gate, is_loopback_host, make_controller_key, sign
from crawler.run import crawl
from models.audit import AuditEntry

NOW = datetime(2026, 11, 15, 9, tzinfo=UTC)
HOST = "annoncer.example"
PRIVATE, PUBLIC = make_controller_key()


def _content(**changes: object) -> dict[str, object]:
    content: dict[str, object] = {name: f"noted {name}" for name in FIELDS}
    content |= {"site": "udenfor", "hosts": [HOST], "date": date(2026, 6, 1), "expires": date(2027, 5, 31)}
    return {**content, **changes}


def _write(folder: Path, content: dict[str, object] | None, *, public: bytes = PUBLIC) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "controller.pub").write_bytes(public)
    if content is not None:
        (folder / "udenfor.yml").write_text(yaml.safe_dump(content))
    return folder


def test_a_signed_current_file_opens_the_gate(tmp_path: Path) -> None:
    check_gate("udenfor", [HOST], _write(tmp_path / "legal", sign(_content(), PRIVATE)), NOW)


@pytest.mark.parametrize("field", FIELDS)
def test_an_empty_field_keeps_it_shut_and_is_named(tmp_path: Path, field: str) -> None:
    folder = _write(tmp_path / "legal", sign(_content(**{field: ""}), PRIVATE))
    with pytest.raises(SiteRefused, match=f"the field '{field}' is empty"):
        check_gate("udenfor", [HOST], folder, NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"site": "andet"}, "site"),
        ({"hosts": ["annoncer.example.evil.example"]}, "hosts"),
        ({"hosts": HOST}, "hosts"),
        ({"expires": date(2026, 11, 14)}, "expires"),
        ({"expires": date(2028, 1, 1)}, "expires"),
        ({"expires": "next year"}, "expires"),
        ({"date": date(2026, 11, 16)}, "date"),
        ({"date": "soon"}, "date"),
    ],
)
def test_a_wrong_field_keeps_it_shut_and_is_named(tmp_path: Path, changes: dict[str, object], field: str) -> None:
    folder = _write(tmp_path / "legal", sign(_content(**changes), PRIVATE))
    with pytest.raises(SiteRefused, match=f"'{field}'"):
        check_gate("udenfor", [HOST], folder, NOW)


def test_a_file_altered_after_signing_keeps_it_shut(tmp_path: Path) -> None:
    altered = sign(_content(), PRIVATE) | {"hosts": [HOST, "second.example"]}
    with pytest.raises(SiteRefused, match="'signature'"):
        check_gate("udenfor", [HOST], _write(tmp_path / "legal", altered), NOW)


def test_another_key_an_unsigned_file_and_a_missing_key_keep_it_shut(tmp_path: Path) -> None:
    other_private, _ = make_controller_key()
    with pytest.raises(SiteRefused, match="'signature'"):
        check_gate("udenfor", [HOST], _write(tmp_path / "a", sign(_content(), other_private)), NOW)
    with pytest.raises(SiteRefused, match="'signature'"):
        check_gate("udenfor", [HOST], _write(tmp_path / "b", _content()), NOW)
    with pytest.raises(SiteRefused, match="public key"):
        check_gate("udenfor", [HOST], _write(tmp_path / "c", sign(_content(), PRIVATE), public=b"?"), NOW)


@pytest.mark.parametrize("text", ["", "[]", "- a", "{:", "\x00", "just words"])
def test_a_file_that_is_no_mapping_keeps_it_shut(tmp_path: Path, text: str) -> None:
    folder = _write(tmp_path / "legal", None)
    (folder / "udenfor.yml").write_text(text)
    with pytest.raises(SiteRefused, match="udenfor is not collected"):
        check_gate("udenfor", [HOST], folder, NOW)


def test_hosts_beyond_the_list_keep_it_shut(tmp_path: Path) -> None:
    folder = _write(tmp_path / "legal", sign(_content(), PRIVATE))
    with pytest.raises(SiteRefused, match="'hosts'"):
        check_gate("udenfor", [HOST, "billeder.example"], folder, NOW)


@pytest.mark.parametrize(("days", "opens"), [(0, True), (197, True), (198, False)])
def test_the_last_day_counts_and_the_day_after_does_not(tmp_path: Path, days: int, opens: bool) -> None:
    folder = _write(tmp_path / "legal", sign(_content(), PRIVATE))
    at = NOW + timedelta(days=days)
    if opens:
        check_gate("udenfor", [HOST], folder, at)
    else:
        with pytest.raises(SiteRefused, match="'expires'"):
            check_gate("udenfor", [HOST], folder, at)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.8.7", "::1", "[::1]", "localhost", "LOCALHOST", "127.0.0.1:8000"])
def test_this_machine_needs_no_file(tmp_path: Path, host: str) -> None:
    assert is_loopback_host(host)
    check_gate("her", [host], tmp_path, NOW)


@pytest.mark.parametrize(
    "host",
    [
        "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "0.0.0.0", "::ffff:127.0.0.1", "::", "localhost.example",  # noqa: S104  (nothing is bound)
        "127.0.0.1.nip.example", "localtest.example", "10.0.0.1", "192.168.1.1", "169.254.169.254", "fe80::1", "fd00::1",
        "localhost.", "127.0.0.1@evil.example", "１２７.0.0.1", "",
    ],
)  # fmt: skip
def test_everything_else_does(tmp_path: Path, host: str) -> None:
    assert not is_loopback_host(host)
    with pytest.raises(SiteRefused):
        check_gate("udenfor", [host], tmp_path, NOW)


def test_a_crawl_without_a_file_asks_no_name_and_connects_nowhere(
    collected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **_: asked.append(args) or [])
    monkeypatch.setattr(socket, "gethostbyname", lambda *args: asked.append(args) or "127.0.0.1")
    monkeypatch.setattr(socket.socket, "connect", lambda _self, address: asked.append(address))
    monkeypatch.setattr(socket.socket, "connect_ex", lambda _self, address: asked.append(address) or 111)
    collected.define(start_url=f"https://{HOST}/", hosts=[HOST])
    result = crawl(collected.settings, collected.engine, collected.keyring, names=["lille"], now=lambda: collected.now)[
        0
    ]
    assert (result.status, asked) == ("refused", [])
    assert result.message == "lille is not collected: there is no signed legal-basis file for it."
    with Session(collected.engine) as session:
        entry = session.exec(select(AuditEntry)).one()
    assert (entry.act, entry.subject) == ("crawl_refused", "lille")
    assert ("gate_closed", None) in collected.alarms()


@pytest.mark.parametrize("variable", ["LYGTE_DEBUG", "LYGTE_NO_GATE", "SCRAPY_SETTINGS_MODULE", "DEBUG"])
def test_no_variable_opens_the_gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "1")
    with pytest.raises(SiteRefused):
        check_gate("udenfor", [HOST], tmp_path, NOW)
