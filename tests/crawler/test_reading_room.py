"""Pages are parsed by a process that may do nothing: a page that takes it over reaches no key, no database, no network."""

import asyncio
import ctypes
import json
import os
import platform
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler import extract, list_page, reading_room
from crawler.confinement import FILES, PROGRAMS
from crawler.definition import SiteDefinition, all_sites
from crawler.errors import PageUnreadable
from crawler.items import ListPage, ListRow
from crawler.loop import run_in_loop
from crawler.page import Page
from crawler.plain_values import from_plain
from crawler.reading_room import ReadingRoom
from models.settings import load_settings
from tests.conftest import NOW

# What a page runs once it has taken the parser over: each deed is tried, what came of it is the ad's text.
TAKEN_OVER = """
import ctypes, json, os, signal, socket, sys, urllib.request
import crawler.page_reader as reader
from crawler.items import AdItem

def deeds(asked):
    keys, database, outside, port, parent = asked.split("|")
    yield "keys", lambda: open(keys).read()
    yield "database", lambda: open(database, "rb").read(16)
    yield "folder", lambda: os.listdir(os.path.dirname(keys))
    yield "write", lambda: open(outside, "w").write("x")
    yield "rename", lambda: os.rename(keys, outside)
    yield "delete", lambda: os.unlink(database)
    yield "environment", lambda: {name: value for name, value in os.environ.items() if "LYGTE" in name or "SECRET" in name}
    yield "its environment", lambda: open(f"/proc/{parent}/environ").read()
    yield "its memory", lambda: open(f"/proc/{parent}/mem", "rb").read(1)
    yield "connect", lambda: socket.create_connection(("127.0.0.1", int(port)), timeout=2)
    yield "name", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 53))
    yield "unix", lambda: socket.socket(socket.AF_UNIX)
    yield "program", lambda: os.execv("/bin/true", ["true"])
    yield "shell", lambda: os.posix_spawn("/bin/sh", ["sh", "-c", "true"], {})
    yield "fork", lambda: os.fork()
    yield "kill", lambda: os.kill(int(parent), signal.SIGTERM)
    yield "trace", lambda: syscall(101, 16, int(parent), 0, 0)
    yield "undo", lambda: syscall(157, 22, 0, 0, 0)

def syscall(number, *words):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(number, *words) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return 0

def taken_over(page, definition, **more):
    said = {}
    for name, deed in deeds(page.text):
        try:
            said[name] = repr(deed())
        except BaseException as problem:
            said[name] = type(problem).__name__
    return AdItem(site="x", external_id="1", url="u", text=json.dumps(said))

reader.READS["ad"] = taken_over
reader.main()
"""


OF_FILES = {
    "keys",
    "database",
    "folder",
    "write",
    "rename",
    "delete",
    "its environment",
    "its memory",
    "connect",
    "kill",
}
OF_PROGRAMS = {"connect", "name", "unix", "program", "shell", "fork", "kill", "trace", "undo"}


def offered() -> set[str]:
    """Return what this machine's kernel says it can shut: asked another way than the program asks it."""
    libc = ctypes.CDLL(None)
    shut = {FILES} if libc.syscall(444, None, 0, 1) >= 1 else set()
    filters = Path("/proc/sys/kernel/seccomp/actions_avail")
    return shut | ({PROGRAMS} if filters.exists() and platform.machine() in ("x86_64", "aarch64") else set())


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SiteDefinition]:
    return all_sites(load_settings(str(tmp_path_factory.mktemp("data"))))


@pytest.fixture
def definition(sites: dict[str, SiteDefinition]) -> SiteDefinition:
    return sites["hjerterum"]


@pytest.fixture
def room() -> Iterator[Callable[[str], ReadingRoom]]:
    """Make rooms whose process runs a script instead of ours."""
    made: list[ReadingRoom] = []

    def make(script: str) -> ReadingRoom:
        made.append(ReadingRoom((sys.executable, "-c", script)))
        return made[-1]

    yield make
    run_in_loop(_close(made))


