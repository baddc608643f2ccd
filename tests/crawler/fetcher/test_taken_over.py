"""A fetcher that a page has taken over: it reaches no key, no store, no other program, no address but those it was sent to."""

import json
import os
import platform
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from crawler.confinement import FILES, PROGRAMS, SOCKETS, TCP
from models.ad import Ad
from models.audit import AuditEntry
from tests.crawler.test_reading_room import offered

REFUSED = {"PermissionError", "OSError", "ProcessLookupError", "BlockingIOError"}
OF_FILES = {
    "keys",
    "database",
    "folder",
    "home",
    "passwords",
    "write",
    "rename",
    "delete",
    "its environment",
    "its memory",
    "its files",
}
# What a browser does itself, within the same walls.
BROWSERS_OWN = {"fork", "program", "shell", "undo"}


@pytest.fixture
def things(tmp_path: Path) -> Any:
    """Keys, a database, a server, local sockets as PostgreSQL and Redis have them: what a fetcher must not reach."""
    keys, database = tmp_path / "keys.json", tmp_path / "lygte.db"
    keys.write_text("the keys")
    database.write_text("the database")
    listener = socket.create_server(("127.0.0.1", 0))
    local, abstract = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
    local.bind(str(tmp_path / ".s.PGSQL.5432"))
    abstract.bind(f"\0lygte-{os.getpid()}")
    local.listen()
    abstract.listen()
    for each in (listener, local, abstract):
        each.setblocking(False)
    yield keys, database, listener, local, abstract
    for each in (listener, local, abstract):
        each.close()


def _deeds(things: Any, tmp_path: Path, *, order: dict[str, Any] | None) -> tuple[dict[str, str], frozenset[str]]:
    """Let a fetcher do its deeds; return what came of each, and what it says is shut."""
    from crawler.fetcher.keeper import Keeper
    from crawler.loop import run_in_loop

    keys, database, listener, local, abstract = things
    asked = [
        *map(str, (keys, database, tmp_path / "taken", listener.getsockname()[1], os.getpid(), local.getsockname())),
        abstract.getsockname().decode(),
    ]

    async def told() -> dict[str, str]:
        return order or {}

    async def ask() -> tuple[bytes, frozenset[str]]:
        kept = Keeper(largest=5_000_000, strayed=lambda: None, order=told if order else None)
        head = {"url": "http://127.0.0.1/deeds", "method": "GET", "headers": [["X-Asked", json.dumps(asked)]]}
        limits = {"longest_s": 20.0, "largest": 5_000_000, "browser": None}
        try:
            came = await kept.fetch({**head, **limits}, b"", ("127.0.0.1", 80))
            return came.body, kept.shut or frozenset()
        finally:
            kept.kill()

    body, shut = run_in_loop(ask())
    return json.loads(body), shut


def _nothing_was_reached(things: Any, tmp_path: Path) -> None:
    keys, database, *listeners = things
    for each in listeners:
        with pytest.raises(BlockingIOError):
            each.accept()
    assert keys.read_text() == "the keys" and database.read_text() == "the database"
    assert not (tmp_path / "taken").exists()


