"""One real server and one real browser for all screen tests: started once, on loopback, on a port of the system's choice."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine
from sqlmodel import Session

from models.db import make_engine
from models.keys import KeyRing
from models.settings import Settings
from review_ui import accounts
from review_ui.app import create_app
from tests.conftest import NOW
from tests.review_ui.invented import invent
from tests.review_ui.making import PASSWORD, give_own_keys
from tests.review_ui.office_door import Door


class Clock:
    """A clock that moves one second a look, so that acts have an order."""

    def __init__(self, start: datetime) -> None:
        self.at = start
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        with self._lock:
            self.at += timedelta(milliseconds=10)
            return self.at


@pytest.fixture(scope="module", autouse=True)
def quick_pass_phrases(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hash pass phrases as cheaply as Argon2id can: how slow it is on purpose is tested in ``test_pass_phrases.py``."""
    with pytest.MonkeyPatch.context() as patch:
        if not getattr(request.module, "AS_SLOW_AS_IN_USE", False):
            quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
            patch.setattr(accounts, "_hasher", lambda: quick)
        yield


@dataclass
class Served:
    """A running server with its store."""

    url: str
    engine: Engine
    keyring: KeyRing
    clock: Clock


@pytest.fixture(scope="session")
def serve_world(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, keyring: KeyRing
) -> Iterator[Callable[[], Served]]:
    """Start a server over a fresh copy of the invented world; all are stopped at the end of the run."""
    stops: list[Callable[[], None]] = []

    def start() -> Served:
        folder = tmp_path_factory.mktemp("served")
        file = folder / "lygte.db"
        shutil.copy(sqlite_template, file)
        engine = make_engine(f"sqlite:///{file}")
        with Session(engine, expire_on_commit=False) as session:
            invent(session, keyring, NOW)
            give_own_keys(session, keyring, folder, NOW)
        clock = Clock(NOW)
        app = create_app(Settings(folder, f"sqlite:///{file}"), engine, keyring, now=clock)
        app.state.office.extra["raise_errors"] = True
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)

        def stop() -> None:
            server.should_exit = True
            thread.join(10)
            engine.dispose()
            listener.close()

        stops.append(stop)
        return Served(f"http://127.0.0.1:{listener.getsockname()[1]}", engine, keyring, clock)

    yield start
    for stop in stops:
        stop()


@pytest.fixture(scope="session")
def served(serve_world: Callable[[], Served]) -> Served:
    """The server for tests that only look."""
    return serve_world()


@pytest.fixture
def own_served(serve_world: Callable[[], Served]) -> Served:
    """A server of its own for a test that changes things."""
    return serve_world()


def only_ours(context: BrowserContext, url: str, strays: list[str]) -> None:
    """Refuse and note every request that is not to our server."""

    def handle(route: object, request: object) -> None:
        if request.url.startswith((url, "data:", "about:")):  # type: ignore[attr-defined]
            route.continue_()  # type: ignore[attr-defined]
        else:
            strays.append(request.url)  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]

    context.route("**/*", handle)


def log_in(page: Page, url: str, login: str) -> None:
    """Log in through the form."""
    page.goto(f"{url}/login")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_selector("nav.menu, main h1")


def click(page: Page, selector: str) -> None:
    """Click what leads to another page, and wait for it."""
    with page.expect_navigation():
        page.click(selector)


@pytest.fixture(scope="session")
def as_role(browser: Browser, served: Served) -> Iterator[Callable[[str], Page]]:
    """Give a page logged in as one role on the looking server; one context a role, kept for the run."""
    pages: dict[str, Page] = {}
    strays: list[str] = []

    def give(login: str) -> Page:
        if login not in pages:
            context = browser.new_context(base_url=served.url, viewport={"width": 1280, "height": 900})
            only_ours(context, served.url, strays)
            pages[login] = context.new_page()
            log_in(pages[login], served.url, login)
        return pages[login]

    yield give
    for page in pages.values():
        page.context.close()
    assert strays == []


@pytest.fixture
def worker(browser: Browser, own_served: Served) -> Iterator[Page]:
    """An outreach worker's fresh page on a server of its own."""
    strays: list[str] = []
    context = browser.new_context(
        base_url=own_served.url, viewport={"width": 1280, "height": 900}, accept_downloads=True
    )
    only_ours(context, own_served.url, strays)
    page = context.new_page()
    log_in(page, own_served.url, "outreach")
    yield page
    context.close()
    assert strays == []


@pytest.fixture(scope="session")
def with_route(as_role: Callable[[str], Page], served: Served) -> None:
    """A route with two stops for the pages of a route, and a place where a minor is suspected."""
    page = as_role("coordinator")
    page.goto("/queue?at=odense-c")
    page.click("button[value=minor]")
    page.wait_for_url("**/minor")
    page.goto("/routes/new?place=vejle-havn")
    page.fill("#team", "1")
    # The browser's clock is the real one, and a day-sheet ends with its day.
    page.fill("#day", "2036-01-07")
    page.click("main form button")
    page.goto("/places/kolding-midt")
    page.click("button[value=route]")
    page.wait_for_url("**/routes/1?done=route")


@pytest.fixture
def page_as(browser: Browser, own_served: Served) -> Iterator[Callable[[str], Page]]:
    """Give fresh pages logged in by name on one server of the test's own."""
    contexts = []

    def give(login: str) -> Page:
        context = browser.new_context(
            base_url=own_served.url, viewport={"width": 1280, "height": 900}, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        log_in(page, own_served.url, login)
        return page

    yield give
    for context in contexts:
        context.close()


@pytest.fixture
def door(sqlite_store: Engine, keyring: KeyRing, tmp_path: Path) -> Door:
    """An office with one worker's open log-in, on a store of its own."""
    return Door(sqlite_store, keyring, tmp_path)
