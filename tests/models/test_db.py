"""The store opens, migrates and refuses on both engines."""

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, SQLModel, select

from models.db import alembic_config, newest_version, open_store, stored_version
from models.errors import BadInput, StoreOutdated
from models.server_tables import is_servers_own
from models.site import Site


def test_migrated_schema_equals_the_models(store: Engine) -> None:
    """What the migrations make is what the models say, on each engine."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with store.connect() as connection:
        ours = {"include_name": lambda name, kind, _parents: kind != "table" or not is_servers_own(name)}
        assert compare_metadata(MigrationContext.configure(connection, opts=ours), SQLModel.metadata) == []


def test_rows_come_back_as_stored(session: Session) -> None:
    session.add(Site(name="hjerterum", title="Hjerterum", start_url="http://127.0.0.1:1/", is_loopback=True))
    session.commit()
    session.expire_all()
    assert session.exec(select(Site)).one().title == "Hjerterum"


def test_what_a_savepoint_held_goes_with_the_transaction_around_it(store: Engine) -> None:
    with Session(store) as session:
        with session.begin_nested():
            session.add(Site(name="byportalen", title="Byportalen", start_url="http://127.0.0.1:1/", is_loopback=True))
        session.rollback()
        assert session.get(Site, "byportalen") is None
        with session.begin_nested():
            session.add(Site(name="byportalen", title="Byportalen", start_url="http://127.0.0.1:1/", is_loopback=True))
        session.commit()
    with Session(store) as session:
        assert session.get(Site, "byportalen") is not None


def test_a_database_of_another_version_is_refused_with_one_sentence(store_url: str, store: Engine) -> None:
    with store.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    with pytest.raises(StoreOutdated, match="newer Lygte"):
        open_store(store_url)
    assert stored_version(store) == "from_the_future"


def test_down_and_up_again_leaves_a_whole_schema(store_url: str, store: Engine) -> None:
    from alembic import command

    command.downgrade(alembic_config(store_url), "base")
    command.upgrade(alembic_config(store_url), "head")
    assert stored_version(store) == newest_version()


def test_a_server_that_is_down_is_one_sentence() -> None:
    with pytest.raises(BadInput, match="cannot be opened"):
        open_store("postgresql+psycopg://nobody@127.0.0.1:9/nothing")


def test_a_missing_postgresql_driver_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver is an extra: an office on SQLite does not install it."""
    import sys

    for name in [*sys.modules]:
        if name.split(".")[0] == "psycopg":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(BadInput, match=r"install it with: pip install 'lygte\[postgres\]'"):
        open_store("postgresql+psycopg://nobody@127.0.0.1:9/nothing")


def test_foreign_tables_are_left_alone(tmp_path: object) -> None:
    import sqlite3

    file = f"{tmp_path}/other.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE theirs (id INTEGER)")
    connection.close()
    with pytest.raises(StoreOutdated, match="did not make"):
        open_store(f"sqlite:///{file}")
