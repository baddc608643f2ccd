"""All rows of a store as lines of JSON and back: the same dump restores on SQLite and on PostgreSQL.

Order is that of foreign keys, so that lines can be loaded one after the other. Sealed values stay sealed.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Connection, Date, Engine, LargeBinary, MetaData, Table, func, insert, select, text
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

import models.tables  # noqa: F401  (fills the metadata)
from models.db import newest_version, stored_version
from models.errors import BadInput
from models.months import spread

BATCH = 500


def dump_lines(engine: Engine) -> Iterator[str]:
    """Yield a head line (version, row counts), then one line a row, all as of one moment."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        else:
            # A read transaction on SQLite keeps one snapshot (WAL) until it ends.
            connection.execute(text("BEGIN"))
        tables = SQLModel.metadata.sorted_tables
        rows = {table.name: _count(connection, table) for table in tables}
        yield json.dumps({"lygte": stored_version(engine), "rows": rows})
        for table in tables:
            for row in connection.execution_options(yield_per=BATCH).execute(select(table)).mappings():
                yield json.dumps({"table": table.name, "row": {key: _out(value) for key, value in row.items()}})


def load_lines(engine: Engine, lines: Iterable[str]) -> dict[str, int]:
    """Fill an empty, migrated store from a dump; all rows or none. Returns rows by table.

    Raises BadInput when the store is not empty, the dump is of another version, cut short or not a dump.
    """
    incoming = iter(lines)
    head = _head(next(incoming, ""))
    tables = {table.name: table for table in SQLModel.metadata.sorted_tables}
    loaded = dict.fromkeys(tables, 0)
    with engine.begin() as connection:
        if any(_count(connection, table) for table in tables.values()):
            raise BadInput("The database to restore into is not empty: name another one.")
        pending: list[dict[str, Any]] = []
        current: Table | None = None
        for line in incoming:
            table, row = _row(line, tables)
            if current is not None and (table is not current or len(pending) >= BATCH):
                connection.execute(insert(with_plain_nulls(current)), pending)
                pending = []
            current = table
            pending.append(row)
            loaded[table.name] += 1
        if current is not None and pending:
            connection.execute(insert(with_plain_nulls(current)), pending)
        if loaded != {**dict.fromkeys(tables, 0), **head["rows"]}:
            raise BadInput("The back-up is cut short: rows are missing. Nothing was restored.")
        restart_counters(connection, tables.values())
        spread(connection)
    return {name: count for name, count in loaded.items() if count}


def with_plain_nulls(table: Table) -> Table:
    """Return the table with JSON columns in which nothing is NULL: plain inserts would write the word ``null``."""
    copy = table.to_metadata(MetaData())
    for column in copy.columns:
        if isinstance(column.type, JSON):
            column.type = JSON(none_as_null=True)
    return copy


def _head(line: str) -> dict[str, Any]:
    try:
        head: dict[str, Any] = json.loads(line)
        version = head["lygte"]
    except (ValueError, KeyError, TypeError):
        raise BadInput("This is not a Lygte back-up.") from None
    if version != newest_version():
        raise BadInput(f"The back-up is of version {version}; this Lygte needs {newest_version()}.")
    return head


def _row(line: str, tables: dict[str, Table]) -> tuple[Table, dict[str, Any]]:
    try:
        content = json.loads(line)
        table = tables[content["table"]]
        return table, {column.name: _in(table, column.name, content["row"][column.name]) for column in table.columns}
    except (ValueError, KeyError, TypeError):
        raise BadInput("The back-up is damaged: a row cannot be read. Nothing was restored.") from None


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _out(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _in(table: Table, column: str, value: Any) -> Any:
    kind = table.columns[column].type
    if value is None:
        return None
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, UTCDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return value


def restart_counters(connection: Connection, tables: Iterable[Table]) -> None:
    """On PostgreSQL, let new rows get numbers after the restored ones (SQLite does so by itself)."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        key = table.autoincrement_column
        if key is not None:
            sequence = connection.execute(
                text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": f'"{table.name}"', "column": key.name}
            ).scalar()
            if sequence:
                highest = connection.execute(select(func.max(key))).scalar()
                if highest:
                    connection.execute(text("SELECT setval(:name, :value)"), {"name": sequence, "value": highest})
