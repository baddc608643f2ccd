"""A migration is done only when it has carried rows across, up and down, on each engine."""

import sqlite3
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table

from models.db import alembic_config, make_engine, stored_version
from models.errors import StoreOutdated
from models.server_tables import is_servers_own

ROWS = 2


def _revisions() -> list[str]:
    """Return all revisions, oldest first."""
    script = ScriptDirectory.from_config(alembic_config("sqlite://"))
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


def _steps() -> list[tuple[str, str]]:
    revisions = _revisions()
    return list(pairwise(revisions))


def _value(column: sa.Column[Any], number: int) -> object:
    """Return a value of the column's type, different for each row, with letters that bad encodings lose."""
    python_type = column.type.python_type
    return {
        bool: number % 2 == 0,
        int: number,
        float: number + 0.25,
        str: f"{column.name} æøå {number}",
        bytes: f"{column.name} æøå {number}".encode(),
        date: date(2026, 1, number),
        datetime: datetime(2026, 1, number, 12, tzinfo=UTC),
        object: {"æ": [number, None]},  # JSON, as reflected
    }[python_type]


def _fill(engine: Engine) -> None:
    """Put two rows into every table of the store as it is now, parents before children."""
    metadata = MetaData()
    metadata.reflect(engine, only=lambda name, _: not is_servers_own(name))
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name == "alembic_version":
                continue
            for number in range(1, ROWS + 1):
                connection.execute(table.insert().values(_row(table, number)))


def _row(table: Table, number: int) -> dict[str, object]:
    return {column.name: _cell(column, number) for column in table.columns}


def _cell(column: sa.Column[Any], number: int) -> object:
    # A column that points at another table holds what that table's row of the same number holds: every key is whole.
    for key in column.foreign_keys:
        return _cell(key.column, number)
    return _value(column, number)


def _rows(engine: Engine) -> dict[str, dict[str, list[object]]]:
    """Return every table's values by column, in order of the rows' keys."""
    metadata = MetaData()
    metadata.reflect(engine, only=lambda name, _: not is_servers_own(name))
    found: dict[str, dict[str, list[object]]] = {}
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name == "alembic_version":
                continue
            rows = connection.execute(table.select().order_by(*table.primary_key.columns)).mappings().all()
            found[table.name] = {column.name: [row[column.name] for row in rows] for column in table.columns}
    return found


def test_there_is_one_line_of_migrations() -> None:
    script = ScriptDirectory.from_config(alembic_config("sqlite://"))
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


@pytest.mark.parametrize(("older", "newer"), _steps())
def test_each_step_keeps_every_row_up_and_down(empty_store_url: str, older: str, newer: str) -> None:
    config = alembic_config(empty_store_url)
    command.upgrade(config, older)
    engine = make_engine(empty_store_url)
    _fill(engine)
    before = _rows(engine)
    assert before
    assert all(len(values) == ROWS for columns in before.values() for values in columns.values())

    command.upgrade(config, newer)
    after = _rows(engine)
    for table, columns in before.items():
        for column, values in columns.items():
            assert after[table][column] == values, f"{table}.{column} changed on the way up"

    command.downgrade(config, older)
    assert _rows(engine) == before
    engine.dispose()


def test_a_migration_that_would_leave_rows_pointing_at_nothing_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'orphans.db'}"
    command.upgrade(alembic_config(url), _revisions()[0])
    with sqlite3.connect(tmp_path / "orphans.db") as connection:
        connection.execute("INSERT INTO link (id, ad_a, ad_b, why, strength, kept) VALUES (1, 77, 78, 'alias', 1, 1)")
    connection.close()
    with pytest.raises(StoreOutdated, match="point at nothing"):
        command.upgrade(alembic_config(url), "head")
    assert stored_version(make_engine(url)) == _revisions()[0]
