"""A store that is filled once, from outside: on a server the database itself, embedded a file beside its place.

The file is written without a journal under another name, its indexes made last, and gets its name when it is whole and on
the disk. So a kill or a full disk leaves nothing at that name, and the same command can simply be run again.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import SQLModel

from models.db import make_engine, open_store, upgrade
from models.errors import BadInput
from models.progress import Progress, silent
from models.store_file import PREFIX, file_of, is_empty

NOT_EMPTY = "The database to move into is not empty: name another one. Nothing was moved."
BUSY = "Somebody is using the database to move into: name another one. Nothing was moved."
# The file is nobody's before it is whole: no journal, no waiting for the disk, 64 MB of it in memory; rows arrive in the
# order of their tables, and what they refer to is looked at once, at the end.
PRAGMAS = (
    "journal_mode = OFF",
    "synchronous = OFF",
    "foreign_keys = OFF",
    "secure_delete = OFF",
    "cache_size = -65536",
)


@contextmanager
def store_to_fill(url: str, store_key: bytes | None, progress: Progress = silent) -> Iterator[Engine]:
    """Give an empty store of this version; what was filled in counts only when the block ends without an error.

    (On a server that is up to the block's own transaction.) Raises BadInput when the place is taken or in use, or when a
    row refers to nothing.
    """
    file = file_of(url)
    if file is None:
        engine = open_store(url, store_key)
        try:
            yield engine
        finally:
            engine.dispose()
        return
    _demand_room(url, file, store_key)
    part = file.with_name(file.name + ".part")
    with _held(part):
        try:
            with _made(f"{PREFIX}{part}", store_key, progress) as engine:
                yield engine
            part.chmod(0o600)
            _to_disk(part)
            part.replace(file)
            _to_disk(file.parent)
        except BaseException:
            _forget_logs(part)
            part.unlink(missing_ok=True)
            raise


def _demand_room(url: str, file: Path, store_key: bytes | None) -> None:
    """Raise BadInput unless nothing is at the place, or a store without a row that nobody uses."""
    if not file.parent.is_dir():
        raise BadInput(f"There is no folder {file.parent} to move into. Nothing was moved.")
    if is_empty(url):
        return
    engine = open_store(url, store_key)
    try:
        with engine.connect() as connection:
            if any(
                connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in SQLModel.metadata.sorted_tables
            ):
                raise BadInput(NOT_EMPTY)
            # Refused while anybody else is connected; leaves no log beside the file that is to be replaced.
            if connection.execute(text("PRAGMA journal_mode = DELETE")).scalar_one() != "delete":
                raise BadInput(BUSY)
    except DatabaseError as problem:
        if "locked" not in str(problem.orig):
            raise
        raise BadInput(BUSY) from None
    finally:
        engine.dispose()


@contextmanager
def _held(part: Path) -> Iterator[None]:
    """Have the unfinished file to oneself, empty: what an earlier run left of it goes. Raises BadInput when it is being written."""
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as problem:
        raise BadInput(f"No file can be made in {part.parent}: {problem.strerror}. Nothing was moved.") from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BadInput("Another 'lygte move' is writing to that place just now. Nothing was moved.") from None
        os.ftruncate(descriptor, 0)
        _forget_logs(part)
        yield
    finally:
        os.close(descriptor)


def _forget_logs(part: Path) -> None:
    for left in ("-journal", "-wal", "-shm"):
        part.with_name(part.name + left).unlink(missing_ok=True)


@contextmanager
def _made(url: str, store_key: bytes | None, progress: Progress) -> Iterator[Engine]:
    """Give the new store without its indexes; make and check them afterwards."""
    upgrade(url, store_key)
    engine = make_engine(url, store_key)
    event.listens_for(engine, "connect")(_quick)
    try:
        indexes = _without_indexes(engine)
        yield engine
        _make_indexes(engine, indexes, progress)
        _demand_sound(engine)
    finally:
        engine.dispose()


def _quick(connection: Any, _record: Any) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _without_indexes(engine: Engine) -> Sequence[str]:
    """Drop every index that is not a table's own; return what makes them."""
    with engine.begin() as connection:
        found = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY tbl_name, name")
        ).all()
        for name, _ in found:
            connection.exec_driver_sql(f'DROP INDEX "{name}"')
    return [made for _, made in found]


def _make_indexes(engine: Engine, indexes: Sequence[str], progress: Progress) -> None:
    with engine.begin() as connection:
        for number, made in enumerate(indexes, start=1):
            connection.exec_driver_sql(made)
            progress("Making indexes", number, len(indexes))


def _demand_sound(engine: Engine) -> None:
    """Raise BadInput unless every reference leads somewhere and the file reads as a sound one."""
    with engine.connect() as connection:
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        sound = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one() == "ok"
    if dangling is not None:
        raise BadInput(f"A row of {dangling[0]} refers to a row that is not there. Nothing was moved.")
    if not sound:
        raise BadInput("The new file is damaged: is its disk sound? Nothing was moved.")


def _to_disk(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
