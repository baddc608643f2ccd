"""Move a whole store from one engine to another: SQLite to PostgreSQL or back, every row, checked row by row.

All or nothing: the target is filled in one transaction and read back in it; only when every table has as many rows as
the source and their digests agree is it committed. The source is only read.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, Engine, Float, LargeBinary, Row, Table, func, insert, select, text
from sqlalchemy.exc import DataError
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

import models.tables  # noqa: F401  (fills the metadata)
from models.db import newest_version, stored_version
from models.dump import restart_counters, with_plain_nulls
from models.errors import BadInput
from models.months import spread
from models.progress import Progress, silent
from models.store_to_fill import NOT_EMPTY

BATCH = 2_000
IN_USE = "Somebody is using the database: stop 'lygte serve' and 'lygte work' first. Nothing was moved."
DIGEST_BITS = 128
# Made once: `json.dumps` with options makes one a call.
_ORDERED = json.JSONEncoder(sort_keys=True).encode
# How often, and after which pause, it is looked whether closed connections are gone (seconds).
GOING_LOOKS, GOING_S = 20, 0.1


@dataclass(frozen=True)
class Moved:
    """One table: how many rows, and the digest that both sides have (hex)."""

    table: str
    rows: int
    digest: str


class Digest:
    """The digest of a table: rows in any order, each once. The sum of the rows' hashes, so that order says nothing."""

    def __init__(self, table: Table) -> None:
        self.rows, self.sum = 0, 0
        self.turns = [_turn(column.type) for column in table.columns]

    def add(self, row: Sequence[Any]) -> None:
        """Count one row, its values in the order of the columns."""
        plain = [
            value if turn is None or value is None else turn(value) for turn, value in zip(self.turns, row, strict=True)
        ]
        self.rows += 1
        self.sum += int.from_bytes(hashlib.blake2b(repr(plain).encode(), digest_size=DIGEST_BITS // 8).digest(), "big")

    def text(self) -> str:
        """Return the digest in hex."""
        return f"{self.sum % (1 << DIGEST_BITS):032x}"


def _turn(kind: Any) -> Callable[[Any], Any] | None:
    """Return what makes a value the same whichever engine gave it; None where both give it alike."""
    if isinstance(kind, UTCDateTime):
        return lambda value: value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(kind, JSON):
        return _ORDERED
    turns: tuple[tuple[type, Callable[[Any], Any]], ...] = ((LargeBinary, bytes), (Boolean, bool), (Float, float))
    return next((turn for of, turn in turns if isinstance(kind, of)), None)


def move(source: Engine, target: Engine, progress: Progress = silent) -> list[Moved]:
    """Copy every row and check it; returns the tables. Raises BadInput when a store is in use, not empty or unlike."""
    if stored_version(source) != newest_version() or stored_version(target) != newest_version():
        raise BadInput("Both databases must be up to date: run 'lygte migrate' first. Nothing was moved.")
    moved = []
    with source.connect() as reading, target.begin() as writing:
        _hold(reading)
        tables = SQLModel.metadata.sorted_tables
        if any(_count(writing, table) for table in tables):
            raise BadInput(NOT_EMPTY)
        counts = {table.name: _count(reading, table) for table in tables}
        steps = Steps(progress, 2 * sum(counts.values()))
        for table in tables:
            sent = _copy(reading, writing, table, steps)
            got = _read_back(writing, table, steps)
            if (sent.rows, sent.sum) != (got.rows, got.sum) or sent.rows != counts[table.name]:
                raise BadInput(f"The rows of {table.name} did not arrive as they were sent. Nothing was moved.")
            moved.append(Moved(table.name, sent.rows, sent.text()))
        restart_counters(writing, tables)
        # Reading back left the connection asking for portions, which only a question has.
        spread(writing.execution_options(stream_results=False, yield_per=None))
    return moved


class Steps:
    """How many rows are copied and checked, of all."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress, self.total, self.done = progress, max(total, 1), 0

    def step(self, rows: int) -> None:
        """Tell."""
        self.done += rows
        self.progress("Moving and checking", min(self.done, self.total), self.total)


def _hold(reading: Connection) -> None:
    """Keep everybody else out of the source, and one moment of it for all tables. Raises BadInput when it is in use."""
    if reading.dialect.name == "postgresql":
        reading.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        # A connection that was just closed is there for a moment longer on a busy server.
        for _ in range(GOING_LOOKS):
            if not reading.execute(text(others + " AND backend_type = 'client backend'")).scalar_one():
                return
            time.sleep(GOING_S)
            reading.execute(text("SELECT pg_stat_clear_snapshot()"))
        raise BadInput(IN_USE)
    # In WAL mode the exclusive lock is refused as long as any other connection is open.
    driver = reading.connection.driver_connection
    assert driver is not None  # noqa: S101  (it is connected)
    try:
        driver.execute("PRAGMA busy_timeout = 1000")
        driver.execute("PRAGMA locking_mode = EXCLUSIVE")
        driver.execute("BEGIN EXCLUSIVE")
    except Exception as problem:
        if "locked" not in str(problem):
            raise
        raise BadInput(IN_USE) from None


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _parts(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    """Yield batches of rows without holding a table in memory."""
    yield from connection.execution_options(yield_per=BATCH, stream_results=True).execute(select(table)).partitions()


def _copy(reading: Connection, writing: Connection, table: Table, steps: Steps) -> Digest:
    digest, into = Digest(table), with_plain_nulls(table)
    for part in _parts(reading, table):
        for row in part:
            digest.add(row)
        _write(writing, into, part, steps)
    return digest


def _write(writing: Connection, into: Table, batch: Sequence[Row[Any]], steps: Steps) -> None:
    try:
        if writing.dialect.name == "postgresql":
            _copy_in(writing, into, batch)
        else:
            names = [column.name for column in into.columns]
            writing.execute(insert(into), [dict(zip(names, row, strict=True)) for row in batch])
    except (DataError, ValueError):
        raise BadInput(f"A row of {into.name} holds what the other database cannot hold. Nothing was moved.") from None
    steps.step(len(batch))


def _copy_in(writing: Connection, into: Table, batch: Sequence[Sequence[Any]]) -> None:
    """Fill by COPY: ten times the speed of inserts, in the same transaction."""
    names = ", ".join(f'"{column.name}"' for column in into.columns)
    kinds = [column.type for column in into.columns]
    cursor: Any = writing.connection.cursor()
    with cursor.copy(f'COPY "{into.name}" ({names}) FROM STDIN') as copy:
        for row in batch:
            copy.write_row([_for_copy(kind, value) for kind, value in zip(kinds, row, strict=True)])
    cursor.close()


def _for_copy(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, JSON):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(kind, Boolean):
        return bool(value)
    return float(value) if isinstance(kind, Float) else value


def _read_back(writing: Connection, table: Table, steps: Steps) -> Digest:
    digest = Digest(table)
    for part in _parts(writing, table):
        for row in part:
            digest.add(row)
        steps.step(len(part))
    return digest
