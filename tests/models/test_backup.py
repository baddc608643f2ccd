"""A back-up restores row by row on either engine, opens for nobody else, and what was erased stays erased."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as sql_select

from models.ad import Ad, AdPhone, Phone
from models.audit_chain import first_break, record
from models.backup import restore_backup, write_backup
from models.db import make_engine, upgrade
from models.erasure import erase_again, forget_number
from models.errors import BadInput
from models.keys import KeyRing
from models.site import CrawlPass, Site
from models.visit import DoNotContact

NUMBER, OTHER = "+4571740001", "+4571740002"


def fill(engine: Engine, keyring: KeyRing, now: datetime) -> None:
    """Two ads with a number each, a pass, an audit entry."""
    with Session(engine) as session:
        session.add(Site(name="s", title="Sælg & køb", start_url="http://127.0.0.1/", is_loopback=True))
        session.flush()
        session.add(CrawlPass(site="s", started_at=now, field_fill={"title": 0.97}))
        for place, e164 in enumerate((NUMBER, OTHER)):
            ad = Ad(
                site="s",
                external_id=str(place),
                url="u",
                first_seen=now,
                last_seen=now,
                content_hash="h",
                content_sealed=keyring.seal("{}", "ad.content"),
                posted_at=now.date(),
                prices=[{"minutes": 30, "amount": 600, "currency": "DKK"}],
            )
            phone = Phone(
                keyed=keyring.key_phone(e164), epoch="2026", sealed=keyring.seal(e164, "phone.e164"), tail=e164[-2:]
            )
            session.add_all([ad, phone])
            session.flush()
            session.add(AdPhone(ad_id=ad.id, phone_id=phone.id, first_seen=now, last_seen=now))
        record(session, "login", at=now)
        session.commit()


def rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in SQLModel.metadata.sorted_tables
        }


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> Callable[[], Engine]:
    """Make further empty SQLite stores."""

    def make() -> Engine:
        url = f"sqlite:///{tmp_path / 'other.db'}"
        upgrade(url)
        return make_engine(url)

    return make


def test_every_row_comes_back_on_another_engine(
    store: Engine, keyring: KeyRing, now: datetime, tmp_path: Path, empty_sqlite: Callable[[], Engine]
) -> None:
    fill(store, keyring, now)
    write_backup(store, tmp_path / "b", tmp_path / "k", now=now)
    other = empty_sqlite()
    restore_backup(other, tmp_path / "b", tmp_path / "k")
    assert rows(other) == rows(store)
    with Session(other) as session:
        assert first_break(session) is None
    other.dispose()


def test_a_restored_store_goes_on_where_it_was(
    store: Engine, sqlite_store: Engine, keyring: KeyRing, now: datetime, tmp_path: Path
) -> None:
    """Restoring into SQLite and PostgreSQL leaves counters after the restored rows."""
    source = sqlite_store
    if store.url == source.url:
        target_url = f"sqlite:///{tmp_path / 'target.db'}"
        upgrade(target_url)
        store = make_engine(target_url)
    fill(source, keyring, now)
    write_backup(source, tmp_path / "b", tmp_path / "k", now=now)
    restore_backup(store, tmp_path / "b", tmp_path / "k")
    with Session(store) as session:
        record(session, "login", at=now + timedelta(days=1))
        session.commit()
        assert first_break(session) is None


def test_a_back_up_shows_nothing_and_opens_only_with_its_months_key(
    sqlite_store: Engine, keyring: KeyRing, now: datetime, tmp_path: Path, empty_sqlite: Callable[[], Engine]
) -> None:
    fill(sqlite_store, keyring, now)
    write_backup(sqlite_store, tmp_path / "b", tmp_path / "k", now=now)
    assert b"login" not in (tmp_path / "b").read_bytes()
    (tmp_path / "k").write_text("{}")
    with pytest.raises(BadInput, match="2026-11 is gone"):
        restore_backup(empty_sqlite(), tmp_path / "b", tmp_path / "k")


@pytest.mark.parametrize("harm", ["cut", "flip", "empty", "other"])
def test_a_damaged_back_up_restores_nothing(
    harm: str, sqlite_store: Engine, keyring: KeyRing, now: datetime, tmp_path: Path, empty_sqlite: Callable[[], Engine]
) -> None:
    fill(sqlite_store, keyring, now)
    file = tmp_path / "b"
    write_backup(sqlite_store, file, tmp_path / "k", now=now)
    content = file.read_bytes()
    harmed = {
        "cut": content[:-20],
        "flip": content[:-5] + bytes([content[-5] ^ 1]) + content[-4:],
        "empty": content[: content.index(b"\n", 16) + 1],
        "other": b"hello\n",
    }
    file.write_bytes(harmed[harm])
    target = empty_sqlite()
    with pytest.raises(BadInput, match=r"damaged|not a Lygte"):
        restore_backup(target, file, tmp_path / "k")
    assert not any(rows(target).values())


@pytest.mark.parametrize("left", ["", '{"2026-1', "[1]", "7", '"keys"'])
def test_a_damaged_file_of_keys_is_one_sentence_and_stays_as_it_is(
    sqlite_store: Engine, now: datetime, tmp_path: Path, left: str
) -> None:
    folder = tmp_path / "keys"
    folder.mkdir()
    keys = folder / "backup_keys.json"
    keys.write_text(left, encoding="utf-8")
    with pytest.raises(BadInput, match="cannot be read"):
        write_backup(sqlite_store, folder / "b", keys, now=now)
    assert keys.read_text(encoding="utf-8") == left
    assert [file.name for file in folder.iterdir()] == [keys.name]


def test_nothing_is_restored_over_existing_rows(
    sqlite_store: Engine, keyring: KeyRing, now: datetime, tmp_path: Path
) -> None:
    fill(sqlite_store, keyring, now)
    write_backup(sqlite_store, tmp_path / "b", tmp_path / "k", now=now)
    with pytest.raises(BadInput, match="not empty"):
        restore_backup(sqlite_store, tmp_path / "b", tmp_path / "k")


def test_a_forgotten_number_leaves_no_row_and_may_not_be_contacted(
    store: Engine, keyring: KeyRing, now: datetime, tmp_path: Path
) -> None:
    fill(store, keyring, now)
    with Session(store) as session:
        forget_number(session, keyring, NUMBER, tmp_path / "erased", now=now)
        session.commit()
        assert [phone.tail for phone in session.exec(sql_select(Phone))] == ["02"]
        assert [ad.external_id for ad in session.exec(sql_select(Ad))] == ["1"]
        assert session.get(DoNotContact, keyring.key_do_not_contact(NUMBER)) is not None
    assert NUMBER not in (tmp_path / "erased").read_text()


def test_erased_stays_erased_after_a_restore(
    store: Engine, keyring: KeyRing, now: datetime, tmp_path: Path, empty_sqlite: Callable[[], Engine]
) -> None:
    fill(store, keyring, now)
    write_backup(store, tmp_path / "b", tmp_path / "k", now=now)
    with Session(store) as session:
        forget_number(session, keyring, NUMBER, tmp_path / "erased", now=now)
        session.commit()
    restored = empty_sqlite()
    restore_backup(restored, tmp_path / "b", tmp_path / "k")
    with Session(restored) as session:
        erase_again(session, tmp_path / "erased", now=now)
        session.commit()
        known = session.exec(sql_select(Phone).where(col(Phone.keyed) == keyring.key_phone(NUMBER))).all()
        assert known == []
        assert session.get(DoNotContact, keyring.key_do_not_contact(NUMBER)) is not None
    restored.dispose()


def test_the_trail_is_the_same_for_a_number_that_was_never_there(
    store: Engine, keyring: KeyRing, now: datetime, tmp_path: Path
) -> None:
    from models.audit import AuditEntry

    fill(store, keyring, now)
    with Session(store) as session:
        forget_number(session, keyring, NUMBER, tmp_path / "erased", now=now)
        forget_number(session, keyring, "+4571749999", tmp_path / "erased", now=now)
        session.commit()
        hit, miss = session.exec(sql_select(AuditEntry).where(AuditEntry.act == "request erasure")).all()
        assert (hit.details, hit.subject, hit.purpose) == (miss.details, miss.subject, miss.purpose)
