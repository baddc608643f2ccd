"""Move a whole store from one engine to another: SQLite to PostgreSQL or back, every row, checked row by row.

All or nothing: the target is filled in one transaction and read back in it; only when every table has as many rows as
the source and their digests agree is it committed. The source is only read.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, Engine, Float, RowMapping, Table, func, insert, select, text
from sqlalchemy.exc import DataError
from sqlmodel import SQLModel

import models.tables  # noqa: F401  (fills the metadata)
from models.db import newest_version, stored_version
from models.dump import restart_counters, with_plain_nulls
from models.errors import BadInput
from models.progress import Progress, silent

BATCH = 2_000
IN_USE = "Somebody is using the database: stop 'lygte serve' and 'lygte work' first. Nothing was moved."
DIGEST_BITS = 128


@dataclass(frozen=True)
class Moved:
    """One table: how many rows, and the digest that both sides have (hex)."""

    table: str
    rows: int
    digest: str


class Digest:
    """The digest of a table: rows in any order, each once. The sum of the rows' hashes, so that order says nothing."""

    def __init__(self) -> None:
        self.rows, self.sum = 0, 0

    def add(self, row: Mapping[Any, Any]) -> None:
        """Count one row."""
        written = json.dumps({key: plain(value) for key, value in row.items()}, sort_keys=True, ensure_ascii=False)
        self.rows += 1
        self.sum += int.from_bytes(hashlib.blake2b(written.encode(), digest_size=DIGEST_BITS // 8).digest(), "big")

    def text(self) -> str:
        """Return the digest in hex."""
        return f"{self.sum % (1 << DIGEST_BITS):032x}"


def plain(value: Any) -> Any:
    """Return a value as both engines give it back: bytes as hex, times in UTC, numbers as they are."""
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def move(source: Engine, target: Engine, progress: Progress = silent) -> list[Moved]:
    """Copy every row and check it; returns the tables. Raises BadInput when a store is in use, not empty or unlike."""
    if stored_version(source) != newest_version() or stored_version(target) != newest_version():
        raise BadInput("Both databases must be up to date: run 'lygte migrate' first. Nothing was moved.")
    moved = []
    with source.connect() as reading, target.begin() as writing:
        _hold(reading)
        tables = SQLModel.metadata.sorted_tables
        if any(_count(writing, table) for table in tables):
            raise BadInput("The database to move into is not empty: name another one. Nothing was moved.")
        counts = {table.name: _count(reading, table) for table in tables}
        steps = Steps(progress, 2 * sum(counts.values()))
        for table in tables:
            sent = _copy(reading, writing, table, steps)
            got = _read_back(writing, table, steps)
            if (sent.rows, sent.sum) != (got.rows, got.sum) or sent.rows != counts[table.name]:
                raise BadInput(f"The rows of {table.name} did not arrive as they were sent. Nothing was moved.")
            moved.append(Moved(table.name, sent.rows, sent.text()))
        restart_counters(writing, tables)
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
        if reading.execute(text(others + " AND backend_type = 'client backend'")).scalar_one():
            raise BadInput(IN_USE)
        return
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


def _rows(connection: Connection, table: Table) -> Iterator[RowMapping]:
    """Yield rows without holding a table in memory."""
    found = connection.execution_options(yield_per=BATCH, stream_results=True).execute(select(table))
    for part in found.mappings().partitions():
        yield from part


def _copy(reading: Connection, writing: Connection, table: Table, steps: Steps) -> Digest:
    digest, batch = Digest(), []
    into = with_plain_nulls(table)
    for row in _rows(reading, table):
        digest.add(row)
        batch.append(dict(row))
        if len(batch) == BATCH:
            _write(writing, into, batch, steps)
            batch = []
    if batch:
        _write(writing, into, batch, steps)
    return digest


def _write(writing: Connection, into: Table, batch: list[dict[str, Any]], steps: Steps) -> None:
    try:
        if writing.dialect.name == "postgresql":
            _copy_in(writing, into, batch)
        else:
            writing.execute(insert(into), batch)
    except (DataError, ValueError):
        raise BadInput(f"A row of {into.name} holds what the other database cannot hold. Nothing was moved.") from None
    steps.step(len(batch))


def _copy_in(writing: Connection, into: Table, batch: list[dict[str, Any]]) -> None:
    """Fill by COPY: ten times the speed of inserts, in the same transaction."""
    names = ", ".join(f'"{column.name}"' for column in into.columns)
    cursor: Any = writing.connection.cursor()
    with cursor.copy(f'COPY "{into.name}" ({names}) FROM STDIN') as copy:
        for row in batch:
            copy.write_row([_for_copy(column.type, row[column.name]) for column in into.columns])
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
    digest = Digest()
    for row in _rows(writing, table):
        digest.add(row)
        if digest.rows % BATCH == 0:
            steps.step(BATCH)
    steps.step(digest.rows % BATCH)
    return digest