def test_a_fetcher_that_is_taken_over_reaches_nothing(
    play: Callable[..., None], things: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LYGTE_DATABASE", "postgresql://secret")
    play()
    said, shut = _deeds(things, tmp_path, order=None)
    assert shut == offered()
    assert said.pop("environment") == "{}"
    done = {name for name, came in said.items() if came not in REFUSED}
    # Where a kernel offers less, its part is open, and SECURITY.md says so.
    assert done <= (set() if FILES in shut else OF_FILES) | (set() if PROGRAMS in shut else set(said) - OF_FILES)
    assert len(said) > 25
    if offered() == {FILES, PROGRAMS}:
        _nothing_was_reached(things, tmp_path)


def test_a_fetcher_with_a_browser_that_is_taken_over_reaches_nothing_outside_its_walls(
    play: Callable[..., None], things: Any, tmp_path: Path, chromium: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LYGTE_DATABASE", "postgresql://secret")
    folder = tmp_path / "browser"
    folder.mkdir()
    play()
    order = {"path": chromium, "folder": str(folder), "port": 9, "tabs": 2, "authorities": [["127.0.0.1", 80]]}
    said, shut = _deeds(things, tmp_path, order=order)
    assert shut <= {FILES, SOCKETS, TCP}
    assert said.pop("environment") == "{}"
    done = {name for name, came in said.items() if came not in REFUSED}
    if shut == {FILES, SOCKETS, TCP} and platform.machine() == "x86_64":
        assert done <= BROWSERS_OWN
        _nothing_was_reached(things, tmp_path)


# What a fetcher says that ours never does, instead of one ad's page.
INVENTIONS = {
    "an ad as the parser gives them": "self._tell({'read': {'site': 'lille', 'external_id': '9', 'title': 'Falsk', 'text': 'Falsk'}})",
    "an ad beside a page": "self._tell({'fetched': head['fetch'], **told, 'counts': {}, 'headers': [['item', 'Falsk']]})",
    "an answer nobody asked for": "self._tell({'fetched': 9999, **told}, b'x')",
    "another port": "self._tell({'door': 77, 'host': '127.0.0.1', 'port': 1})",
    "another host": "self._tell({'door': 77, 'host': '169.254.169.254', 'port': 80})",
    "a port that is none": "self._tell({'door': 77, 'host': '127.0.0.1', 'port': -1})",
    "more connections than requests need": "there = head['url'].split('/')[2].split(':'); [self._tell({'door': 100 + n, 'host': there[0], 'port': int(there[1])}) for n in range(200)]",
    "a status that is text": "self._tell({'fetched': head['fetch'], **told, 'status': '200'})",
    "a status that is none": "self._tell({'fetched': head['fetch'], **told, 'status': 7})",
    "headers that are no list": "self._tell({'fetched': head['fetch'], **told, 'headers': {'a': 1}})",
    "a header that is not read": "self._tell({'fetched': head['fetch'], **told, 'headers': [['set-cookie', 'a']]})",
    "a header of two lines": "self._tell({'fetched': head['fetch'], **told, 'headers': [['etag', 'a\\r\\nb']]})",
    "a thousand headers": "self._tell({'fetched': head['fetch'], **told, 'headers': [['etag', 'a']] * 1000})",
    "counts of its own": "self._tell({'fetched': head['fetch'], **told, 'counts': {'new': 5}})",
    "a count below nothing": "self._tell({'fetched': head['fetch'], **told, 'counts': {'blocked_media': -5}})",
    "a number without end": "self._tell({'fetched': head['fetch'], **told, 'packed': 10 ** 300})",
    "a reason that is none": "self._tell({'fetched': head['fetch'], 'why': 'because'})",
    "a head without end": "self._tell({'fetched': head['fetch'], 'why': 'x' * 2_000_000})",
    "a message without end": "self._pipes.send(b'x' * 20_000_000)",
    "a list": "self._pipes.send((2).to_bytes(4, 'big') + b'[]')",
    "no JSON": "self._pipes.send((4).to_bytes(4, 'big') + b'{{{{')",
    "depth": "self._pipes.send((200_000).to_bytes(4, 'big') + b'[' * 200_000)",
    "a head longer than its message": "self._pipes.send((4_000_000_000).to_bytes(4, 'big'))",
    "nothing at all": "self._pipes.send(b'')",
    "ready once more": "self._tell({'shut': ['files']})",
    "noise": "os.write(self._pipes._given, bytes(range(255, 0, -1)) * 20)",
    "a flood": "[self._tell({'door': n, 'host': 'a' * 200, 'port': 80}) for n in range(100_000)]",
}


@pytest.mark.parametrize("kind", sorted(INVENTIONS))
def test_what_a_fetcher_invents_is_believed_by_nobody_and_ends_the_pass(
    collected: Any, site: Any, play: Callable[..., None], kind: str
) -> None:
    play(INVENTIONS[kind])
    site.fill(5)
    result = collected.crawl()
    assert result.status == "failed"
    assert (
        result.message
        == "The process that fetches Lille did what it may not; it was ended, and what came before was stored."
    )
    stored = collected.ads()
    # What it had in hand beside that page is not believed either; the ads there are read from real pages.
    assert set(stored) <= {"100", "101", "102", "103"}
    assert all(collected.content(key)["title"] != "Falsk" for key in stored)
    with Session(collected.engine) as session:
        assert [row.details["reason"] for row in session.exec(select(AuditEntry)) if row.act == "crawl_refused"] == [
            result.message
        ]
        assert len(session.exec(select(Ad)).all()) == len(stored)


def test_a_page_of_its_own_making_is_a_page_of_its_site_and_no_more(
    collected: Any, site: Any, play: Callable[..., None]
) -> None:
    made = "b\"<h1>Opdigtet</h1><div class='text'><script>x</script>Tekst</div>\""
    play(f"self._tell({{'fetched': head['fetch'], **told}}, {made})")
    site.fill(5)
    collected.crawl()
    assert collected.content("104")["title"] == "Opdigtet"
    assert collected.ads()["104"].site == "lille"


@pytest.mark.parametrize("target", ["http://127.0.0.1:1/", "http://169.254.169.254/", "https://evil.example/"])
def test_a_redirect_that_a_fetcher_invents_is_looked_at_by_the_keeper(
    collected: Any, site: Any, play: Callable[..., None], target: str
) -> None:
    play(f"self._tell({{'fetched': head['fetch'], **told, 'status': 302, 'headers': [['location', '{target}']]}})")
    site.fill(5)
    collected.crawl()
    assert set(collected.ads()) == {"100", "101", "102", "103"}


def test_the_bytes_of_a_page_meet_no_unpacking_in_the_process_that_holds_the_keys() -> None:
    from crawler.settings import DOWNLOAD_HANDLERS_BASE, DOWNLOADER_MIDDLEWARES

    assert not [path for path in DOWNLOADER_MIDDLEWARES if "compression" in path]
    assert set(DOWNLOAD_HANDLERS_BASE.values()) == {"crawler.fetcher.handler.ApartFetching"}
