"""Each entry leaves its head elsewhere as it is made: cutting off even the newest one is found (T-12)."""

import json
import logging
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from lygte.main import main
from models.audit_chain import record
from models.audit_heads import Head, content_of, first_mismatch, open_head_key, read_heads, witnessed
from models.audit_witness import Witness, watch
from models.errors import BadInput

START = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)


def enter(engine: Engine, number: int, *, commit: bool = True) -> None:
    with Session(engine) as session:
        record(session, "record view", at=START + timedelta(minutes=number), subject=f"place:{number}")
        if commit:
            session.commit()


def test_whatever_is_cut_off_the_end_is_found(store: Engine, tmp_path: Path) -> None:
    key = open_head_key(tmp_path / "key.pem", may_make=True)
    heads_dir = tmp_path / "elsewhere"
    heads_dir.mkdir()
    watch(store, Witness(heads_dir, key))
    for number in range(1, 13):
        enter(store, number)
    heads = read_heads(heads_dir, key.public_key())
    assert [head.number for head in heads] == [12]
    with Session(store) as session:
        assert first_mismatch(session, heads) is None
        for kept in range(12):
            session.execute(text("DELETE FROM audit_entry WHERE number > :kept"), {"kept": kept})
            assert first_mismatch(session, heads) is not None, kept
            session.rollback()
        # Cut off and grown again to the same length: still another hash.
        for _ in range(50):
            kept = random.Random(_).randrange(12)
            session.execute(text("DELETE FROM audit_entry WHERE number > :kept"), {"kept": kept})
            session.expire_all()
            for number in range(kept, 12):
                record(session, "record view", at=START + timedelta(hours=number), subject="place:other")
            assert first_mismatch(session, heads) is not None, kept
            session.rollback()


def test_what_is_rolled_back_leaves_no_head(store: Engine, tmp_path: Path) -> None:
    key = open_head_key(tmp_path / "key.pem", may_make=True)
    watch(store, Witness(tmp_path, key))
    enter(store, 1, commit=False)
    assert list(witnessed(tmp_path, key.public_key())) == []
    enter(store, 2)
    with Session(store) as session:
        assert first_mismatch(session, read_heads(tmp_path, key.public_key())) is None


def test_a_savepoint_let_go_of_says_nothing_before_the_whole_is_committed(store: Engine, tmp_path: Path) -> None:
    key = open_head_key(tmp_path / "key.pem", may_make=True)
    watch(store, Witness(tmp_path, key))
    with Session(store) as session:
        with session.begin_nested():
            record(session, "record view", at=START, subject="place:1")
            with session.begin_nested():
                record(session, "record view", at=START, subject="place:2")
        assert list(witnessed(tmp_path, key.public_key())) == []
        session.rollback()
        session.commit()
    assert list(witnessed(tmp_path, key.public_key())) == []
    with Session(store) as session:
        with session.begin_nested():
            record(session, "record view", at=START, subject="place:3")
        session.commit()
    assert [head.number for head in witnessed(tmp_path, key.public_key())] == [1]


def test_a_savepoint_rolled_back_takes_only_its_own_entries_back(store: Engine, tmp_path: Path) -> None:
    key = open_head_key(tmp_path / "key.pem", may_make=True)
    watch(store, Witness(tmp_path, key))
    with Session(store) as session:
        record(session, "record view", at=START, subject="place:1")
        with session.begin_nested():
            record(session, "record view", at=START, subject="place:2")
        outer = session.begin_nested()
        record(session, "record view", at=START, subject="place:3")
        with session.begin_nested():
            record(session, "record view", at=START, subject="place:4")
        outer.rollback()
        session.commit()
        heads = read_heads(tmp_path, key.public_key())
        assert [head.number for head in heads] == [2]
        assert first_mismatch(session, heads) is None


def test_a_last_line_cut_off_by_a_crash_is_passed_over_and_a_changed_one_is_not(
    sqlite_store: Engine, tmp_path: Path
) -> None:
    key = open_head_key(tmp_path / "key.pem", may_make=True)
    watch(sqlite_store, Witness(tmp_path, key))
    enter(sqlite_store, 1)
    enter(sqlite_store, 2)
    (file,) = tmp_path.glob("*.jsonl")
    lines = file.read_text().splitlines()
    file.write_text(f"{lines[0]}\n{lines[1][:40]}")
    assert [head.number for head in witnessed(tmp_path, key.public_key())] == [1]
    file.write_text(json.dumps({**json.loads(lines[1]), "number": 1}))
    with pytest.raises(BadInput, match="no head of this"):
        list(witnessed(tmp_path, key.public_key()))


def test_a_folder_that_cannot_be_written_stops_nobody(
    sqlite_store: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    key = open_head_key(tmp_path / "key.pem", may_make=True)
    watch(sqlite_store, Witness(tmp_path / "gone", key))
    with caplog.at_level(logging.WARNING):
        enter(sqlite_store, 1)
    assert caplog.messages == ["A head of the audit trail could not be kept elsewhere: No such file or directory."]
    with Session(sqlite_store) as session:
        assert session.execute(text("SELECT count(*) FROM audit_entry")).scalar() == 1


def test_each_witness_that_ever_wrote_here_is_heard(sqlite_store: Engine, tmp_path: Path) -> None:
    """One file a program: the last head of each, not of the first alone."""
    key = open_head_key(tmp_path / "key.pem", may_make=True)
    heads = [Head("2026-11-15", START.isoformat(), number, "ab" * 32) for number in (1, 2, 3)]
    for name, one in zip("abc", heads, strict=True):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(content_of(one, key)) + "\n")
    assert list(witnessed(tmp_path, key.public_key())) == heads


def test_a_session_of_one_connection_tells_its_engines_witness(sqlite_store: Engine, tmp_path: Path) -> None:
    key = open_head_key(tmp_path / "key.pem", may_make=True)
    watch(sqlite_store, Witness(tmp_path, key))
    with sqlite_store.connect() as connection, Session(connection) as session:
        with session.begin_nested():
            # A savepoint in which nothing is entered is nothing to tell.
            session.execute(text("SELECT 1"))
        session.begin_nested().rollback()
        record(session, "record view", at=START, subject="place:1")
        session.commit()
    assert [head.number for head in witnessed(tmp_path, key.public_key())] == [1]


def test_every_command_leaves_heads_where_the_setting_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heads = tmp_path / "elsewhere"
    data = ["--data", str(tmp_path / "data")]
    monkeypatch.setenv("LYGTE_HEADS", str(heads))
    assert main(["retention", "run", *data]) == 2
    assert "is not there" in capsys.readouterr().err
    heads.mkdir()
    assert main(["retention", "run", *data]) == 0
    assert list(heads.glob("*.jsonl"))
    assert main(["audit", "verify", *data, "--heads", str(heads)]) == 0
