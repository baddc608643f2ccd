"""Open the store: one engine for SQLite (WAL) and PostgreSQL, migrated by Alembic."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

import models.tables  # noqa: F401  (fills the metadata)
from models.errors import BadInput, StoreOutdated

MIGRATIONS = Path(__file__).parent / "migrations"


def make_engine(url: str) -> Engine:
    """Return an engine; on SQLite every connection gets WAL, foreign keys and secure deletion."""
    if not url.startswith("sqlite"):
        return _server_engine(url)
    engine = create_engine(url, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _pragmas(connection, _record) -> None:  # type: ignore[no-untyped-def]  # SQLAlchemy's own signature
        cursor = connection.cursor()
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

    return engine


def _server_engine(url: str) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=True)
    except ModuleNotFoundError:
        raise BadInput("PostgreSQL needs its driver; install it with: pip install 'lygte[postgres]'.") from None


def alembic_config(url: str) -> Config:
    """Return the Alembic configuration for one database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def upgrade(url: str) -> None:
    """Bring the database to this program's version; makes it when it is empty."""
    command.upgrade(alembic_config(url), "head")


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
    except OperationalError:
        raise BadInput("The database cannot be opened: is the server running and the address right?") from None


def open_store(url: str) -> Engine:
    """Open the database, making it when empty.

    Raises StoreOutdated when it was made by an older program (``lygte migrate`` upgrades it) or a newer one.
    """
    engine = make_engine(url)
    version = stored_version(engine)
    if version is None:
        upgrade(url)
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
