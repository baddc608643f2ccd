"""The embedded store's file is encrypted whole: it opens with its key and not without, and a plain one is converted whole."""

import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, SQLModel, select

from models.db import make_engine, open_store, stored_version
from models.dump import dump_lines
from models.errors import BadInput
from models.keys import KeyRing
from models.site import Site
from models.store_file import driver, encrypt_file, is_empty, is_encrypted

KEY = bytes(range(32))
WORDS = "Hjerterum i Ribe"


def fill(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(Site(name="hjerterum", title=WORDS, start_url="http://127.0.0.1/", is_loopback=True))
        session.commit()


@pytest.fixture
def encrypted(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'sealed.db'}"
    engine = open_store(url, KEY)
    fill(engine)
    engine.dispose()
    return url


def test_a_new_store_is_encrypted_where_there_is_a_key(encrypted: str, tmp_path: Path) -> None:
    assert is_encrypted(encrypted) and not is_empty(encrypted)
    for file in tmp_path.glob("sealed.db*"):
        content = file.read_bytes()
        assert WORDS.encode() not in content and b"CREATE TABLE" not in content
        assert not content.startswith(b"SQLite")
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        sqlite3.connect(tmp_path / "sealed.db").execute("SELECT * FROM site")
    engine = open_store(encrypted, KEY)
    with Session(engine) as session:
        assert session.exec(select(Site)).one().title == WORDS
    engine.dispose()


def test_every_connection_keeps_the_store_s_rules(encrypted: str) -> None:
    engine = make_engine(encrypted, KEY)
    with engine.connect() as connection:
        said = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in (
                "auto_vacuum",
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "secure_delete",
                "trusted_schema",
            )
        }
    engine.dispose()
    assert said == {
        "auto_vacuum": 1,
        "journal_mode": "wal",
        "synchronous": 1,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
    }


@pytest.mark.parametrize("key", [None, os.urandom(32)], ids=["none", "another"])
def test_another_key_or_none_is_one_sentence(
    encrypted: str, key: bytes | None, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BadInput, match=r"^The database (is encrypted: its key|does not open: it is damaged)"):
        open_store(encrypted, key)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("at", [5, 1000, 9000])
def test_a_changed_byte_is_noticed(encrypted: str, tmp_path: Path, at: int) -> None:
    file = tmp_path / "sealed.db"
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)
    connection = driver().connect(str(file))
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    with pytest.raises(driver().DatabaseError):
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            connection.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - a table's name
        connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()


def test_a_plain_store_is_opened_as_it_is_and_converted_with_every_row(tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path / 'sealed.db'}", tmp_path / "sealed.db"
    engine = open_store(url)
    fill(engine)
    before = list(dump_lines(engine))
    engine.dispose()
    with_key = open_store(url, KEY)
    assert not is_encrypted(url) and list(dump_lines(with_key)) == before
    with_key.dispose()
    plain = file.open("rb")
    encrypt_file(file, KEY)
    # Whoever held the plain file open, or finds its blocks again, reads zeros.
    assert set(plain.read()) == {0}
    plain.close()
    assert [one.name for one in tmp_path.iterdir()] == ["sealed.db"]
    assert is_encrypted(url) and file.stat().st_mode & 0o077 == 0
    engine = open_store(url, KEY)
    assert list(dump_lines(engine)) == before
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA auto_vacuum").scalar() == 1
    engine.dispose()


def test_a_store_in_use_is_not_converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url, file = f"sqlite:///{tmp_path / 'sealed.db'}", tmp_path / "sealed.db"
    engine = open_store(url)
    fill(engine)
    with engine.connect() as connection:
        connection.execute(text("SELECT * FROM site")).fetchall()
        with pytest.raises(BadInput, match="stop Lygte"):
            encrypt_file(file, KEY)
    with Session(engine) as session:
        assert session.exec(select(Site)).one().title == WORDS
    engine.dispose()
    assert not is_encrypted(url) and not (tmp_path / "sealed.db.part").exists()


def test_a_conversion_that_loses_a_row_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills, a driver that errs: the plain file stays as long as the other is not known to be whole."""
    url, file = f"sqlite:///{tmp_path / 'sealed.db'}", tmp_path / "sealed.db"
    engine = open_store(url)
    fill(engine)
    engine.dispose()

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("models.store_file._demand_same", refuse)
    with pytest.raises(BadInput, match="No space left on device; it is as it was"):
        encrypt_file(file, KEY)
    assert not is_encrypted(url) and stored_version(make_engine(url)) is not None
    assert not (tmp_path / "sealed.db.part").exists()


def test_forty_writers_and_readers_at_once_lose_nothing(encrypted: str) -> None:
    engine = open_store(encrypted, KEY)
    wrong: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(5):
                with Session(engine) as session:
                    session.add(Site(name=f"s{number}-{turn}", title="S", start_url="http://127.0.0.1/"))
                    session.commit()
                    session.exec(select(Site)).all()
        except BaseException as problem:
            wrong.append(problem)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(engine) as session:
        assert len(session.exec(select(Site)).all()) == 201
    engine.dispose()
    assert wrong == []


def test_every_table_and_migration_works_in_an_encrypted_store(encrypted: str) -> None:
    from alembic import command
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from models.db import alembic_config

    command.downgrade(alembic_config(encrypted, KEY), "base")
    command.upgrade(alembic_config(encrypted, KEY), "head")
    engine = make_engine(encrypted, KEY)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    engine.dispose()


def test_a_back_up_goes_from_an_encrypted_store_to_any_other(
    encrypted: str, store: Engine, keyring: KeyRing, tmp_path: Path, now: Callable[[], object]
) -> None:
    from models.backup import restore_backup, write_backup

    engine = open_store(encrypted, KEY)
    write_backup(engine, tmp_path / "one.backup", tmp_path / "backup_keys.json", now=now)  # type: ignore[arg-type]
    assert restore_backup(store, tmp_path / "one.backup", tmp_path / "backup_keys.json") == {"site": 1}
    assert list(dump_lines(store)) == list(dump_lines(engine))
    engine.dispose()
