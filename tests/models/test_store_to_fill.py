"""A store that is filled from outside has its name when it is whole and never before: kills, full disks, errors, two at once."""

import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from models.audit_chain import first_break
from models.db import make_engine, session_scope
from models.errors import BadInput
from models.keys import KeyRing, save_keyring
from models.move import move
from models.site import Site
from models.store_file import is_encrypted
from models.store_to_fill import store_to_fill
from tests.review_ui.invented import invent

ROOT = Path(__file__).parents[2]
KILLED_IN_THE_MIDDLE = """
import os, signal, sys
from sqlmodel import Session
from models.site import Site
from models.store_to_fill import store_to_fill
with store_to_fill(sys.argv[1], None) as engine, Session(engine) as session:
    session.add(Site(name="x", title="", start_url=""))
    session.commit()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def filled(sqlite_store: Engine, keyring: KeyRing, now: datetime) -> Engine:
    """A store with something in many tables."""
    with Session(sqlite_store) as session:
        invent(session, keyring, now)
    sqlite_store.dispose()
    return sqlite_store


def _asked(url: str, question: str) -> Sequence[object]:
    engine = make_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(text(question)).all()
    engine.dispose()
    return [tuple(row) for row in rows]


def _names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_what_was_filled_has_everything_a_migrated_store_has(
    sqlite_template: Path, tmp_path: Path, filled: Engine
) -> None:
    url = f"sqlite:///{tmp_path / 'to' / 'back.db'}"
    (tmp_path / "to").mkdir()
    steps: list[tuple[str, int, int]] = []
    with store_to_fill(url, None, lambda *step: steps.append(step)) as engine:
        moved = move(filled, engine)
    assert _names(tmp_path / "to") == ["back.db"]
    assert (tmp_path / "to" / "back.db").stat().st_mode & 0o777 == 0o600
    for question in (
        "SELECT type, name, tbl_name FROM sqlite_master ORDER BY name",
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name",
    ):
        assert _asked(url, question) == _asked(f"sqlite:///{sqlite_template}", question)
    for pragma in ("auto_vacuum", "journal_mode", "foreign_keys", "secure_delete"):
        assert _asked(url, f"PRAGMA {pragma}") == _asked(f"sqlite:///{sqlite_template}", f"PRAGMA {pragma}")
    assert {step[0] for step in steps} == {"Making indexes"}
    assert steps[-1][1] == steps[-1][2] > 20
    back = make_engine(url)
    with Session(back) as session:
        assert first_break(session) is None
        assert len(session.exec(select(Site)).all()) == next(one.rows for one in moved if one.table == "site")
    back.dispose()


def test_with_a_key_the_new_file_is_encrypted(tmp_path: Path, keyring: KeyRing) -> None:
    url = f"sqlite:///{tmp_path / 'back.db'}"
    with store_to_fill(url, keyring.store_key):
        pass
    assert is_encrypted(url)


def test_a_kill_in_the_middle_leaves_nothing_at_the_place_and_the_next_run_goes_through(
    tmp_path: Path, filled: Engine
) -> None:
    to = tmp_path / "to"
    to.mkdir()
    url = f"sqlite:///{to / 'back.db'}"
    ended = subprocess.run([sys.executable, "-c", KILLED_IN_THE_MIDDLE, url], check=False, cwd=ROOT)
    assert ended.returncode == -signal.SIGKILL
    assert _names(to) == ["back.db.part"]
    with store_to_fill(url, None) as engine:
        move(filled, engine)
    assert _names(to) == ["back.db"]
    assert ("x",) not in _asked(url, "SELECT name FROM site")


def test_an_error_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), store_to_fill(f"sqlite:///{tmp_path / 'back.db'}", None):
        raise RuntimeError
    assert _names(tmp_path) == []


@pytest.mark.parametrize("blocks", [100, 1200], ids=["already-the-tables", "the-rows"])
def test_a_full_disk_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, filled: Engine, keyring: KeyRing, blocks: int
) -> None:
    """The system lets no file grow beyond so many blocks of 512 bytes: the same error as a disk without room."""
    with session_scope(filled) as session:
        session.add_all(Site(name=f"much-{number}", title="long " * 200, start_url="") for number in range(800))
    (tmp_path / "data").mkdir()
    save_keyring(keyring, tmp_path / "data" / "keys.json")
    to = tmp_path / "to"
    to.mkdir()
    words = ["move", "--data", str(tmp_path / "data"), "--database", str(filled.url)]
    words += ["--to", f"sqlite:///{to / 'back.db'}"]
    filled.dispose()
    shell = ["sh", "-c", f'ulimit -f {blocks}; exec "$0" -m lygte.main "$@"', sys.executable, *words]
    ended = subprocess.run(shell, check=False, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 1, ended.stderr
    assert ended.stderr.count("\n") == 1
    assert "The disk of the database is full" in ended.stderr
    assert _names(to) == []


def test_a_place_that_holds_something_is_left_alone(tmp_path: Path, filled: Engine) -> None:
    places = _asked(str(filled.url), "SELECT token FROM contact_point")
    with pytest.raises(BadInput, match="not empty"), store_to_fill(str(filled.url), None):
        pass
    assert _asked(str(filled.url), "SELECT token FROM contact_point") == places != []


def test_an_empty_store_is_taken_the_place_of_unless_somebody_has_it_open(sqlite_store: Engine) -> None:
    url = str(sqlite_store.url)
    with sqlite_store.connect() as other:
        other.execute(text("SELECT count(*) FROM site")).scalar_one()
        with pytest.raises(BadInput, match="Somebody is using the database to move into"), store_to_fill(url, None):
            pass
    sqlite_store.dispose()
    with store_to_fill(url, None) as engine, session_scope(engine) as session:
        session.add(Site(name="x", title="", start_url=""))
    assert _asked(url, "SELECT name FROM site") == [("x",)]


def test_two_do_not_fill_the_same_place_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'back.db'}"
    with store_to_fill(url, None):
        with pytest.raises(BadInput, match="Another 'lygte move'"), store_to_fill(url, None):
            pass
        assert _names(tmp_path) == ["back.db.part"]
    assert _names(tmp_path) == ["back.db"]


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no folder"), store_to_fill(f"sqlite:///{tmp_path / 'no' / 'back.db'}", None):
        pass


def test_a_row_that_refers_to_nothing_stops_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'back.db'}"
    with (
        pytest.raises(BadInput, match="A row of ad_phone refers"),
        store_to_fill(url, None) as engine,
        engine.begin() as one,
    ):
        one.execute(
            text("INSERT INTO ad_phone (ad_id, phone_id, obscured, source, first_seen, last_seen) VALUES (1, 1, 0, 'text', :n, :n)"),
            {"n": "2026-01-01 00:00:00"},
        )  # fmt: skip
    assert _names(tmp_path) == []
