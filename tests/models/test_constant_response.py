"""The same work and the same traces whether a number is held or not (T-15): counted in questions to the store, not in time."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from lygte.main import main
from models.ad import Ad, Phone
from models.audit import AuditEntry
from models.erasure import forget_number
from models.insight import held_with, note_request
from models.keys import KeyRing, save_keyring
from tests.review_ui.invented import invent

# The first number of the invented world, and one nobody holds.
HELD, NOT_HELD = "+4571740134", "+4571747777"


@contextmanager
def asked(engine: Engine) -> Iterator[list[str]]:
    """Note every question to the store, without its values."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        seen.append(" ".join(statement.split("(", maxsplit=1)[0].split()))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def world(store: Engine, keyring: KeyRing, now: datetime) -> Engine:
    with Session(store, expire_on_commit=False) as session:
        invent(session, keyring, now)
    return store


def test_a_request_for_access_asks_the_store_the_same_for_every_number(
    world: Engine, keyring: KeyRing, now: datetime
) -> None:
    questions = []
    for number, ads in ((HELD, 4), (NOT_HELD, 0)):
        with Session(world) as session, asked(world) as seen:
            assert len(held_with(session, keyring, number).ads) == ads
            note_request(session, now=now)
            session.commit()
        questions.append([line.split(" FROM ")[0].split(" WHERE ")[0] for line in seen])
    assert questions[0] == questions[1]


def test_the_command_writes_the_same_letter_and_says_the_same(
    sqlite_store: Engine,
    keyring: KeyRing,
    now: datetime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Session(sqlite_store, expire_on_commit=False) as session:
        invent(session, keyring, now)
        phone = session.exec(select(Phone).where(Phone.keyed == keyring.key_phone(HELD))).one()
        phone.keyed = keyring.key_phone("+4571740001")
        session.add(phone)
        session.commit()
    save_keyring(keyring, tmp_path / "keys.json")
    place = ["--data", str(tmp_path), "--database", str(sqlite_store.url)]
    told = []
    for number in ("+4571740001", "+4571740002"):
        for command in ("insight", "forget"):
            monkeypatch.setattr("sys.stdin", io.StringIO(f"{number}\n"))
            assert main([command, *place]) == 0
        told.append(capsys.readouterr())
    assert told[0] == told[1]
    assert len(told[0].out) > 200
    assert "7174" not in told[0].out + told[0].err


def test_forgetting_leaves_the_same_trail_and_the_same_line_for_every_number(
    world: Engine, keyring: KeyRing, now: datetime, tmp_path: Path
) -> None:
    traces = []
    for number, gone in ((HELD, 4), (NOT_HELD, 0)):
        with Session(world) as session:
            before = len(session.exec(select(Ad)).all())
            last = len(session.exec(select(AuditEntry)).all())
            forget_number(session, keyring, number, tmp_path / number.strip("+"), now=now)
            session.commit()
            assert before - len(session.exec(select(Ad)).all()) == gone
            (entry,) = session.exec(select(AuditEntry)).all()[last:]
            traces.append((entry.act, entry.subject, entry.purpose, entry.details, entry.user_id))
    assert traces[0] == traces[1]
    sizes = {len((tmp_path / number.strip("+")).read_text()) for number in (HELD, NOT_HELD)}
    assert len(sizes) == 1
