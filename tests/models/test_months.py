"""Months of large tables on PostgreSQL: made of a full store, begun, dropped whole; keys, chain and moves know nothing of them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

import models.months
from models.ad import Ad, AdVersion
from models.audit import AuditEntry
from models.audit_chain import first_break, kept_from, record, trim
from models.backup import restore_backup, write_backup
from models.db import alembic_config, make_engine, session_scope, upgrade
from models.expiry import Expired, erase_ads
from models.months import months, tend
from models.move import move
from models.site import Site
from tests.conftest import fresh_server_store

# Five months, three entries of the trail and two versions of an ad in each.
MONTHS = [datetime(2026, month, 3, tzinfo=UTC) for month in range(1, 6)]
ENTRIES, VERSIONS = 3 * len(MONTHS), 2 * len(MONTHS)


@pytest.fixture
def server_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh PostgreSQL store."""
    with fresh_server_store(request) as url:
        yield url


@pytest.fixture
def server(server_url: str) -> Iterator[Engine]:
    """A fresh PostgreSQL store with five months of history, put into months."""
    engine = make_engine(server_url)
    fill(engine)
    upgrade(server_url)
    yield engine
    engine.dispose()


def fill(engine: Engine) -> None:
    """Write five months of one ad and of the trail."""
    with session_scope(engine) as session:
        session.add(Site(name="site", title="", start_url="http://127.0.0.1:1/"))
        session.flush()
        ad = Ad(
            site="site",
            external_id="1",
            url="",
            first_seen=MONTHS[0],
            last_seen=MONTHS[-1],
            content_hash="h",
            content_sealed=b"",
        )
        session.add(ad)
        session.flush()
        for at in MONTHS:
            for number in range(3):
                record(session, "test", at=at + timedelta(days=number), details={"ø": number})
            for number in range(2):
                at_day = at + timedelta(days=number)
                session.add(AdVersion(ad_id=ad.id or 0, seen_from=at_day, content_hash="h", content_sealed=b"\x00\xff"))
                session.flush()


def names(engine: Engine, table: str = "audit_entry") -> list[str]:
    """Return a table's months without its name, oldest first."""
    with engine.connect() as connection:
        return [month.name.removeprefix(f"{table}_") for month in months(connection, table)]


def rows(engine: Engine) -> list[object]:
    """Return all entries and versions as they are stored."""
    with engine.connect() as connection:
        asked = ("SELECT * FROM audit_entry ORDER BY number", "SELECT * FROM ad_version ORDER BY id")
        return [tuple(row) for one in asked for row in connection.execute(text(one))]


def test_a_full_store_of_0005_is_put_into_months_and_loses_nothing(server_url: str) -> None:
    config = alembic_config(server_url)
    command.downgrade(config, "0005")
    engine = make_engine(server_url)
    with engine.begin() as connection:
        connection.execute(text("GRANT SELECT ON audit_entry TO PUBLIC"))
    fill(engine)
    before = rows(engine)

    upgrade(server_url)
    assert rows(engine) == before
    assert len(before) == ENTRIES + VERSIONS
    expected = ["2026_01", "2026_02", "2026_03", "2026_04", "2026_05"]
    assert names(engine) == names(engine, "ad_version") == expected
    with Session(engine) as session:
        assert first_break(session) is None
        of_months = [
            session.execute(text(f"SELECT count(*) FROM audit_entry_{month}")).scalar_one()  # noqa: S608  (our own names)
            for month in expected
        ]
        assert of_months == [3] * 5
        rights = session.execute(text("SELECT relacl::text FROM pg_class WHERE oid = 'audit_entry'::regclass"))
        assert ",=r/postgres" in rights.scalar_one()
        version = AdVersion(ad_id=1, seen_from=MONTHS[0], content_hash="h", content_sealed=b"")
        session.add(version)
        session.flush()
        assert version.id == VERSIONS + 1
        session.add(AdVersion(ad_id=77, seen_from=MONTHS[0], content_hash="h", content_sealed=b""))
        with pytest.raises(IntegrityError, match="ad_version_ad_id_fkey"):
            session.flush()
        session.rollback()

    command.downgrade(config, "0005")
    assert rows(engine) == before
    assert names(engine) == []
    engine.dispose()