async def _close(rooms: list[ReadingRoom]) -> None:
    for one in rooms:
        one.close()


def ask(asked: ReadingRoom, what: str, page: Page, definition: SiteDefinition, **more: object) -> Any:
    return run_in_loop(asked.ask(what, page, definition, **more))


def test_a_page_that_takes_the_parser_over_reaches_nothing(
    room: Callable[[str], ReadingRoom], definition: SiteDefinition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LYGTE_DATABASE", "sqlite:///secret")
    keys, database = tmp_path / "keys.json", tmp_path / "lygte.db"
    keys.write_text("the keys")
    database.write_text("the database")
    listener = socket.create_server(("127.0.0.1", 0))
    asked = f"{keys}|{database}|{tmp_path / 'taken'}|{listener.getsockname()[1]}|{os.getpid()}"
    taken_over = room(TAKEN_OVER)
    said = json.loads(ask(taken_over, "ad", Page("http://127.0.0.1/", asked), definition)["text"])
    listener.setblocking(False)
    if offered():
        with pytest.raises(BlockingIOError):
            listener.accept()
    listener.close()
    assert taken_over.shut == offered()
    done = {name for name, came in said.items() if came not in {"PermissionError", "OSError"}}
    assert said["environment"] == "{}"
    # Where a kernel offers less, its part is open, and SECURITY.md says so.
    may = (
        {"environment"}
        | (set() if FILES in offered() else OF_FILES)
        | (set() if PROGRAMS in offered() else OF_PROGRAMS)
    )
    assert done <= may
    if FILES in offered():
        assert keys.read_text() == "the keys" and database.read_text() == "the database"
        assert sorted(file.name for file in tmp_path.iterdir()) == ["keys.json", "lygte.db"]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("raise SystemExit(1)", "it dies before it begins"),
        ("print('hello'); input()", "it answers nonsense"),
        (
            "import crawler.page_reader as r; r.READS['ad'] = lambda *a, **k: __import__('os')._exit(1); r.main()",
            "it dies",
        ),
        (
            "import sys; sys.stdout.buffer.write(b'\\xff\\xff\\xff\\xff'); sys.stdout.flush(); input()",
            "it says too much",
        ),
    ],
)
def test_a_parser_that_fails_is_one_sentence(
    room: Callable[[str], ReadingRoom], definition: SiteDefinition, script: str, why: str
) -> None:
    with pytest.raises(PageUnreadable, match=r"^A page could not be read by the process that parses pages\.$"):
        ask(room(script), "ad", Page("http://127.0.0.1/", "x"), definition, now=NOW)


def test_a_parser_that_hangs_is_given_up_and_the_next_page_is_read(
    room: Callable[[str], ReadingRoom], definition: SiteDefinition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_room, "LONGEST_S", 4.0)
    hangs = "import time, crawler.page_reader as r; r.READS['gone'] = lambda *a: time.sleep(600); r.main()"
    slow = room(hangs)
    with pytest.raises(PageUnreadable):
        ask(slow, "gone", Page("http://127.0.0.1/", "x"), definition)
    read = ask(slow, "list", Page("http://127.0.0.1/", "<html>"), definition)
    assert from_plain(ListPage, read) == ListPage(rows=(), elements=0)


def test_a_fault_of_our_own_is_told_by_its_place_and_never_by_the_page_s_words(
    room: Callable[[str], ReadingRoom], definition: SiteDefinition
) -> None:
    wrong = room("import crawler.page_reader as r; r.READS['ad'] = lambda p, d, **k: int(p.text); r.main()")
    with pytest.raises(PageUnreadable) as said:
        ask(wrong, "ad", Page("http://127.0.0.1/", "71 74 00 01"), definition)
    assert said.value.where.startswith("ValueError in ") and "71" not in said.value.where.split(":")[0]
    assert "71 74" not in said.value.where


PAGE = "<html><body><h1>Klinik</h1><article class=ad><a href=/annonce/7>Ring 71 74 00 01</a></article>{}</body></html>"


