"""Months of the large tables on PostgreSQL: begun at the turn of the month, dropped whole (decision 35). SQLite has none.

A month is a range of the table's own numbers, ``[first, end)``: it is closed at the next number, and the next one opens
there. So keys, references and questions know nothing of months, every number has a place at any time, and a month that is
begun late, or under a wrong clock, is only longer than another.
"""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from models.errors import BadInput
from models.server_tables import PARTED, month_of

# What a month's table refers to is locked with it: a reference is unmade and made again when a month is closed.
REFERRED = {"ad_version": "ad"}
# Everybody waits while a month is closed, and this waits for everybody: not long enough for the server to see two that wait
# for each other (1 s), and end the wrong one of them.
LOCK_WAIT_MS = 400
TRIES, PAUSE_S = 10, 0.5
# PostgreSQL's own words for "a lock was not to be had" and "these wait for each other".
TAKEN = ("55P03", "40P01")
_BOUNDS = re.compile(r"FROM \('?(\w+)'?\) TO \('?(\w+)'?\)")


@dataclass(frozen=True)
class Month:
    """A partition: numbers from ``first`` up to but without ``end``; None: no bound on that side."""

    name: str
    first: int | None
    end: int | None


@dataclass
class Tended:
    """Which months were begun and dropped, and which tables others held for so long that it waits for the next night."""

    begun: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    put_off: list[str] = field(default_factory=list)


def months(connection: Connection, table: str) -> list[Month]:
    """Return a table's months, oldest first; none on SQLite."""
    if connection.dialect.name != "postgresql":
        return []
    found = connection.execute(
        text(
            "SELECT relname, pg_get_expr(relpartbound, pg_class.oid) FROM pg_inherits "
            "JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = to_regclass(:table)"
        ),
        {"table": table},
    )
    return sorted(
        (_month(name, bounds) for name, bounds in found), key=lambda month: (month.first is not None, month.first or 0)
    )


def _month(name: str, bounds: str) -> Month:
    first, end = _BOUNDS.findall(bounds)[0]
    return Month(name, None if first == "MINVALUE" else int(first), None if end == "MAXVALUE" else int(end))


def tend(engine: Engine, now: datetime, *, pause_s: float = PAUSE_S) -> Tended:
    """Begin the month of ``now`` and drop months of which nothing is left, each in a transaction of its own."""
    done = Tended()
    if engine.dialect.name != "postgresql":
        return done
    for table in PARTED:
        tries: tuple[tuple[Callable[[Connection], Sequence[str]], list[str]], ...] = (
            (lambda connection, table=table: _begin(connection, table, now), done.begun),  # type: ignore[misc]  # bound at once
            (lambda connection, table=table: _drop_empty(connection, table), done.dropped),  # type: ignore[misc]
        )
        for act, told in tries:
            names = _tried(engine, act, pause_s)
            if names is None:
                done.put_off.append(table)
            else:
                told.extend(names)
    return done


def _tried(engine: Engine, act: Callable[[Connection], Sequence[str]], pause_s: float) -> Sequence[str] | None:
    """Do it, again and again while others hold what it needs; None when they held it to the end."""
    for number in range(TRIES):
        if number:
            time.sleep(pause_s)
        try:
            with engine.begin() as connection:
                connection.execute(text(f"SET LOCAL lock_timeout = {LOCK_WAIT_MS}"))
                return act(connection)
        except OperationalError as problem:
            if not _is_taken(problem):
                raise
    return None


def _is_taken(problem: DBAPIError) -> bool:
    return getattr(problem.orig, "sqlstate", None) in TAKEN


