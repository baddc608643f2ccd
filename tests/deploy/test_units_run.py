"""The commands of the units do what the units are for, run as processes as they stand; only folders, port and addresses are ours."""

import http.client
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import Session, select

from deploy.programs import free_port
from lygte.commands.demo import make_users
from lygte.installation import open_from
from models.keys import KeyRing, save_keyring
from models.people import User
from models.settings import load_settings
from tests.conftest import fresh_server_store

UNITS = Path(__file__).parents[2] / "deploy" / "systemd"
LONGEST_START_S = 120


@dataclass
class Server:
    """A server's folders and settings, as the units name them."""

    folder: Path
    environment: dict[str, str]

    def words(self, unit: str) -> list[str]:
        """Return the command of a unit for this folder."""
        lines = (UNITS / unit).read_text().splitlines()
        line = next(line for line in lines if line.startswith("ExecStart=")).removeprefix("ExecStart=")
        # What systemd makes of it before it runs it (systemd.service, "Command lines").
        line = line.replace("$$", "$").replace("%%", "%")
        for old, new in (("/opt/lygte/bin", "bin"), ("/var/backups/lygte", "backups")):
            line = line.replace(old, str(self.folder / new))
        return shlex.split(line)

    def run(self, unit: str) -> None:
        """Run a unit that ends by itself, with the UMask of all of them."""
        subprocess.run(
            self.words(unit), env=self.environment, check=True, stdout=subprocess.DEVNULL, timeout=300, umask=0o077
        )

    @property
    def backups(self) -> list[Path]:
        return sorted((self.folder / "backups").iterdir())


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path, keyring: KeyRing) -> Iterator[Server]:
    """A server with PostgreSQL, its environment file read as systemd reads it."""
    for name in ("bin", "data", "backups"):
        (tmp_path / name).mkdir()
    program = tmp_path / "bin" / "lygte"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m lygte.main "$@"\n')
    program.chmod(0o755)
    save_keyring(keyring, tmp_path / "data" / "keys.json")
    with fresh_server_store(request) as url:
        ours = {"LYGTE_DATA": str(tmp_path / "data"), "LYGTE_DATABASE": url}
        lines = [line for line in (UNITS / "lygte.env").read_text().splitlines() if line and line[0] != "#"]
        given = dict(line.split("=", 1) for line in lines)
        assert set(ours) < set(given)
        place = open_from(load_settings(ours["LYGTE_DATA"], url))
        make_users(place)
        place.engine.dispose()
        root = str(Path(__file__).parents[2])
        yield Server(tmp_path, {**os.environ, **given, **ours, "PYTHONPATH": root})


def test_the_nights_back_up_is_made_and_restores_and_old_ones_go(
    server: Server, request: pytest.FixtureRequest
) -> None:
    server.run("lygte-backup.service")
    (made,) = server.backups
    assert made.stat().st_mode & 0o077 == 0
    server.run("lygte-restore-test.service")
    old, others = made.with_name("lygte-2026-01-01.backup"), made.with_name("notes")
    for file in (old, others):
        file.write_bytes(b"x")
        os.utime(file, (time.time() - 40 * 86400,) * 2)
    server.run("lygte-backup-expire.service")
    assert server.backups == [made, others]
    with fresh_server_store(request) as empty:
        lygte = [str(server.folder / "bin" / "lygte"), "restore", "--quiet", str(made), "--database", empty]
        subprocess.run(lygte, env=server.environment, check=True, stdout=subprocess.DEVNULL, timeout=300)
        assert _users(server, empty) == _users(server, server.environment["LYGTE_DATABASE"]) > 0


def test_a_back_up_that_does_not_restore_fails_the_weekly_drill(server: Server) -> None:
    (server.folder / "backups" / "lygte-2026-11-20.backup").write_bytes(b"lygte-backup-1\n2026-11\n" + bytes(99))
    with pytest.raises(subprocess.CalledProcessError):
        server.run("lygte-restore-test.service")


def test_screens_and_measures_answer_on_this_machine(server: Server) -> None:
    for unit, port, path, words in (
        ("lygte-web.service", "8710", "/login", "<form"),
        ("lygte-metrics.service", "9108", "/metrics", "lygte_store_up 1"),
    ):
        free = str(free_port())
        command = [free if word == port else word for word in server.words(unit)]
        assert free in command
        process = subprocess.Popen(command, env=server.environment, stdout=subprocess.DEVNULL)
        try:
            assert words in _page(int(free), path, process)
        finally:
            process.terminate()
            process.wait(60)


def _page(port: int, path: str, process: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + LONGEST_START_S
    while process.poll() is None and time.monotonic() < until:
        with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            connection.request("GET", path)
            return connection.getresponse().read().decode()
        time.sleep(0.2)
    return f"ended with {process.poll()}"


def _users(server: Server, url: str) -> int:
    place = open_from(load_settings(server.environment["LYGTE_DATA"], url))
    with Session(place.engine) as session:
        counted = session.exec(select(func.count()).select_from(User)).one()
    place.engine.dispose()
    return counted