def test_a_month_begins_at_the_next_number_and_once_whoever_asks(server: Engine) -> None:
    june = datetime(2026, 6, 1, 3, tzinfo=UTC)
    other = make_engine(server.url.render_as_string(hide_password=False))
    with ThreadPoolExecutor(2) as both:
        done = list(both.map(lambda engine: tend(engine, june), (server, other)))
    other.dispose()
    begun = sorted(name for one in done for name in one.begun)
    assert begun == ["ad_version_2026_06", "audit_entry_2026_06"]
    assert not any(one.put_off or one.dropped for one in done)
    with session_scope(server) as session:
        record(session, "test", at=june)
    with Session(server) as session:
        assert first_break(session) is None
        assert session.execute(text("SELECT number FROM audit_entry_2026_06")).scalar_one() == ENTRIES + 1
        newest = select(AuditEntry.number).order_by(AuditEntry.number.desc()).limit(1)  # type: ignore[union-attr]
        assert session.exec(newest).one() == ENTRIES + 1
    # An ad's versions of before and of now hang on it alike.
    with session_scope(server) as session:
        session.add(AdVersion(ad_id=1, seen_from=june, content_hash="h", content_sealed=b""))
        session.flush()
        erase_ads(session, [1], Expired())
    gone = tend(server, june).dropped
    assert gone == [f"ad_version_2026_0{month}" for month in range(1, 6)]
    assert names(server, "ad_version") == ["2026_06"]


def test_a_clock_that_was_wrong_leaves_every_number_a_place(server: Engine) -> None:
    assert tend(server, datetime(2031, 1, 1, tzinfo=UTC)).begun == ["audit_entry_2031_01", "ad_version_2031_01"]
    with session_scope(server) as session:
        record(session, "test", at=MONTHS[-1])
    tend(server, MONTHS[-1])
    assert names(server)[-2:] == ["2026_05", "2026_05_1"]
    tend(server, datetime(2026, 6, 1, tzinfo=UTC))
    with session_scope(server) as session:
        record(session, "test", at=MONTHS[-1])
        assert first_break(session) is None
    assert names(server)[-3:] == ["2026_05", "2026_05_1", "2026_06"]


@pytest.mark.parametrize("held", [False, True])
def test_whole_months_of_the_trail_are_dropped_and_the_rest_deleted(
    server: Engine, monkeypatch: pytest.MonkeyPatch, held: bool
) -> None:
    monkeypatch.setattr(models.months, "TRIES", 2)
    now = datetime(2026, 6, 1, tzinfo=UTC)
    until = MONTHS[2] + timedelta(hours=1)  # two whole months and one entry
    with server.connect() as somebody, session_scope(server) as session:
        if held:
            somebody.execute(text("SELECT count(*) FROM audit_entry"))
            assert tend(server, now).put_off == ["audit_entry"]
        assert trim(session, until, now=now) == 7
        assert session.execute(text("SHOW lock_timeout")).scalar_one() == "30s"
    left = ["2026_01", "2026_02"] if held else []
    assert [name for name in names(server) if name < "2026_03"] == left
    assert tend(server, now).dropped == [f"audit_entry_{name}" for name in left]
    assert names(server)[0] == "2026_03"
    with Session(server) as session:
        assert first_break(session) is None
        assert kept_from(session).through == 7
        assert len(session.exec(select(AuditEntry)).all()) == ENTRIES - 7 + 1


def test_there_and_back_and_from_a_back_up_the_months_are_the_same(
    server: Engine, sqlite_store: Engine, request: pytest.FixtureRequest, tmp_path: Path, now: datetime
) -> None:
    before, parted = rows(server), names(server)
    server.dispose()
    there = move(server, sqlite_store)
    sqlite_store.dispose()
    with fresh_server_store(request) as again_url, fresh_server_store(request) as restored_url:
        again, restored = make_engine(again_url), make_engine(restored_url)
        assert move(sqlite_store, again) == there
        write_backup(server, tmp_path / "backup", tmp_path / "keys", now=now)
        restore_backup(restored, tmp_path / "backup", tmp_path / "keys")
        for engine in (again, restored):
            assert rows(engine) == before
            assert names(engine) == names(engine, "ad_version") == parted
            with Session(engine) as session:
                assert first_break(session) is None
            engine.dispose()