@pytest.mark.parametrize("name", ["annoncetorvet", "byportalen", "hjerterum", "nattelys"])
def test_it_reads_what_reading_here_reads(sites: dict[str, SiteDefinition], name: str) -> None:
    known = sites[name]
    page = Page("http://127.0.0.1:1/annonce/7", PAGE.format("<p>Ny i Ribe. 30 min 600 kr. 1. november 2026</p>" * 20))
    row = ListRow(key="7", url="http://127.0.0.1:1/annonce/7", clue="c")

    async def there() -> list[object]:
        return [
            await reading_room.extract_ad(page, known, now=NOW, row=row),
            await reading_room.extract_list(page, known, number=2),
            await reading_room.is_gone(page, known),
            await reading_room.extract_reviews(page, known, now=NOW, read={"x"}),
        ]

    assert run_in_loop(there()) == [
        extract.extract_ad(page, known, now=NOW, row=row),
        list_page.extract_list(page, known, number=2),
        extract.is_gone(page, known),
        extract.extract_reviews(page, known, now=NOW, read={"x"}),
    ]
    assert reading_room.ROOM.shut == offered()


async def _titles(room: ReadingRoom, texts: list[str], definition: SiteDefinition) -> list[Any]:
    """Hand pages over without waiting; return what came of each, in the order they were handed over."""
    pages = [Page(f"http://127.0.0.1/{number}", text) for number, text in enumerate(texts)]
    return await asyncio.gather(*(room.ask("ad", page, definition) for page in pages), return_exceptions=True)


ECHO = """
import os, crawler.page_reader as r
def said(page, definition):
    if page.text == "dies":
        os._exit(1)
    if page.text == "fails":
        raise ValueError
    return page.text
r.READS["ad"] = said
r.main()
"""


def test_many_pages_under_way_come_back_each_to_who_asked(
    room: Callable[[str], ReadingRoom], definition: SiteDefinition
) -> None:
    # More than a pipe holds, both ways.
    texts = [f"{number} " * (1 + number % 7 * 3_000) for number in range(120)]
    assert run_in_loop(_titles(room(ECHO), texts, definition)) == texts


def test_a_page_that_kills_the_parser_costs_itself_alone(
    room: Callable[[str], ReadingRoom], definition: SiteDefinition
) -> None:
    texts = [str(number) for number in range(12)]
    texts[3], texts[7] = "dies", "fails"
    came = run_in_loop(_titles(room(ECHO), texts, definition))
    assert [place for place, each in enumerate(came) if isinstance(each, PageUnreadable)] == [3, 7]
    assert [each for each in came if isinstance(each, str)] == [each for each in texts if each.isdigit()]


def test_a_begun_process_is_waited_for_and_one_that_dies_at_once_is_left_to_the_first_page(
    room: Callable[[str], ReadingRoom], definition: SiteDefinition
) -> None:
    async def begun(one: ReadingRoom) -> None:
        one.begin()
        await one.ready()

    good, bad = room("import crawler.page_reader as r; r.main()"), room("raise SystemExit(1)")
    run_in_loop(good.ready())
    assert good.shut == frozenset()
    for one in (good, bad):
        run_in_loop(begun(one))
    assert good.shut == offered()
    assert ask(good, "list", Page("http://127.0.0.1/", "<html>"), definition)["elements"] == 0
    with pytest.raises(PageUnreadable):
        ask(bad, "list", Page("http://127.0.0.1/", "<html>"), definition)


def test_a_forked_process_gets_a_reader_of_its_own(definition: SiteDefinition) -> None:
    page = Page("http://127.0.0.1:1/annonce/7", PAGE)
    here = run_in_loop(reading_room.extract_ad(page, definition, now=NOW))
    mine = reading_room.ROOM.pid
    child = os.fork()
    if child == 0:
        same = asyncio.run(reading_room.extract_ad(page, definition, now=NOW)) == here
        other = reading_room.ROOM.pid != mine
        reading_room.ROOM.kill()
        os._exit(0 if same and other else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert reading_room.ROOM.pid == mine
    assert run_in_loop(reading_room.extract_ad(page, definition, now=NOW)) == here
