"""A store moves from one engine to the other and back, and every row is the same."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

import models.move
from models.ad import Ad
from models.audit_chain import first_break, record
from models.collecting import CollectJob
from models.db import make_engine, session_scope
from models.errors import BadInput
from models.keys import KeyRing
from models.move import move
from models.site import Site
from tests.review_ui.invented import invent


@pytest.fixture
def server_store(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A fresh PostgreSQL store."""
    from tests.conftest import fresh_server_store

    with fresh_server_store(request) as url:
        engine = make_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture
def filled(sqlite_store: Engine, keyring: KeyRing, now: datetime) -> Engine:
    """A store with something in many tables, and letters and times that engines treat differently."""
    with Session(sqlite_store, expire_on_commit=False) as session:
        invent(session, keyring, now)
    with session_scope(sqlite_store) as session:
        session.add(
            Site(
                name="øst-ß-日",
                title="Ærø – „Anführung“ 🏮",
                start_url="http://127.0.0.1:1/",
                facts={"a": [1.5, None, "ø"]},
            )
        )
        session.add(CollectJob(kind="crawl", site="x", asked_at=datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)))
        record(session, "test", at=now, details={"é": 1.25})
    sqlite_store.dispose()
    return sqlite_store


def _rows(engine: Engine) -> dict[str, int]:
    with Session(engine) as session:
        return {"ads": len(session.exec(select(Ad)).all()), "jobs": len(session.exec(select(CollectJob)).all())}


def test_there_and_back_every_row_has_the_same_digest(
    filled: Engine, server_store: Engine, sqlite_template: Path, tmp_path: Path
) -> None:
    there = move(filled, server_store)
    assert sum(one.rows for one in there) > 50
    assert _rows(server_store) == _rows(filled)
    server_store.dispose()
    (tmp_path / "back.db").write_bytes(sqlite_template.read_bytes())
    back = make_engine(f"sqlite:///{tmp_path / 'back.db'}")
    steps: list[tuple[int, int]] = []
    again = move(server_store, back, lambda _label, done, total: steps.append((done, total)))
    assert again == there
    assert steps[-1][0] == steps[-1][1] == 2 * sum(one.rows for one in there)
    with Session(back) as session:
        assert first_break(session) is None
    back.dispose()


def test_new_rows_on_the_server_get_numbers_after_the_moved_ones(
    filled: Engine, server_store: Engine, now: datetime
) -> None:
    move(filled, server_store)
    with session_scope(server_store) as session:
        highest = max(job.id or 0 for job in session.exec(select(CollectJob)))
        job = CollectJob(kind="crawl", site="y", asked_at=now)
        session.add(job)
        session.flush()
        assert job.id == highest + 1
        assert first_break(session) is None


def test_what_is_nothing_is_nothing_there_and_not_the_word_null(filled: Engine, server_store: Engine) -> None:
    move(filled, server_store)
    with Session(filled) as session:
        without = sum(job.result is None for job in session.exec(select(CollectJob)))
    with server_store.connect() as after:
        question = "SELECT count(*) FROM collect_job WHERE result IS NULL"
        assert after.execute(text(question)).scalar_one() == without > 0


def test_a_store_in_use_is_not_moved(filled: Engine, server_store: Engine) -> None:
    with filled.connect() as other:
        other.execute(text("SELECT count(*) FROM ad")).scalar_one()
        mover = make_engine(filled.url.render_as_string())
        with pytest.raises(BadInput, match=r"stop 'lygte serve' and 'lygte work' first"):
            move(mover, server_store)
        mover.dispose()
    assert _rows(server_store) == {"ads": 0, "jobs": 0}


def test_a_server_in_use_is_not_moved(server_store: Engine, filled: Engine) -> None:
    with server_store.connect() as other:
        other.execute(text("SELECT 1"))
        mover = make_engine(server_store.url.render_as_string(hide_password=False))
        with pytest.raises(BadInput, match=r"stop 'lygte serve' and 'lygte work' first"):
            move(mover, filled)
        mover.dispose()


def test_a_store_that_holds_something_is_not_filled(filled: Engine, server_store: Engine) -> None:
    with session_scope(server_store) as session:
        session.add(Site(name="x", title="", start_url=""))
    with pytest.raises(BadInput, match="not empty"):
        move(filled, server_store)


def test_a_row_that_arrives_changed_stops_the_move_and_leaves_nothing(
    filled: Engine, server_store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_in: Any = models.move._copy_in

    def careless(writing: Any, into: Any, batch: Any) -> None:
        if into.name == "ad":
            place = [column.name for column in into.columns].index("alias")
            batch = [[*row[:place], "somebody else", *row[place + 1 :]] for row in batch]
        copy_in(writing, into, batch)

    monkeypatch.setattr(models.move, "_copy_in", careless)
    with pytest.raises(BadInput, match="The rows of ad did not arrive"):
        move(filled, server_store)
    assert _rows(server_store) == {"ads": 0, "jobs": 0}
