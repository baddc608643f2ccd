"""Alembic's entry: the same migrations for SQLite and PostgreSQL, whole or not at all on each."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import models.tables  # noqa: F401  (fills the metadata)
from models.db import make_engine
from models.errors import StoreOutdated
from models.server_tables import is_servers_own


def migrate(connection: Connection) -> None:
    """Run the migrations asked for. Batch mode: SQLite cannot alter columns in place, Alembic copies the table."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        # What PostgreSQL has beside the models is made by 0006 and by ``models.months``, never by autogenerate.
        include_name=lambda name, kind, _parents: kind != "table" or not is_servers_own(name),
    )
    with context.begin_transaction():
        context.run_migrations()


def migrate_sqlite(connection: Connection) -> None:
    """Migrate in one transaction of our own, with foreign keys checked at the end instead of all along.

    Copying a table drops the old one, which a foreign key from another table would forbid while rows point at it
    (SQLite's own advice: https://www.sqlite.org/lang_altertable.html#otheralter). Python's driver opens no
    transaction before DDL, so a kill half-way would leave half a migration: we open it.

    Raises StoreOutdated when a row points at nothing afterwards; the store is then as it was.
    """
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.connection.driver_connection.isolation_level = None  # type: ignore[union-attr]  # ours from here on
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        migrate(connection)
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise StoreOutdated("The database holds rows that point at nothing: restore a back-up before migrating.")
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")


engine = make_engine(context.config.get_main_option("sqlalchemy.url") or "", context.config.attributes.get("store_key"))
with engine.connect() as opened:
    if opened.dialect.name == "sqlite":
        migrate_sqlite(opened)
    else:
        migrate(opened)
engine.dispose()