def _hold(connection: Connection, table: str) -> None:
    """Have the table to oneself until the transaction ends. What it refers to first: so do those who write both."""
    for name in (REFERRED.get(table), table):
        if name:
            connection.execute(text(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE"))


def _begin(connection: Connection, table: str, now: datetime) -> list[str]:
    month = now.astimezone(UTC).strftime("%Y_%m")
    if month_of(months(connection, table)[-1].name) == month:
        return []
    _hold(connection, table)
    known = months(connection, table)
    last = known[-1]
    if month_of(last.name) == month:
        return []
    name = _free_name(table, month, known)
    # Begun under a clock that was ahead, it is this month's, or nothing would follow it before that time.
    if month_of(last.name) > month or not _has_rows(connection, last.name):
        connection.execute(text(f"ALTER TABLE {last.name} RENAME TO {name}"))
    else:
        _close(connection, table, last, name)
    return [name]


def _close(connection: Connection, table: str, last: Month, name: str) -> None:
    """End the open month at the next number and open one of another name there."""
    key, _ = PARTED[table]
    highest = connection.execute(text(f"SELECT max({key}) FROM {last.name}")).scalar_one()  # noqa: S608  (our own names)
    connection.execute(text(f"ALTER TABLE {table} DETACH PARTITION {last.name}"))
    connection.execute(text(f"ALTER TABLE {table} ATTACH PARTITION {last.name} {_values(last.first, highest + 1)}"))
    connection.execute(text(f"CREATE TABLE {name} PARTITION OF {table} {_values(highest + 1, None)}"))


def _values(first: int | None, end: int | None) -> str:
    bounds = ("MINVALUE" if first is None else first, "MAXVALUE" if end is None else end)
    return "FOR VALUES FROM ({}) TO ({})".format(*bounds)


def _free_name(table: str, month: str, known: Sequence[Month]) -> str:
    taken = {one.name for one in known}
    names = (f"{table}_{month}{f'_{number}' if number else ''}" for number in range(len(known) + 1))
    return next(name for name in names if name not in taken)


def _drop_empty(connection: Connection, table: str) -> list[str]:
    def empty() -> list[str]:
        closed = [month.name for month in months(connection, table) if month.end is not None]
        return [name for name in closed if not _has_rows(connection, name)]

    if not empty():
        return []
    _hold(connection, table)
    # Nobody could write into one meanwhile; another process may have dropped it.
    gone = empty()
    for name in gone:
        connection.execute(text(f"DROP TABLE {name}"))
    return gone


def _has_rows(connection: Connection, name: str) -> bool:
    return bool(connection.execute(text(f"SELECT EXISTS (SELECT FROM {name})")).scalar())  # noqa: S608  (our own names)


def drop_through(session: Session, table: str, number: int) -> int:
    """Drop the months that end at ``number`` or before, in the caller's transaction; returns how many rows went.

    None is dropped where somebody holds the table: then the rows are there for the caller to delete.
    """
    connection = session.connection()
    due = [month for month in months(connection, table) if month.end is not None and month.end <= number + 1]
    if not due:
        return 0
    usual = connection.execute(text("SELECT current_setting('lock_timeout')")).scalar_one()
    try:
        with session.begin_nested():
            # Asked for anew: a session makes its savepoint when it is asked for its connection.
            connection = session.connection()
            connection.execute(text(f"SET LOCAL lock_timeout = {LOCK_WAIT_MS}"))
            _hold(connection, table)
            counted = [connection.execute(text(f"SELECT count(*) FROM {month.name}")).scalar_one() for month in due]  # noqa: S608
            for month in due:
                connection.execute(text(f"DROP TABLE {month.name}"))
            connection.execute(text("SELECT set_config('lock_timeout', :usual, true)"), {"usual": usual})
    except OperationalError as problem:
        if not _is_taken(problem):
            raise
        return 0
    return sum(counted)


def spread(connection: Connection) -> None:
    """Give a store that was filled, or upgraded, its months: where a table has one only, by the times of its rows.

    Nobody else may use the store. Raises BadInput when a row is lost on the way: the caller's transaction changes nothing.
    """
    for table in PARTED if connection.dialect.name == "postgresql" else ():
        known = months(connection, table)
        starts = _starts(connection, table) if len(known) == 1 else []
        if len(starts) > 1:
            _spread(connection, table, known[0], starts)


def _starts(connection: Connection, table: str) -> list[tuple[str, int]]:
    """Return the months a table's rows are of, oldest first, each with its first number.

    A row that is out of turn (its clock was wrong) stays with its number's neighbours.
    """
    key, at = PARTED[table]
    month = f"to_char({at} AT TIME ZONE 'UTC', 'YYYY_MM')"
    asked = f"SELECT {month}, min({key}) FROM {table} WHERE {at} <= now() GROUP BY 1 ORDER BY 1 DESC"  # noqa: S608
    starts: list[tuple[str, int]] = []
    for name, lowest in connection.execute(text(asked)):
        if not starts or lowest < starts[-1][1]:
            starts.append((name, lowest))
    return starts[::-1]


def _spread(connection: Connection, table: str, whole: Month, starts: Sequence[tuple[str, int]]) -> None:
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text(f"ALTER TABLE {table} DETACH PARTITION {whole.name}"))
    connection.execute(text(f"ALTER TABLE {whole.name} RENAME TO {table}_whole"))
    bounds = [whole.first, *(first for _, first in starts[1:]), None]
    for (month, _), (first, end) in zip(starts, pairwise(bounds), strict=True):
        connection.execute(text(f"CREATE TABLE {table}_{month} PARTITION OF {table} {_values(first, end)}"))
    sent = connection.execute(text(f"SELECT count(*) FROM {table}_whole")).scalar_one()  # noqa: S608  (our own names)
    got = connection.execute(text(f"INSERT INTO {table} SELECT * FROM {table}_whole"))  # noqa: S608  (our own names)
    if got.rowcount != sent:
        raise BadInput(f"The rows of {table} could not be put into months. Nothing was changed.")
    connection.execute(text(f"DROP TABLE {table}_whole"))
