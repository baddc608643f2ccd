"""The runbook's own words are run: set-up, moving there and back, restoring, stopping. Only names of places are others."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session, select

from lygte.installation import utc_now
from lygte.measures import HELP
from models.db import make_engine, open_store
from models.keys import KeyRing, load_keyring, save_keyring
from models.people import User
from tests.conftest import fresh_server_store
from tests.review_ui.invented import invent

ROOT = Path(__file__).parents[2]
RUNBOOK = (ROOT / "docs" / "how-to" / "several-machines.md").read_text(encoding="utf-8")
SERVER = re.compile(r"postgresql\+psycopg://\S+")
PLACES = ("/opt/lygte", "/var/lib/lygte", "/var/backups/lygte", "/etc/")
# What only a whole server has: these write down what they were told.
STAND_INS = ("adduser", "systemctl", "sudo", "python3", "pip")
TOLD = '#!/bin/sh\necho "$(basename "$0") $*" >> "$TOLD"\n'
# There is no user called lygte here, and not everybody may give files away.
INSTALL = """#!/bin/sh
words=
while [ $# -gt 0 ]; do
  case "$1" in -o|-g) shift ;; *) words="$words '$1'" ;; esac
  shift
done
eval exec /usr/bin/install $words
"""


def _commands() -> set[str]:
    """Every command of ours that the runbook names in full, with its options."""
    named = re.findall(r"`(lygte [a-z]+(?: [^`]+)?)`", RUNBOOK)
    return {command for command in named if command not in ("lygte serve", "lygte work")}


def _script() -> str:
    (script,) = re.findall(r"```sh\n(.*?)```", RUNBOOK, re.DOTALL)
    return script


def test_the_set_up_puts_folders_settings_and_units_where_they_belong(tmp_path: Path) -> None:
    programs, script = tmp_path / "programs", _script()
    programs.mkdir()
    for name in STAND_INS:
        (programs / name).write_text(TOLD)
    (programs / "install").write_text(INSTALL)
    for place in PLACES:
        script = script.replace(place, f"{tmp_path}{place}")
    units = tmp_path / "etc" / "systemd" / "system"
    for folder in (units, tmp_path / "opt" / "lygte" / "bin"):
        folder.mkdir(parents=True)
    (tmp_path / "opt" / "lygte" / "bin" / "pip").write_text(TOLD)
    for file in (*programs.iterdir(), tmp_path / "opt" / "lygte" / "bin" / "pip"):
        file.chmod(0o755)
    told = tmp_path / "told"
    path = f"{programs}:{os.environ['PATH']}"
    subprocess.run(["sh", "-e", "-c", script], cwd=ROOT, env={"PATH": path, "TOLD": str(told)}, check=True)
    assert (tmp_path / "etc" / "lygte" / "lygte.env").stat().st_mode & 0o777 == 0o640
    for private in ("var/lib/lygte", "var/backups/lygte"):
        assert (tmp_path / private).stat().st_mode & 0o777 == 0o700
    lines = told.read_text().splitlines()
    assert "pip install lygte[postgres,redis]" in lines
    assert "sudo -u postgres createdb --owner=lygte --encoding=UTF8 lygte" in lines
    enabled = [name for line in lines if line.startswith("systemctl enable --now ") for name in line.split()[3:]]
    files = {re.sub(r"@\d+", "@", name) if "." in name else re.sub(r"@\d+", "@", name) + ".service" for name in enabled}
    assert files <= {file.name for file in units.iterdir()}
    # Nothing that runs by itself was forgotten: timers, and services that no timer starts.
    by_timer = {file.with_suffix(".service").name for file in units.glob("*.timer")}
    assert files == {file.name for file in units.iterdir()} - by_timer


def _run(words: list[str], environment: dict[str, str], data: Path) -> str:
    ended = subprocess.run(
        [sys.executable, "-m", "lygte.main", *words],
        cwd=ROOT, env={**os.environ, "LYGTE_DATA": str(data), **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, f"{words[0]}: {ended.stderr}"
    return ended.stdout


def _users(url: str, keyring: KeyRing) -> list[str]:
    engine = make_engine(url, keyring.store_key)
    with Session(engine) as session:
        logins = sorted(session.exec(select(User.login)))
    engine.dispose()
    return logins


@pytest.fixture
def laptop(tmp_path: Path, keyring: KeyRing) -> Path:
    """The data directory of an installation on one laptop, with invented work in it."""
    data = tmp_path / "data"
    data.mkdir()
    save_keyring(keyring, data / "keys.json")
    url = f"sqlite:///{data / 'lygte.db'}"
    engine = open_store(url, keyring.store_key)
    with Session(engine) as session:
        invent(session, keyring, utc_now())
    engine.dispose()
    return data


def test_every_command_of_the_runbook_does_what_it_says(
    laptop: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    keyring, here = load_keyring(laptop / "keys.json"), f"sqlite:///{laptop / 'lygte.db'}"
    users = _users(here, keyring)
    assert users
    left = _commands()

    def say(start: str, change: Callable[[str], str] = lambda command: command, database: str = here) -> str:
        """Run the command of the runbook that begins so, with our places for its own."""
        (command,) = (command for command in left if command.startswith(start))
        left.remove(command)
        return _run(shlex.split(change(command))[1:], {"LYGTE_DATABASE": database}, laptop)

    with fresh_server_store(request) as server, fresh_server_store(request) as another:
        assert "Moved and checked" in say("lygte move --to", lambda it: SERVER.sub(server, it))
        assert _users(server, keyring) == users
        (laptop / "lygte.db").rename(laptop / "old.db")
        back = lambda it: SERVER.sub(server, it).replace("/var/lib/lygte", str(laptop))  # noqa: E731
        assert "Moved and checked" in say("lygte move --database", back)
        assert _users(here, keyring) == users
        say("lygte migrate", database=server)
        assert "Expired" in say("lygte retention run", database=server)
        file = tmp_path / "one.backup"
        _run(["backup", "--quiet", "--out", str(file)], {"LYGTE_DATABASE": server}, laptop)
        restored = say("lygte restore", lambda it: it.replace("FILE", str(file)).replace("…", another))
        assert "Restored" in restored
        assert _users(another, keyring) == users
        assert "Stopped" in say("lygte stop", lambda it: it.replace("…", "a laptop was stolen"), server)
        assert "record" in say("lygte breach", database=server)
    assert left == set()


def test_every_measure_an_alarm_of_the_runbook_asks_for_is_one_we_give() -> None:
    asked = set(re.findall(r"lygte_[a-z_]+", RUNBOOK.split("## Watch")[1].split("\n## ")[0]))
    assert asked - set(HELP) == set()
    assert len(asked) > 7
