"""Open the store: one engine for SQLite (WAL) and PostgreSQL, migrated by Alembic."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlmodel import Session

import models.tables  # noqa: F401  (fills the metadata)
from models.errors import BadInput, StoreOutdated
from models.months import spread
from models.server_engine import make_server_engine
from models.store_file import driver, is_empty, is_encrypted, key_pragmas
from models.store_words import CROWDED, store_sentence

MIGRATIONS = Path(__file__).parent / "migrations"


def make_engine(url: str, store_key: bytes | None = None) -> Engine:
    """Return an engine; on SQLite every connection gets WAL, foreign keys and secure deletion.

    With ``store_key`` a new SQLite file is encrypted, and an encrypted one is opened; a plain one stays plain.
    Raises BadInput for an encrypted file without a key.
    """
    if not url.startswith("sqlite"):
        return make_server_engine(url)
    encrypted = is_encrypted(url) or (store_key is not None and is_empty(url))
    if encrypted and store_key is None:
        raise BadInput("The database is encrypted: its key file is missing or holds no key for it.")
    more = {"module": driver()} if encrypted else {}
    engine = create_engine(url, connect_args={"timeout": 30}, **more)

    @event.listens_for(engine, "connect")
    def _pragmas(connection, _record) -> None:  # type: ignore[no-untyped-def]  # SQLAlchemy's own signature
        cursor = connection.cursor()
        for pragma in key_pragmas(store_key) if encrypted and store_key is not None else ():
            cursor.execute(pragma)
        # auto_vacuum takes effect only before the first table; secure_delete overwrites erased rows (safety.md §8).
        for pragma in (
            "auto_vacuum=FULL",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "trusted_schema=OFF",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "savepoint")
    def _inside_a_transaction(connection: Connection, _name: str) -> None:
        # SQLite takes the first savepoint for the whole transaction: letting go of it would commit.
        own = connection.connection.driver_connection
        if own is not None and not own.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def alembic_config(url: str, store_key: bytes | None = None) -> Config:
    """Return the Alembic configuration for one database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    config.attributes["store_key"] = store_key
    return config


def upgrade(url: str, store_key: bytes | None = None) -> None:
    """Bring the database to this program's version; makes it when it is empty, encrypted where a key is given."""
    command.upgrade(alembic_config(url, store_key), "head")
    if not url.startswith("sqlite"):
        engine = make_engine(url)
        with engine.begin() as connection:
            spread(connection)
        engine.dispose()


def newest_version() -> str | None:
    """Return the revision this program needs."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def stored_version(engine: Engine) -> str | None:
    """Return the revision the database is at, None when it is empty. Raises BadInput when it cannot be opened."""
    try:
        with engine.connect() as connection:
            version = MigrationContext.configure(connection).get_current_revision()
            if version is None and inspect(connection).get_table_names():
                raise StoreOutdated("The database holds tables that Lygte did not make: name another database.")
            return version
    except OperationalError as problem:
        if store_sentence(problem) == CROWDED:
            raise BadInput(CROWDED) from None
        if engine.dialect.name == "sqlite":
            raise BadInput(
                "The database file cannot be opened or made: is its folder there, and may it be written?"
            ) from None
        raise BadInput("The database cannot be opened: is the server running and the address right?") from None
    except DatabaseError:
        raise BadInput("The database does not open: it is damaged, or these are not its keys.") from None


def open_store(url: str, store_key: bytes | None = None) -> Engine:
    """Open the database, making it when empty (encrypted where a key is given).

    Raises StoreOutdated when it was made by an older program (``lygte migrate`` upgrades it) or a newer one.
    """
    engine = make_engine(url, store_key)
    version = stored_version(engine)
    if version is None:
        upgrade(url, store_key)
    elif version != newest_version():
        known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
        if version in known:
            raise StoreOutdated("The database was made by an older Lygte: run 'lygte migrate', which keeps all data.")
        raise StoreOutdated("The database was made by a newer Lygte: install that version, nothing was changed.")
    return engine


@contextmanager
def session_scope(engine: Engine) -> Iterator[Session]:
    """Give a session that commits at the end and rolls back on any error."""
    with Session(engine, expire_on_commit=False) as session:
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
